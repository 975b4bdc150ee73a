"""Every figure against last year's: how much it moved, which way, and whether that is explained.

Last year's figure is the one that stands in the disclosure, else the one that was published. What
both years show with the same two amounts is the same money in several tables and stands once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from disclosures import amounts
from disclosures.amounts import Change, Direction
from disclosures.checks.naming import in_own_unit
from disclosures.facts import FactSheet
from disclosures.narrative.prose import clause
from disclosures.narrative.scope import TextKey
from disclosures.pipeline import Prepared
from disclosures.standards.comparison import comparison_cells
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Measure, RowSource

NOTABLE_RATE = Decimal(20)
"""Per cent from which a change is shown first."""

NOTABLE_AMOUNT = amounts.YUAN_PER_WAN
"""元 from which it is."""

WORDS = {Direction.RISE: ("增加", "增长"), Direction.FALL: ("减少", "下降")}


@dataclass(frozen=True)
class Reason:
    """What the unit wrote about a change; ``missing`` where the document asks for it."""

    key: TextKey
    text: str
    missing: bool


@dataclass(frozen=True)
class Moved:
    """A figure of both years. ``cells`` are all places where the two amounts stand.

    ``now`` and ``before`` are None where one year has no such row. ``change`` is None then.
    """

    cells: tuple[Cell, ...]
    now: Decimal | None
    before: Decimal | None
    change: Change | None
    counted: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def size(self) -> Decimal:
        """By how much it moved; all of it where one year has none."""
        if self.change:
            return self.change.difference
        return abs(self.now or self.before or Decimal(0))

    @property
    def notable(self) -> bool:
        """Whether it moved so much that a reviewer looks at it first."""
        rate = self.change.rate if self.change else None
        far = rate is None or rate >= NOTABLE_RATE
        return far and (self.counted or self.size >= NOTABLE_AMOUNT)


@dataclass(frozen=True)
class AgainstLastYear:
    """The figures that moved, the greatest first, and how many did not."""

    moved: tuple[Moved, ...]
    flat: int

    @property
    def notable(self) -> tuple[Moved, ...]:
        return tuple(one for one in self.moved if one.notable)

    @property
    def rest(self) -> tuple[Moved, ...]:
        return tuple(one for one in self.moved if not one.notable)


def against_last_year(prepared: Prepared) -> AgainstLastYear:
    """Every figure of the printed tables, and every other that is compared, with last year's."""
    standard, sheet = prepared.standard, prepared.sheet
    published = prepared.context.last_year.sheet if prepared.context.last_year else None
    reasons = _reasons(prepared)
    together: dict[tuple[object, ...], list[Moved]] = {}
    counts = _counts(standard)
    for cell in _cells(standard, sheet, published):
        moved = _moved(cell, cell[:2] in counts, sheet, published)
        if moved is not None:
            alone = () if moved.now and moved.before else cell
            key = (moved.now, moved.before, moved.counted, alone)
            together.setdefault(key, []).append(moved)
    merged = [_merged(some, reasons) for some in together.values()]
    flat = [one for one in merged if one.change and one.change.direction is Direction.FLAT]
    others = (one for one in merged if one not in flat)
    ordered = sorted(others, key=lambda one: (one.counted, -one.size))
    return AgainstLastYear(tuple(ordered), len(flat))


def words(moved: Moved, standard: Standard) -> str:
    """增加12.34万元，增长5.6%; 上年没有这一项; 本年没有这一项."""
    if moved.change is None:
        return "上年没有这一项" if moved.before is None else "本年没有这一项"
    verb, rate = WORDS[moved.change.direction]
    told = f"{verb}{in_own_unit(moved.change.difference, moved.cells[0], standard)}"
    if moved.change.rate is None:
        return told
    return f"{told}，{rate}{amounts.trimmed(moved.change.rate)}%"


def _cells(standard: Standard, sheet: FactSheet, published: FactSheet | None) -> Iterator[Cell]:
    """The cells to compare, in the order of the tables."""
    sheets = (sheet, *([published] if published else []))
    printed = (
        cell
        for table in standard.published_tables()
        if not (table.view_of or any(b.source is RowSource.ENTRIES for b in table.blocks))
        for of_year in sheets
        for cell in of_year.facts_of(table.id)
    )
    asked = (cell for cell in comparison_cells(standard) if cell.row != "*")
    prior = sheet.prior.facts if sheet.prior else ()
    columns = {name: {c.id for c in t.columns()} for name, t in standard.tables.items()}
    for cell in dict.fromkeys((*printed, *asked, *prior)):
        if cell.column in columns.get(cell.table, ()):
            yield cell


def _counts(standard: Standard) -> frozenset[tuple[str, str]]:
    """The rows whose figures are counts."""
    return frozenset(
        (name, key)
        for name, table in standard.tables.items()
        for key, row in table.fixed_rows().items()
        if row.measure is Measure.COUNT
    )


def _moved(
    cell: Cell, counted: bool, sheet: FactSheet, published: FactSheet | None
) -> Moved | None:
    """``cell`` in both years; None where last year's is not known, or neither holds an amount."""
    now, before = sheet.value(cell), sheet.prior.value(cell) if sheet.prior else None
    if before is None and published is not None:
        before = published.value(cell)
    if not now and not before:
        return None
    if now is None or before is None:
        # A row may be new or gone only where last year's whole table is known.
        whole = published is not None and published.facts_of(cell.table)
        return Moved((cell,), now, before, None, counted) if whole else None
    flat_below = Decimal(1) if counted else amounts.FLAT_BELOW
    return Moved((cell,), now, before, amounts.change(now, before, flat_below), counted)


def _merged(some: list[Moved], reasons: dict[Cell, tuple[Reason, ...]]) -> Moved:
    first = some[0]
    cells = tuple(cell for one in some for cell in one.cells)
    told = dict.fromkeys(reason for cell in cells for reason in reasons.get(cell, ()))
    return Moved(cells, first.now, first.before, first.change, first.counted, tuple(told))


def _reasons(prepared: Prepared) -> dict[Cell, tuple[Reason, ...]]:
    """By cell the reasons against last year that the document has room for."""
    found: dict[Cell, tuple[Reason, ...]] = {}
    for cell, reason in _asked(prepared):
        found[cell] = (*found.get(cell, ()), reason)
    return found


def _asked(prepared: Prepared) -> Iterator[tuple[Cell, Reason]]:
    lacking = {one.text for one in prepared.progress.missing}
    for key in prepared.asked:
        if key.kind != "reason":
            continue
        cell = prepared.standard.figures[key.figure].cell
        text = clause(prepared.context.texts.explanations.get(key, ""))
        if text or key in lacking:
            yield cell._replace(row=key.row or cell.row), Reason(key, text, not text)
