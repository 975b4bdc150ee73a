"""One statutory table on one worksheet, in the official layout."""

from collections.abc import Mapping
from decimal import Decimal

from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.document.tree import BodyCell, Document, TableBlock
from disclosures.renderers.excel.formulas import sum_of
from disclosures.renderers.excel.marks import mark
from disclosures.renderers.excel.styles import Styles
from disclosures.tables import Cell

_WIDTHS = {"code": 12, "label": 34, "line": 6, "unit": 10, "amount": 15}
"""Column widths in characters by the kind of the column."""


class SheetWriter:
    """Writes one table; remembers the value of each formula it writes."""

    def __init__(
        self, sheet: Worksheet, table: TableBlock, document: Document, styles: Styles
    ) -> None:
        self.sheet = sheet
        self.styles = styles
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
        self._line(1, self.table.title, "title")
        self.sheet.row_dimensions[1].height = 28
        if self.document.notice:
            self._line(2, self.document.notice, "left")
        form = 3 if self.document.notice else 2
        self._line(form, f"{self.document.year}年度  {self.table.form}".strip(), "right")
        middle = max(self.width // 2, 1)
        self._span(form + 1, 1, middle, self.table.unit_line, "left")
        if middle < self.width:
            self._span(form + 1, middle + 1, self.width, self.table.money_line, "right")

    def _line(self, row: int, text: str, style: str) -> None:
        self._span(row, 1, self.width, text, style)

    def _span(self, row: int, first: int, last: int, text: str, style: str) -> None:
        if first < last:
            self._merge(row, first, row, last)
        self._text(row, first, text, style)

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
                self.styles.apply("head", self.sheet.cell(row + below, column + right))
        if across > 1 or down > 1:
            self._merge(row, column, row + down - 1, column + across - 1)
        self._text(row, column, text, "head")

    def _body_cell(self, row: int, column: int, cell: BodyCell) -> None:
        weight = "strong " if cell.strong else ""
        if cell.kind == "amount":
            self._amount(self.sheet.cell(row, column), cell, weight)
        elif cell.kind == "label":
            indent = "　" * max(cell.level - 1, 0) if cell.text else ""
            self._text(row, column, indent + cell.text, f"{weight}label")
        else:
            self._text(row, column, cell.text, f"{weight}code")

    def _amount(self, target: SheetCell | MergedCell, cell: BodyCell, weight: str) -> None:
        money = cell.figure is None or cell.figure.money
        blank = cell.figure is not None and not cell.text
        look = "blank zero" if blank else f"{weight}{'money' if money else 'count'}"
        self.styles.apply(look, target)
        if cell.figure is None:
            return
        value = cell.figure.value / self.table.divisor if money else cell.figure.value
        formula = self._formula(cell)
        if formula:
            self.values[target.coordinate] = value
        target.value = formula or value

    def _formula(self, cell: BodyCell) -> str:
        """=SUM over the parts, runs of neighbours as ranges; '' when it is no sum."""
        places = [self.places[part] for part in cell.parts if part in self.places]
        if not places or len(places) != len(cell.parts):
            return ""
        return sum_of(places)

    def _notes(self, row: int) -> None:
        for offset, note in enumerate(self.table.notes):
            self._line(row + offset, note, "left")
            self.sheet.row_dimensions[row + offset].height = 15 * (1 + len(note) // 60)

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merges cells that have their look already; merge_cells would work out their borders."""
        corner = f"{get_column_letter(right)}{bottom}"
        self.sheet.merged_cells.add(f"{get_column_letter(left)}{top}:{corner}")

    def _text(self, row: int, column: int, text: str, style: str) -> None:
        cell = self.sheet.cell(row, column)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text) or None
        if cell.value is not None:
            cell.data_type = "s"
        self.styles.apply(style, cell)

    def _page(self) -> None:
        for index, kind in enumerate(self.table.kinds, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[kind]
        setup = self.sheet.page_setup
        setup.orientation = "landscape" if self.table.landscape else "portrait"
        setup.paperSize = 9  # A4
        setup.fitToWidth = 1
        setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.print_options.horizontalCentered = True
        self.sheet.print_title_rows = f"{self.first_head}:{self.first_body - 1}"
        self.sheet.freeze_panes = f"A{self.first_body}"
        footer = self.sheet.oddFooter
        if footer is not None and footer.center is not None:
            footer.center.text = "第 &P 页，共 &N 页"
        mark(self.sheet, self.document)
