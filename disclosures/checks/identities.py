"""Identities over figures: sums inside a table, and rules between cells (docs/checks.md).

What is not known is not checked: a rule with a side of which nothing is known says nothing, unless
the table shows that nothing is meant (``Side.absent``).
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from disclosures.checks.compare import Side, compare, side
from disclosures.checks.context import Earlier
from disclosures.checks.finding import Finding
from disclosures.checks.naming import cell_name, row_name
from disclosures.facts import FactSheet
from disclosures.standards.model import IdentityDef, Standard
from disclosures.sums import Sum, sums_of
from disclosures.tables import TOTAL, Cell, RowSource, Table


def run(standard: Standard, sheet: FactSheet, bodies: str = "mixed") -> tuple[Finding, ...]:
    """Every finding of the identities of ``standard`` over ``sheet``, in the order of the rules.

    ``bodies`` says which bodies the document covers (``BODIES``). Rules that hold the sheet
    against another document are ``against``'s.
    """
    inside = (
        _check_sum(total, standard, sheet)
        for table in standard.tables.values()
        for total in sums_of(table, sheet, standard.codes)
    )
    over = _Over(standard, sheet)
    between = [i for i in standard.identities if not i.document and i.bodies in ("", bodies)]
    return (*(found for found in inside if found), *_check_all(between, over))


def against(
    document: str, other: Earlier, called: str, standard: Standard, sheet: FactSheet
) -> tuple[Finding, ...]:
    """Every finding of the identities that hold ``sheet`` against ``other``.

    ``document`` is what ``other`` is, ``last_year`` or ``budget``; messages call it ``called``. A
    rule over a table that ``other`` does not have is not checked.
    """
    known = other.standard.tables
    between = [
        identity
        for identity in standard.identities
        if identity.document == document and all(cell.table in known for cell in identity.there)
    ]
    return tuple(_check_all(between, _Over(standard, sheet, other, called)))


def _check_sum(total: Sum, standard: Standard, sheet: FactSheet) -> Finding | None:
    if total.total not in sheet.facts:
        return None
    left, right = side((total.total,), sheet), side(total.parts, sheet)
    if left.value == right.value:
        return None
    place = cell_name(total.total, standard)
    return compare(total.check, f"{place}应等于各项之和", "=", left, right, standard)


@dataclass(frozen=True)
class _Over:
    """The figures that identities run over: those of this document, and of another one."""

    standard: Standard
    sheet: FactSheet
    other: Earlier | None = None
    called: str = ""

    def tables(self, identity: IdentityDef) -> Iterator[tuple[Table, FactSheet]]:
        """The tables that the identity runs over row by row, each with its figures."""
        for cell in (*identity.left, *identity.right):
            if cell.row == "*":
                yield self.standard.tables[cell.table], self.sheet
        for cell in identity.there:
            if cell.row == "*" and self.other is not None:
                yield self.other.standard.tables[cell.table], self.other.sheet


def _check_all(identities: Sequence[IdentityDef], over: _Over) -> Iterator[Finding]:
    """Findings in the order of the rules; a row that a table lacks is one finding of an id."""
    lacking: set[tuple[str, str]] = set()
    for identity in identities:
        for row in _rows(identity, over):
            found, absent = _instance(identity, row, over)
            if found is None or (absent and row and (identity.id, row) in lacking):
                continue
            if absent:
                lacking.add((identity.id, row))
            yield found


def _rows(identity: IdentityDef, over: _Over) -> Sequence[str]:
    """The rows the identity is checked for; '' once for an identity between fixed cells."""
    if any(over.sheet.value(cell) is None for cell in identity.requires):
        return ()
    if any(over.sheet.value(cell) for cell in identity.unless):
        return ()
    tables = list(over.tables(identity))
    if not tables:
        return ("",)
    rows = {row for table, sheet in tables for row in sheet.row_keys(table.id)}
    possible = [_keys(table, over.standard) for table, _ in tables]
    return sorted(row for row in rows if all(any(row in k for k in keys) for keys in possible))


def _instance(identity: IdentityDef, row: str, over: _Over) -> tuple[Finding | None, bool]:
    """The finding of one row, and whether one side has nothing there."""
    left = _taken(identity, identity.left, row, over.sheet, over.standard)
    right = _taken(identity, identity.right, row, over.sheet, over.standard)
    if identity.document and over.other is not None:
        there = _taken(identity, identity.there, row, over.other.sheet, over.standard)
        if there.value is None:
            return None, False
        right = right + there
    name = f"（{row_name(left.cells[0], over.standard)}）" if row else ""
    text = identity.text + name
    found = compare(identity.id, text, identity.relation, left, right, over.standard, over.called)
    return found, left.absent or right.absent


def _taken(
    identity: IdentityDef,
    cells: Sequence[Cell],
    row: str,
    sheet: FactSheet,
    standard: Standard,
) -> Side:
    """One side with ``row`` put in; nothing known of it is nothing where the data shows that."""
    named = tuple(cell._replace(row=row) if cell.row == "*" else cell for cell in cells)
    one = side(named, sheet)
    if one.value is not None:
        return one
    if identity.unknown == "zero":
        return one.as_nothing()
    if identity.relation in ("together", "implies"):
        filled = any(sheet.facts_of(cell.table) for cell in cells)
        return one.as_nothing() if filled else one
    repeated = [cell for cell, given in zip(named, cells, strict=True) if given.row == "*"]
    if any(_beside(cell, sheet, standard) for cell in repeated):
        return one.as_nothing()
    return one


def _beside(cell: Cell, sheet: FactSheet, standard: Standard) -> bool:
    """Whether the column of ``cell`` has a figure in a row beside it: under the same code.

    Then the table goes into that detail there, and a row it does not have is nothing. Secrecy, or a
    table known in its totals only, leaves out a whole level.
    """
    parent = _parent(cell.row, standard)
    return parent is not None and any(
        other.column == cell.column and _parent(other.row, standard) == parent
        for other in sheet.facts_of(cell.table)
    )


def _parent(row: str, standard: Standard) -> str | None:
    code = standard.codes.function.get(row) or standard.codes.economic_department.get(row)
    return code.parent if code else None


def _keys(table: Table, standard: Standard) -> list[Container[str]]:
    """The keys that the rows of ``table`` may have, block by block."""
    keys: list[Container[str]] = []
    for block in table.blocks:
        if block.fixed:
            keys.append({row.key for row in block.rows if row.key})
        elif block.source is RowSource.FUNCTION:
            keys += [standard.codes.function, (TOTAL,)]
        elif block.source is RowSource.ECONOMIC:
            keys += [standard.codes.economic_department, (TOTAL,)]
    return keys
