"""python -m benchmarks.comparing [DISCLOSURES ...]: the pages of units among so many disclosures.

Made-up published figures, 500 of each document, nothing rendered (``tests/volume.py``):
``python -m tests.postgres -- .venv/bin/python -m benchmarks.comparing 1000 10000 100000``.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable

FOLDER = tempfile.TemporaryDirectory()
os.environ["DATA_DIR"] = FOLDER.name
os.environ["SECRET_KEY"] = "benchmarks" * 5
os.environ["HTTPS"] = "false"
os.environ["DEBUG"] = "false"
os.environ["RATE_LIMITS"] = "search=999999/1s"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.memory import peak  # noqa: E402
from benchmarks.table import HEAD, Row  # noqa: E402
from benchmarks.visitors import visited  # noqa: E402
from config.memory import settle  # noqa: E402
from disclosures.models import Unit  # noqa: E402
from tests.volume import A_DEPARTMENT, YEARS, fill  # noqa: E402

FIGURES = 500
"""Of each document, so that 100,000 have 50 million."""

REQUESTS = 200

FACTS = "disclosures_publishedfact"

LEDGER = "/admin/disclosures/disclosure/ledger/"


def measure(client: Client, addresses: Iterable[str]) -> tuple[float, float]:
    """Milliseconds of a request: median and 99th percentile."""
    times = []
    for address in addresses:
        start = time.perf_counter()
        status = client.get(address).status_code
        times.append((time.perf_counter() - start) * 1000)
        assert status == 200, (address, status)
    percentiles = statistics.quantiles(times, n=100)
    return percentiles[49], percentiles[98]


def main(sizes: Iterable[int]) -> None:
    """Print the table as Markdown, then how the figures of a page are read, and what they take."""
    settings.ALLOWED_HOSTS = ["testserver"]
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    call_command("migrate", verbosity=0)
    print(HEAD)
    client = Client()
    bureau, _ = User.objects.get_or_create(username="bureau", is_staff=True, is_superuser=True)
    client.force_login(bureau)
    settle()
    for size in sizes:
        disclosures, units = fill(size, FIGURES), Unit.objects.count()
        of = f"of {disclosures:,} disclosures, {disclosures * FIGURES / 1e6:.1f} million figures"
        departments = range(0, units, A_DEPARTMENT)
        pages = {
            "home": ["/"] * 20,
            "ledger": [LEDGER] * 20,
            "unit": [f"/u{1 + number * 17 % (units - 1)}/" for number in range(REQUESTS)],
            "department": [f"/u{departments[n % len(departments)]}/" for n in range(REQUESTS)],
            "six units": [_six(number, units) for number in range(REQUESTS)],
        }
        for name, addresses in pages.items():
            half, most = measure(client, addresses)
            half_ms, most_ms = f"{half:.0f} ms", f"p99 {most:.0f} ms"
            print(Row(f"{name} {of}", half_ms, len(addresses), "", peak(), most_ms), flush=True)
        public = [*pages["unit"], *pages["department"], *pages["six units"]]
        print(visited(f"units, departments, comparisons {of}", public))
    _tell_of_figures(client)


def _tell_of_figures(client: Client) -> None:
    """The plan of the query for the figures of a unit's page; bytes of table and indexes."""
    with CaptureQueriesContext(connection) as asked:
        client.get("/u1/")
    (query,) = (one["sql"] for one in asked.captured_queries if FACTS in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS off) {query}")
        print("", *(line for (line,) in cursor.fetchall()), sep="\n    ")
        cursor.execute(f"SELECT pg_table_size('{FACTS}'), pg_indexes_size('{FACTS}')")
        table, indexes = cursor.fetchone()
    print(f"\nThe figures take {table / 1e9:.1f} GB, their indexes {indexes / 1e9:.1f} GB.")


def _six(number: int, units: int) -> str:
    chosen = "&".join(f"unit=u{(number * 7 + place * 11) % units}" for place in range(6))
    return f"/compare/?{chosen}&level=unit&year={YEARS[number % len(YEARS)]}"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000])
