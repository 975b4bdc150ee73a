"""Workbooks with the tables of many units, as a finance system exports them."""

import io
from collections.abc import Iterator, Sequence

import openpyxl

from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.narrative.scope import words_of
from disclosures.renderers.excel import render_tables
from disclosures.standards.model import Standard
from tests.disclosures.samples import intake_tables

FIRST_HEAD = 3
"""Rows above the heads of columns: title, year, unit."""

Line = Sequence[object]


def bulk_workbook(standard: Standard, sheet: FactSheet, units: Sequence[tuple[str, str]]) -> bytes:
    """A file in which each of ``units``, code and name, has the figures of ``sheet``."""
    tables = intake_tables(standard, sheet, words_of(standard, "各单位", standard.year))
    document = Document("汇总", "各单位", standard.year, standard.kind, standard.id, ())
    one = openpyxl.load_workbook(io.BytesIO(render_tables(tables, document)), data_only=True)
    many = openpyxl.Workbook(write_only=True)
    for table, page in zip(tables, one.worksheets, strict=True):
        target = many.create_sheet(page.title)
        rows = list(page.iter_rows(values_only=True))
        body = FIRST_HEAD + len(table.head)
        for line in _lines(rows, body, body + len(table.body), units):
            target.append(line)
    stream = io.BytesIO()
    many.save(stream)
    return stream.getvalue()


def _lines(
    rows: Sequence[Line], body: int, end: int, units: Sequence[tuple[str, str]]
) -> Iterator[Line]:
    for number, row in enumerate(rows[:body]):
        yield [*(("单位代码", "单位名称") if number == FIRST_HEAD else (None, None)), *row]
    for code, name in units:
        for row in rows[body:end]:
            if any(value is not None for value in row):
                yield [code, name, *row]
