"""Where the words of a query stand in a text, and the part of it to show around them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures.search.entries import Passage
from disclosures.search.words import Word

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


class Marked(NamedTuple):
    """A text in spans."""

    spans: tuple[Span, ...]

    @property
    def html(self) -> SafeString:
        """The text with its words in ``mark`` elements."""
        marked = (format_html(_TAGS[span.hit], span.text) for span in self.spans)
        return format_html_join("", "{}", ((one,) for one in marked))


_TAGS = {False: "{}", True: "<mark>{}</mark>"}


class Excerpt(NamedTuple):
    """What is shown of a passage, and where it leads."""

    anchor: str
    heading: str
    text: Marked


def excerpts(passages: Iterable[Sequence[str]], words: Sequence[Word]) -> tuple[Excerpt, ...]:
    """The passages with most of ``words``, a text once, in the order of the page."""
    patterns = [re.compile(word.pattern) for word in words]
    best: dict[str, tuple[int, int, Passage]] = {}
    whole = 0
    for place, (anchor, heading, text) in enumerate(passages):
        count = sum(pattern.search(text) is not None for pattern in patterns)
        if count and text not in best:
            best[text] = (-count, place, Passage(anchor, heading, text))
            whole += count == len(patterns)
        if whole == FEW:  # none after them is better
            break
    chosen = sorted(sorted(best.values())[:FEW], key=lambda one: one[1])
    return tuple(
        Excerpt(passage.anchor, passage.heading, marked(passage.text, words, cut=True))
        for _, _, passage in chosen
    )


def marked(text: str, words: Sequence[Word], cut: bool = False) -> Marked:
    """``text`` in spans; ``cut`` to the sentence of the first word, and that to its part."""
    longest = sorted(words, key=lambda word: len(word.text), reverse=True)
    hits = [match.span() for match in re.finditer("|".join(one.pattern for one in longest), text)]
    start, end = _shown(text, hits[0]) if cut and hits else (0, len(text))
    spans = [Span("…", False)] if start else []
    at = start
    for first, last in hits:
        if first >= start and last <= end:
            spans += [Span(text[at:first], False), Span(text[first:last], True)]
            at = last
    spans.append(Span(text[at:end], False))
    if end < len(text):
        spans.append(Span("…", False))
    return Marked(tuple(span for span in spans if span.text))


def _shown(text: str, hit: tuple[int, int]) -> tuple[int, int]:
    """Start and end of what is shown around ``hit``."""
    start = max((end.end() for end in _END.finditer(text, 0, hit[0])), default=0)
    after = _END.search(text, hit[1])
    end = after.end() if after else len(text)
    if end - start > LONGEST:
        start = max(start, hit[0] - BEFORE)
        end = min(end, start + LONGEST)
    return start, max(end, hit[1])
