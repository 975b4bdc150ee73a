"""The rows of one worksheet of an .xlsx workbook."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, NamedTuple

from disclosures.intake.parsers import dates
from disclosures.intake.parsers.records import (
    REPAIR,
    Encoded,
    Limits,
    Refused,
    Row,
    address,
    check_number,
    check_row,
    check_text,
    encode,
)
from disclosures.intake.parsers.xml import MAIN, feed, parser

DATA, ROW, CELL = MAIN + "sheetData", MAIN + "row", MAIN + "c"
VALUE, FORMULA, TEXT, PHONETIC = MAIN + "v", MAIN + "f", MAIN + "t", MAIN + "rPh"
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
MOST_SHOWN = 10


class Package(NamedTuple):
    """What the sheets of a workbook share.

    ``dates`` and ``durations`` are the cell styles that show a number as such; ``stale`` says that
    no result of a formula is to be trusted.
    """

    texts: Sequence[str]
    epoch: datetime
    dates: frozenset[int]
    durations: frozenset[int]
    stale: bool
    limits: Limits


class SheetRows:
    """Reads a sheet. ``uncalculated`` are the formulas without a result to trust.

    Rows and cells must be in order: where they are not, one figure could be taken for another.
    """

    def __init__(self, package: Package, title: str) -> None:
        self.package = package
        self.title = title
        self.uncalculated: list[str] = []
        self.done: list[Row] = []
        self.ended = False
        self.row = 0
        self.cells: list[Encoded] = []
        self.attributes: Mapping[str, str] = {}
        self.formula = False
        self.pieces: list[str] | None = None
        self.value = ""
        self.inline = ""
        self.column = 0
        self.phonetic = False

    def read(self, source: IO[bytes]) -> Iterator[Row]:
        """Yield ``[row, cells]`` for each row with a value; stop where the sheet's data end."""
        made = parser()
        made.StartElementHandler = self._start
        made.EndElementHandler = self._end
        made.CharacterDataHandler = self._text
        for _ in feed(made, source):
            yield from self.done
            self.done.clear()
            if self.ended:
                return

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.ended:
            return
        if name == CELL:
            self.attributes = attributes
            self.formula = False
            self.value = self.inline = ""
        elif name in (VALUE, TEXT):
            self.pieces = []
        elif name == FORMULA:
            self.formula = True
        elif name == ROW:
            self._begin_row(attributes.get("r"))
        elif name == PHONETIC:
            self.phonetic = True

    def _text(self, data: str) -> None:
        if self.pieces is not None:
            self.pieces.append(data)

    def _end(self, name: str) -> None:
        if self.ended:
            return
        if name == CELL:
            self._add_cell()
        elif name == VALUE:
            self.value = self._taken()
        elif name == TEXT:
            text = self._taken()
            self.inline += "" if self.phonetic else text
        elif name == PHONETIC:
            self.phonetic = False
        elif name == ROW:
            self._end_row()
        elif name == DATA:
            self.ended = True

    def _taken(self) -> str:
        text, self.pieces = "".join(self.pieces or ()), None
        return text

    def _begin_row(self, written: str | None) -> None:
        number = self.row + 1 if written is None else int(float(written))
        if number <= self.row:
            raise self._disorder(number)
        self.row = number
        self.column = 0
        self.cells = []

    def _end_row(self) -> None:
        while self.cells and self.cells[-1] is None:
            self.cells.pop()
        check_row(self.row, len(self.cells), self.title, self.package.limits)
        if self.cells:
            self.done.append((self.row, self.cells))

    def _disorder(self, number: int) -> Refused:
        return Refused(f"第 {number} 行的次序错乱，文件已损坏；{REPAIR}", self.title)

    def _add_cell(self) -> None:
        written = self.attributes.get("r")
        row, column = self.row, self.column + 1
        if written:
            row, column = self._place(written)
        if row != self.row or column <= self.column:
            raise self._disorder(self.row)
        self.column = column
        encoded = self._encoded()
        if encoded is not None:
            self.cells += [None] * (column - 1 - len(self.cells))
            self.cells.append(encoded)

    def _place(self, written: str) -> tuple[int, int]:
        match = ADDRESS.fullmatch(written)
        if match is None:
            raise self._broken(written)
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(match[2]), column

    def _broken(self, cell: str) -> Refused:
        return Refused(f"单元格内容已损坏；{REPAIR}", self.title, cell[:MOST_SHOWN])

    def _encoded(self) -> Encoded:
        """What the cell holds; a formula without a result to trust has no value and is noted.

        A result that is an empty text (``t="str"``) is a result.
        """
        kind = self.attributes.get("t", "n")
        written = self.inline if kind == "inlineStr" else self.value
        if self.formula and (self.package.stale or not (written or kind == "str")):
            self.uncalculated.append(address(self.row, self.column))
            return None
        if not written:
            return None
        try:
            return self._of_kind(kind, written)
        except (ValueError, IndexError) as error:
            cell = self.attributes.get("r", "") or address(self.row, self.column)
            raise self._broken(cell) from error

    def _of_kind(self, kind: str, written: str) -> Encoded:
        if kind == "n":
            return self._number(written)
        if kind == "b":
            return bool(int(written))
        if kind == "d":
            return encode(dates.from_iso(written))
        text = self.package.texts[int(written)] if kind == "s" else written
        check_text(len(text), self.title, self.row, self.column, self.package.limits)
        return encode(text)

    def _number(self, written: str) -> Encoded:
        exact = "." not in written and "e" not in written.lower()
        number = int(written) if exact else float(written)
        style = int(self.attributes.get("s", 0))
        if style in self.package.dates:
            duration = style in self.package.durations
            return encode(dates.from_serial(number, self.package.epoch, duration))
        check_number(number, self.title, self.row, self.column)
        return encode(number)
