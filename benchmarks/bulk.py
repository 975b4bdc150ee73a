"""python -m benchmarks.bulk [UNITS]: ``import_bulk`` of the demonstration's figures for many units.

The database is one of its own in a temporary folder.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory()
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/bulk.sqlite3"

from django.core.management import CommandError, call_command  # noqa: E402

from benchmarks.demonstration import SHEET, STANDARD  # noqa: E402
from disclosures.models import Disclosure, Kind, Unit  # noqa: E402
from tests.disclosures.bulk_files import bulk_workbook  # noqa: E402


def main(count: int) -> None:
    """Print the time of the preview and of the import, and the peak memory."""
    call_command("migrate", verbosity=0)
    units = [(f"{number:06}", f"示例单位{number}") for number in range(1, count + 1)]
    for code, name in units:
        unit = Unit.objects.create(
            name=name, slug=f"unit-{code}", code=code, region="示例市", jurisdiction="sichuan"
        )
        Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    file = Path(FOLDER.name) / "bulk.xlsx"
    file.write_bytes(bulk_workbook(STANDARD, SHEET, units))
    found = []
    for what, arguments in (("preview", ()), ("import", ("--confirm",))):
        start, used = time.perf_counter(), time.process_time()
        try:
            call_command("import_bulk", "2020", "final_accounts", str(file), *arguments)
        except CommandError as error:
            print(str(error)[:2000])
        took, cpu = time.perf_counter() - start, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found.append(f"| {what} of {count} units | {took:.1f} | {cpu:.1f} | {peak:.0f} |")
    print(f"\n{file.stat().st_size / 1e6:.1f} MB\n")
    print("| one workbook | s | s of processor | peak memory, MB |\n|---|---|---|---|")
    print(*found, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 300)
