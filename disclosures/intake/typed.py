"""What a clerk can type: which cells a standard has to fill in, and what a text in one means.

A text means what it means in an uploaded workbook (``cells``), except that an amount finer than 分
is refused, not rounded.
"""

from decimal import Decimal
from typing import NamedTuple

from disclosures.intake.cells import Unreadable, count, exact_amount, is_blank, shown
from disclosures.intake.totals import classification_of
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Block, Cell, Measure

LONGEST_TEXT = 60
"""Characters of a typed figure; the longest number with separators has fewer than 30."""


class Place(NamedTuple):
    """A cell of this year's sheet, or with ``prior`` of last year's."""

    cell: Cell
    prior: bool = False


def prior_measures(standard: Standard) -> dict[Cell, Measure]:
    """What is entered of last year's sheet, by cell."""
    rows = (row for table in standard.tables.values() for row in table.fixed_rows().values())
    return {row.target: row.measure for row in rows if row.target and row.prior}


def measure_of(standard: Standard, place: Place) -> Measure | None:
    """What is entered in ``place``; None where the standard has nothing to enter."""
    if place.prior:
        return prior_measures(standard).get(place.cell)
    table = standard.tables.get(place.cell.table)
    if table is None or table.view_of:
        return None
    measures = (_measure_in(block, place.cell, standard) for block in table.blocks)
    return next((measure for measure in measures if measure), None)


def value_of(text: str, measure: Measure, unit: Decimal) -> Decimal | None:
    """The figure a clerk typed, in 元 or as a count; None for a blank or a dash.

    Raises Unreadable.
    """
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"这里应为数字，填的是“{shown(text)}”")
    if is_blank(text):
        return None
    return count(text) if measure is Measure.COUNT else exact_amount(text, unit)


def _measure_in(block: Block, cell: Cell, standard: Standard) -> Measure | None:
    if cell.column not in {column.id for column in block.columns}:
        return None
    if block.fixed:
        rows = (row for row in block.rows if row.key and row.target is None)
        return next((row.measure for row in rows if row.key == cell.row), None)
    classification = classification_of(block, standard.codes)
    if classification is None:
        known = cell.row.isascii() and cell.row.isdigit()
    else:
        known = cell.row in classification or (cell.row == TOTAL and bool(block.total))
    return Measure.MONEY if known else None
