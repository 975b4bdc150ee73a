"""What can be found of a published page, each with the place it has there.

Read from the frozen page itself: what is found is what was published, and an address that leads
into the page leads to something that is there. A part without an id of its own is found at the
heading above it.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

HEADINGS = {"h2", "h3", "h4", "h5"}
PARTS = {*HEADINGS, "p", "tr"}
SKIPPED = {"svg", "thead", "caption"}


class Passage(NamedTuple):
    """A heading, a paragraph, or a row of a table.

    ``anchor`` is the id of it or of the heading above it, '' where there is neither; ``heading``
    the text of that heading, '' for a heading itself.
    """

    anchor: str
    heading: str
    text: str


def passages(page: str) -> tuple[Passage, ...]:
    """What can be found in the main part of ``page``, in its order; nothing twice at one place."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return tuple(dict.fromkeys(reader.found))


class _Reader(HTMLParser):
    """Goes through a page and notes each part with its text when it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Passage] = []
        self._inside = False
        self._skipping = 0
        self._part = ""
        self._form = False
        self._anchor = self._of_heading = self._heading = ""
        self._cells: list[_Cell] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._inside = True
        elif tag in SKIPPED:
            self._skipping += 1
        elif tag == "table":
            self._form = "form" in given.get("class", "").split()
        elif tag in PARTS and self._inside and not self._skipping:
            self._part, self._anchor = tag, given.get("id", "")
            self._cells = [_Cell("")]
        elif tag in ("th", "td") and self._part == "tr":
            kind = "code" if given.get("class") == "c" else tag
            self._cells.append(_Cell(kind))
        elif tag == "br":
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self._part and not self._skipping:
            self._cells[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._inside = False
        elif tag in SKIPPED:
            self._skipping -= 1
        elif tag == self._part:
            self._end()

    def _end(self) -> None:
        is_row = self._part == "tr"
        text = " ".join(self._row() if is_row else self._cells[0].text.split())
        if self._part in HEADINGS:
            self._of_heading, self._heading = self._anchor, text
            passage = Passage(self._anchor, "", text)
        else:
            passage = Passage(self._anchor or self._of_heading, self._heading, text)
        if text:
            self.found.append(passage)
        self._part = ""

    def _row(self) -> Iterator[str]:
        """The words of a row: all of a form, codes and names of a table, without its figures.

        A code may stand in several cells (类, 款, 项), each before the name.
        """
        code = ""
        for cell in self._cells:
            text = " ".join(cell.text.split())
            if self._form:
                yield from filter(None, [text])
            elif cell.kind == "code":
                code += text
            elif cell.kind == "th":
                yield from filter(None, (code, text))
                code = ""
            else:
                code = ""


class _Cell:
    """A cell while it is read; a part that is no row is one cell."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.text = ""
