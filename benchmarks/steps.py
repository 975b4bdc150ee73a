"""python -m benchmarks.steps: every step of a document, cold and warm, with peak memory.

Cold is a whole process from start to the end of its first run; warm is the median of the runs after
it in the same process, which is the figure. Each step has processes of its own, so that its peak
memory is its own.
"""

import json
import statistics
import subprocess
import sys
import time

from benchmarks import memory
from benchmarks.table import HEAD, Row, of_the_aim

PROCESSES = 5
RUNS = 7

AIMS = {
    "workbook → findings": 300,
    "facts → findings": 30,
    "facts → HTML": 50,
    "facts → Excel": 150,
    "facts → PDF": 2000,
}
"""Milliseconds, warm."""


def main() -> None:
    """Print the table as Markdown, medians over processes."""
    names = json.loads(child("--names"))
    print(HEAD)
    for name in names:
        samples = [measured(name) for _ in range(PROCESSES)]
        cold, first, warm, cpu, most = (
            statistics.median(sample[key] for sample in samples)
            for key in ("cold", "first", "warm", "cpu", "memory")
        )
        ratio = of_the_aim(warm, AIMS[name]) if name in AIMS else ""
        more = f"processor {cpu:.0f} ms, first run {first:.0f} ms, cold {cold:.2f} s"
        runs = PROCESSES * (RUNS - 1)
        print(Row(name, f"{warm:.0f} ms", runs, ratio, most, more), flush=True)


def measured(name: str) -> dict[str, float]:
    """One process of its own for ``name``: s for cold, ms for the runs, MB for memory."""
    start = time.perf_counter()
    child(name, "1")
    cold = time.perf_counter() - start
    return {**json.loads(child(name, str(RUNS))), "cold": cold}


def child(*arguments: str) -> str:
    """What this module prints when it is run with ``arguments``."""
    command = [sys.executable, "-m", "benchmarks.steps", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def run(name: str, runs: int) -> None:
    """Time ``name`` in this process and print the figures as JSON."""
    from benchmarks.demonstration import STEPS

    times, cpu = [], []
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        STEPS[name]()
        times.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    warm = statistics.median(times[1:] or times)
    figures = {
        "first": times[0],
        "warm": warm,
        "cpu": statistics.median(cpu[1:] or cpu),
        "memory": memory.peak(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case ["--names"]:
            from benchmarks.demonstration import STEPS

            print(json.dumps(list(STEPS)))
        case [name, runs]:
            run(name, int(runs))
