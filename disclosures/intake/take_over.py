"""Figures that a published document of the unit gives are taken over, never typed again.

Which they are the rules of the standard say (``taken``): 年初预算 is that of the published budget
of the year, last year's budget that of the budget published then. A figure that somebody entered
stays; the rule tells where it differs.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures import facts
from disclosures.checks.context import Earlier
from disclosures.events import Change, record, sheet_changes
from disclosures.facts import FactSheet
from disclosures.intake.entry import locked_sheet
from disclosures.intake.storing import write
from disclosures.intake.totals import recomputed
from disclosures.intake.typed import Place, measure_of
from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Action
from disclosures.models.fact import sheet_of
from disclosures.models.publication import Publication
from disclosures.standards.model import IdentityDef, Standard
from disclosures.tables import TOTAL, Cell

ANY_ROW = "*"

Sources = Mapping[str, tuple[Publication, Earlier]]
"""What the public reads of other documents of the unit: ``last_year``, ``budget``."""


@dataclass(frozen=True)
class Given:
    """A figure that a published document gives, and what ``stood`` in its cell of the draft."""

    cell: Cell
    fact: facts.Fact
    publication: Publication
    stood: facts.Fact | None = None

    @property
    def taken(self) -> bool:
        """Whether it goes into the draft: into an empty cell, or over what was taken before."""
        if self.stood is None:
            return True
        return self.stood.value != self.fact.value and self.stood.source.kind == "publication"

    @property
    def kept(self) -> bool:
        """Whether somebody entered another figure, which stays."""
        stood = self.stood
        return stood is not None and stood.value != self.fact.value and not self.taken


def given(
    standard: Standard, sheet: FactSheet, sources: Sources, wanted: Collection[Cell] = ()
) -> tuple[Given, ...]:
    """What ``sources`` give a draft whose figures are ``sheet``, in the order of the rules.

    ``wanted`` are cells that the document still needs. Of these, and of lines of the draft, one
    that the published table does not have is 0 where its lines make up its total.
    """
    found: dict[Cell, Given] = {}
    for identity in standard.identities:
        if identity.taken and identity.document in sources:
            publication, earlier = sources[identity.document]
            for cell, fact in _figures(identity, earlier, sheet, wanted):
                if measure_of(standard, Place(cell)) is not None and cell not in found:
                    found[cell] = Given(cell, fact, publication, sheet.facts.get(cell))
    return tuple(found.values())


def _figures(
    identity: IdentityDef, earlier: Earlier, sheet: FactSheet, wanted: Collection[Cell]
) -> Iterator[tuple[Cell, facts.Fact]]:
    """Cells of the draft with what stands in their counterparts."""
    (left,), (there,) = identity.left, identity.there
    if left.row != ANY_ROW:
        if fact := earlier.sheet.facts.get(there):
            yield left, _bare(fact)
        return
    published = {
        cell.row: _bare(fact)
        for cell, fact in earlier.sheet.facts.items()
        if (cell.table, cell.column) == (there.table, there.column)
    }
    own = {cell.row for cell in wanted if cell == left._replace(row=cell.row)}
    own |= set(sheet.row_keys(left.table))
    lacking = {row: facts.Fact(Decimal(0)) for row in own - {*published} if _whole(published, row)}
    for row, fact in sorted({**published, **lacking}.items()):
        yield left._replace(row=row), fact


def _bare(fact: facts.Fact) -> facts.Fact:
    return facts.Fact(fact.value, rounded=fact.rounded)


def _whole(published: Mapping[str, facts.Fact], row: str) -> bool:
    """Whether the published lines of the level of ``row`` are all there are: they make up 合计."""
    level = [fact.value for key, fact in published.items() if key != TOTAL and len(key) == len(row)]
    total = published.get(TOTAL)
    return bool(level) and total is not None and sum(level) == total.value


def with_given(
    standard: Standard, sheet: FactSheet, found: Collection[Given]
) -> tuple[FactSheet, Mapping[Cell, Publication]]:
    """``sheet`` with what is taken and the totals above it, and where each such figure is from.

    A total that was reported stays as it is. A published one is taken as it is, unless a figure of
    its table is another than the published one: then it is the sum of its parts.
    """
    taken = {one.cell: one for one in found if one.taken}
    publications = {cell: one.publication for cell, one in taken.items()}
    otherwise = {one.cell.table for one in found if one.kept}
    now = {**sheet.facts, **{cell: one.fact for cell, one in taken.items()}}
    after = replace(sheet, facts=now)
    for table in sorted({cell.table for cell in taken}):
        columns = {cell.column for cell in taken if cell.table == table}
        beside = [cell for cell in after.facts_of(table) if cell.column in columns]
        totals = recomputed(standard.tables[table], sheet, after, beside, standard.codes)
        for cell, total in totals.items():
            as_published = cell in taken and table not in otherwise
            if as_published or total.reported or not total.parts or total.value is None:
                continue
            rounded = any(now[part].rounded for part in total.parts)
            now[cell] = facts.Fact(total.value, rounded=rounded)
            publications.pop(cell, None)
    return replace(sheet, facts=now), publications


def take_over(
    disclosure: Disclosure,
    standard: Standard,
    sources: Sources,
    wanted: Collection[Cell],
    by: User,
) -> tuple[Given, ...]:
    """Puts into a draft what ``sources`` give; the result is what was put there.

    Raises Closed when the disclosure is no draft.
    """
    with transaction.atomic():
        before = locked_sheet(disclosure)
        found = given(standard, before, sources, wanted)
        sheet, publications = with_given(standard, before, found)
        if not publications:
            return ()
        at = timezone.now()
        places = {Place(cell): publication for cell, publication in publications.items()}
        write(disclosure, _figures_of(before), _figures_of(sheet), by, at, places)
        Disclosure.objects.filter(pk=disclosure.pk).update(changed_at=at, changed_by=by)
        changes = (*_from(found), *sheet_changes(before, sheet_of(disclosure)))
        record(Action.FIGURES, by, disclosure=disclosure, changes=changes)
    return tuple(one for one in found if one.taken)


def _figures_of(sheet: FactSheet) -> dict[Place, facts.Fact]:
    return {Place(cell): fact for cell, fact in sheet.facts.items()}


def _from(found: Collection[Given]) -> Iterator[Change]:
    for publication in dict.fromkeys(one.publication for one in found if one.taken):
        yield Change("取自已公开材料", after=str(publication))
