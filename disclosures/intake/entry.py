"""Typed figures into the database: cell by cell, nothing of somebody else's overwritten.

The grid, its plain form and a pasted block all end here. What a text means is what it means in an
uploaded workbook (``cells``); totals are computed (``totals``), under the same lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures import amounts, facts
from disclosures.events import record, sheet_changes
from disclosures.facts import FactSheet
from disclosures.intake.cells import Unreadable
from disclosures.intake.naming import Naming, Renamed, entries_block, rename
from disclosures.intake.storing import rows_at, value_at, write
from disclosures.intake.totals import Total, recomputed, totals_of
from disclosures.intake.typed import Place, measure_of, prior_measures, value_of
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action
from disclosures.models.fact import sheet_of
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Measure

COMPUTED = "这一格由各项自动合计，不能另填；请改各项的数字"


class Closed(Exception):
    """The disclosure is no draft, so nothing of it may change; ``str()`` says so in Chinese."""

    def __str__(self) -> str:
        return "这份材料不在编制中，数据不能再更改"


@dataclass(frozen=True)
class Change:
    """What was typed in ``place``: ``text`` in units of ``unit`` 元 (a count has no unit).

    ``base`` is the figure that stood there when it was typed, in 元; None when it was empty.
    """

    place: Place
    text: str
    base: Decimal | None
    unit: Decimal = Decimal(1)


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed a cell since it was read; nothing of it was stored.

    ``theirs`` is what stands there, ``mine`` what was to be stored; ``who`` is '' and ``when``
    None where it is not known (a figure that was cleared, or came with a file).
    """

    theirs: Decimal | None
    mine: Decimal | None
    who: str
    when: datetime | None


class Replaced(NamedTuple):
    """A total that had been reported and is now computed, with another value."""

    before: Decimal
    after: Decimal | None


@dataclass(frozen=True)
class Saved:
    """What became of the changes. ``sheet`` is the whole sheet as it is stored now.

    ``stored`` holds every figure written, totals included, None for one that was cleared.
    ``refused`` says of each cell that was not stored why. ``replaced`` are the totals that were
    not the sum of their parts before. ``renamed`` is about the names of lines.
    """

    sheet: FactSheet
    at: datetime
    stored: Mapping[Place, Decimal | None]
    refused: Mapping[Place, str]
    conflicts: Mapping[Place, Conflict]
    replaced: Mapping[Place, Replaced]
    renamed: Renamed


def save(
    disclosure: Disclosure,
    standard: Standard,
    changes: Sequence[Change],
    by: User,
    names: Sequence[Naming] = (),
) -> Saved:
    """Stores what can be stored of ``changes`` and ``names``, and the totals above it.

    A change whose ``base`` is no longer what stands in its cell is a conflict, a text that is no
    such figure is refused, each alone. Raises Closed when the disclosure is no draft.
    """
    with transaction.atomic():
        before = locked_sheet(disclosure)
        named = rename(disclosure, standard, before, [name for name in names if name.text.strip()])
        edit = _Edit(disclosure, standard, replace(before, labels=named.labels))
        edit.take(changes)
        unnamed = [name for name in names if not name.text.strip()]
        removed = rename(disclosure, standard, edit.after(), unnamed)
        refused = {**named.refused, **removed.refused}
        changed = named.changed or removed.changed
        return _store(edit, before, by, Renamed(removed.labels, refused, named.added, changed))


def retotal(disclosure: Disclosure, standard: Standard, table: str, by: User) -> Saved:
    """Computes every total of ``table`` anew from its parts. Raises Closed."""
    with transaction.atomic():
        before = locked_sheet(disclosure)
        edit = _Edit(disclosure, standard, before)
        totals = totals_of(standard.tables[table], before, standard.codes)
        parts = [cell for cell in before.facts_of(table) if cell not in totals]
        edit.mark_totals(edit.compute(table, parts))
        return _store(edit, before, by, Renamed(before.labels))


def locked_sheet(disclosure: Disclosure) -> FactSheet:
    """The figures of a draft, which nobody else changes until the transaction ends. Raises Closed.

    Of two saves at once the second waits here; then it sees what the first has stored.
    """
    locked = disclosure.locked()
    if locked.state != State.DRAFT:
        raise Closed
    return sheet_of(disclosure)


class _Edit:
    """``now`` becomes what is to be stored; the difference to ``before`` is what is written."""

    def __init__(self, disclosure: Disclosure, standard: Standard, sheet: FactSheet) -> None:
        self.disclosure = disclosure
        self.standard = standard
        self.sheet = sheet
        self.before = {Place(cell): fact for cell, fact in sheet.facts.items()}
        if sheet.prior:
            self.before |= {Place(cell, True): fact for cell, fact in sheet.prior.facts.items()}
        self.now = dict(self.before)
        self.refused: dict[Place, str] = {}
        self.conflicts: dict[Place, Conflict] = {}
        self.replaced: dict[Place, Replaced] = {}

    def after(self) -> FactSheet:
        """This year's sheet as it is to be stored."""
        new = {place.cell: fact for place, fact in self.now.items() if not place.prior}
        return replace(self.sheet, facts=new)

    def take(self, changes: Sequence[Change]) -> None:
        last = {change.place: change for change in changes}
        units = {place: change.unit for place, change in last.items() if self._takes(change)}
        totals: dict[Cell, Total] = {}
        for table in sorted({place.cell.table for place in units if not place.prior}):
            typed = [p.cell for p in units if not p.prior and p.cell.table == table]
            totals |= self.compute(table, typed)
        for group in sorted({_group(place) for place in units}):
            in_wan = amounts.YUAN_PER_WAN in {u for p, u in units.items() if _group(p) == group}
            self._mark_rounded(group, in_wan, units)
        self.mark_totals(totals)

    def compute(self, table: str, changed: Sequence[Cell]) -> dict[Cell, Total]:
        """The totals of ``table`` above ``changed``, in place of what was typed for them."""
        definition = self.standard.tables[table]
        codes = self.standard.codes
        totals = recomputed(definition, self.sheet, self.after(), changed, codes)
        for cell, total in totals.items():
            self._put_total(Place(cell), total, cell in changed)
        return totals

    def mark_totals(self, totals: Mapping[Cell, Total]) -> None:
        """A sum with a rounded part is rounded."""
        for cell, total in totals.items():
            if total.parts:
                rounded = any(self.now[Place(part)].rounded for part in total.parts)
                self.now[Place(cell)] = replace(self.now[Place(cell)], rounded=rounded)

    def _takes(self, change: Change) -> bool:
        """Whether ``change`` is to be stored; why it is not is kept."""
        place = change.place
        try:
            value = self._read(change)
        except Unreadable as error:
            self.refused[place] = str(error)
            return False
        theirs = value_at(self.before, place)
        if theirs == value:
            return False
        if theirs != change.base:
            self.conflicts[place] = self._conflict(place, theirs, value)
            return False
        self._put(place, value)
        return True

    def _put(self, place: Place, value: Decimal | None) -> None:
        if value is None:
            self.now.pop(place, None)
        elif value != value_at(self.now, place):
            self.now[place] = facts.Fact(value)

    def _read(self, change: Change) -> Decimal | None:
        place = change.place
        measure = measure_of(self.standard, place)
        if measure is None:
            raise Unreadable("规定表样没有这一格，没有保存")
        value = value_of(change.text, measure, change.unit)
        table, row = place.cell.table, place.cell.row
        listed = not place.prior and entries_block(self.standard.tables[table])
        if value is not None and listed and not self.sheet.labels.get((table, row)):
            raise Unreadable("请先填写这一行的名称，再填数字")
        return value

    def _conflict(self, place: Place, theirs: Decimal | None, mine: Decimal | None) -> Conflict:
        row = rows_at(self.disclosure, place).select_related("entered_by").first()
        who = row.entered_by.get_username() if row and row.entered_by else ""
        return Conflict(theirs, mine, who, row.entered_at if row else None)

    def _mark_rounded(self, group: str, in_wan: bool, typed: Iterable[Place]) -> None:
        """Figures typed in 万元 are known only to 0.01 万元, where those of the table all are.

        This is what is said of the figures of an uploaded sheet. One finer figure shows that all
        digits are typed, so that those typed before it are exact too.
        """
        prior = prior_measures(self.standard)
        money = {
            place: fact
            for place, fact in self.now.items()
            if _group(place) == group
            and (prior.get(place.cell) if place.prior else measure_of(self.standard, place))
            is Measure.MONEY
        }
        coarse = all(fact.value % amounts.ROUNDED_STEP == 0 for fact in money.values())
        fresh = frozenset(typed)
        for place, fact in money.items():
            again = fact.source.kind == "entry" and (in_wan or not coarse)
            if place in fresh or again:
                self.now[place] = replace(fact, rounded=in_wan and coarse)

    def _put_total(self, place: Place, total: Total, typed: bool) -> None:
        if typed and value_at(self.now, place) not in (None, total.value):
            self.refused[place] = COMPUTED
        self._put(place, total.value)
        before = value_at(self.before, place)
        if total.reported and before is not None and before != total.value:
            self.replaced[place] = Replaced(before, total.value)


def _group(place: Place) -> str:
    """Figures that are rounded together: those of one table, or last year's."""
    return "" if place.prior else place.cell.table


def _store(edit: _Edit, before: FactSheet, by: User, renamed: Renamed) -> Saved:
    at = timezone.now()
    stored = write(edit.disclosure, edit.before, edit.now, by, at)
    sheet = sheet_of(edit.disclosure)
    if stored or renamed.changed:
        Disclosure.objects.filter(pk=edit.disclosure.pk).update(changed_at=at, changed_by=by)
        changes = sheet_changes(before, sheet)
        record(Action.FIGURES, by, disclosure=edit.disclosure, changes=changes)
    return Saved(sheet, at, stored, edit.refused, edit.conflicts, edit.replaced, renamed)
