"""Counters of this process: how often something happened since it started, and how long it took.

Every process counts for itself, in memory; docs/decisions/0018-observability.md tells why.
"""

from bisect import bisect_left
from collections import Counter
from threading import Lock
from typing import NamedTuple, TypeAlias

Labels: TypeAlias = tuple[tuple[str, str], ...]

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds of the classes in which durations are counted; the last has none."""


class Durations(NamedTuple):
    """How many things took at most each of BOUNDS, or longer, and how long all of them together."""

    classes: tuple[int, ...]
    seconds: float


class Counters:
    """Counters and durations by name and labels, safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._durations: dict[tuple[str, Labels], Durations] = {}

    def add(self, name: str, **labels: str) -> None:
        """Something happened once more."""
        with self._lock:
            self._counts[name, _sorted(labels)] += 1

    def took(self, name: str, seconds: float, **labels: str) -> None:
        """Something took so long."""
        key = name, _sorted(labels)
        with self._lock:
            before = self._durations.get(key, Durations((0,) * (len(BOUNDS) + 1), 0.0))
            classes = list(before.classes)
            classes[bisect_left(BOUNDS, seconds)] += 1
            self._durations[key] = Durations(tuple(classes), before.seconds + seconds)

    def counts(self, name: str) -> list[tuple[Labels, int]]:
        """What was counted under ``name``, in the order of the labels."""
        with self._lock:
            return sorted((key[1], count) for key, count in self._counts.items() if key[0] == name)

    def durations(self, name: str) -> list[tuple[Labels, Durations]]:
        """How long things of that name took, in the order of the labels."""
        with self._lock:
            return sorted((key[1], held) for key, held in self._durations.items() if key[0] == name)


def _sorted(labels: dict[str, str]) -> Labels:
    return tuple(sorted(labels.items()))


COUNTERS = Counters()
"""Those of this process."""
