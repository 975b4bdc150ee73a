"""The table that every part prints: a row for each thing measured."""

from collections.abc import Iterator
from dataclasses import dataclass

HEAD = "| what | median | ratio | runs | memory, MB | besides |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """``median`` of so many ``runs``, with its unit; ``ratio`` says to what.

    ``memory`` is the most that was held, in MB; 0 where nothing was looked at.
    """

    what: str
    median: str
    runs: int
    ratio: str = ""
    memory: float = 0
    besides: str = ""

    def __str__(self) -> str:
        memory = f"{self.memory:.0f}" if self.memory else ""
        cells = (self.what, self.median, self.ratio, f"{self.runs:,}", memory, self.besides)
        return f"| {' | '.join(cells)} |"


def of_the_aim(measured: float, aim: float) -> str:
    """The ratio of a figure to its aim, where less is better."""
    return f"{measured / aim:.2f} of the aim"


def rows(printed: str) -> Iterator[str]:
    """The rows of the tables of this form in ``printed``, without their heads."""
    within, heads = False, HEAD.splitlines()
    for line in printed.splitlines():
        within = line.startswith("|") and (within or line == heads[0])
        if within and line not in heads:
            yield line
