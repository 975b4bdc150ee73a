"""Figures of projects: every printed amount, count and rate says where it comes from.

Addresses look like those of the accounts: ``performance/1/executed.other`` is what project 1 spent
of other money, ``performance/counts/with_targets`` a count of the document.
"""

from decimal import Decimal

from disclosures import amounts
from disclosures.narrative.figures import Figure, Operand
from disclosures.tables import Cell
from performance.values import SOURCES, TOTAL, Funding, Project

TABLE = "performance"
COUNTS = "counts"

COLUMNS = {"initial": "年初预算数", "revised": "全年预算数", "executed": "执行数"}


def money(project: Project, source: str, column: str, year: int, fixed: bool) -> Figure | None:
    """What a project has in one source and column, in 万元; None when unknown."""
    held = project.total if source == TOTAL else project.funding.get(source, Funding())
    value: Decimal | None = getattr(held, column)
    if value is None:
        return None
    suffix = "" if source == TOTAL else f".{source}"
    called = "" if source == TOTAL else SOURCES[source]
    label = f"{project.name}{called}{COLUMNS[column]}"
    return amount(f"{project.key}/{column}{suffix}", label, value, year, fixed)


def amount(place: str, label: str, value: Decimal, year: int, fixed: bool = False) -> Figure:
    """An amount in 元 printed in 万元; ``place`` is row and column of its address."""
    wan = amounts.to_wan(value)
    text = amounts.fixed(wan) if fixed else amounts.trimmed(wan)
    return _cell(place, label, value, text, "万元", year)


def count(name: str, label: str, value: Decimal, unit: str, year: int) -> Figure:
    """A count or score of the document."""
    return _cell(f"{COUNTS}/{name}", label, value, amounts.trimmed(value), unit, year)


def ratio(
    part: Figure | None, whole: Figure | None, label: str, operation: str = "completion"
) -> Figure | None:
    """``part`` of ``whole`` in per cent; None where either is unknown or the whole is zero."""
    if part is None or whole is None:
        return None
    value = amounts.share(part.value, whole.value)
    if value is None:
        return None
    operands = part.operands + whole.operands
    return Figure(part.name, label, value, amounts.trimmed(value), "%", operation, operands)


def _cell(place: str, label: str, value: Decimal, text: str, unit: str, year: int) -> Figure:
    cell = Cell.parse(f"{TABLE}/{place}")
    return Figure(str(cell), label, value, text, unit, "cell", (Operand(cell, year),))
