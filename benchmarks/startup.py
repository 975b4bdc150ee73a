"""python -m benchmarks.startup [ROUNDS]: how long until a command ends and the site answers.

Of a whole process each, medians; the database is empty, the machine has read the files before.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.serving import application, empty


def main(rounds: int) -> None:
    """Print the table as Markdown."""
    with tempfile.TemporaryDirectory() as name:
        environment = empty(Path(name))
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
        found: dict[str, list[float]] = {"manage.py check": [], "the site, until it answers": []}
        for number in range(rounds + 1):
            start = time.perf_counter()
            subprocess.run([*manage, "check"], env=environment, check=True, capture_output=True)
            checked = time.perf_counter() - start
            start = time.perf_counter()
            with application(environment, "/healthz"):
                served = time.perf_counter() - start
            if number:  # the first round reads the files
                for times, taken in zip(found.values(), (checked, served), strict=True):
                    times.append(taken)
    print("| started | s |\n|---|---|")
    for what, times in found.items():
        print(f"| {what} | {statistics.median(times):.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
