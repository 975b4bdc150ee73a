"""python -m benchmarks.publishing [UNITS [WORKERS ...]]: publishing many units by background jobs.

Every unit has the demonstration's figures and texts; page, PDF, workbook, JSON, CSV, text, audit
pack and frozen standard are made of each, and the pages that are served. With PostgreSQL:
``python -m tests.postgres -- .venv/bin/python -m benchmarks.publishing 60 1 2``. The numbers of
workers take turns for five rounds, each time with a database, a folder and processes of their own.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from benchmarks import memory
from benchmarks.table import HEAD, Row

ROUNDS = 5

PAUSE = 0.5
"""Seconds between two looks at the workers."""


@dataclass(frozen=True)
class Measured:
    """What ``workers`` took for ``units``: seconds from the first beginning to the last end."""

    units: int
    workers: int
    seconds: float
    processor: float
    memory: float

    @property
    def a_minute(self) -> float:
        return self.units / self.seconds * 60


def main(units: int, settings: Sequence[int]) -> None:
    """Print the table as Markdown; the ratio is to the first number of workers."""
    rounds = [[in_a_database(units, workers) for workers in settings] for _ in range(ROUNDS)]
    print(HEAD)
    first = statistics.median(one[0].a_minute for one in rounds)
    for place, workers in enumerate(settings):
        found = [one[place] for one in rounds]
        pace = statistics.median(one.a_minute for one in found)
        each = statistics.median(one.processor for one in found) / units
        what = f"publishing {units} units, workers: {workers}"
        ratio = f"{pace / first:.2f} of {settings[0]}"
        most = max(one.memory for one in found)
        more = f"processor {each:.2f} s each"
        print(Row(what, f"{pace:.1f} a minute", ROUNDS, ratio, most, more))


def in_a_database(units: int, workers: int) -> Measured:
    """One setting, in a process and a database of its own."""
    address, name = os.environ["DATABASE_URL"], f"publishing_{workers}"
    with psycopg.connect(address.replace("postgres:", "postgresql:", 1), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl(),
            "DATA_DIR": folder,
            "SECRET_KEY": "benchmarks" * 5,
            "DEBUG": "false",
            "HTTPS": "false",
        }
        command = [sys.executable, "-m", "benchmarks.publishing", "--one", str(units), str(workers)]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return Measured(**json.loads(done.stdout))


def measure(units: int, workers: int) -> Measured:
    """Make the disclosures, start the workers, and watch them until all is published."""
    from benchmarks.demonstration import SHEET, UNIT_TEXTS  # it sets up Django

    # isort: split
    from django.core.management import call_command
    from django.db.models import Max, Min

    from disclosures import jobs
    from disclosures.models import Disclosure, Job, State
    from tests.disclosures.drafts import of_unit, publisher

    call_command("migrate", verbosity=0)
    made = [of_unit(SHEET, UNIT_TEXTS, f"示例{number:03}单位") for number in range(units)]
    Disclosure.objects.update(state=State.APPROVED)
    keys = {disclosure.pk: str(disclosure) for disclosure in made}
    jobs.enqueue_batch("publish", "批量公开", keys, publisher())
    command = [sys.executable, "manage.py", "work", "--concurrency", str(workers)]
    process = subprocess.Popen(command, stdout=sys.stderr)
    peaks: dict[int, float] = {}
    used: dict[int, float] = {}
    publishing = Job.objects.filter(task="publish")  # others make the ZIP of a year, later
    while publishing.filter(finished_at=None).exists():
        for pid in processes(process.pid, workers):
            peaks[pid], used[pid] = memory.peak(pid), processor(pid)
        with suppress(subprocess.TimeoutExpired):
            raise ChildProcessError(f"the workers ended with status {process.wait(PAUSE)}")
    process.send_signal(signal.SIGTERM)
    process.wait()
    assert set(publishing.values_list("result", flat=True)) == {"已公开第 1 版"}
    times = publishing.aggregate(begun=Min("started_at"), ended=Max("finished_at"))
    seconds = (times["ended"] - times["begun"]).total_seconds()
    return Measured(units, workers, seconds, sum(used.values()), max(peaks.values()))


def processes(pid: int, workers: int) -> list[int]:
    """The processes that run jobs: the one that was started, or its children."""
    if workers == 1:
        return [pid]
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def processor(pid: int) -> float:
    """Seconds of the processor that a process used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--one", units, workers]:
            print(json.dumps(asdict(measure(int(units), int(workers)))))
        case [units, *settings]:
            main(int(units), [int(setting) for setting in settings] or [1, 2])
        case _:
            main(60, [1, 2])
