"""Printed numbers: each knows its exact value, its unit, and the cells it was made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from disclosures import amounts
from disclosures.amounts import Change
from disclosures.facts import FactSheet
from disclosures.standards.model import FigureDef, Standard
from disclosures.tables import Cell, Measure


class Unknown(LookupError):
    """A figure that a text needs is not in the sheet. ``cell`` is the address that is empty."""

    def __init__(self, cell: Cell, year: int) -> None:
        super().__init__(f"{year} {cell}")
        self.cell = cell
        self.year = year


@dataclass(frozen=True)
class Operand:
    """One cell a figure was made from, with the year of its sheet."""

    cell: Cell
    year: int


@dataclass(frozen=True)
class Figure:
    """One printed number.

    ``value`` is exact: 元 for money, the count for counts, per cent (two places) for rates and
    shares. ``text`` is what is printed and ``unit`` what follows it. ``operation`` is ``cell``,
    ``difference`` (|a − b|), ``rate`` (|a − b| ÷ b), ``share`` or ``completion`` (a ÷ b), and in a
    table ``increase`` (a − b) or ``growth`` ((a − b) ÷ b).
    """

    name: str
    label: str
    value: Decimal
    text: str
    unit: str
    operation: str
    operands: tuple[Operand, ...]

    @property
    def money(self) -> bool:
        return self.unit in ("万元", "元")


class Figures:
    """The named figures of a standard over one sheet, for the row at hand."""

    def __init__(self, standard: Standard, sheet: FactSheet, row: str = "") -> None:
        self.standard = standard
        self.sheet = sheet
        self.row = row

    def get(self, name: str, attribute: str = "") -> Figure:
        """The figure ``name``, or its ``attribute``: prior, difference, rate, share, completion.

        Raises Unknown when a cell it needs is empty or the number is undefined.
        """
        if not attribute:
            return self._cell(self._definition(name), self.sheet)
        return _ATTRIBUTES[attribute](self, self._definition(name))

    def change(self, name: str) -> Change:
        """The figure against that of last year. Raises Unknown when either is empty."""
        now, before = self.get(name), self.get(name, "prior")
        flat_below = amounts.FLAT_BELOW if now.money else Decimal(1)
        return amounts.change(now.value, before.value, flat_below)

    def budget(self, name: str) -> FigureDef:
        """The budget ``name`` is measured against: the first known that is not zero, else known.

        Raises Unknown when no budget is known, with the address of the preferred one.
        """
        budgets = [self._definition(budget) for budget in self._definition(name).budget]
        known = [b for b in budgets if self.sheet.value(self._address(b)) is not None]
        if not known:
            raise Unknown(self._address(budgets[0]), self.sheet.year)
        return next((b for b in known if self.sheet.value(self._address(b))), known[0])

    def _definition(self, name: str) -> FigureDef:
        return self.standard.figures[name]

    def _address(self, definition: FigureDef) -> Cell:
        cell = definition.cell
        return cell._replace(row=self.row) if cell.row == "*" else cell

    def _cell(self, definition: FigureDef, sheet: FactSheet | None) -> Figure:
        cell = self._address(definition)
        value = None if sheet is None else sheet.value(cell)
        year = self.sheet.year - 1 if sheet is None else sheet.year
        if value is None:
            raise Unknown(cell, year)
        text, unit = self._printed(cell, value)
        operands = (Operand(cell, year),)
        return Figure(definition.name, definition.label, value, text, unit, "cell", operands)

    def _printed(self, cell: Cell, value: Decimal) -> tuple[str, str]:
        table, style = self.standard.tables[cell.table], self.standard.amounts
        row = table.fixed_rows().get(cell.row)
        if row is not None and row.measure is Measure.COUNT:
            return amounts.trimmed(value), row.unit
        unit = style.unit or table.unit
        money = amounts.to_wan(value) if unit == "万元" else value
        text = amounts.fixed(money) if style.grouped and money else amounts.trimmed(money)
        return text, unit

    def _prior(self, definition: FigureDef) -> Figure:
        """What the figure is compared with: the same cell of last year, or another figure."""
        if definition.against:
            return self._cell(self._definition(definition.against), self.sheet)
        return self._cell(definition, self.sheet.prior)

    def _difference(self, definition: FigureDef) -> Figure:
        now, before = self.get(definition.name), self._prior(definition)
        difference = self.change(definition.name).difference
        text, unit = self._printed(now.operands[0].cell, difference)
        operands = now.operands + before.operands
        label = f"{definition.label}较上年增减"
        return Figure(definition.name, label, difference, text, unit, "difference", operands)

    def _rate(self, definition: FigureDef) -> Figure:
        now, before = self.get(definition.name), self._prior(definition)
        rate = self.change(definition.name).rate
        if rate is None:
            raise Unknown(before.operands[0].cell, before.operands[0].year)
        return _percentage(definition, f"{definition.label}增减幅度", rate, "rate", now, before)

    def _share(self, definition: FigureDef) -> Figure:
        return self._ratio(definition, self.get(definition.of), "share", "占比")

    def _completion(self, definition: FigureDef) -> Figure:
        budget = self._cell(self.budget(definition.name), self.sheet)
        return self._ratio(definition, budget, "completion", "完成预算比例")

    def _budget_figure(self, definition: FigureDef) -> Figure:
        return self._cell(self.budget(definition.name), self.sheet)

    def _ratio(self, definition: FigureDef, whole: Figure, operation: str, what: str) -> Figure:
        part = self.get(definition.name)
        share = amounts.share(part.value, whole.value)
        if share is None:
            raise Unknown(whole.operands[0].cell, self.sheet.year)
        return _percentage(definition, f"{definition.label}{what}", share, operation, part, whole)


def _percentage(
    definition: FigureDef, label: str, value: Decimal, operation: str, a: Figure, b: Figure
) -> Figure:
    text = amounts.trimmed(value)
    return Figure(definition.name, label, value, text, "%", operation, a.operands + b.operands)


_ATTRIBUTES: Mapping[str, Callable[[Figures, FigureDef], Figure]] = {
    "prior": Figures._prior,
    "difference": Figures._difference,
    "rate": Figures._rate,
    "share": Figures._share,
    "completion": Figures._completion,
    "budget": Figures._budget_figure,
}
