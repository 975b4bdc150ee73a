"""The process that parses one workbook: bytes on standard input, records on standard output.

Run by ``disclosures.intake.workbook`` as a script of its own (``python -I child.py LIMITS``), so
it imports nothing of the project. Before it reads the first byte it gives up files, sockets,
processes and most memory. Each record is one line of JSON:

    [row, [cell, …]]                      a row that holds a value; rows count from 1
    {"sheet", "hidden", "uncalculated"}   closes a sheet, after its rows
    {"message", "sheet", "cell"}          the workbook is refused: last line, exit status 3

A cell is null, true, false, or a string whose first letter is its type and whose rest is exact:
s text, i integer, n decimal number, d date, t date and time.
"""

import codecs
import errno
import io
import json
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import TracebackType
from typing import IO, Any
from xml.etree.ElementTree import (  # noqa: S405 - types only, nothing is parsed with it
    Element,
    ParseError,
)
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, ARC_WORKBOOK, SHEET_MAIN_NS

REFUSED_STATUS = 3
EXHAUSTED_STATUS = 4
ZLIB_NO_MEMORY = "Error -4 "  # Z_MEM_ERROR of zlib.h
LARGEST_NUMBER = sys.float_info.max
# Formats 27 to 36 and 50 to 58 have no code in the file; in every Chinese edition of Excel they
# are dates or times (ECMA-376 part 1, 18.8.30). openpyxl does not know them.
CHINESE_DATE_FORMATS = frozenset(range(27, 37)) | frozenset(range(50, 59))
CALCULATE_ON_LOAD = re.compile(rb"""\sfullCalcOnLoad\s*=\s*["'](1|true)["']""")
CLEAN_UP = "请删除与公开表格无关的内容后重新上传"
REPAIR = "请用 Excel 或 WPS 打开检查，另存为“Excel 工作簿（*.xlsx）”后重新上传"

Limits = dict[str, int]
Record = list[Any] | dict[str, Any]
Encoded = str | bool | None


class Refused(Exception):
    """What is wrong, in Chinese, and where; ``sheet`` and ``cell`` are "" for the whole file."""

    def __init__(self, message: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(message, sheet, cell)
        self.message = message
        self.sheet = sheet
        self.cell = cell


@dataclass(frozen=True)
class Package:
    """What the sheets of a workbook share.

    ``dates`` and ``durations`` are the cell styles that show a number as such. ``stale``: the file
    asks to be calculated when it is opened, so its results are not to be trusted. Programs that
    write formulas but cannot calculate ask for that, and several of them store 0 as the result.
    """

    reader: ExcelReader
    dates: frozenset[int]
    durations: frozenset[int]
    stale: bool
    limits: Limits


class SheetReader(WorkSheetParser):
    """The rows of one sheet.

    openpyxl's own parser of cells, without what it does around them: its read-only worksheet
    believes the sheet's declared dimensions and drops rows and cells that are out of order, and
    it parses filters, merges and validations, which nothing here needs.
    """

    def __init__(self, source: IO[bytes], package: Package, title: str) -> None:
        super().__init__(
            source,
            package.reader.shared_strings,
            data_only=True,
            epoch=package.reader.wb.epoch,
            date_formats=package.dates,
            timedelta_formats=package.durations,
        )
        self.stale = package.stale
        self.limits = package.limits
        self.title = title
        self.uncalculated: list[str] = []

    def rows(self) -> Iterator[Record]:
        """Yield ``[row, cells]`` for each row with a value; stop where the sheet's data end."""
        previous = 0
        for _, element in iterparse(self.source):
            if element.tag == DATA_TAG:
                return
            if element.tag == ROW_TAG:
                number, cells = self.parse_row(element)
                element.clear()
                self._check_order(previous, number, cells)
                previous = number
                if values := self._values(number, cells):
                    yield [number, values]

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Read one cell; a formula without a result to trust has no value and is noted.

        A result that is an empty text (``t="str"``) is a result.
        """
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except (ValueError, IndexError) as error:
            address = element.get("r", "")[:10]
            raise Refused(f"单元格内容已损坏；{REPAIR}", self.title, address) from error
        unknown = self.stale or (cell["value"] is None and element.get("t") != "str")
        if unknown and element.find(FORMULA_TAG) is not None:
            cell["value"] = None
            self.uncalculated.append(_address(cell))
        return cell

    def _check_order(self, previous: int, number: int, cells: list[dict[str, Any]]) -> None:
        """Refuse rows or cells out of order: one figure could be taken for another."""
        columns = [cell["column"] for cell in cells]
        ascending = all(left < right for left, right in zip([0, *columns], columns, strict=False))
        if number <= previous or not ascending or any(cell["row"] != number for cell in cells):
            raise Refused(f"第 {number} 行的次序错乱，文件已损坏；{REPAIR}", self.title)

    def _values(self, number: int, cells: list[dict[str, Any]]) -> list[Encoded]:
        """Return the row's cells from column A to the last one with a value."""
        valued = {cell["column"]: self._encode(cell) for cell in cells}
        width = max((column for column, value in valued.items() if value is not None), default=0)
        if width and number > self.limits["rows"]:
            message = f"第 {number} 行有内容，超过 {self.limits['rows']} 行的上限；{CLEAN_UP}"
            raise Refused(message, self.title)
        if width > self.limits["columns"]:
            most = self.limits["columns"]
            message = f"第 {number} 行有 {width} 列，超过 {most} 列的上限；{CLEAN_UP}"
            raise Refused(message, self.title)
        return [valued.get(column) for column in range(1, width + 1)]

    def _encode(self, cell: dict[str, Any]) -> Encoded:
        value = cell["value"]
        if isinstance(value, str) and len(value) > self.limits["characters"]:
            most = self.limits["characters"]
            message = f"有 {len(value)} 个字，超过 {most} 字的上限；请缩短后重新上传"
            raise Refused(message, self.title, _address(cell))
        if isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
            message = "数字太大，无法表示；请改正后重新上传"
            raise Refused(message, self.title, _address(cell))
        return encode(value)


def encode(value: object) -> Encoded:
    """Write a value as its type's letter and exact text; empty text is no value.

    A whole day is a date; a time of day or a duration is text such as "8:30:00".
    """
    match value:
        case None | bool():
            return value
        case str():
            text = value.replace("_x000D_", "")  # how Excel writes a carriage return
            return f"s{text}" if text else None
        case int():
            return f"i{value}"
        case float():
            return f"n{value or 0.0!r}"  # minus zero becomes zero
        case datetime() if value.time() != time():
            return f"t{value.isoformat()}"
        case date():
            return f"d{date(value.year, value.month, value.day).isoformat()}"
        case time():
            return f"s{value.isoformat()}"
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"s{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    raise TypeError(type(value).__name__)


def _address(cell: dict[str, Any]) -> str:
    return f"{get_column_letter(cell['column'])}{cell['row']}"


def parse(data: bytes, limits: Limits) -> Iterator[Record]:
    """Yield the records of every worksheet, in the workbook's order; raise ``Refused``."""
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    dates, durations = time_styles(reader.archive)
    stale = CALCULATE_ON_LOAD.search(reader.archive.read(ARC_WORKBOOK)) is not None
    package = Package(reader, dates, durations, stale, limits)
    sheets = [(s, part) for s, part in reader.parser.find_sheets() if _is_worksheet(part.Type)]
    if not sheets:
        raise Refused(f"文件里没有工作表；{REPAIR}")
    if len(sheets) > limits["sheets"]:
        message = f"文件有 {len(sheets)} 个工作表，超过 {limits['sheets']} 个的上限；{CLEAN_UP}"
        raise Refused(message)
    for sheet, part in sheets:
        if part.target not in reader.valid_files:
            raise Refused(f"工作表的内容缺失，文件已损坏；{REPAIR}", sheet.name)
        with reader.archive.open(part.target) as source:
            rows = SheetReader(source, package, sheet.name)
            yield from rows.rows()
        hidden = sheet.state != "visible"
        yield {"sheet": sheet.name, "hidden": hidden, "uncalculated": rows.uncalculated}


def _is_worksheet(relationship_type: str) -> bool:
    """Tell a sheet of cells from a sheet that is a chart."""
    return relationship_type.endswith("/worksheet")


def time_styles(archive: ZipFile) -> tuple[frozenset[int], frozenset[int]]:
    """Return the cell styles that show a number as a date or time, and those as a duration.

    Only number formats are read of the styles: a fault in a colour or font must not keep a
    workbook from being read.
    """
    if ARC_STYLE not in archive.namelist():
        return frozenset(), frozenset()
    root = fromstring(archive.read(ARC_STYLE))
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    for custom in root.iterfind(f"{{{SHEET_MAIN_NS}}}numFmts/{{{SHEET_MAIN_NS}}}numFmt"):
        codes[int(custom.get("numFmtId", ""))] = custom.get("formatCode", "")
    styles = root.iterfind(f"{{{SHEET_MAIN_NS}}}cellXfs/{{{SHEET_MAIN_NS}}}xf")
    formats = [int(style.get("numFmtId", "0")) for style in styles]
    return (
        frozenset(
            style
            for style, number in enumerate(formats)
            if is_date_format(codes.get(number)) or number in CHINESE_DATE_FORMATS - codes.keys()
        ),
        frozenset(
            style for style, number in enumerate(formats) if is_timedelta_format(codes.get(number))
        ),
    )


def confine(limits: Limits) -> None:
    """Give up, for good, all this process does not need in order to parse bytes it is given.

    With three file descriptors allowed it can open no file and no socket: only the standard
    streams it already has.
    """
    codecs.lookup("cp437")  # zipfile decodes names with it; it could not be imported later
    for kind, amount in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(kind, (amount, amount))


def send(records: Iterator[Record], limits: Limits) -> None:
    """Write the records to standard output, up to the limits on their sum."""
    cells = size = 0
    for record in records:
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        cells += len(record[1]) if isinstance(record, list) else 0
        size += len(line)
        if cells > limits["cells"]:
            raise Refused(f"单元格总数超过 {limits['cells']} 个的上限；{CLEAN_UP}")
        if size > limits["output_bytes"]:
            raise Refused(f"文字总量过大；{CLEAN_UP}")
        sys.stdout.buffer.write(line)


def is_exhaustion(error: BaseException | None) -> bool:
    """Whether memory ran out: each library that allocates for itself says so in its own way.

    1 is XML_ERROR_NO_MEMORY of expat.
    """
    match error:
        case None:
            return False
        case MemoryError() | OSError(errno=errno.ENOMEM) | ParseError(code=1):
            return True
        case zlib.error() if str(error).startswith(ZLIB_NO_MEMORY):
            return True
    return is_exhaustion(error.__cause__ or error.__context__)


def name_fault(kind: type[BaseException], _: BaseException, __: TracebackType | None) -> None:
    """Write only the kind of an unexpected fault: its message could quote the workbook."""
    sys.stderr.write(kind.__name__)


def main() -> None:
    """Parse standard input under the limits given as JSON in the first argument."""
    sys.excepthook = name_fault
    limits: Limits = json.loads(sys.argv[1])
    confine(limits)
    try:
        send(parse(sys.stdin.buffer.read(), limits), limits)
    except Refused as refused:
        answer = {"message": refused.message, "sheet": refused.sheet, "cell": refused.cell}
        sys.stdout.buffer.write(json.dumps(answer).encode())
        sys.exit(REFUSED_STATUS)
    except Exception as error:
        if is_exhaustion(error):
            sys.exit(EXHAUSTED_STATUS)
        raise


if __name__ == "__main__":
    main()
