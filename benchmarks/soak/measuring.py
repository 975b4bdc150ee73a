"""What was asked of the web processes and what came of it, and when which process was dead."""

import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.operations.machines import Machine
from tests.operations.visitor import Answer

OK = frozenset({200})

FLAT = 1.1
"""The last third of the soak may need so much of the memory of its first third."""

LEAST_MEMORY = 10
"""Minutes: in a shorter soak a process is still warming up, and its memory is only told."""


@dataclass(frozen=True)
class Request:
    """One request: seconds of the monotonic clock, and a status, 0 where nobody answered.

    ``wanted``: whether the status is one that whoever asked can work with.
    """

    kind: str
    web: str
    begun: float
    ended: float
    status: int
    wanted: bool


@dataclass
class Kill:
    """A process was dead from ``killed`` until it was ready again; noted before it is killed."""

    name: str
    killed: float
    ready: float = math.inf


@dataclass
class Measured:
    """Everything that a soak notes; lists that many threads append to."""

    requests: list[Request] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    memory: dict[str, list[float]] = field(default_factory=dict)

    def ask(
        self,
        kind: str,
        web: str,
        request: Callable[[], Answer],
        wanted: Collection[int] = OK,
    ) -> Answer | None:
        """The answer to ``request``, noted; None where there is none with a wanted status."""
        begun = time.monotonic()
        try:
            answer = request()
        except (OSError, HTTPException):
            answer = None
        status = answer.status if answer else 0
        good = status in wanted
        self.requests.append(Request(kind, web, begun, time.monotonic(), status, good))
        return answer if good else None

    def look(self, machines: Iterable[Machine]) -> None:
        """Notes the memory of each process that runs, in MB."""
        for machine in machines:
            if held := machine.memory():
                self.memory.setdefault(machine.name, []).append(held)

    def was_dead(self, name: str, since: float, until: float = math.inf) -> bool:
        """Whether the process was dead for a part of that time, in seconds."""
        return any(
            kill.name == name and kill.killed <= until and since <= kill.ready
            for kill in self.kills
        )

    def excused(self, request: Request) -> bool:
        """Whether its process was dead for a part of it."""
        return self.was_dead(request.web, request.begun, request.ended)

    def unwanted(self) -> Iterator[Request]:
        """What went wrong although the process was there."""
        return (one for one in self.requests if not one.wanted and not self.excused(one))


def requests_table(measured: Measured) -> Iterator[str]:
    """A line for each kind: how often, and how long those took that were answered."""
    yield "| requests | count | p50, ms | p99, ms |"
    yield "|---|---|---|---|"
    answered = [one for one in measured.requests if one.wanted]
    for kind in sorted({one.kind for one in answered}):
        times = [(one.ended - one.begun) * 1000 for one in answered if one.kind == kind]
        p50, p99 = _percentile(times, 50), _percentile(times, 99)
        yield f"| {kind} | {len(times)} | {p50:.0f} | {p99:.0f} |"


def faults_table(measured: Measured, webs: Iterable[str]) -> Iterator[str]:
    """A line for each web process: what went wrong while it was dead, and otherwise."""
    yield "| process | dead, s | meanwhile: no answer | 5xx | else: no answer | 5xx | other |"
    yield "|---|---|---|---|---|---|---|"
    for web in webs:
        dead = sum(kill.ready - kill.killed for kill in measured.kills if kill.name == web)
        wrong = [one for one in measured.requests if one.web == web and not one.wanted]
        during = Counter(_sort(one) for one in wrong if measured.excused(one))
        outside = Counter(_sort(one) for one in wrong if not measured.excused(one))
        yield (
            f"| {web} | {dead:.0f} | {during['none']} | {during['5xx']} "
            f"| {outside['none']} | {outside['5xx']} | {during['other'] + outside['other']} |"
        )


def memory_table(measured: Measured) -> Iterator[str]:
    """A line for each process: medians of the first and of the last third of its looks."""
    yield "| process | looks | first third, MB | last third, MB | ratio | most, MB |"
    yield "|---|---|---|---|---|---|"
    for name, held in sorted(measured.memory.items()):
        first, last = _thirds(held)
        yield (
            f"| {name} | {len(held)} | {first:.0f} | {last:.0f} "
            f"| {last / first:.2f} | {max(held):.0f} |"
        )


def grown(measured: Measured) -> list[str]:
    """The processes whose memory is not flat."""
    found = []
    for name, held in sorted(measured.memory.items()):
        first, last = _thirds(held)
        if last / first >= FLAT:
            found.append(f"memory of {name} grew from {first:.0f} to {last:.0f} MB")
    return found


def _thirds(held: list[float]) -> tuple[float, float]:
    third = max(1, len(held) // 3)
    return statistics.median(held[:third]), statistics.median(held[-third:])


def _sort(request: Request) -> str:
    if not request.status:
        return "none"
    return "5xx" if request.status >= 500 else "other"


def _percentile(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]
