"""How wide text is likely to be, and where a label is broken into lines.

No font is asked: a chart is drawn before it is known which font will print it. The widths are
those of common Chinese sans-serif fonts, rounded up.
"""

import re
import unicodedata
from collections.abc import Iterable

# East Asian width classes that take a full square, and the widths of what does not, in em.
SQUARE = frozenset("WFA")
DIGIT_EM = 0.6
SIGN_EM = {".": 0.3, ",": 0.3, "-": 0.4}
OTHER_EM = 0.95

# A run of digits and letters, or one character, with the brackets and stops that belong to it.
TOKEN = re.compile(r"[（“《]*(?:[0-9A-Za-z.]+|.)[，、；：）”》]*", re.DOTALL)


def text_width(content: str, size: float) -> float:
    """Width of the text at this font size, an estimate on the safe side."""
    return size * sum(_em(character) for character in content)


def widest(contents: Iterable[str], size: float) -> float:
    """Width of the widest of the texts, 0 when there is none."""
    return max((text_width(content, size) for content in contents), default=0.0)


def wrap(content: str, size: float, limit: float) -> list[str]:
    """Lines no wider than the limit, as few as possible and of about equal length.

    Lines end between Chinese characters, not inside a number or word and not before a stop,
    unless one of these is wider than the limit itself. The limit must hold one character.
    """
    lines = _fill(content, size, limit)
    while True:
        narrower = widest(lines, size) - 0.01
        tighter = _fill(content, size, narrower) if narrower >= size else []
        if not tighter or len(tighter) > len(lines) or widest(tighter, size) > narrower:
            return lines
        lines = tighter


def _fill(content: str, size: float, limit: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for token in _tokens(content, size, limit):
        if line and text_width(line + token, size) > limit:
            lines.append(line.strip())
            line = ""
        line += token
    return [line for line in [*lines, line.strip()] if line]


def _tokens(content: str, size: float, limit: float) -> Iterable[str]:
    for token in TOKEN.findall(content):
        yield from [token] if text_width(token, size) <= limit else token


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in SQUARE:
        return 1.0
    if character.isdecimal():
        return DIGIT_EM
    return SIGN_EM.get(character, OTHER_EM)
