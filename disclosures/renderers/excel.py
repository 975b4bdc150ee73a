"""The workbook: one sheet per table in the official layout, totals as live formulas.

The only module that writes with openpyxl. Text never becomes a formula; formulas carry their
computed value, so that viewers which do not calculate show it too.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from xml.etree import ElementTree

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.document.tree import BodyCell, Document, TableBlock
from disclosures.tables import Cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TITLE = Font(name="宋体", size=16, bold=True)
_PLAIN = Font(name="宋体", size=10)
_STRONG = Font(name="宋体", size=10, bold=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_MONEY = "#,##0.00"
_COUNT = "0"
_WIDTHS = {"code": 12, "label": 34, "line": 6, "unit": 10, "amount": 15, "blank": 10}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MOST_IN_NAME = 31


def render(document: Document) -> bytes:
    """The tables of ``document``, one sheet each, amounts in the printed unit at full precision."""
    return render_tables(document.tables(), document)


def render_tables(tables: Iterable[TableBlock], document: Document) -> bytes:
    """A workbook of ``tables`` under the name, unit, year and notice of ``document``."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = document.title
    book.properties.creator = document.unit
    book.calculation.fullCalcOnLoad = False  # each formula carries its value
    values: dict[str, dict[str, Decimal]] = {}
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(_sheet_name(table))
        values[f"xl/worksheets/sheet{number}.xml"] = _Writer(sheet, table, document).write()
    stream = io.BytesIO()
    book.save(stream)
    return _with_values(stream.getvalue(), values)


def _sheet_name(table: TableBlock) -> str:
    return _FORBIDDEN.sub("", f"{table.form} {table.title}".strip())[:_MOST_IN_NAME]


class _Writer:
    """Writes one table; remembers the value of each formula it writes."""

    def __init__(self, sheet: Worksheet, table: TableBlock, document: Document) -> None:
        self.sheet = sheet
        self.table = table
        self.document = document
        self.width = len(table.kinds)
        self.first_head = 5 if document.notice else 4
        self.first_body = self.first_head + len(table.head)
        self.places = self._places()
        self.values: dict[str, Decimal] = {}

    def write(self) -> dict[str, Decimal]:
        self._title()
        self._head()
        for offset, row in enumerate(self.table.body):
            for index, cell in enumerate(row):
                self._body_cell(self.first_body + offset, index + 1, cell)
        self._notes(self.first_body + len(self.table.body))
        self._page()
        return self.values

    def _places(self) -> Mapping[Cell, str]:
        return {
            cell.address: f"{get_column_letter(index)}{self.first_body + offset}"
            for offset, row in enumerate(self.table.body)
            for index, cell in enumerate(row, 1)
            if cell.address is not None
        }

    def _title(self) -> None:
        self._line(1, self.table.title, _TITLE, _CENTRE)
        self.sheet.row_dimensions[1].height = 28
        if self.document.notice:
            self._line(2, self.document.notice, _PLAIN, _LEFT)
        form = 3 if self.document.notice else 2
        self._line(form, f"{self.document.year}年度  {self.table.form}", _PLAIN, _RIGHT)
        middle = max(self.width // 2, 1)
        self._span(form + 1, 1, middle, self.table.unit_line, _PLAIN, _LEFT)
        if middle < self.width:
            money = f"金额单位：{self.table.money}"
            self._span(form + 1, middle + 1, self.width, money, _PLAIN, _RIGHT)

    def _line(self, row: int, text: str, font: Font, alignment: Alignment) -> None:
        self._span(row, 1, self.width, text, font, alignment)

    def _span(
        self, row: int, first: int, last: int, text: str, font: Font, alignment: Alignment
    ) -> None:
        if first < last:
            self.sheet.merge_cells(
                start_row=row, start_column=first, end_row=row, end_column=last
            )
        self._text(row, first, text, font, alignment)

    def _head(self) -> None:
        taken: set[tuple[int, int]] = set()
        for offset, row in enumerate(self.table.head):
            column = 1
            for cell in row:
                while (offset, column) in taken:
                    column += 1
                self._head_cell(offset, column, cell.text, cell.colspan, cell.rowspan)
                taken |= {
                    (offset + down, column + right)
                    for down in range(cell.rowspan)
                    for right in range(cell.colspan)
                }

    def _head_cell(self, offset: int, column: int, text: str, across: int, down: int) -> None:
        row = self.first_head + offset
        for below in range(down):
            for right in range(across):
                self.sheet.cell(row + below, column + right).border = _BORDER
        if across > 1 or down > 1:
            self.sheet.merge_cells(
                start_row=row,
                start_column=column,
                end_row=row + down - 1,
                end_column=column + across - 1,
            )
        self._text(row, column, text, _STRONG, _CENTRE)

    def _body_cell(self, row: int, column: int, cell: BodyCell) -> None:
        target = self.sheet.cell(row, column)
        target.border = _BORDER
        if cell.kind != "amount":
            label = cell.kind == "label"
            indent = "　" * max(cell.level - 1, 0) if label and cell.text else ""
            font = _STRONG if cell.strong else _PLAIN
            self._text(row, column, indent + cell.text, font, _LEFT if label else _CENTRE)
            return
        target.font = _STRONG if cell.strong else _PLAIN
        target.alignment = _RIGHT
        if cell.figure is None:
            return
        money = cell.figure.money
        value = cell.figure.value / self.table.divisor if money else cell.figure.value
        target.number_format = _MONEY if money else _COUNT
        formula = self._formula(cell)
        if formula:
            target.value = formula
            self.values[target.coordinate] = value
        else:
            target.value = value

    def _formula(self, cell: BodyCell) -> str:
        """=SUM over the parts, runs of neighbours as ranges; '' when it is no sum."""
        places = [self.places[part] for part in cell.parts if part in self.places]
        if not places or len(places) != len(cell.parts):
            return ""
        return f"=SUM({','.join(_ranges(places))})"

    def _notes(self, row: int) -> None:
        for offset, note in enumerate(self.table.notes):
            self._line(row + offset, note, _PLAIN, _LEFT)
            self.sheet.row_dimensions[row + offset].height = 15 * (1 + len(note) // 60)

    def _text(
        self, row: int, column: int, text: str, font: Font, alignment: Alignment
    ) -> None:
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, SheetCell)  # noqa: S101 - the first cell of a merge is a real one
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        if text:
            cell.data_type = "s"
        cell.font = font
        cell.alignment = alignment

    def _page(self) -> None:
        for index, kind in enumerate(self.table.kinds, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[kind]
        setup = self.sheet.page_setup
        setup.orientation = "landscape" if self.table.landscape else "portrait"
        setup.paperSize = 9  # A4
        setup.fitToWidth = 1
        setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.print_options.horizontalCentered = True
        self.sheet.print_title_rows = f"{self.first_head}:{self.first_body - 1}"
        self.sheet.freeze_panes = self.sheet.cell(self.first_body, 1)
        self.sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _ranges(places: list[str]) -> list[str]:
    """Neighbouring cells of a column or row as one range: A1, A2, A3 → A1:A3."""
    runs: list[list[str]] = []
    for place in places:
        if runs and place in _neighbours(runs[-1]):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs]


def _neighbours(run: list[str]) -> set[str]:
    """The cells that would prolong ``run`` downwards or to the right."""
    letters, digits = _split(run[-1])
    below = f"{letters}{int(digits) + 1}"
    right = f"{_next_letters(letters)}{digits}"
    if len(run) == 1:
        return {below, right}
    return {below} if _split(run[0])[0] == letters else {right}


def _split(place: str) -> tuple[str, str]:
    letters = place.rstrip("0123456789")
    return letters, place[len(letters) :]


def _next_letters(letters: str) -> str:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return get_column_letter(number + 1)


def _with_values(data: bytes, values: Mapping[str, Mapping[str, Decimal]]) -> bytes:
    """The workbook ``data`` with the computed value written beside each formula.

    openpyxl writes formulas without their value; ``values`` gives them by part and coordinate.
    """
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            content = source.read(info)
            if values.get(info.filename):
                content = _fill(content, values[info.filename])
            archive.writestr(info, content)
    return target.getvalue()


def _fill(content: bytes, values: Mapping[str, Decimal]) -> bytes:
    ElementTree.register_namespace("", _MAIN)
    root = ElementTree.fromstring(content)  # noqa: S314 - written by openpyxl a moment ago
    for cell in root.iter(f"{{{_MAIN}}}c"):
        coordinate = cell.get("r", "")
        if cell.find(f"{{{_MAIN}}}f") is None or coordinate not in values:
            continue
        value = cell.find(f"{{{_MAIN}}}v")
        if value is None:
            value = ElementTree.SubElement(cell, f"{{{_MAIN}}}v")
        value.text = f"{values[coordinate]:f}"
        cell.attrib.pop("t", None)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
