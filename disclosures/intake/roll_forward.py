"""A new year from last year's disclosure: its prose and uses, and its figures to compare with.

The figures come from what was published, never retyped, so only a published disclosure can be
rolled forward; those that published documents give the new year itself come along (``take_over``).
Reasons are not taken over, nor the remarks to tables: they explain one year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosures.checks.places import PROSE
from disclosures.events import Change, record, sheet_changes, text_place
from disclosures.facts import FactSheet
from disclosures.intake.take_over import Sources, given, with_given
from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Action
from disclosures.models.explanation import Explanation, ExplanationKind, Prose
from disclosures.models.fact import Fact, sheet_of
from disclosures.models.publication import Publication
from disclosures.standards.comparison import comparison_cells
from disclosures.standards.model import Standard
from disclosures.tables import Cell

CARRIED = (ExplanationKind.USE, ExplanationKind.TERM)
"""Explanations that are true of more than one year."""


NO_SOURCES: Sources = MappingProxyType({})


class NotRolled(Exception):
    """No new year could be made of a disclosure; the message tells the clerk why."""


@dataclass(frozen=True)
class TakenOver:
    """The draft of the next year and what it takes over, not stored yet."""

    successor: Disclosure
    facts: tuple[Fact, ...]
    explanations: tuple[Explanation, ...]
    prose: tuple[Prose, ...]


def following(source: Disclosure) -> Disclosure:
    """The disclosure of the year after ``source``, with nothing in it and not stored."""
    return Disclosure(
        unit=source.unit,
        year=source.year + 1,
        kind=source.kind,
        level=source.level,
        predecessor=source,
    )


def taken_over(source: Disclosure, standard: Standard, sources: Sources = NO_SOURCES) -> TakenOver:
    """What a draft after ``standard``, that of the next year, takes from ``source``.

    ``sources`` are published documents that give figures of the new year. Raises NotRolled when
    ``source`` is not published, or the next year's disclosure exists.
    """
    successor = following(source)
    published = Publication.objects.current().filter(disclosure=source).first()
    if published is None:
        raise NotRolled(
            f"{source}还没有公开，不能结转：上年数只取自已公开的版本。请先公开，再结转到{successor.year}年度"
        )
    same = Disclosure.objects.filter(
        unit=source.unit, year=successor.year, kind=source.kind, level=source.level
    )
    if same.exists():
        raise NotRolled(_exists(successor))
    return TakenOver(
        successor,
        (*_facts(published, standard, successor), *_given(standard, successor, sources)),
        tuple(_explanations(published, standard, successor)),
        tuple(_prose(published, standard, successor)),
    )


def roll_forward(
    source: Disclosure, standard: Standard, by: User, sources: Sources = NO_SOURCES
) -> Disclosure:
    """Makes and returns the draft of the year after ``source``; ``standard`` is that year's.

    Raises NotRolled as ``taken_over`` does; then nothing is stored.
    """
    try:
        with transaction.atomic():
            new = taken_over(source.locked(), standard, sources)
            new.successor.changed_at, new.successor.changed_by = timezone.now(), by
            new.successor.save()
            Fact.objects.bulk_create(new.facts)
            Explanation.objects.bulk_create(new.explanations)
            Prose.objects.bulk_create(new.prose)
            record(Action.CREATE, by, disclosure=new.successor, changes=_logged(new))
    except IntegrityError as error:
        # Somebody added the same disclosure by hand at this very moment.
        raise NotRolled(_exists(following(source))) from error
    return new.successor


def _logged(new: TakenOver) -> Iterator[Change]:
    """From which disclosure the new one was made, and all that is in it."""
    yield Change("结转自", after=str(new.successor.predecessor))
    yield from sheet_changes(FactSheet(new.successor.year, {}), sheet_of(new.successor))
    for prose in new.prose:
        yield Change(text_place(PROSE, prose.name), after=prose.text)
    for one in new.explanations:
        yield Change(text_place(one.kind, one.figure, one.row), after=one.text)


def _exists(successor: Disclosure) -> str:
    return f"{successor}已经建立，不能再结转；请直接打开它继续编制"


def _facts(published: Publication, standard: Standard, successor: Disclosure) -> Iterator[Fact]:
    """Of the published figures those that the new year compares with, in the standard's order."""
    places = {cell: place for place, cell in enumerate(comparison_cells(standard))}
    found = [
        (places[cell], row)
        for row in published.facts.filter(year=published.disclosure.year)
        if (cell := _declared(row.address, places)) is not None
    ]
    for _, row in sorted(found, key=lambda one: (one[0], one[1].row)):
        yield Fact(
            disclosure=successor,
            year=row.year,
            table=row.table,
            row=row.row,
            column=row.column,
            value=row.value,
            rounded=row.rounded,
            publication=published,
        )


def _given(standard: Standard, successor: Disclosure, sources: Sources) -> Iterator[Fact]:
    """The figures of the new year that published documents give, and the totals above them."""
    empty = FactSheet(successor.year, {})
    sheet, publications = with_given(standard, empty, given(standard, empty, sources))
    for cell, fact in sheet.facts.items():
        yield Fact(
            disclosure=successor,
            year=successor.year,
            **cell._asdict(),
            value=fact.value,
            rounded=fact.rounded,
            publication=publications.get(cell),
        )


def _declared(cell: Cell, places: Mapping[Cell, int]) -> Cell | None:
    """As what ``cell`` is compared: itself, or any row of its column."""
    return next((one for one in (cell, cell._replace(row="*")) if one in places), None)


def _explanations(
    published: Publication, standard: Standard, successor: Disclosure
) -> Iterator[Explanation]:
    for kind, figure, row, text in published.texts.get("explanations", ()):
        if kind in CARRIED and figure in standard.figures:
            yield Explanation(
                disclosure=successor, kind=kind, figure=figure, row=row, text=text, carried=True
            )


def _prose(published: Publication, standard: Standard, successor: Disclosure) -> Iterator[Prose]:
    remarks = {f"table.{name}" for name in standard.order}
    names = set(standard.prose_names()) - remarks
    for name, text in published.texts.get("prose", {}).items():
        if name in names:
            yield Prose(disclosure=successor, name=name, text=text, carried=True)
