"""The workbook: one sheet per table in the official layout, totals as live formulas.

What is published ends with a sheet that says which version it is and how to verify it.

The only package that writes with openpyxl. Text never becomes a formula; formulas carry their
computed value, so that viewers which do not calculate show it too.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from openpyxl import Workbook

from disclosures.document.tree import Document, FormBlock, TableBlock
from disclosures.renderers.excel.form import FormWriter
from disclosures.renderers.excel.imprint import write_imprint
from disclosures.renderers.excel.package import saved
from disclosures.renderers.excel.sheet import SheetWriter
from disclosures.renderers.excel.styles import Styles

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

IMPRINT = "说明"
"""The last sheet of a published workbook."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MOST_IN_NAME = 31


def render(document: Document) -> bytes:
    """The tables and forms of ``document``, one sheet each, amounts in the printed unit."""
    return render_tables(document.tables(), document, document.forms())


def render_tables(
    tables: Iterable[TableBlock], document: Document, forms: Iterable[FormBlock] = ()
) -> bytes:
    """``tables`` and ``forms`` as a workbook under name, unit, year and notice of ``document``."""
    book = Workbook()
    styles = Styles(book.worksheets[0])
    book.remove(book.worksheets[0])
    book.properties.title = document.title
    book.properties.creator = document.unit
    book.calculation.fullCalcOnLoad = False  # each formula carries its value
    values: dict[str, dict[str, Decimal]] = {}
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(_sheet_name(table))
        writer = SheetWriter(sheet, table, document, styles)
        values[f"xl/worksheets/sheet{number}.xml"] = writer.write()
    for form in forms:
        FormWriter(book.create_sheet(_allowed(form.sheet)), form, document, styles).write()
    stamp = document.stamp
    if stamp is None:
        return saved(book, values)
    write_imprint(book.create_sheet(IMPRINT), document, stamp, styles)
    return saved(book, values, stamp.published_at, f"二维码：{stamp.address}")


def _sheet_name(table: TableBlock) -> str:
    return _allowed(f"{table.form} {table.title}".strip())


def _allowed(name: str) -> str:
    return _FORBIDDEN.sub("", name)[:_MOST_IN_NAME]
