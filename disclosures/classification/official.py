"""The Ministry's list of a year, as a finance bureau has it in a spreadsheet."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from disclosures.classification.codes import (
    LEVEL_OF_LENGTH,
    Classification,
    ClassificationKind,
    Code,
    Evidence,
)
from disclosures.classification.lists import (
    ClassificationFileError,
    Entry,
    classify,
    gather,
    split_budgets,
)

HEADINGS = {
    "code": ("编码", "科目编码", "代码", "科目代码"),
    "name": ("名称", "科目名称"),
    "explanation": ("说明", "科目说明"),
    "parent": ("上级编码", "上级科目编码"),
    "budgets": ("预算", "所属预算"),
}
"""What a column of an official list may be called; the first two columns must be there."""

HEADING_ROWS = 20
"""The heading is looked for in this many rows; a title may stand above it."""


def parse_official(
    rows: Iterable[Sequence[str]], *, source: str, kind: ClassificationKind, year: int
) -> Classification:
    """The official list of ``year`` in the rows of a sheet, cells as text; evidence official.

    Columns are recognised by their heading (``HEADINGS``). Without 上级编码 the code above is the
    nearest one of the sheet with which the code begins; without 预算 the budgets are empty. Raises
    ClassificationFileError with all that is wrong.
    """
    numbered = [(line, tuple(map(_plain, row))) for line, row in enumerate(rows, 1)]
    heading, columns = _heading(numbered, source)
    cells = [
        (line, {name: row[at] if at < len(row) else "" for name, at in columns.items()})
        for line, row in numbered
        if line > heading and any(row)
    ]
    if not cells:
        raise ClassificationFileError(source, [(heading, "表头下面没有科目")])
    listed = {official_code(row["code"]) for _, row in cells}

    def entry(line: int, row: Mapping[str, str]) -> Entry:
        return _official_entry(line, row, listed)

    return classify(gather(cells, entry, source), source=source, kind=kind, year=year)


def _plain(cell: str) -> str:
    """A cell without blanks around it and without line breaks in it."""
    return "".join(part.strip() for part in cell.splitlines())


def _heading(rows: Iterable[tuple[int, Sequence[str]]], source: str) -> tuple[int, dict[str, int]]:
    """The line of the heading and the place of each column it names."""
    for line, row in rows:
        titles = ["".join(cell.split()) for cell in row]
        places = {
            name: [at for at, title in enumerate(titles) if title in known]
            for name, known in HEADINGS.items()
        }
        if line > HEADING_ROWS or (places["code"] and places["name"]):
            break
    else:
        line = HEADING_ROWS + 1
    if line > HEADING_ROWS:
        raise ClassificationFileError(
            source, [(1, f"前{HEADING_ROWS}行中没有同时写有“编码”和“名称”的表头")]
        )
    if twice := [titles[at[0]] for at in places.values() if len(at) > 1]:
        raise ClassificationFileError(
            source, [(line, f"表头“{'”“'.join(twice)}”出现多次，请把并排的各栏改为上下排列")]
        )
    return line, {name: at[0] for name, at in places.items() if at}


def _official_entry(line: int, row: Mapping[str, str], listed: set[str]) -> Entry:
    code = official_code(row["code"])
    if not code:
        raise ValueError(f"“{row['name']}”没有编码；如是小标题，请删去这一行")
    above = (
        code[:length] for length in sorted(LEVEL_OF_LENGTH, reverse=True) if length < len(code)
    )
    parent = official_code(row.get("parent", "")) or next((up for up in above if up in listed), "")
    explanation = row.get("explanation", "")
    return Entry(
        line,
        Code(
            code=code,
            name=row["name"],
            level=LEVEL_OF_LENGTH.get(len(code), 0),
            parent=parent,
            evidence=Evidence.OFFICIAL,
            explanation=explanation,
            budgets=split_budgets(row.get("budgets", "")),
            explanation_evidence=Evidence.OFFICIAL if explanation else "",
        ),
    )


def official_code(cell: str) -> str:
    """A code as spreadsheets hold it: "2010601.0" and full-width digits are mended."""
    return re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", cell))
