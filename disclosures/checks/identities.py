"""Identities over figures: sums inside a table, and rules between tables (docs/checks.md).

Over 元 they are exact. Where figures are known only to 0.01 万元, n rounded parts may miss their
total by 0.005·(n+1) 万元: inside that it is 四舍五入 (说明), outside an error.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures import amounts
from disclosures.checks.finding import Finding, Severity
from disclosures.facts import FactSheet
from disclosures.standards.model import IdentityDef, Standard
from disclosures.sums import Sum, sums_of
from disclosures.tables import TOTAL, Cell, Measure


@dataclass(frozen=True)
class _Side:
    """The sum of the known cells of one side; None when none of them is known."""

    cells: tuple[Cell, ...]
    value: Decimal | None
    rounded: int


def run(standard: Standard, sheet: FactSheet) -> tuple[Finding, ...]:
    """Every finding of the identities of ``standard`` over ``sheet``, in the order of the rules.

    A rule with a side of which nothing is known is not checked: unknown is not zero.
    """
    inside = (
        finding
        for table in standard.tables.values()
        for total in sums_of(table, sheet, standard.codes)
        for finding in _check_sum(total, standard, sheet)
    )
    between = (
        finding
        for identity in standard.identities
        for finding in _check_identity(identity, standard, sheet)
    )
    return (*inside, *between)


def cell_name(cell: Cell, standard: Standard) -> str:
    """``cell`` as a clerk would say it: 收入支出决算总表“本年收入合计”金额."""
    table = standard.tables[cell.table]
    column = next((c for c in table.columns() if c.id == cell.column), None)
    labels = "·".join(column.labels) if column else cell.column
    return f"{table.title}“{_row_name(cell, standard)}”{labels}"


def _row_name(cell: Cell, standard: Standard) -> str:
    row = standard.tables[cell.table].fixed_rows().get(cell.row)
    if row is not None and row.label:
        return row.label
    if cell.row == TOTAL:
        return "合计"
    code = standard.codes.function.get(cell.row) or standard.codes.economic_department.get(cell.row)
    return f"{cell.row} {code.name}" if code else cell.row


def _check_sum(total: Sum, standard: Standard, sheet: FactSheet) -> Iterator[Finding]:
    left, right = _side((total.total,), sheet), _side(total.parts, sheet)
    place = cell_name(total.total, standard)
    yield from _compare(total.check, f"{place}应等于各项之和", "=", left, right, standard)


def _check_identity(
    identity: IdentityDef, standard: Standard, sheet: FactSheet
) -> Iterator[Finding]:
    cells = identity.left + identity.right
    if all(cell.row != "*" for cell in cells):
        yield from _instance(identity, "", standard, sheet)
        return
    tables = {cell.table for cell in cells if cell.row == "*"}
    shared = set.intersection(*(set(sheet.row_keys(table)) for table in tables))
    for row in sorted(shared):
        yield from _instance(identity, row, standard, sheet)


def _instance(
    identity: IdentityDef, row: str, standard: Standard, sheet: FactSheet
) -> Iterator[Finding]:
    left = _side(_with_row(identity.left, row), sheet)
    right = _side(_with_row(identity.right, row), sheet)
    name = f"（{_row_name(left.cells[0], standard)}）" if row else ""
    yield from _compare(identity.id, identity.text + name, identity.relation, left, right, standard)


def _with_row(cells: Sequence[Cell], row: str) -> tuple[Cell, ...]:
    return tuple(cell._replace(row=row) if cell.row == "*" else cell for cell in cells)


def _side(cells: tuple[Cell, ...], sheet: FactSheet) -> _Side:
    known = [fact for cell in cells if (fact := sheet.facts.get(cell)) is not None]
    value = sum((fact.value for fact in known), Decimal(0)) if known else None
    return _Side(cells, value, sum(1 for fact in known if fact.rounded))


def _compare(
    check: str, text: str, relation: str, left: _Side, right: _Side, standard: Standard
) -> Iterator[Finding]:
    if left.value is None or right.value is None:
        return
    gap = left.value - right.value
    if gap == 0 or (relation == "<=" and gap < 0):
        return
    near = abs(gap) <= amounts.rounding_allowance(left.rounded + right.rounded)
    found, expected, miss = (
        _shown(value, left.cells[0], standard) for value in (left.value, right.value, abs(gap))
    )
    yield Finding(
        check,
        Severity.NOTE if near else Severity.ERROR,
        f"{text}：填报 {found}，应{_relation(relation)} {expected}，差 {miss}"
        + ("，为四舍五入差异" if near else ""),
        left.cells + right.cells,
        left.value,
        right.value,
    )


def _relation(relation: str) -> str:
    return "为" if relation == "=" else "不大于"


def _shown(value: Decimal, cell: Cell, standard: Standard) -> str:
    """A value with its unit: money in 万元 with every digit it has, a count in its own."""
    row = standard.tables[cell.table].fixed_rows().get(cell.row)
    if row is not None and row.measure is Measure.COUNT:
        return f"{amounts.trimmed(value)}{row.unit}"
    return f"{amounts.exact_wan(value)}万元"
