"""Amounts and percentages in the unit's own words, and the figures they may stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from disclosures.amounts import YUAN_PER_WAN
from disclosures.checks.context import Context
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figures, Unknown

_UNITS = {"亿元": Decimal(100_000_000), "万元": YUAN_PER_WAN, "元": Decimal(1)}
_QUANTITY = re.compile(
    r"(?<![\d.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?"
    r"(?P<unit>亿元|万元|元|[%％]|个百分点)(?P<marked>[（(]非决算口径[）)])?"
    r"(?P<limit>(?:（含）)?(?:以上|以下|以内|起))?"
)
_RATES = ("share", "rate", "completion")


@dataclass(frozen=True)
class Quantity:
    """One amount (``value`` in 元) or percentage found in a text from ``start`` to ``end``.

    ``step`` is what its last printed place stands for. ``marked`` says that it is declared to be
    none of the document's figures, ``limit`` that it is a threshold (5万元以上).
    """

    text: str
    value: Decimal
    step: Decimal
    percent: bool
    marked: bool
    limit: bool
    start: int
    end: int


def quantities(text: str) -> Iterator[Quantity]:
    """Every amount and percentage in ``text``."""
    for match in _QUANTITY.finditer(text):
        number = match["number"].replace(",", "")
        factor = _UNITS.get(match["unit"], Decimal(1))
        places = len(number.partition(".")[2])
        yield Quantity(
            text=match["number"] + match["unit"],
            value=Decimal(number) * factor,
            step=factor.scaleb(-places),
            percent=match["unit"] not in _UNITS,
            marked=bool(match["marked"]),
            limit=bool(match["limit"]),
            start=match.start(),
            end=match.end(),
        )


def matches(quantity: Quantity, value: Decimal) -> bool:
    """Whether ``quantity`` is ``value`` as printed with as many places."""
    return abs(quantity.value - abs(value)) * 2 <= quantity.step


def known(quantity: Quantity, context: Context) -> bool:
    """Whether ``quantity`` is a figure of this year or the last, or a change or rate of one."""
    values = rates_of(context) if quantity.percent else figures_of(context)
    return any(matches(quantity, value) for value in values)


def figures_of(context: Context) -> Iterator[Decimal]:
    """Every figure of this year and the last, and by how much each changed; 元 or counts."""
    sheet = context.sheet
    for cell, fact in sheet.facts.items():
        yield fact.value
        before = sheet.prior.value(cell) if sheet.prior else None
        if before is not None:
            yield fact.value - before
    if sheet.prior:
        yield from (fact.value for fact in sheet.prior.facts.values())


def rates_of(context: Context) -> Iterator[Decimal]:
    """Every share, rate of change and completion that a sentence could print, in per cent."""
    for name, definition in context.standard.figures.items():
        for row in _rows(definition.cell.row, definition.cell.table, context.sheet):
            figures = Figures(context.standard, context.sheet, row)
            yield from _rates(figures, name)


def _rows(row: str, table: str, sheet: FactSheet) -> tuple[str, ...]:
    return sheet.row_keys(table) if row == "*" else ("",)


def _rates(figures: Figures, name: str) -> Iterator[Decimal]:
    definition = figures.standard.figures[name]
    for attribute in _RATES:
        if attribute == "share" and not definition.of:
            continue
        if attribute == "completion" and not definition.budget:
            continue
        try:
            yield figures.get(name, attribute).value
        except Unknown:
            continue
