"""The totals of a table that is typed: computed from their parts, as its declaration says.

A total is a cell that is declared a sum and has at least one known part; a cell none of whose
parts is known is entered like any other. Where a cell is a sum in two ways (合计 of the column
合计), the rows below it count before the columns beside it; the checks compare the two.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from disclosures.classification import Classification, Classifications
from disclosures.facts import FactSheet
from disclosures.tables import TOTAL, Block, Cell, RowSource, Table

Formulas = Mapping[Cell, tuple[tuple[Cell, ...], ...]]
"""Cell → the sums it may be, the one to be preferred first."""


@dataclass(frozen=True)
class Total:
    """What a total is now: ``value`` in 元 (or a count), None when it is empty; its known parts.

    ``reported`` says that what stood there before had been entered or uploaded as it was: it was
    not the sum of its parts.
    """

    value: Decimal | None
    parts: tuple[Cell, ...] = ()
    reported: bool = False


def formulas_of(table: Table, rows: Iterable[str], codes: Classifications) -> Formulas:
    """Every sum of ``table`` when it has lines for ``rows`` (keys of classified lines).

    Unlike ``sums.sums_of`` it names the sum of each code above a line, reported or not: a clerk
    who types an item sees its 款 and its 类.
    """
    found: dict[Cell, list[tuple[Cell, ...]]] = {}
    for block in () if table.view_of else table.blocks:
        for total, parts in (
            *_down(table, block, rows, codes),
            *_across(table, block, rows, codes),
        ):
            found.setdefault(total, []).append(parts)
    return {total: tuple(ways) for total, ways in found.items()}


def lines_of(block: Block, keys: Iterable[str], codes: Classifications) -> tuple[str, ...]:
    """``keys`` of a classified block with every code above them, in code order; then 合计."""
    classification = classification_of(block, codes)
    if classification is None:
        return tuple(keys)
    known = [key for key in keys if key in classification]
    closed = {step.code for key in known for step in classification.path(key)}
    return (*sorted(closed), *((TOTAL,) if block.total else ()))


def classification_of(block: Block, codes: Classifications) -> Classification | None:
    """The list that the lines of ``block`` come from, None where they come from none."""
    return {
        RowSource.FUNCTION: codes.function,
        RowSource.ECONOMIC: codes.economic_department,
    }.get(block.source)


def totals_of(table: Table, sheet: FactSheet, codes: Classifications) -> frozenset[Cell]:
    """The cells of ``table`` that are totals now, that is, have a known part.

    A part counts as known when it is stored or itself a total.
    """
    totals: set[Cell] = set()
    formulas = formulas_of(table, sheet.row_keys(table.id), codes)
    found = True
    while found:
        new = {
            total
            for total, ways in formulas.items()
            if total not in totals
            and any(part in totals or part in sheet.facts for way in ways for part in way)
        }
        totals |= new
        found = bool(new)
    return frozenset(totals)


def recomputed(
    table: Table,
    before: FactSheet,
    after: FactSheet,
    changed: Collection[Cell],
    codes: Classifications,
) -> dict[Cell, Total]:
    """The totals above the cells ``changed``, each after its parts.

    ``before`` and ``after`` are the sheets without and with the changes. A total whose last part
    went is empty; a figure entered where no part is known stays. Totals that do not depend on a
    changed cell are not among them: an account that was reported is never altered in passing.
    """
    rows = dict.fromkeys((*before.row_keys(table.id), *after.row_keys(table.id)))
    formulas = formulas_of(table, rows, codes)
    computing = _Computing(formulas, before, after, frozenset(changed))
    for total in _above(formulas, changed):
        computing.value(total)
    return computing.totals


class _Computing:
    """``totals`` fills from the parts upwards."""

    def __init__(
        self, formulas: Formulas, before: FactSheet, after: FactSheet, changed: frozenset[Cell]
    ) -> None:
        self.formulas = formulas
        self.before = before
        self.after = after
        self.changed = changed
        self.affected = _above(formulas, changed)
        self.totals: dict[Cell, Total] = {}

    def value(self, cell: Cell) -> Decimal | None:
        if cell not in self.affected:
            return self.after.value(cell)
        if cell not in self.totals:
            total = self._total(cell)
            self.totals[cell] = total
        return self.totals[cell].value

    def _total(self, cell: Cell) -> Total:
        for way in self.formulas[cell]:
            values = {part: value for part in way if (value := self.value(part)) is not None}
            if values:
                parts = tuple(values)
                return Total(sum(values.values(), Decimal(0)), parts, self._was_reported(cell))
        emptied = bool(self._sums_before(cell)) and cell not in self.changed
        return Total(None if emptied else self.after.value(cell))

    def _sums_before(self, cell: Cell) -> list[Decimal]:
        facts = self.before.facts
        known = (
            [facts[part].value for part in way if part in facts] for way in self.formulas[cell]
        )
        return [sum(values, Decimal(0)) for values in known if values]

    def _was_reported(self, cell: Cell) -> bool:
        before = self.before.value(cell)
        return before is not None and before not in self._sums_before(cell)


def _above(formulas: Formulas, changed: Iterable[Cell]) -> dict[Cell, None]:
    """The totals that depend on ``changed``, and those of the changed cells that are sums."""
    over: dict[Cell, list[Cell]] = {}
    for total, ways in formulas.items():
        for way in ways:
            for part in way:
                over.setdefault(part, []).append(total)
    found = {cell: None for cell in changed if cell in formulas}
    waiting = list(changed)
    while waiting:
        for total in over.get(waiting.pop(), ()):
            if total not in found:
                found[total] = None
                waiting.append(total)
    return found


def _down(
    table: Table, block: Block, rows: Iterable[str], codes: Classifications
) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
    for key, parts in _rows_below(block, rows, codes).items():
        for column in block.columns:
            below = tuple(Cell(table.id, part, column.id) for part in parts)
            yield Cell(table.id, key, column.id), below


def _rows_below(
    block: Block, rows: Iterable[str], codes: Classifications
) -> Mapping[str, tuple[str, ...]]:
    if block.fixed:
        return {row.key: row.sum_of for row in block.rows if row.sum_of}
    classification = classification_of(block, codes)
    if classification is None or not block.hierarchy_check:
        return {}
    below: dict[str, list[str]] = {}
    for key in lines_of(block, rows, codes):
        if key != TOTAL:
            below.setdefault(classification[key].parent or TOTAL, []).append(key)
    return {key: tuple(parts) for key, parts in below.items() if key != TOTAL or block.total}


def _across(
    table: Table, block: Block, rows: Iterable[str], codes: Classifications
) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
    fixed = [row.key for row in block.rows if row.key]
    for key in fixed if block.fixed else lines_of(block, rows, codes):
        for column in block.columns:
            if column.sum_of:
                parts = tuple(Cell(table.id, key, part) for part in column.sum_of)
                yield Cell(table.id, key, column.id), parts
