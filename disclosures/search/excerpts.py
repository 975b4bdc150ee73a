"""Where the words of a query stand in a text, and the part of it to show around them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from disclosures.search.entries import Passage
from disclosures.search.words import Word, plain, plain_character

LONGEST = 120
"""Characters of a text that are shown."""

BEFORE = 40
"""Characters before the first word, in a sentence that is longer."""

FEW = 3
"""Passages of a document that are shown."""

_END = re.compile("[。；！？]")


class Span(NamedTuple):
    """Part of a text, and whether it is a word that was looked for."""

    text: str
    hit: bool


class Excerpt(NamedTuple):
    """What is shown of a passage, and where it leads."""

    anchor: str
    heading: str
    spans: tuple[Span, ...]


def excerpts(passages: Iterable[Sequence[str]], words: Sequence[Word]) -> tuple[Excerpt, ...]:
    """The passages with most of ``words``, a text once, in the order of the page."""
    best: dict[str, tuple[int, int, Passage]] = {}
    for place, (anchor, heading, text) in enumerate(passages):
        held = plain(text)
        count = sum(word.text in held for word in words)
        if count and text not in best:
            best[text] = (-count, place, Passage(anchor, heading, text))
    chosen = sorted(sorted(best.values())[:FEW], key=lambda one: one[1])
    return tuple(
        Excerpt(passage.anchor, passage.heading, marked(passage.text, words, cut=True))
        for _, _, passage in chosen
    )


def marked(text: str, words: Sequence[Word], cut: bool = False) -> tuple[Span, ...]:
    """``text`` in spans; ``cut`` to the sentence of the first word, and that to its part."""
    hits = _hits(text, words)
    start, end = _shown(text, hits[0] if hits else (0, 0)) if cut else (0, len(text))
    spans = [Span("…", False)] if start else []
    at = start
    for first, last in hits:
        if first >= start and last <= end:
            spans += [Span(text[at:first], False), Span(text[first:last], True)]
            at = last
    spans.append(Span(text[at:end], False))
    if end < len(text):
        spans.append(Span("…", False))
    return tuple(span for span in spans if span.text)


def _hits(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Start and end of every place in ``text`` where a word stands; none overlaps another."""
    pieces = [plain_character(character) for character in text]
    held = "".join(pieces)
    starts, length = [], 0
    for piece in pieces:
        starts.append(length)
        length += len(piece)
    longest = sorted((word.text for word in words), key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest))
    found: list[tuple[int, int]] = []
    for match in re.finditer(pattern, held) if pattern else ():
        first = bisect_left(starts, match.start() + 1) - 1
        last = bisect_left(starts, match.end())
        if not found or first >= found[-1][1]:
            found.append((first, last))
    return found


def _shown(text: str, hit: tuple[int, int]) -> tuple[int, int]:
    """Start and end of what is shown around ``hit``."""
    start = max((end.end() for end in _END.finditer(text, 0, hit[0])), default=0)
    after = _END.search(text, hit[1])
    end = after.end() if after else len(text)
    if end - start > LONGEST:
        start = max(start, hit[0] - BEFORE)
        end = min(end, start + LONGEST)
    return start, max(end, hit[1])
