"""Template residue: words that must never stand in a published text (错误 T01).

Each was found in a published disclosure: both directions left standing, placeholders, instructions
of the template, remains of the word processor.
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
    "列明",
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

_PATTERN = re.compile("|".join(re.escape(word) for word in sorted(RESIDUE, key=len, reverse=True)))
_NO_UNIT = re.compile(r"(?:为|支出|收入|合计|总计)\d[\d,.]*(?=[，。；、])")
_DOUBLE = re.compile(r"[，。；：、]{2,}|：。|，。|。。")


def check(lines: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """Findings over (place, text) lines of a document: residue, amounts without unit, stops."""
    found = []
    for place, text in lines:
        for match in _PATTERN.finditer(text):
            found.append(_finding("T01", place, f"留有范本文字“{match.group()}”", text))
        for match in _NO_UNIT.finditer(text):
            found.append(_finding("W01", place, f"金额“{match.group()}”没有单位", text))
        for match in _DOUBLE.finditer(text):
            found.append(_finding("W02", place, f"标点“{match.group()}”重复", text))
    return tuple(found)


def _finding(check: str, place: str, what: str, text: str) -> Finding:
    shown = text if len(text) <= 60 else text[:60] + "…"
    return Finding(check, Severity.ERROR, f"{place}：{what}，请改正：{shown}")
