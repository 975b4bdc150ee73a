"""Two sides of a rule, each a sum of cells, and the finding when they do not agree.

Over 元 they agree exactly or not at all. Where figures are known only to 0.01 万元, n rounded parts
may miss their total by 0.005·(n+1) 万元: inside that it is 四舍五入 (说明).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from disclosures import amounts
from disclosures.checks.catalogue import finding
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.naming import cell_name, shown
from disclosures.facts import FactSheet
from disclosures.standards.model import RELATIONS, Standard
from disclosures.tables import Cell

ZERO = Decimal(0)

ALL_ROWS = "+"
"""The row of a cell of a rule that stands for all rows of its table together."""


@dataclass(frozen=True)
class Side:
    """The sum of the known cells of one side; ``value`` is None when none of them is known.

    ``rounded`` counts those known only to 0.01 万元, ``nonzero`` says that one is not 0.
    ``absent`` says that nothing is known of it and that this means 0. ``fields`` are the cells
    with every row spelled out, where they are entered.
    """

    cells: tuple[Cell, ...]
    value: Decimal | None
    rounded: int = 0
    nonzero: bool = False
    absent: bool = False
    fields: tuple[Cell, ...] = ()

    def as_nothing(self) -> "Side":
        """This side when nothing known of it means that there is nothing."""
        return (
            self
            if self.value is not None
            else Side(self.cells, ZERO, absent=True, fields=self.fields)
        )

    def __add__(self, other: "Side") -> "Side":
        """Both together; the cells are those of this side, ``other`` is of another document."""
        known = [side.value for side in (self, other) if side.value is not None]
        return Side(
            self.cells,
            sum(known, ZERO) if known else None,
            self.rounded + other.rounded,
            self.nonzero or other.nonzero,
            self.absent or other.absent,
            self.fields,
        )


def side(cells: tuple[Cell, ...], sheet: FactSheet) -> Side:
    """The side that ``cells`` make; no cells at all are zero."""
    value = None if cells else ZERO
    rounded, nonzero = 0, False
    fields = tuple(field for cell in cells for field in _fields(cell, sheet))
    for field in fields:
        if fact := sheet.facts.get(field):
            value = fact.value if value is None else value + fact.value
            rounded += fact.rounded
            nonzero = nonzero or bool(fact.value)
    return Side(cells, value, rounded, nonzero, fields=fields)


def _fields(cell: Cell, sheet: FactSheet) -> Iterable[Cell]:
    if cell.row != ALL_ROWS:
        return (cell,)
    return [other for other in sheet.facts_of(cell.table) if other.column == cell.column]


def compare(
    id: str,
    text: str,
    relation: str,
    left: Side,
    right: Side,
    standard: Standard,
    document: str = "",
) -> Finding | None:
    """The finding when ``left`` does not stand in ``relation`` to ``right``, both being known.

    ``document`` is the title of the other document whose figures are on the right side.
    """
    if left.value is None or right.value is None:
        return None
    if relation in ("together", "implies"):
        return _nonzero(id, text, relation, left, right, standard)
    gap = left.value - right.value
    if gap == 0 or (relation == "<=" and gap < 0) or (relation == ">=" and gap > 0):
        return None
    rounded = abs(gap) <= amounts.rounding_allowance(left.rounded + right.rounded)
    return finding(
        id,
        f"{text}：{_difference(relation, left, right, standard, document)}"
        + ("，为四舍五入差异" if rounded else ""),
        left.fields + right.fields,
        left.value,
        right.value,
        severity=Severity.NOTE if rounded else None,
    )


def _difference(relation: str, left: Side, right: Side, standard: Standard, document: str) -> str:
    assert left.value is not None and right.value is not None  # noqa: S101
    unit = left.cells[0]
    found, expected = shown(left.value, unit, standard), shown(right.value, unit, standard)
    where = f"按{document}" if document else ""
    if left.absent:
        here = standard.tables[left.cells[0].table].title
        return f"{here}没有填列，{where}应{RELATIONS[relation]} {expected}"
    if right.absent:
        there = document or standard.tables[right.cells[0].table].title
        return f"填报 {found}，{there}没有填列"
    miss = shown(abs(left.value - right.value), unit, standard)
    return f"填报 {found}，{where}应{RELATIONS[relation]} {expected}，差 {miss}"


def _nonzero(
    id: str, text: str, relation: str, left: Side, right: Side, standard: Standard
) -> Finding | None:
    if left.nonzero == right.nonzero or (relation == "implies" and right.nonzero):
        return None
    stated = "，".join(_stated(one, standard) for one in (left, right))
    # A zero that is known to 0.01 万元 only may be a small amount.
    small = (right if left.nonzero else left).rounded > 0
    return finding(
        id,
        f"{text}：{stated}" + ("，可能为四舍五入" if small else ""),
        left.fields + right.fields,
        left.value,
        right.value,
        severity=Severity.NOTE if small else None,
    )


def _stated(one: Side, standard: Standard) -> str:
    assert one.value is not None  # noqa: S101
    cell = one.cells[0]
    several = cell.row == ALL_ROWS or len(one.cells) > 1
    name = cell_name(cell, standard) + ("等" if several else "")
    if cell.row == ALL_ROWS:
        name = standard.tables[cell.table].title
    if not one.nonzero:
        return f"{name}{'没有填列' if one.absent else '为0'}"
    return f"{name}{'有数' if several else '填报 ' + shown(one.value, cell, standard)}"
