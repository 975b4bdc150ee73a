"""An .xls workbook of Excel 97 or later, or an .et of WPS (both BIFF8), as records.

xlrd reads the cells. It does not tell whether a formula was ever calculated, nor which sheets hold
macros; the records of the file are gone through for that.
"""

import codecs
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import xlrd
from xlrd import biffh
from xlrd.book import Book
from xlrd.sheet import Sheet

from disclosures.intake.parsers import dates
from disclosures.intake.parsers.records import (
    LARGEST_EXACT,
    Encoded,
    Limits,
    Record,
    Refused,
    Row,
    address,
    check_number,
    check_row,
    check_sheets,
    check_text,
    closing,
    encode,
)

ENCRYPTED = "文件有打开密码，请去掉密码后再上传"
MACROS = "文件含有宏，请另存为不含宏的“Excel 工作簿（*.xlsx）”后重新上传"
# Types of records ([MS-XLS] 2.3). A substream, of the workbook or of a sheet, stands between BEGIN
# and END and may hold others, such as charts.
BEGIN, END, BOUNDSHEET, FORMULA, UNCALCULATED = 0x0809, 0x0A, 0x85, 0x06, 0x5E
WORKSHEET, MACRO_SHEET = 0, 1
RECORD = struct.Struct("<HH")
SHEET_ENTRY = struct.Struct("<iBB")
FORMULA_START = struct.Struct("<HHHB5xH")
EMPTY_TEXT = (3, 0xFFFF)
"""First and last bytes of a formula's result that is an empty text."""

for _encoding in ("utf_16_le", "latin_1", "ascii", "cp1252", "gbk"):
    codecs.lookup(_encoding)  # a confined process could not import them later


class Formulas(NamedTuple):
    """The formulas of a sheet, by row and column from 1: all, and those that gave an empty text.

    ``stale`` says that the file was saved without calculating them.
    """

    all: frozenset[tuple[int, int]]
    empty: frozenset[tuple[int, int]]
    stale: bool


class _Silence:
    """Where xlrd's warnings go: they could quote the workbook."""

    def write(self, _: str) -> object:
        return None


def parse(data: bytes, limits: Limits) -> Iterator[Record]:
    """Yield the records of every worksheet, in the workbook's order; raise ``Refused``."""
    book = _opened(data)
    positions = _positions(book)
    check_sheets(len(positions), limits)
    formulas = [_formulas(book, position) for position in positions]
    # A program that does not calculate leaves every result empty.
    never = all(sheet.all == sheet.empty for sheet in formulas)
    for index, written in enumerate(formulas):
        sheet = book.sheet_by_index(index)
        reader = _SheetReader(
            sheet,
            written.all if never or written.stale else frozenset(),
            dates.EPOCH_1904 if book.datemode else dates.EPOCH_1900,
            limits,
        )
        yield from reader.rows()
        uncalculated = [address(*place) for place in sorted(reader.unknown)]
        yield closing(sheet.name, sheet.visibility != 0, uncalculated)
        book.unload_sheet(index)


def _opened(data: bytes) -> Book:
    try:
        return xlrd.open_workbook(
            file_contents=data, logfile=_Silence(), on_demand=True, ragged_rows=True
        )
    except biffh.XLRDError as error:
        if "encrypted" in str(error):
            raise Refused(ENCRYPTED) from error
        raise


def _records(book: Book, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of the substream that begins at ``position``, as type and contents."""
    stream = book.mem or b""
    depth = 0
    while position + RECORD.size <= len(stream):
        kind, length = RECORD.unpack_from(stream, position)
        position += RECORD.size
        depth += (kind == BEGIN) - (kind == END)
        if depth <= 0:
            return
        yield kind, stream[position : position + length]
        position += length


def _positions(book: Book) -> list[int]:
    """Where the worksheets begin; raise ``Refused`` where a sheet is one of macros."""
    found = []
    for kind, contents in _records(book, book.base):
        if kind == BOUNDSHEET:
            offset, _, type_of_sheet = SHEET_ENTRY.unpack_from(contents)
            if type_of_sheet == MACRO_SHEET:
                raise Refused(MACROS)
            if type_of_sheet == WORKSHEET:
                found.append(book.base + offset)
    return found


def _formulas(book: Book, position: int) -> Formulas:
    places, empty, stale = set(), set(), False
    for kind, contents in _records(book, position):
        if kind == FORMULA:
            row, column, _, first, last = FORMULA_START.unpack_from(contents)
            places.add((row + 1, column + 1))
            if (first, last) == EMPTY_TEXT:
                empty.add((row + 1, column + 1))
        elif kind == UNCALCULATED:
            stale = True
    return Formulas(frozenset(places), frozenset(empty), stale)


class _SheetReader(NamedTuple):
    """A sheet, the places of the formulas whose results are not to be trusted, and the limits."""

    sheet: Sheet
    unknown: frozenset[tuple[int, int]]
    epoch: datetime
    limits: Limits

    def rows(self) -> Iterator[Row]:
        """Yield ``[row, cells]`` for each row with a value."""
        for row in range(1, self.sheet.nrows + 1):
            width = self.sheet.row_len(row - 1)
            cells = [self._cell(row, column) for column in range(1, width + 1)]
            while cells and cells[-1] is None:
                cells.pop()
            check_row(row, len(cells), self.sheet.name, self.limits)
            if cells:
                yield row, cells

    def _cell(self, row: int, column: int) -> Encoded:
        if (row, column) in self.unknown:
            return None
        value: Any = self.sheet.cell_value(row - 1, column - 1)
        match self.sheet.cell_type(row - 1, column - 1):
            case biffh.XL_CELL_TEXT:
                check_text(len(value), self.sheet.name, row, column, self.limits)
                return encode(value)
            case biffh.XL_CELL_NUMBER:
                check_number(value, self.sheet.name, row, column)
                whole = value.is_integer() and abs(value) < LARGEST_EXACT
                return encode(int(value) if whole else value)
            case biffh.XL_CELL_DATE:
                return encode(dates.from_serial(value, self.epoch))
            case biffh.XL_CELL_BOOLEAN:
                return bool(value)
            case biffh.XL_CELL_ERROR:
                return encode(biffh.error_text_from_code.get(value, dates.OUT_OF_RANGE))
        return None
