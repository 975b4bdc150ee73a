"""Typing into a standard's tables: which cells are no sums, and how a figure is written."""

from collections.abc import Sequence
from decimal import Decimal

from disclosures import amounts
from disclosures.intake.totals import classification_of, formulas_of, lines_of
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Measure, Table

WAN = amounts.YUAN_PER_WAN


def leaves(table: Table, standard: Standard, codes: Sequence[str]) -> list[Cell]:
    """The cells of ``table`` that are sums of nothing when it has lines for ``codes``."""
    totals = formulas_of(table, codes, standard.codes)
    cells = []
    for block in table.blocks:
        known = classification_of(block, standard.codes)
        own = [code for code in codes if known and code in known]
        fixed = [row.key for row in block.rows if row.key]
        rows = fixed if block.fixed else lines_of(block, own, standard.codes)
        cells += [Cell(table.id, row, column.id) for row in rows for column in block.columns]
    return [cell for cell in cells if cell not in totals]


def written(value: Decimal, measure: Measure, unit: Decimal) -> str:
    """A figure as a clerk writes it in units of ``unit`` 元."""
    if measure is Measure.COUNT:
        return amounts.trimmed(value)
    return amounts.trimmed(value / unit)
