"""The terms of the glossary, linked to what explains them where they first occur in the text."""

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple


class Explanation(NamedTuple):
    """An entry of the glossary: ``anchor`` is its id on the page, ``text`` what it says."""

    term: str
    anchor: str
    text: str


class FirstOccurrences:
    """Marks up the texts of a page one after the other; each term is linked once.

    Where a term is part of a longer one (经营收入 of 事业单位经营收入) the longer one is meant.
    """

    def __init__(self, explanations: Iterable[Explanation]) -> None:
        self._left = {one.term: one for one in explanations}
        longest_first = sorted(self._left, key=len, reverse=True)
        self._terms = re.compile("|".join(map(re.escape, longest_first))) if self._left else None

    def markup(self, text: str) -> str:
        """``text`` as HTML, with a link around the first occurrence of each term."""
        if not self._left or self._terms is None:
            return escape(text)
        made, done = [], 0
        for found in self._terms.finditer(text):
            explanation = self._left.pop(found.group(), None)
            if explanation:
                made += [escape(text[done : found.start()]), _link(explanation)]
                done = found.end()
        return "".join([*made, escape(text[done:])])


def _link(one: Explanation) -> str:
    return (
        f'<a class="term" href="#{escape(one.anchor)}" title="{escape(one.text)}">'
        f"{escape(one.term)}</a>"
    )
