"""How often something happened, and how long it took, counted in the memory of this process.

``COUNTERS`` are those of the process since it started. ``SHARED`` waits to be added to the numbers
of the whole site. docs/decisions/0018-observability.md tells what belongs where.
"""

from bisect import bisect_left
from collections import Counter
from threading import Lock, local
from typing import NamedTuple, TypeAlias

Labels: TypeAlias = tuple[tuple[str, str], ...]

Amounts: TypeAlias = dict[tuple[str, Labels], float]
"""By name and labels."""

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


class Shared:
    """Amounts that wait to be added to those of the whole site, each in the thread that counted.

    So a thread that counted nothing has nothing to add, and need not ask the database.
    """

    def __init__(self) -> None:
        self._of_thread = local()
        self._lock = Lock()
        self._late: Amounts = {}

    def add(self, name: str, amount: float = 1, **labels: str) -> None:
        """There was so much more of it."""
        _merge(self._waiting(), {(name, _sorted(labels)): amount})

    def took(self, name: str, seconds: float, **labels: str) -> None:
        """Something took so long: one more in its class (``le``), and so much more of the sum."""
        bound = (*map(str, BOUNDS), "+Inf")[bisect_left(BOUNDS, seconds)]
        in_class, of_all = _sorted({**labels, "le": bound}), _sorted(labels)
        _merge(self._waiting(), {(f"{name}_bucket", in_class): 1, (f"{name}_sum", of_all): seconds})

    def drain(self) -> Amounts:
        """What this thread counted, and then what was put back as well; nothing of it is left."""
        amounts = self._waiting()
        if not amounts:
            return {}
        self._of_thread.amounts = {}
        with self._lock:
            _merge(amounts, self._late)
            self._late = {}
        return amounts

    def put_back(self, amounts: Amounts) -> None:
        """They could not be added, and wait for whoever has something to add next."""
        with self._lock:
            _merge(self._late, amounts)

    def _waiting(self) -> Amounts:
        amounts: Amounts = self._of_thread.__dict__.setdefault("amounts", {})
        return amounts


def _merge(amounts: Amounts, more: Amounts) -> None:
    for key, amount in more.items():
        amounts[key] = amounts.get(key, 0) + amount


def _sorted(labels: dict[str, str]) -> Labels:
    return tuple(sorted(labels.items()))


COUNTERS = Counters()
"""Those of this process."""

SHARED = Shared()
"""What this process has to add."""
