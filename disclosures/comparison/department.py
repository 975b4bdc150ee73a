"""A department's published figures against the sum of those of its units.

汇总 adds up 本级 and the units below, and takes out what they pay each other: 上级补助,
附属单位上缴, 上缴上级 and 对附属单位补助 (E34, 冲抵). Which figures must add up exactly, and which
are payments between units, is said by the department's standard (``units``). What is not published
is named, and no reason is given for a difference that published figures do not explain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from disclosures import amounts
from disclosures.comparison.grid import UNPUBLISHED, money
from disclosures.comparison.lines import BUDGET, LINES, STAFF, Line, Place, Stage
from disclosures.comparison.reading import Reading
from disclosures.tables import Cell

ZERO = Decimal(0)
ANY = "*"


class SumRow(NamedTuple):
    """A line: the department's figure, the sum of the units', the sum less it (万元), and words."""

    label: str
    department: str
    units: str
    difference: str
    words: str


class Elimination(NamedTuple):
    """Payments between units: what was taken out of income and of expenditure (万元)."""

    label: str
    received: str
    paid: str


@dataclass(frozen=True)
class Sum:
    """A department and its units of one year and kind.

    The department's own office (本级) is one of ``units``. ``missing`` names those of which no
    document is published.
    """

    department: Reading
    units: tuple[Reading, ...]
    missing: tuple[str, ...]

    @property
    def rows(self) -> tuple[SumRow, ...]:
        """Every line that the department's standard has; none where no unit has published."""
        return tuple(self._rows()) if self.units else ()

    @property
    def eliminations(self) -> tuple[Elimination, ...]:
        """Of the payments between units those that somebody published."""
        return tuple(self._eliminations()) if self.units and not self.missing else ()

    def _rows(self) -> Iterator[SumRow]:
        standard = self.department.standard
        stage = Stage.INITIAL if standard and standard.kind == BUDGET else Stage.FINAL
        for line in LINES:
            place = Place(line.id, stage)
            cell = self.department.cell(place)
            if cell is not None and line is not STAFF:
                yield self._row(line, place, cell)

    def _row(self, line: Line, place: Place, cell: Cell) -> SumRow:
        own = self.department.value(place)
        values = {_name(one): one.value(place) for one in self.units}
        known = [value for value in values.values() if value is not None]
        together = sum(known, ZERO) if known else None
        if own is None or together is None:
            told = [UNPUBLISHED if value is None else money(value) for value in (own, together)]
            return SumRow(line.label, told[0], told[1], "", "没有公开的数，不能核对")
        silent = tuple(name for name, value in values.items() if value is None)
        words = self._words(together - own, place, cell, silent)
        return SumRow(line.label, money(own), money(together), money(together - own), words)

    def _words(self, difference: Decimal, place: Place, cell: Cell, silent: tuple[str, ...]) -> str:
        missing = (*self.missing, *silent)
        if not difference:
            return "与已公开的各单位之和一致" if missing else "一致"
        if missing:
            return f"{'、'.join(missing)}未公开，不能核对"
        if abs(difference) <= amounts.rounding_allowance(self._rounded(place)):
            return "差额在四舍五入的范围内"
        if self._adds_up(cell):
            return "应等于各单位之和；公开的数据没有说明差额的原因"
        if difference in self._eliminated():
            return "差额等于各单位之间往来的冲抵数"
        return "各单位之间的往来在汇总时冲抵；公开的数据没有列明全部冲抵"

    def _rounded(self, place: Place) -> int:
        """How many of the figures are known to 0.01 万元 only."""
        everyone = (self.department, *self.units)
        return sum(one.cell(place) in one.rounded for one in everyone)

    def _adds_up(self, cell: Cell) -> bool:
        standard = self.department.standard
        return standard is not None and any(
            pattern.table == cell.table
            and pattern.row in (ANY, cell.row)
            and pattern.column in (ANY, cell.column)
            for pattern in standard.units.add
        )

    def _eliminated(self) -> tuple[Decimal, Decimal]:
        """What was taken out of income, and out of expenditure, of all payments, in 元."""
        standard = self.department.standard
        transfers = standard.units.transfers if standard else ()
        received = sum((self._over(one.received) or ZERO for one in transfers), ZERO)
        return received, sum((self._over(one.paid) or ZERO for one in transfers), ZERO)

    def _over(self, cell: Cell) -> Decimal | None:
        """By how many 元 the units together exceed the department; None where nobody reports it."""
        known = [one.figures[cell] for one in self.units if cell in one.figures]
        if not known and cell not in self.department.figures:
            return None
        return sum(known, ZERO) - self.department.figures.get(cell, ZERO)

    def _eliminations(self) -> Iterator[Elimination]:
        standard = self.department.standard
        for transfer in standard.units.transfers if standard else ():
            sides = (self._over(transfer.received), self._over(transfer.paid))
            if any(sides):
                told = [UNPUBLISHED if side is None else money(side) for side in sides]
                yield Elimination(transfer.label, told[0], told[1])


def _name(reading: Reading) -> str:
    return reading.publication.disclosure.unit.name
