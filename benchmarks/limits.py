"""python -m benchmarks.limits: what a rate limit costs a request, alone and with four at once.

On SQLite in a temporary folder, or on the PostgreSQL of DATABASE_URL
(``python -m tests.postgres -- .venv/bin/python -m benchmarks.limits``).
"""

import os
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

FOLDER = tempfile.TemporaryDirectory()
if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/limits.sqlite3"
os.environ["SECRET_KEY"] = "benchmarks" * 5
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from benchmarks.table import HEAD, Row, of_the_aim  # noqa: E402
from disclosures.accounts.limits import by_address, limited  # noqa: E402

REQUESTS = 2000

AIM = 3
"""Milliseconds."""


def answer(request: HttpRequest) -> HttpResponse:
    """A view that does nothing."""
    return HttpResponse("")


counted = limited("search", by_address)(answer)


def times(thread: int, spenders: int) -> list[float]:
    """Milliseconds of each request of one thread, from so many addresses in turn."""
    factory, found = RequestFactory(), []
    try:
        for number in range(REQUESTS):
            request = factory.get("/", REMOTE_ADDR=f"10.{thread}.0.{number % spenders}")
            start = time.perf_counter()
            counted(request)
            found.append((time.perf_counter() - start) * 1000)
    finally:
        connection.close()
    return found


def main() -> None:
    """Print median and 99th percentile."""
    call_command("migrate", verbosity=0)
    print(HEAD)
    for threads in (1, 4):
        with ThreadPoolExecutor(threads) as pool:
            lists = pool.map(times, range(threads), [100] * threads)
            found = [each for times in lists for each in times]
        percentiles = statistics.quantiles(found, n=100)
        what = f"a rate limit, {connection.vendor}, {threads} at once"
        ratio, more = of_the_aim(percentiles[49], AIM), f"p99 {percentiles[98]:.2f} ms"
        print(Row(what, f"{percentiles[49]:.2f} ms", len(found), ratio, besides=more))


if __name__ == "__main__":
    main()
