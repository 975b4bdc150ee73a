"""Text that a unit writes: plain lines become headings and paragraphs, nothing else.

A line that starts like an official heading (一、 or （一）), is short and has no stop at its end is
a heading of level 1 or 2. A short line without a stop right above a heading 一、 is the title of
what follows; every other line is a paragraph. Blank lines are dropped.
"""

import re
import unicodedata
from dataclasses import dataclass

_LEVELS = (
    (1, re.compile(r"[一二三四五六七八九十]{1,3}、\S")),
    (2, re.compile(r"（[一二三四五六七八九十]{1,3}）\S")),
)
_LONGEST_HEADING = 40
_STOPS = "。，；、：.,;:"
_INVISIBLE = ("Cc", "Cf", "Cs")


@dataclass(frozen=True)
class Line:
    """One line of prose; ``level`` 0 is a paragraph or a ``title``, 1 and 2 are headings."""

    text: str
    level: int = 0
    title: bool = False


def lines(text: str) -> tuple[Line, ...]:
    """``text`` as headings and paragraphs, control characters and outer blanks removed."""
    cleaned = [line for raw in text.splitlines() if (line := one_line(raw))]
    return tuple(
        Line(line, _level(line), _is_title(line, below))
        for line, below in zip(cleaned, [*cleaned, ""][1:], strict=True)
    )


def cells(line: str) -> tuple[str, ...]:
    """A line of a table, cut at tabs and at upright bars; '' stands for an empty cell."""
    return tuple(one_line(cell) for cell in re.split(r"[\t|｜]", line.strip()))


def one_line(text: str) -> str:
    """``text`` on one line: blanks made single, none at the ends, nothing invisible left in it."""
    return re.sub(r"\s+", " ", text if text.isprintable() else _visible(text)).strip()


def _visible(text: str) -> str:
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)


def clause(text: str) -> str:
    """``text`` as part of a sentence: on one line, without stops at either end."""
    return one_line(text).strip(_STOPS + " ")


def _is_title(line: str, below: str) -> bool:
    """Whether ``line`` is the title of a text whose first heading ``below`` is."""
    short = len(line) <= _LONGEST_HEADING and line[-1] not in _STOPS
    return short and not _level(line) and below.startswith("一、") and _level(below) == 1


def _level(line: str) -> int:
    if len(line) > _LONGEST_HEADING or line.endswith(("。", "；", "：")):
        return 0
    return next((level for level, pattern in _LEVELS if pattern.match(line)), 0)
