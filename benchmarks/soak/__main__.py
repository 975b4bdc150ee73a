"""python -m benchmarks.soak [MINUTES]: everybody works at once while processes are killed.

Two web processes and two workers on one PostgreSQL and one DATA_DIR, each in a working directory of
its own: ``python -m tests.postgres -- .venv/bin/python -m benchmarks.soak 20``. Readers read,
clerks type and upload, documents are published and corrected; ``web-2`` and ``worker-2`` are killed
twice each and started again. A fixed number of people who wait between two requests ask at this
machine's own address alone. Ends with status 1 where something went wrong that no kill explains, a
save that was acknowledged is not in the database, ``manage.py verify`` finds a fault, a document
was not published, or the memory of a process grew. Nothing is kept.
"""

import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg

from benchmarks.soak.measuring import (
    LEAST_MEMORY,
    Kill,
    Measured,
    faults_table,
    grown,
    memory_table,
    requests_table,
)
from tests.operations.machines import PROJECT, Machine, Web, Worker, until

if TYPE_CHECKING:
    from benchmarks.soak.people import Clerk, Publishing

READERS = 4

LOOKS = 20
"""At the memory of every process: once a minute in a soak of 20 minutes."""

TIMETABLE = ((0.35, "web-2"), (0.45, "worker-2"), (0.55, "web-2"), (0.65, "worker-2"))
"""Which process is killed after which part of the time: before the last third, of which the memory
is compared."""

DEAD = 5
"""Seconds after which a killed process is started again."""

AT_WORK = 60
"""Seconds in which a worker is likely to be found at work; after them it is killed in any case."""

LAST_JOBS = 180
"""Seconds that the last jobs may take: the lease of a killed worker has to run out first."""

DOCUMENTS = 6
"""That can be published in a minute, at most."""


def main(minutes: float) -> int:
    """Print the tables as Markdown; the status to end with."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ.update(_environment(home))
        for variable in ("SECRET_KEY_FILE", "DATABASE_PASSWORD", "DATABASE_PASSWORD_FILE"):
            os.environ.pop(variable, None)
        return _soak(home, minutes)


def _environment(home: Path) -> dict[str, str]:
    """Of a site with an empty database of its own; its rate limits are not what is measured."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        sys.exit("python -m tests.postgres -- python -m benchmarks.soak")
    with psycopg.connect(address.replace("postgres:", "postgresql:", 1), autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS soak")
        server.execute("CREATE DATABASE soak")
    (home / "data").mkdir()
    return {
        "DATABASE_URL": urlsplit(address)._replace(path="/soak").geturl(),
        "DATA_DIR": str(home / "data"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.soak.settings",
        "SECRET_KEY": "benchmarks" * 5,
        "DEBUG": "false",
        "HTTPS": "false",
        "SITE_URL": "http://127.0.0.1",
        "RATE_LIMITS": "search=999999/1h,upload=999999/1h,export=999999/1h",
    }


def _soak(home: Path, minutes: float) -> int:
    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connections

    from benchmarks.soak.people import TABLES, Clerk, Field, Publishing, SignedIn, read
    from benchmarks.soak.site import fill, warm_up
    from disclosures.models import Job, JobState, Publication

    for command in ("migrate", "load_classification"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)
    made = fill(drafts=int(minutes * DOCUMENTS) + 1)
    webs = [Web(home, f"web-{number}", os.environ) for number in (1, 2)]
    workers = [Worker(home, f"worker-{number}", os.environ) for number in (1, 2)]
    measured, over = Measured(), Event()
    with _running([*webs, *workers]):
        until(lambda: all(web.is_ready() for web in webs))
        warm_up(made)
        before = Publication.objects.count()
        field = Field({web.name: web.address for web in webs}, measured, over)
        clerks = [Clerk(SignedIn(field, one), pk, TABLES) for one, pk in made.clerks]
        publishing = Publishing(field, made.team, made.drafts)
        with ThreadPoolExecutor(READERS + len(clerks) + 2) as pool:
            begun = time.monotonic()
            people: list[Future[None]] = [
                *(pool.submit(read, field, made.pages) for _ in range(READERS)),
                *(pool.submit(clerk.type_until_over) for clerk in clerks),
                pool.submit(publishing.publish_until_over),
                pool.submit(_kill, [*webs, *workers], measured, begun, minutes * 60),
            ]
            for look in range(1, LOOKS + 1):
                time.sleep(max(0, begun + look * minutes * 60 / LOOKS - time.monotonic()))
                measured.look([*webs, *workers])
            over.set()
        with suppress(TimeoutError):
            until(lambda: not Job.objects.unfinished().exists(), LAST_JOBS)
    connections.close_all()
    verified = _verify()
    undone = Job.objects.exclude(state=JobState.DONE)
    saves = [*clerks, *publishing.clerks]
    lost = [line for clerk in saves for line in clerk.missing(_stored(clerk.pk))]
    problems = [
        *_stopped(people),
        *(f"{one.kind} of {one.web}: {one.status}" for one in measured.unwanted()),
        *(f"lost: {line}" for line in lost),
        *publishing.failed,
        *(f"job {one.pk} ({one}) is {one.state}: {one.error}" for one in undone),
        *(grown(measured) if minutes >= LEAST_MEMORY else []),
        *([] if verified.returncode == 0 else verified.stdout.splitlines()),
    ]
    published = Publication.objects.count() - before
    again = Job.objects.filter(attempts__gte=2).count()
    _report(measured, webs, clerks, publishing)
    print(f"\n{published} published, {again} jobs taken up again; lost saves: {len(lost)}")
    print(f"verify: {verified.stdout.splitlines()[0]}")
    _tell(problems, [*webs, *workers])
    return 1 if problems else 0


@contextmanager
def _running(machines: list[Web | Worker]) -> Iterator[None]:
    """All of them, from their start on; stopped in the end."""
    try:
        for machine in machines:
            machine.start()
        yield
    finally:
        for machine in machines:
            machine.stop()


def _kill(machines: list[Web | Worker], measured: Measured, begun: float, seconds: float) -> None:
    """Kills and starts again by TIMETABLE; a worker while it is at work, if it ever is."""
    named: Mapping[str, Web | Worker] = {machine.name: machine for machine in machines}
    for part, name in TIMETABLE:
        machine = named[name]
        time.sleep(max(0, begun + part * seconds - time.monotonic()))
        if isinstance(machine, Worker):
            with suppress(TimeoutError):
                until(_is_at_work(machine), min(AT_WORK, seconds / 10))
        kill = Kill(name, time.monotonic())
        measured.kills.append(kill)
        machine.kill()
        time.sleep(DEAD)
        machine.start()
        if isinstance(machine, Web):
            until(machine.is_ready)
        kill.ready = time.monotonic()


def _is_at_work(machine: Machine) -> Callable[[], bool]:
    """Whether a look in which a quarter of a second passes finds the processor in use."""

    def is_so() -> bool:
        used = machine.processor()
        time.sleep(0.25)
        return machine.processor() - used >= 0.1

    return is_so


def _stopped(people: "list[Future[None]]") -> Iterator[str]:
    """Who of them was stopped by an error, which is a fault of the soak or of an answer."""
    for error in (one.exception() for one in people):
        if error:
            traceback.print_exception(error)
            yield f"somebody was stopped by {error!r}"


def _verify() -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(PROJECT / "manage.py"), "verify"]
    return subprocess.run(command, capture_output=True, text=True)


def _stored(pk: int) -> dict[str, str]:
    """The figures of the year of a disclosure, as they lie in the database."""
    from disclosures.models import Disclosure, Fact

    of = Disclosure.objects.get(pk=pk)
    rows = Fact.objects.filter(disclosure=of, year=of.year)
    return {str(row.address): f"{row.value:f}" for row in rows}


def _report(
    measured: Measured, webs: list[Web], clerks: "list[Clerk]", publishing: "Publishing"
) -> None:
    tables = (
        requests_table(measured),
        faults_table(measured, [web.name for web in webs]),
        memory_table(measured),
    )
    for table in tables:
        print("\n" + "\n".join(table))
    saves = sum(clerk.acknowledged for clerk in clerks)
    uploads = sum(clerk.uploads for clerk in clerks)
    print(
        f"\n{saves} saves and {uploads} uploads acknowledged; {publishing.corrections} corrections"
    )


def _tell(problems: list[str], machines: list[Web | Worker]) -> None:
    """What went wrong, and what the processes logged of it."""
    for line in problems:
        print(f"- {line}")
    for machine in machines:
        lines = machine.log.read_text("utf-8").splitlines()
        for line in [one for one in lines if "level=ERROR" in one][:5]:
            print(f"{machine.name}: {line[:2000]}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 20))
