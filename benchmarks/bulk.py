"""python -m benchmarks.bulk [UNITS]: ``import_bulk`` of the demonstration's figures for many units.

Preview and import, all checks of every unit included; five processes, each with a database of its
own in a temporary folder.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/bulk.sqlite3"

from django.core.management import call_command  # noqa: E402

from benchmarks import memory  # noqa: E402
from benchmarks.demonstration import SHEET, STANDARD  # noqa: E402
from benchmarks.table import HEAD, Row, of_the_aim  # noqa: E402
from disclosures.models import Disclosure, Kind, Unit  # noqa: E402
from tests.disclosures.bulk_files import bulk_workbook  # noqa: E402

PROCESSES = 5

AIM = 60
"""Seconds for 300 units."""


def main(count: int) -> None:
    """Print the table as Markdown."""
    command = [sys.executable, "-m", "benchmarks.bulk", "--one", str(count)]
    printed = [
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
        for _ in range(PROCESSES)
    ]
    found = [json.loads(one.splitlines()[-1]) for one in printed]
    print(HEAD)
    for what in ("preview", "import"):
        seconds, cpu = (statistics.median(one[what][place] for one in found) for place in range(2))
        most = statistics.median(one["memory"] for one in found)
        ratio = of_the_aim(seconds, AIM * count / 300)
        more = f"processor {cpu:.1f} s; a workbook of {found[0]['size'] / 1e6:.1f} MB"
        print(Row(f"{what} of {count} units", f"{seconds:.1f} s", PROCESSES, ratio, most, more))


def measure(count: int) -> dict[str, object]:
    """Seconds, and seconds of the processor, of both; the peak memory in MB."""
    call_command("migrate", verbosity=0)
    units = [(f"{number:06}", f"示例单位{number}") for number in range(1, count + 1)]
    for code, name in units:
        unit = Unit.objects.create(
            name=name, slug=f"unit-{code}", code=code, region="示例市", jurisdiction="sichuan"
        )
        Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    file = Path(FOLDER.name) / "bulk.xlsx"
    file.write_bytes(bulk_workbook(STANDARD, SHEET, units))
    found: dict[str, object] = {"size": file.stat().st_size}
    for what, arguments in (("preview", ()), ("import", ("--confirm",))):
        start, used = time.perf_counter(), time.process_time()
        call_command("import_bulk", "2020", "final_accounts", str(file), *arguments)
        found[what] = time.perf_counter() - start, time.process_time() - used
    return {**found, "memory": memory.peak()}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--one", count]:
            print(json.dumps(measure(int(count))))
        case [count]:
            main(int(count))
        case _:
            main(300)
