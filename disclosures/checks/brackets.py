"""Round brackets in a line: each has its partner, of the same width, and Chinese has full ones.

A closing bracket without an opening one is left alone after a digit, a letter or a Chinese
numeral: it numbers an item (1）完成培训).
"""

import re
from collections.abc import Iterator

_OPEN = {"（": "）", "(": ")"}
_CLOSE = frozenset(_OPEN.values())
_CHINESE = re.compile("[\u4e00-\u9fff]")
_NUMBERING = re.compile("[0-9A-Za-z一二三四五六七八九十①-⑳]")

Fault = tuple[str, str, int, int]
"""Id, what is wrong, and from where to where in the line."""


def faults(text: str) -> Iterator[Fault]:
    """What is wrong with the brackets of a line: W03 where they do not pair, W04 for width.

    The width is told once in a line, at its first pair.
    """
    opened: list[int] = []
    narrow: list[tuple[int, int]] = []
    for index, sign in enumerate(text):
        if sign in _OPEN:
            opened.append(index)
        elif sign in _CLOSE and opened:
            start, end = opened.pop(), index + 1
            if _OPEN[text[start]] != sign:
                yield "W03", f"括号“{text[start:end]}”一半全角一半半角", start, end
            elif sign == ")" and _CHINESE.search(text, start, end):
                narrow.append((start, end))
        elif sign in _CLOSE and not _NUMBERING.match(text[index - 1 : index]):
            yield "W03", f"括号“{sign}”没有开头", index, index + 1
    for start in opened:
        yield "W03", f"有没有闭合的括号“{text[start]}”", start, len(text)
    for start, end in narrow[:1]:
        yield "W04", f"中文中的括号“{text[start:end]}”应为全角", start, end
