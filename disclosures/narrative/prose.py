"""Text that a unit writes: plain lines become headings and paragraphs, nothing else.

A line that starts like an official heading (一、 or （一）) and is short and without a full stop is a
heading of level 1 or 2; every other line is a paragraph. Blank lines separate and are dropped.
"""

import re
import unicodedata
from dataclasses import dataclass

_LEVELS = (
    (1, re.compile(r"[一二三四五六七八九十]{1,3}、\S")),
    (2, re.compile(r"（[一二三四五六七八九十]{1,3}）\S")),
)
_LONGEST_HEADING = 40


@dataclass(frozen=True)
class Line:
    """One line of prose; ``level`` 0 is a paragraph, 1 and 2 are headings."""

    text: str
    level: int = 0


def lines(text: str) -> tuple[Line, ...]:
    """``text`` as headings and paragraphs, control characters and outer blanks removed."""
    cleaned = (_clean(line) for line in text.splitlines())
    return tuple(Line(line, _level(line)) for line in cleaned if line)


def _clean(line: str) -> str:
    kept = "".join(c for c in line if unicodedata.category(c) != "Cc" or c == "\t")
    return re.sub(r"\s+", " ", kept).strip()


def _level(line: str) -> int:
    if len(line) > _LONGEST_HEADING or line.endswith(("。", "；", "：")):
        return 0
    return next((level for level, pattern in _LEVELS if pattern.match(line)), 0)
