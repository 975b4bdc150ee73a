"""The text format of Prometheus, version 0.0.4."""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from disclosures.telemetry.counting import BOUNDS, Durations

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Sample(NamedTuple):
    """One number with the labels that tell which it is; ``suffix`` is added to the name."""

    value: float
    labels: Mapping[str, str] = {}
    suffix: str = ""


class Family(NamedTuple):
    """Numbers of one name; ``type`` is counter, gauge, histogram or summary."""

    name: str
    type: str
    help: str
    samples: tuple[Sample, ...]


def written(families: Iterable[Family]) -> str:
    """The families as text; one without a number is left out."""
    return "".join(line for family in families if family.samples for line in _lines(family))


def histogram(labels: Mapping[str, str], durations: Durations) -> Iterable[Sample]:
    """Durations as the numbers of a histogram."""
    bounds = [*map(_number, BOUNDS), "+Inf"]
    counts = [*accumulate(durations.classes)]
    for bound, count in zip(bounds, counts, strict=True):
        yield Sample(count, {**labels, "le": bound}, "_bucket")
    yield Sample(durations.seconds, labels, "_sum")
    yield Sample(counts[-1], labels, "_count")


def _lines(family: Family) -> Iterable[str]:
    yield f"# HELP {family.name} {family.help}\n"
    yield f"# TYPE {family.name} {family.type}\n"
    for value, labels, suffix in family.samples:
        listed = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
        told = f"{{{listed}}}" if listed else ""
        yield f"{family.name}{suffix}{told} {_number(value)}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))
