"""python -m benchmarks.startup [ROUNDS]: until a command ends, the site answers, a worker works.

Of a whole process each, medians; the database is empty, the machine has read the files before. A
worker is there when it is registered, ready for a job; it needs PostgreSQL:
``python -m tests.postgres -- .venv/bin/python -m benchmarks.startup``.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg

from benchmarks.serving import application, empty
from benchmarks.table import HEAD, Row

MANAGE = (sys.executable, "manage.py")

PAUSE = 0.01
"""Seconds between two looks for the worker."""


def main(rounds: int) -> None:
    """Print the table as Markdown."""
    with tempfile.TemporaryDirectory() as name:
        environment = empty(Path(name))
        _manage("migrate", environment)
        starts: dict[str, Callable[[], float]] = {
            "manage.py check": lambda: _checked(environment),
            "the site, until it answers": lambda: _served(environment),
        }
        address = os.environ.get("DATABASE_URL", "")
        if address.startswith("postgres"):
            shared = {**environment, "DATABASE_URL": address}
            _manage("migrate", shared)
            starts["manage.py work, until it is ready"] = lambda: _worked(shared)
        found: dict[str, list[float]] = {what: [] for what in starts}
        for number in range(rounds + 1):
            for what, start in starts.items():
                seconds = start()
                if number:  # the first round reads the files
                    found[what].append(seconds)
    print(HEAD)
    for what, times in found.items():
        print(Row(what, f"{statistics.median(times):.2f} s", rounds))
    if not address.startswith("postgres"):
        print(Row("manage.py work", "not measured without PostgreSQL", 0))


def _manage(command: str, environment: Mapping[str, str]) -> None:
    subprocess.run([*MANAGE, command], env=environment, check=True, capture_output=True)


def _checked(environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    _manage("check", environment)
    return time.perf_counter() - start


def _served(environment: dict[str, str]) -> float:
    start = time.perf_counter()
    with application(environment, "/healthz"):
        return time.perf_counter() - start


def _worked(environment: Mapping[str, str]) -> float:
    """Seconds until the worker is in the table of workers. Raises ChildProcessError if it ends."""
    address = environment["DATABASE_URL"].replace("postgres:", "postgresql:", 1)
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("DELETE FROM procrastinate_workers")
        start = time.perf_counter()
        with subprocess.Popen([*MANAGE, "work"], env=environment) as process:
            try:
                while not database.execute("SELECT id FROM procrastinate_workers").fetchone():
                    if process.poll() is not None:
                        raise ChildProcessError(f"the worker ended: {process.returncode}")
                    time.sleep(PAUSE)
                return time.perf_counter() - start
            finally:
                process.terminate()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
