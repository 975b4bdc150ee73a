"""Template residue: words that must never stand in a published text.

Each was found in a published disclosure: both directions left standing, placeholders, instructions
of the template, remains of the word processor (T01), statements of a running year (T02), a number
without its unit (W01), stops that stand side by side or end a text in the middle (W02), brackets
that do not pair (W03) or have the wrong width (W04), remains of a spreadsheet (L01). docs/checks.md
lists them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from disclosures.checks.brackets import Fault, faults
from disclosures.checks.catalogue import finding
from disclosures.checks.finding import Finding
from disclosures.checks.places import PROSE, own_lines, typed
from disclosures.narrative.prose import lines as prose_lines
from disclosures.narrative.scope import TextKey, Texts

RESIDUE = (
    "增加/减少",
    "增长/下降",
    "减少/增加",
    "下降/增长",
    "（减少）",
    "（增加）",
    "（增长）",
    "（下降）",
    "（大于）",
    "（小于）",
    "（或与预算数持平）",
    "或与预算数持平",
    "XX",
    "××",
    "XXX",
    "……",
    "用于…",
    "（具体工作）",
    "列明…",
    "（100字以内）",
    "(100字以内)",
    "（柱状图）",
    "（饼状图）",
    "PAGEREF",
    "HYPERLINK",
    "MERGEFORMAT",
    "[image",
    "错误!未",
    "错误！未",
    "注：请",
    "不涉及的不列",
    "单位公开范本",
    "部门公开范本",
    "占*",
    "None",
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "{",
    "}",
)
"""Words that are wrong wherever they stand."""

_WORDS = re.compile("|".join(re.escape(word) for word in sorted(RESIDUE, key=len, reverse=True)))
_INSTRUCTIONS = re.compile(
    # Instructions to list something; “未列明” and “清单列明” are statements.
    "请列明|（列明|^列明|主要用于[^。]*，列明"
    r"|[（(](?!100字)[^（）()]{1,6}字以内[）)]|（图[0-9]+：[^）]*）"
)
_PLACEHOLDERS = re.compile(
    # A number of the template's own, and signs that stand for a name or for anything.
    r"\bN(?:万元|%|辆|次|人次|批次|个)|\bxx(?![A-Za-z])|ＸＸ|＊＊|\*\*|_{3,}",
    re.ASCII,
)
_RUNNING = re.compile("正在进行之中|正在进行中|尚在进行|仍在进行|目前正在[^，。；]{0,10}")

_MONEY = (
    "支出|收入|收支|金额|总额|合计|总计|小计|经费|费用|决算|决算数|预算|预算数|执行数|结转|结余"
)
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_END = r"(?=[，。；、]|$)"
_NO_UNIT = re.compile(
    rf"(?:{_MONEY})(?:约|共|共计|各|分别|均)?为?"
    # Years in a row are no amounts: 收入2020、2021年.
    r"(?!(?:19|20)\d\d[、，至和—-](?:19|20)\d\d年)"
    rf"{_NUMBER}万?{_END}"
)
_NO_PERCENT = re.compile(rf"(?:增长|下降|占){_NUMBER}{_END}")
_DOUBLE = re.compile(r"[，。；：、]{2,}")
_OPEN_END = re.compile("[；，、]$")
_SERIAL = re.compile(
    r"(?:(?:时间|日期|截至|截止)[：:为]?|^)\s*(?<![\d.])(?P<shown>4\d{4})(?=[，。；、日止）)]|$)"
)
_CODE = re.compile(r"(?<![\d.,])(?P<shown>[235]\d\d {1,2}\d{1,2})(?=[\s\u4e00-\u9fff]|$)")

_IN_A_LINE = (
    ("T01", _WORDS, "留有范本文字“{}”"),
    ("T01", _INSTRUCTIONS, "留有范本文字“{}”"),
    ("T01", _PLACEHOLDERS, "留有占位符“{}”"),
    ("T02", _RUNNING, "年度报告中有当年未完的说法“{}”"),
    ("W01", _NO_UNIT, "金额“{}”没有单位"),
    ("W01", _NO_PERCENT, "比例“{}”没有百分号"),
    ("W02", _DOUBLE, "标点“{}”重复"),
    ("L01", _SERIAL, "日期成了电子表格的序号“{}”"),
    ("L01", _CODE, "科目编码断成了“{}”"),
)
"""Id, what is looked for, and what a finding says of it."""


def check(
    lines: Iterable[tuple[str, str]], texts: Texts | None = None, finished: bool = True
) -> tuple[Finding, ...]:
    """Findings over (place, text) lines of a document: residue, missing units, stops, brackets.

    ``texts`` are what the unit wrote; a finding names those that the faulty words come from. The
    year is ``finished`` unless the document is a budget, which may say what is going on.
    """
    own = own_lines(texts) if texts else ()
    ends = _last_lines(texts) if texts else {}
    found: list[Finding] = []
    for place, text in lines:
        for id, what, start, end in _faults(text):
            if id == "T02" and not finished:
                continue
            found.append(_finding(id, place, what, text, typed(text, start, end, own)))
        for key in ends.get(text, ()):
            what = f"以“{text[-1]}”结尾，话没有说完"
            found.append(_finding("W02", place, what, text, (key,)))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def _faults(text: str) -> tuple[Fault, ...]:
    """Every fault in one line; most lines of a document are the same at its next check."""
    return (*_matches(text), *faults(text))


def _matches(text: str) -> Iterator[Fault]:
    for id, pattern, what in _IN_A_LINE:
        for match in pattern.finditer(text):
            shown = match["shown"] if "shown" in pattern.groupindex else match.group()
            yield id, what.format(shown), match.start(), match.end()


def _last_lines(texts: Texts) -> dict[str, list[TextKey]]:
    """The last line of each prose of the unit that ends as if more were to come."""
    ends: dict[str, list[TextKey]] = {}
    for name, prose in texts.prose.items():
        written = prose_lines(prose)
        if written and _OPEN_END.search(written[-1].text):
            ends.setdefault(written[-1].text, []).append(TextKey(PROSE, name))
    return ends


def _finding(id: str, place: str, what: str, text: str, texts: tuple[TextKey, ...]) -> Finding:
    shown = text if len(text) <= 60 else text[:60] + "…"
    return finding(id, f"{place}：{what}，请改正：{shown}", texts=texts)
