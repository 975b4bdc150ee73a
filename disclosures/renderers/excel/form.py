"""One form on one worksheet: amounts, rates and scores are numbers, everything else is text."""

from decimal import Decimal
from math import ceil

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.amounts import YUAN_PER_WAN
from disclosures.charts.typesetting import text_width
from disclosures.document.tree import Document, FormBlock, FormCell
from disclosures.renderers.excel.marks import mark
from disclosures.renderers.excel.styles import Styles

_CHARACTERS = {"": 90, "tall": 96, "wide": 140}
"""Width of all columns together, by the page the form is made for."""

_LOOKS = {
    "head": "head",
    "label": "head",
    "word": "code",
    "amount": "money",
    "rate": "rate",
    "number": "number",
}
_LINE = 14.0
_MOST_HEIGHT = 400.0


class FormWriter:
    """Writes one form."""

    def __init__(
        self, sheet: Worksheet, form: FormBlock, document: Document, styles: Styles
    ) -> None:
        self.sheet = sheet
        self.form = form
        self.document = document
        self.styles = styles
        share = _CHARACTERS[form.page] / sum(form.widths)
        self.widths = [max(5.0, width * share) for width in form.widths]

    def write(self) -> None:
        row = 1
        for text, look in self._above():
            self._across(row, text, look)
            row += 1
        first = row
        covered: dict[int, int] = {}
        for offset, cells in enumerate(self.form.rows):
            self._row(first + offset, cells, covered)
        row = first + len(self.form.rows)
        for offset, note in enumerate(self.form.notes):
            self._across(row + offset, note, "left")
            self.sheet.row_dimensions[row + offset].height = self._height(note, sum(self.widths))
        self._page()

    def _above(self) -> list[tuple[str, str]]:
        lines = [
            (self.form.title or self.form.sheet, "title"),
            (self.form.subtitle, "centre"),
            (self.document.notice, "left"),
            (self.form.meta, "left"),
        ]
        return [(text, look) for text, look in lines if text]

    def _across(self, row: int, text: str, look: str) -> None:
        self._merge(row, 1, row, len(self.widths))
        self._write(row, 1, text, look)

    def _row(self, number: int, cells: tuple[FormCell, ...], covered: dict[int, int]) -> None:
        """One row; ``covered`` says how many further rows each column is taken by cells above."""
        column, height = 1, _LINE
        for cell in cells:
            while covered.get(column, 0):
                column += 1
            self._cell(number, column, cell)
            if cell.rowspan == 1:
                width = sum(self.widths[column - 1 : column - 1 + cell.colspan])
                height = max(height, self._height(cell.text, width))
            for taken in range(column, column + cell.colspan):
                covered[taken] = cell.rowspan
            column += cell.colspan
        for taken in covered:
            covered[taken] = max(0, covered[taken] - 1)
        self.sheet.row_dimensions[number].height = min(height + 4, _MOST_HEIGHT)

    def _cell(self, row: int, column: int, cell: FormCell) -> None:
        look = _LOOKS.get(cell.kind, "text")
        for below in range(cell.rowspan):
            for right in range(cell.colspan):
                self.styles.apply(look, self.sheet.cell(row + below, column + right))
        self._merge(row, column, row + cell.rowspan - 1, column + cell.colspan - 1)
        value = _value(cell)
        if value is None:
            self._write(row, column, cell.text, look)
        else:
            self.sheet.cell(row, column).value = value

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            corner = f"{get_column_letter(right)}{bottom}"
            self.sheet.merged_cells.add(f"{get_column_letter(left)}{top}:{corner}")

    def _write(self, row: int, column: int, text: str, look: str) -> None:
        cell = self.sheet.cell(row, column)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text) or None
        if cell.value is not None:
            cell.data_type = "s"
        self.styles.apply(look, cell)

    def _height(self, text: str, width: float) -> float:
        """Of a text in a column; a wide character takes two of the narrow ones."""
        lines = sum(ceil(text_width(line, 2) / width) or 1 for line in text.splitlines())
        return _LINE * max(1, lines)

    def _page(self) -> None:
        for index, width in enumerate(self.widths, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width
        setup = self.sheet.page_setup
        setup.orientation = "landscape" if self.form.page == "wide" else "portrait"
        setup.paperSize = 9  # A4
        setup.fitToWidth = 1
        setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.print_options.horizontalCentered = True
        mark(self.sheet, self.document)


def _value(cell: FormCell) -> Decimal | None:
    """What a cell holds as a number: 万元, a rate as a fraction, points; None for text."""
    if cell.kind == "number":
        return cell.value
    if cell.figure is None:
        return None
    return cell.figure.value / (YUAN_PER_WAN if cell.kind == "amount" else 100)
