"""make(): made-up units in the database, their documents published as those of anybody else.

Whatever is there already stays as it is, so that it can be run again, and after it was stopped.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures.checks.places import PROSE
from disclosures.demonstration import (
    OPINION,
    PEOPLE,
    account,
    demonstration_unit,
    store_texts,
)
from disclosures.events import record, record_created, sheet_changes
from disclosures.facts import Fact
from disclosures.intake.storing import write
from disclosures.intake.take_over import take_over
from disclosures.intake.typed import Place
from disclosures.made_up.accounts import OCCASIONS, OCCASIONS_TABLE, accounts
from disclosures.made_up.budgets import budget
from disclosures.made_up.figures import Figures, together
from disclosures.made_up.money import Year, years
from disclosures.made_up.units import Department, MadeUp, departments
from disclosures.made_up.words import explanation, prose
from disclosures.models import (
    Action,
    Disclosure,
    Kind,
    Level,
    Nature,
    RowLabel,
    Unit,
)
from disclosures.models.explanation import ExplanationKind
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import TextKey
from disclosures.pipeline import Prepared, prepare, standard_of
from disclosures.publication import approve, publish, sign, submit
from disclosures.published import published_sources
from disclosures.standards.comparison import comparison_cells
from disclosures.standards.model import Standard
from disclosures.tables import Cell

JURISDICTION = "national"
"""Whose standards apply to them."""

FIRST, LAST = 2020, 2025
"""The years for which there can be documents: from the first of its standards to one that is fixed,
so that the same command makes the same documents in any year."""

BEFORE = 2
"""Years before a document of which it tells something: it compares with one, which does so too."""


@dataclass(frozen=True)
class Wanted:
    """How many units, and how many years up to ``LAST``; ``without`` are formats not to be made.

    The same ``seed`` gives the same figures.
    """

    units: int
    years: int
    seed: int = 0
    without: Collection[str] = ()


@dataclass(frozen=True)
class _Document:
    """One document to make: whose, and the bodies that it covers with their years."""

    unit: MadeUp
    level: Level
    kind: Kind
    year: int
    department: Department | None
    money: Mapping[MadeUp, Mapping[int, Year]]


def count(wanted: Wanted) -> int:
    """How many documents ``make`` makes."""
    return sum(1 for one in departments(wanted.units) for _ in _documents(one, wanted))


def make(wanted: Wanted) -> Iterator[tuple[Disclosure, bool]]:
    """Each document, and whether it was made now, one after the other as the iterator is read.

    Raises NotDemonstration when a real unit has the name or address of one of them, before any is
    made; Refused when a check finds fault with what was made.
    """
    with transaction.atomic():
        rows = [(department, *_rows(department)) for department in departments(wanted.units)]
    for department, units, people in rows:
        for document in _documents(department, wanted):
            yield _published(document, units[document.unit], people, wanted.without)


def _documents(department: Department, wanted: Wanted) -> Iterator[_Document]:
    """Year by year the documents of the units, then those of the whole department."""
    money = {
        body: {one.year: one for one in years(body, FIRST - BEFORE, LAST, wanted.seed)}
        for body in department.bodies
    }
    bodies = department.bodies if department.members else ()
    for year in range(LAST - wanted.years + 1, LAST + 1):
        for kind in (Kind.BUDGET, Kind.FINAL_ACCOUNTS):
            for body in bodies:
                own = {body: money[body]}
                yield _Document(body, Level.UNIT, kind, year, None, own)
            office = department.office
            yield _Document(office, Level.DEPARTMENT, kind, year, department, money)


def _rows(department: Department) -> tuple[dict[MadeUp, Unit], list[User]]:
    """The rows of the units, and who works on them: 录入, 审核, 公开."""
    units: dict[MadeUp, Unit] = {}
    for body in department.bodies:
        units[body] = demonstration_unit(
            {
                "name": body.name,
                "slug": body.slug,
                "region": body.region,
                "jurisdiction": JURISDICTION,
                "parent": units.get(department.office),
                "nature": Nature.ADMINISTRATIVE if body.agency else Nature.INSTITUTION,
            }
        )
    people = [account(name, units[department.office], below=True) for name in PEOPLE]
    return units, people[:3]


def _published(
    document: _Document, unit: Unit, people: list[User], without: Collection[str]
) -> tuple[Disclosure, bool]:
    clerk, reviewer, publisher = people
    with transaction.atomic():
        disclosure, new = Disclosure.objects.get_or_create(
            unit=unit, year=document.year, kind=document.kind, level=document.level
        )
        if new:
            record_created(disclosure, clerk)
            _enter(disclosure, document, clerk)
            _write(disclosure, document, clerk)
            submit(disclosure, clerk)
            sign(disclosure, reviewer, OPINION)
            approve(disclosure, reviewer)
            publish(disclosure, publisher, without=without)
    return disclosure, new


def _enter(disclosure: Disclosure, document: _Document, clerk: User) -> None:
    """This year's figures and last year's; what published documents give is taken from them."""
    standard, sources = standard_of(disclosure), published_sources(disclosure)
    take_over(disclosure, standard, sources, (), clerk)
    before = sheet_of(disclosure)
    stored = {Place(cell): fact for cell, fact in before.facts.items()}
    now = {Place(cell): Fact(value) for cell, value in _figures(document, standard).items()}
    prior = {Place(cell, prior=True): Fact(value) for cell, value in _prior(document, standard)}
    publications = {place: sources["last_year"][0] for place in prior if "last_year" in sources}
    write(disclosure, stored, {**now, **prior}, clerk, timezone.now(), publications)
    _name_occasions(disclosure, now)
    disclosure.touch(clerk)
    changes = tuple(sheet_changes(before, sheet_of(disclosure)))
    record(Action.FIGURES, clerk, disclosure=disclosure, changes=changes)


def _name_occasions(disclosure: Disclosure, figures: Collection[Place]) -> None:
    rows = sorted({place.cell.row for place in figures if place.cell.table == OCCASIONS_TABLE})
    RowLabel.objects.bulk_create(
        RowLabel(
            disclosure=disclosure, table=OCCASIONS_TABLE, row=row, text=OCCASIONS[int(row) - 1]
        )
        for row in rows
    )


def _figures(document: _Document, standard: Standard, earlier: int = 0) -> Figures:
    """The figures of the year, or of ``earlier`` years before it."""
    year = document.year - earlier

    def of(body: MadeUp, money: Mapping[int, Year]) -> Figures:
        if document.kind == Kind.BUDGET:
            return budget(standard, body, money[year], money[year - 1])
        return accounts(standard, body, money[year])

    return together(of(body, money) for body, money in document.money.items())


def _prior(document: _Document, standard: Standard) -> Iterator[tuple[Cell, Decimal]]:
    """The figures of last year that the document compares with."""
    wanted = set(comparison_cells(standard))
    for cell, value in _figures(document, standard, earlier=1).items():
        if cell in wanted or cell._replace(row="*") in wanted:
            yield cell, value


def _write(disclosure: Disclosure, document: _Document, clerk: User) -> None:
    """Every text that the document has room for: one that is given may lead to another."""
    while lacking := _lacking_texts(prepared := prepare(disclosure)):
        explanations, texts = [], {}
        for key in lacking:
            if key.kind == PROSE:
                texts[key.figure] = prose(key.figure, document.unit, document.department)
            else:
                text = explanation(key, prepared.context, document.year)
                explanations.append({**key._asdict(), "text": text})
        store_texts(disclosure, explanations, texts, clerk)


def _lacking_texts(prepared: Prepared) -> list[TextKey]:
    """Those without which it cannot be submitted, and the uses of all other amounts."""
    needed = [one.text for one in prepared.progress.missing if one.text]
    uses = [key for key in prepared.asked if key.kind == ExplanationKind.USE]
    return [*needed, *(key for key in uses if key not in {*needed, *prepared.texts.explanations})]
