"""E34: a department's figures are the sum of its units', but for what the units paid each other."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from disclosures.checks.catalogue import finding
from disclosures.checks.compare import Side, compare
from disclosures.checks.context import Context, Member
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.naming import cell_name
from disclosures.facts import FactSheet
from disclosures.standards.model import TransferDef
from disclosures.tables import Cell

ANY = "*"


def run(context: Context) -> tuple[Finding, ...]:
    """Every finding of a department; a document of one unit has none.

    While a unit has no figures it is named, and nothing is added up. The department's own office
    may be one of the units or have a document of its own: it is only named when the sum of the
    others is not the department's.
    """
    if context.standard.level != "department" or not context.members:
        return ()
    empty = [member for member in context.members if not _has_figures(member)]
    others = [member for member in empty if member.name != context.unit]
    if others:
        return tuple(_without_figures(member.name) for member in others)
    found = tuple(_compared(context))
    if empty and found:
        return (_without_figures(f"{context.unit}（本级）"),)
    return found


def _has_figures(member: Member) -> bool:
    return member.sheet is not None and bool(member.sheet.facts)


def _without_figures(name: str) -> Finding:
    text = f"所属单位“{name}”没有本年数据，部门的数不能与各单位之和核对"
    return finding("E34", text, severity=Severity.WARNING)


def _compared(context: Context) -> Iterator[Finding]:
    sheets = {m.name: m.sheet for m in context.members if m.sheet is not None and m.sheet.facts}
    for table in dict.fromkeys(cell.table for cell in context.standard.units.add):
        patterns = [cell for cell in context.standard.units.add if cell.table == table]
        yield from _table(table, patterns, sheets, context)
    for transfer in context.standard.units.transfers:
        yield from _transfer(transfer, sheets, context)


def _table(
    table: str, patterns: Sequence[Cell], sheets: Mapping[str, FactSheet], context: Context
) -> Iterator[Finding]:
    found = list(_cells(table, patterns, tuple(sheets.values()), context))
    blank = [name for name, sheet in sheets.items() if not sheet.facts_of(table)]
    if not found or not (blank or not context.sheet.facts_of(table)):
        yield from found
        return
    title = context.standard.tables[table].title
    if blank:
        who = "、".join(f"“{name}”" for name in blank)
        text = f"{title}：部门的数不等于各单位之和，{who}没有这张表的数据"
    else:
        text = f"{title}：部门没有数据，所属单位有数据"
    yield finding("E34", text, found[0].cells, severity=Severity.WARNING)


def _cells(
    table: str, patterns: Sequence[Cell], sheets: Sequence[FactSheet], context: Context
) -> Iterator[Finding]:
    reported = dict.fromkeys(c for s in (context.sheet, *sheets) for c in s.facts_of(table))
    for cell in reported:
        if not any(_matches(cell, pattern) for pattern in patterns):
            continue
        department, together = _sum(cell, (context.sheet,)), _sum(cell, sheets)
        text = f"{cell_name(cell, context.standard)}应等于所属各单位之和"
        found = compare("E34", text, "=", department, together, context.standard)
        if found is not None:
            yield found


def _matches(cell: Cell, pattern: Cell) -> bool:
    return pattern.row in (ANY, cell.row) and pattern.column in (ANY, cell.column)


def _sum(cell: Cell, sheets: Sequence[FactSheet]) -> Side:
    """The figures of one cell together; a cell that nobody filled in is nothing."""
    facts = [fact for sheet in sheets if (fact := sheet.facts.get(cell)) is not None]
    value = sum((fact.value for fact in facts), Decimal(0))
    rounded = sum(1 for fact in facts if fact.rounded)
    nonzero = any(fact.value for fact in facts)
    return Side((cell,), value, rounded, nonzero, fields=(cell,))


def _transfer(
    transfer: TransferDef, sheets: Mapping[str, FactSheet], context: Context
) -> Iterator[Finding]:
    """What the units received of each other is what they paid each other."""
    tables = {transfer.received.table, transfer.paid.table}
    everyone = (context.sheet, *sheets.values())
    if not all(sheet.facts_of(table) for sheet in everyone for table in tables):
        return
    cells = (transfer.received, transfer.paid)
    received, paid = (_eliminated(cell, tuple(sheets.values()), context) for cell in cells)
    standard = context.standard
    for cell, one in zip(cells, (received, paid), strict=True):
        text = f"{cell_name(cell, standard)}：所属各单位之和减去部门的数"
        nothing = Side((), Decimal(0))
        found = compare("E34", text, ">=", one, nothing, standard)
        if found is not None:
            yield found
            return
    text = f"{transfer.label}：冲抵的收入应等于冲抵的支出"
    found = compare("E34", text, "=", received, paid, standard)
    if found is not None:
        yield found


def _eliminated(cell: Cell, sheets: Sequence[FactSheet], context: Context) -> Side:
    """By how much the units' figures together exceed the department's."""
    units, department = _sum(cell, sheets), _sum(cell, (context.sheet,))
    value = (units.value or Decimal(0)) - (department.value or Decimal(0))
    return Side((cell,), value, units.rounded + department.rounded, fields=(cell,))
