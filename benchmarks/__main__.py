"""python -m benchmarks [PART …]: one table of everything that is measured, or of these parts.

Each part is a command of its own, run one after the other on an otherwise quiet machine; what needs
PostgreSQL gets one that is thrown away. All together take about three quarters of an hour.
"""

import platform
import subprocess
import sys

from benchmarks.table import HEAD, rows

PYTHON = (sys.executable, "-m")
POSTGRESQL = (*PYTHON, "tests.postgres", "--", *PYTHON)

PARTS = {
    "steps": (*PYTHON, "benchmarks.steps"),
    "peers": (*PYTHON, "benchmarks.peers"),
    "startup": (*POSTGRESQL, "benchmarks.startup"),
    "endurance": (*PYTHON, "benchmarks.endurance", "100"),
    "bulk": (*PYTHON, "benchmarks.bulk"),
    "publishing": (*POSTGRESQL, "benchmarks.publishing", "60", "1", "2"),
    "serving": (*PYTHON, "benchmarks.serving"),
    "searching": (*POSTGRESQL, "benchmarks.searching", "1000"),
    "comparing": (*POSTGRESQL, "benchmarks.comparing", "1000", "10000"),
    "limits": (*POSTGRESQL, "benchmarks.limits"),
}
"""In the order in which they are run."""


def main(names: list[str]) -> bool:
    """Print the table as Markdown, row by row; whether no part failed. The others go on."""
    whole = True
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    first, line = HEAD.splitlines()
    print(f"| part {first}\n|---{line}", flush=True)
    for name in names:
        done = subprocess.run(PARTS[name], capture_output=True, text=True)
        for row in rows(done.stdout):
            print(f"| {name} {row}", flush=True)
        if done.returncode:
            whole = False
            said = done.stderr.strip().rpartition("\n")[2]
            print(f"| {name} | failed: {said} | | | | | |", flush=True)
    return whole


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:] or list(PARTS)))
