"""python -m benchmarks [PART …]: one table of everything that is measured, or of these parts.

Each part is a command of its own, run one after the other on an otherwise quiet machine; what needs
PostgreSQL gets one that is thrown away. All together take some forty minutes.
"""

import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

PYTHON = (sys.executable, "-m")
POSTGRESQL = (*PYTHON, "tests.postgres", "--", *PYTHON)


@dataclass(frozen=True)
class Part:
    """A command that prints tables; only lines that begin with ``only`` are taken over."""

    command: tuple[str, ...]
    only: str = ""


PARTS = {
    "steps": Part((*PYTHON, "benchmarks.steps")),
    "peers": Part((*PYTHON, "benchmarks.peers")),
    "startup": Part((*POSTGRESQL, "benchmarks.startup")),
    "bulk": Part((*PYTHON, "benchmarks.bulk")),
    "limits": Part((*PYTHON, "benchmarks.limits")),
    "serving": Part((*PYTHON, "benchmarks.serving")),
    "searching": Part((*POSTGRESQL, "benchmarks.searching", "1000"), only="all"),
    "comparing": Part((*POSTGRESQL, "benchmarks.comparing", "1000", "10000")),
    "publishing": Part((*POSTGRESQL, "benchmarks.publishing", "300", "1", "2")),
}
"""In the order in which they are run."""


def main(names: list[str]) -> bool:
    """Print the table as Markdown, row by row; whether no part failed. The others go on."""
    whole = True
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    print("| part | what | measured |\n|---|---|---|", flush=True)
    for name in names:
        part = PARTS[name]
        done = subprocess.run(part.command, capture_output=True, text=True)
        if done.returncode:
            whole = False
            print(f"| {name} | failed | {done.stderr.strip().rpartition(chr(10))[2]} |", flush=True)
            continue
        for what, measured in rows(done.stdout, part.only):
            print(f"| {name} | {what} | {measured} |", flush=True)
    return whole


def rows(printed: str, only: str = "") -> Iterator[tuple[str, str]]:
    """Each line of the tables in ``printed``: its first cell, and the others under their heads."""
    head: list[str] = []
    for line in printed.splitlines():
        if not line.startswith("|"):
            head = []
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not head:
            head = cells
        elif not set(line) <= set("|-") and cells[0].startswith(only):
            told = zip(head[1:], cells[1:], strict=True)
            yield cells[0], "; ".join(f"{name}: {cell}" for name, cell in told if cell)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:] or list(PARTS)))
