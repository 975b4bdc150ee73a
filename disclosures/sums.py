"""Which figures of a table are the sum of which others, as its declaration says.

The checks verify these sums, the workbook writes them as formulas.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.classification import Classifications
from disclosures.facts import FactSheet, rows_of
from disclosures.tables import TOTAL, Block, Cell, Row, RowSource, Table


@dataclass(frozen=True)
class Sum:
    """``total`` should equal the sum of ``parts``; ``check`` is the id of the identity."""

    check: str
    total: Cell
    parts: tuple[Cell, ...]


def sums_of(table: Table, sheet: FactSheet, codes: Classifications) -> Iterator[Sum]:
    """Every declared sum of ``table``: across columns, down fixed rows, along the hierarchy.

    In a classified table a code is the sum of the nearest codes below it that are reported, and
    合计 of the topmost ones. A view has no sums of its own, nor has a row of which ``sheet`` does
    not show all that is below it.
    """
    if table.view_of:
        return
    for block in table.blocks:
        rows = [row for row in rows_of(table, block, sheet, codes) if row.key]
        yield from _across(table, block, rows)
        if block.fixed:
            yield from _down(table, block, sheet)
        elif block.hierarchy_check:
            yield from _hierarchy(table, block, sheet, rows, codes)


def _across(table: Table, block: Block, rows: list[Row]) -> Iterator[Sum]:
    for row in rows:
        for column in block.columns:
            if column.sum_of:
                parts = tuple(Cell(table.id, row.key, part) for part in column.sum_of)
                yield Sum(column.check, Cell(table.id, row.key, column.id), parts)


def _down(table: Table, block: Block, sheet: FactSheet) -> Iterator[Sum]:
    for row in block.rows:
        if not row.sum_of or (table.id, row.key) in sheet.partial:
            continue
        for column in block.columns:
            parts = tuple(Cell(table.id, part, column.id) for part in row.sum_of)
            yield Sum(row.check, Cell(table.id, row.key, column.id), parts)


def _hierarchy(
    table: Table, block: Block, sheet: FactSheet, rows: list[Row], codes: Classifications
) -> Iterator[Sum]:
    classification = (
        codes.function if block.source is RowSource.FUNCTION else codes.economic_department
    )
    for column in block.columns:
        reported = {
            row.key
            for row in rows
            if row.code and sheet.value(Cell(table.id, row.key, column.id)) is not None
        }
        children: dict[str, list[str]] = {}
        for code in sorted(reported):
            above = [up.code for up in classification.ancestors(code) if up.code in reported]
            children.setdefault(above[-1] if above else TOTAL, []).append(code)
        for parent, below in children.items():
            if (table.id, parent) in sheet.partial:
                continue
            parts = tuple(Cell(table.id, code, column.id) for code in below)
            yield Sum(block.hierarchy_check, Cell(table.id, parent, column.id), parts)
