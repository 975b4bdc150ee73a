"""How a text of the unit is called in a finding, and where a faulty word of it was typed."""

from disclosures.narrative.prose import clause, lines
from disclosures.narrative.scope import TextKey, Texts, words_of
from disclosures.standards.language import fill
from disclosures.standards.model import Standard

PROSE = "prose"
"""Kind of the key of a text that is no explanation: ``TextKey("prose", "duties")``."""

KINDS = {
    "reason": "与上年相比的增减原因",
    "budget_reason": "与预算数相比的差异原因",
    "use": "用途（主要用于）",
    "term": "名词解释",
}
"""What a text explains, as a clerk would say it."""

_TABLE = "table."


def text_name(key: TextKey, standard: Standard) -> str:
    """``key`` in words: “公务接待费”与上年相比的增减原因; the title of its section for prose."""
    if key.kind == PROSE:
        return _prose_name(key.figure, standard)
    figure = standard.figures.get(key.figure)
    label = figure.label if figure else key.figure
    if key.row:
        code = standard.codes.function.get(key.row) or standard.codes.economic_department.get(
            key.row
        )
        label = f"{key.row} {code.name}" if code else key.row
    return f"{quoted(label)}{KINDS.get(key.kind, '的文字')}"


def quoted(name: str) -> str:
    """``name`` in quotation marks, unless it begins with one (“三公”经费支出)."""
    return name if name.startswith("“") else f"“{name}”"


def _prose_name(name: str, standard: Standard) -> str:
    if table := standard.tables.get(name.removeprefix(_TABLE)):
        return f"“{table.title}”下的说明"
    sections = (section for part in standard.parts for section in part.walk())
    title = next((section.title for section in sections if name in section.prose), name)
    return f"“{fill(title, words_of(standard, '单位', standard.year))}”的文字"


def own_lines(texts: Texts) -> tuple[tuple[TextKey, str], ...]:
    """Every line that the unit wrote, as it is printed, with the key of its text."""
    prose = (
        (TextKey(PROSE, name), line.text)
        for name, text in texts.prose.items()
        for line in lines(text)
    )
    explanations = ((key, clause(text)) for key, text in texts.explanations.items())
    return tuple((key, line) for key, line in (*explanations, *prose) if line)


def typed(
    line: str, start: int, end: int, own: tuple[tuple[TextKey, str], ...]
) -> tuple[TextKey, ...]:
    """The texts of the unit that hold what stands in ``line`` from ``start`` to ``end``."""
    keys = (key for key, text in own if _covers(line, text, start, end))
    return tuple(dict.fromkeys(keys))


def _covers(line: str, text: str, start: int, end: int) -> bool:
    at = line.find(text)
    while at >= 0:
        if at < end and start < at + len(text):
            return True
        at = line.find(text, at + 1)
    return False
