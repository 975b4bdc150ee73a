"""The workbook a clerk fills in: every table that intake reads, with the figures so far."""

from collections.abc import Iterator
from dataclasses import replace

from disclosures.document.tabulate import tabulate
from disclosures.document.tree import BodyCell, Document, TableBlock
from disclosures.facts import FactSheet
from disclosures.narrative.scope import words_of
from disclosures.standards.language import fill
from disclosures.standards.model import Standard
from disclosures.tables import Table

SPARE_LINES = 20
"""Empty lines of a table whose rows are codes or entries, above its notes."""

Row = tuple[BodyCell, ...]


def worksheets(
    standard: Standard, sheet: FactSheet, unit: str, notice: str = ""
) -> tuple[tuple[TableBlock, ...], Document]:
    """The tables of the workbook with the figures of ``sheet``, and the document they are of.

    Totals are plain figures, as they were reported: a changed cell changes no other. No table says
    of itself that it is empty.
    """
    words = words_of(standard, unit, standard.year)
    blocks = (
        _to_fill_in(table, tabulate(table.to_fill_in(), standard, sheet, words))
        for table in standard.entry_tables()
    )
    document = Document(
        title=fill(standard.title, words),
        unit=unit,
        year=standard.year,
        kind=standard.kind,
        standard=standard.id,
        parts=(),
        notice=notice,
    )
    return tuple(blocks), document


def _to_fill_in(table: Table, block: TableBlock) -> TableBlock:
    body = [tuple(replace(cell, parts=()) for cell in row) for row in block.body]
    if not all(part.fixed for part in table.blocks):
        last = [body.pop()] if body and table.blocks[0].total == "last" else []
        body = [*body, *_spare(block), *last]
    return replace(block, body=tuple(body))


def _spare(block: TableBlock) -> Iterator[Row]:
    for _ in range(SPARE_LINES):
        yield tuple(BodyCell(kind) for kind in block.kinds)
