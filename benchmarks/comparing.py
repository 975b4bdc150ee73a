"""python -m benchmarks.comparing [DISCLOSURES ...]: the pages of units among so many disclosures.

Made-up published figures, nothing rendered: units of ten years with budget and final accounts, ten
units a department, 60 figures each besides those compared. On PostgreSQL:
``python -m tests.postgres -- .venv/bin/python -m benchmarks.comparing 1000 10000``.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from decimal import Decimal

FOLDER = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER.name}/comparing.sqlite3")
os.environ["DATA_DIR"] = FOLDER.name
os.environ["SECRET_KEY"] = "benchmarks" * 5
os.environ["HTTPS"] = "false"
os.environ["DEBUG"] = "false"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from disclosures import classification  # noqa: E402
from disclosures.comparison.lines import places  # noqa: E402
from disclosures.models import (  # noqa: E402
    Disclosure,
    Kind,
    Level,
    Nature,
    Publication,
    PublishedFact,
    Unit,
)
from disclosures.standards.loader import load  # noqa: E402
from disclosures.tables import Cell  # noqa: E402

YEARS = range(2020, 2030)
A_DEPARTMENT = 10
"""Units of a department, its own office among them."""

OTHERS = tuple(Cell("expenditure", str(2050000 + number), "total") for number in range(60))
"""Figures of a document that no page compares."""

REQUESTS = 200


def fill(disclosures: int) -> int:
    """Publish up to about so many disclosures, in whole departments; how many there are then."""
    by, _ = User.objects.get_or_create(username="publisher")
    while Disclosure.objects.count() < disclosures:
        _department(Unit.objects.count(), by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Disclosure.objects.count()


def _department(number: int, by: User) -> None:
    units: list[Unit] = []
    for place in range(number, number + A_DEPARTMENT):
        name, slug = f"单位{place}", f"u{place}"
        parent, nature = units[0] if units else None, Nature.INSTITUTION
        made = Unit(name=name, slug=slug, region="某市", parent=parent, nature=nature)
        made.save()
        units.append(made)
    documents = [(unit, Level.UNIT) for unit in units] + [(units[0], Level.DEPARTMENT)]
    Disclosure.objects.bulk_create(
        Disclosure(unit=unit, year=year, kind=kind, level=level)
        for unit, level in documents
        for year in YEARS
        for kind in Kind
    )
    added = Disclosure.objects.filter(unit__in=units).select_related("unit")
    Publication.objects.bulk_create(
        Publication(
            disclosure=one,
            version=1,
            title=str(one),
            code=f"{one.pk:016d}",
            published_at=timezone.now(),
            published_by=by,
        )
        for one in added
    )
    published = Publication.objects.filter(disclosure__in=added).select_related("disclosure")
    PublishedFact.objects.bulk_create(_facts(published), batch_size=5000)


def _facts(published: Iterable[Publication]) -> Iterable[PublishedFact]:
    for one in published:
        of = one.disclosure
        standard = load("national", of.kind, of.year, of.level, classification.load(of.year))
        for place, cell in enumerate((*dict.fromkeys(places(standard).values()), *OTHERS)):
            value = Decimal(of.pk * 1000 + place)
            yield PublishedFact(publication=one, year=of.year, value=value, **cell._asdict())


def measure(addresses: Iterable[str]) -> tuple[float, float]:
    """Milliseconds of a request: median and 99th percentile."""
    client, times = Client(), []
    for address in addresses:
        start = time.perf_counter()
        status = client.get(address).status_code
        times.append((time.perf_counter() - start) * 1000)
        assert status == 200, (address, status)
    percentiles = statistics.quantiles(times, n=100)
    return percentiles[49], percentiles[98]


def main(sizes: Iterable[int]) -> None:
    """Print the table as Markdown."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STATIC_ROOT = FOLDER.name
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "search": (10**6, 1)}
    call_command("migrate", verbosity=0)
    print(f"{connection.vendor}\n\n| disclosures | page | p50, ms | p99, ms |\n|---|---|---|---|")
    for size in sizes:
        disclosures, units = fill(size), Unit.objects.count()
        departments = range(0, units, A_DEPARTMENT)
        pages = {
            "unit": [f"/u{1 + number % 9}/" for number in range(REQUESTS)],
            "department": [f"/u{departments[n % len(departments)]}/" for n in range(REQUESTS)],
            "six units": [_six(number, units) for number in range(REQUESTS)],
        }
        for name, addresses in pages.items():
            half, most = measure(addresses)
            print(f"| {disclosures} | {name} | {half:.0f} | {most:.0f} |", flush=True)


def _six(number: int, units: int) -> str:
    chosen = "&".join(f"unit=u{(number * 7 + place * 11) % units}" for place in range(6))
    return f"/compare/?{chosen}&level=unit&year={YEARS[number % len(YEARS)]}"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000])
