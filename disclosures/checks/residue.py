"""Template residue: words that must never stand in a published text.

Each was found in a published disclosure: both directions left standing, placeholders, instructions
of the template, remains of the word processor (T01), a number without its unit (W01), stops that
stand side by side (W02), a bracket never closed (W03). docs/checks.md lists them.
"""

import re
from collections.abc import Iterable

from disclosures.checks.finding import Finding, Severity

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
    "PAGEREF",
    "[image",
    "注：请",
    "不涉及的不列",
    "单位公开范本",
    "占*",
    "None",
    "{",
    "}",
)
"""Words that are wrong wherever they stand."""

_WORDS = re.compile(
    "|".join(re.escape(word) for word in sorted(RESIDUE, key=len, reverse=True))
    # Instructions to list something; “未列明” and “清单列明” are statements.
    + "|请列明|（列明|^列明|主要用于[^。]*，列明"
)

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


def check(lines: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """Findings over (place, text) lines of a document: residue, missing units, stops."""
    found = []
    for place, text in lines:
        for match in _WORDS.finditer(text):
            found.append(_finding("T01", place, f"留有范本文字“{match.group()}”", text))
        for match in _NO_UNIT.finditer(text):
            found.append(_finding("W01", place, f"金额“{match.group()}”没有单位", text))
        for match in _NO_PERCENT.finditer(text):
            found.append(_finding("W01", place, f"比例“{match.group()}”没有百分号", text))
        for match in _DOUBLE.finditer(text):
            found.append(_finding("W02", place, f"标点“{match.group()}”重复", text))
        if text.count("（") > text.count("）"):
            found.append(_finding("W03", place, "有没有闭合的括号“（”", text))
    return tuple(found)


def _finding(check: str, place: str, what: str, text: str) -> Finding:
    shown = text if len(text) <= 60 else text[:60] + "…"
    return Finding(check, Severity.ERROR, f"{place}：{what}，请改正：{shown}")
