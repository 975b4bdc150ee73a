"""The sheet 说明 of a published workbook: which version it is, and how to verify it."""

import io

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.image import Image
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.document.stamp import Stamp
from disclosures.document.tree import Document
from disclosures.renderers import qr
from disclosures.renderers.excel.marks import mark
from disclosures.renderers.excel.styles import Styles

_SIDE = 150
"""Pixels of the QR code as it is shown."""

_WIDTHS = {"A": 14, "B": 76}


def write_imprint(sheet: Worksheet, document: Document, stamp: Stamp, styles: Styles) -> None:
    """Title, version, time, check code and address, and the QR code below them."""
    lines = [
        ("材料", document.title),
        ("单位", document.unit),
        *stamp.lines(),
        ("核对网址", stamp.address),
        ("核对方法", stamp.hint),
    ]
    if document.notice:
        lines.insert(0, ("说明", document.notice))
    for row, texts in enumerate(lines, 1):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"
            styles.apply("head" if column == 1 else "text", cell)
    picture = Image(io.BytesIO(qr.png(stamp.address)))
    picture.width = picture.height = _SIDE
    sheet.add_image(picture, f"B{len(lines) + 2}")
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.paperSize = 9  # A4
    mark(sheet, document)
