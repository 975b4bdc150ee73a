"""What a soak works on: made-up units that are published, drafts to be, and people with passwords.

Everything is made in this process, before any load; Django must be set up.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib.auth.models import User

from benchmarks.demonstration import SHEET, UNIT_TEXTS
from disclosures import jobs
from disclosures.made_up.making import LAST, Wanted, make
from disclosures.models import Disclosure, Duty, Job, Kind, Publication, Role, State, Unit
from disclosures.opendata import archives
from disclosures.publication import correct
from disclosures.site.addresses import FIGURES, link_of
from tests.disclosures.drafts import of_unit
from tests.operations.machines import until

UNITS, YEARS = 6, 2
"""Of the made-up units that readers find."""

CLERKS = 3
"""How many type figures, each into the accounts of a unit of their own."""

WARMING = 6
"""Documents that are published before the clock starts, so that each worker has made one."""

PATIENCE = 180
"""Seconds that this may take."""

FILES = ("disclosure.csv", "disclosure.json", "disclosure.txt", "disclosure.xlsx", "disclosure.zip")


@dataclass(frozen=True)
class Person:
    """Somebody who signs in."""

    name: str
    password: str


@dataclass(frozen=True)
class Team:
    """Those who bring documents to publication: 录入, 审核, 公开."""

    clerk: Person
    reviewer: Person
    publisher: Person


@dataclass(frozen=True)
class Made:
    """Who works on what: keys of disclosures, and addresses of public pages by their kind."""

    clerks: tuple[tuple[Person, int], ...]
    team: Team
    warming: list[Disclosure]
    drafts: tuple[tuple[int, str], ...]
    pages: dict[str, tuple[str, ...]]


def fill(drafts: int) -> Made:
    """All of it, with so many drafts to be published."""
    for _ in make(Wanted(UNITS, YEARS, without=("pdf",))):
        pass
    jobs.run_waiting()  # the archives
    pages = _pages()
    everywhere = _person("soak-publisher", Duty.PUBLISHER, None)
    by = User.objects.get(username=everywhere.name)
    accounts = Disclosure.objects.filter(year=LAST, kind=Kind.FINAL_ACCOUNTS)
    worked_on = accounts.order_by("unit__slug", "level").distinct("unit__slug")[:CLERKS]
    clerks = []
    for number, disclosure in enumerate(worked_on):
        correct(disclosure, by, "压力测试：改动数据")
        clerks.append((_person(f"soak-clerk-{number}", Duty.CLERK, disclosure.unit), disclosure.pk))
    team = Team(
        _person("soak-clerk", Duty.CLERK, None),
        _person("soak-reviewer", Duty.REVIEWER, None),
        everywhere,
    )
    names = [f"示例{number:03}单位" for number in range(WARMING + drafts)]
    made = [of_unit(SHEET, UNIT_TEXTS, name) for name in names]
    to_publish = tuple((one.pk, one.get_absolute_url()) for one in made[WARMING:])
    return Made(tuple(clerks), team, made[:WARMING], to_publish, pages)


def warm_up(made: Made) -> None:
    """Lets the workers publish some documents, as if they had been approved; waits for that."""
    keys = {one.pk: str(one) for one in made.warming}
    Disclosure.objects.filter(pk__in=keys).update(state=State.APPROVED)
    by = User.objects.get(username=made.team.publisher.name)
    jobs.enqueue_batch("publish", "压力测试：预热", keys, by)
    until(lambda: not Job.objects.unfinished().exists(), PATIENCE)


def _person(name: str, duty: Duty, unit: Unit | None) -> Person:
    """With this duty for ``unit``, for all units without one."""
    password = secrets.token_urlsafe(16)
    user = User.objects.create_user(name, password=password, is_staff=True)
    Role.objects.create(user=user, duty=duty, unit=unit)
    return Person(name, password)


def _pages() -> dict[str, tuple[str, ...]]:
    """Addresses that answer 200 as long as what is published now stays so."""
    published = [
        one.disclosure for one in Publication.objects.current().select_related("disclosure__unit")
    ]
    addresses = [one.get_absolute_url() for one in published]
    slugs = sorted({one.unit.slug for one in published})
    names = sorted({one.unit.name for one in published})
    codes = Publication.objects.values_list("code", flat=True)
    query = f"year={LAST}&kind=final_accounts"
    return {
        "home": ("/",),
        "search": tuple(f"/search/?q={quote(text)}" for text in (*names, "公务接待", "事业")),
        "disclosure": (*addresses, *(f"{address}versions/" for address in addresses)),
        "figures": tuple(_figures(published)),
        "unit": tuple(f"/{slug}/" for slug in slugs),
        "compare": tuple(
            f"/compare/?unit={one}&unit={other}&level=department&year={LAST}"
            for one in slugs
            for other in slugs
            if one < other
        ),
        "download": (
            *(f"{address}{name}" for address in addresses for name in FILES),
            *(f"/downloads/{one.year}/{one.key}.zip" for one in archives.regions()),
        ),
        "API": (
            *("/api/v1/units", f"/api/v1/disclosures?{query}", "/feed.atom", "/sitemap.xml"),
            *(f"/api/v1/facts?unit={slug}&{query}" for slug in slugs),
        ),
        "verify": tuple(f"/verify/{code}/" for code in codes),
    }


def _figures(published: list[Disclosure]) -> Iterator[str]:
    for disclosure in published:
        for folder in sorted((link_of(disclosure) / FIGURES).iterdir()):
            yield f"{disclosure.get_absolute_url()}{FIGURES}{folder.name}/"
