"""The names of made-up units: departments in made-up places, each with units below it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MARK = "演示"
"""Every made-up place begins with it, and so does every name of a unit."""

STEMS = "甲乙丙丁戊己庚辛壬癸"
PLACES = tuple(f"{MARK}{stem}{kind}" for kind in "市县区" for stem in STEMS)

SIZES = (2, 0, 5, 3, 1, 4)
"""How many units the departments have below them, in turn."""


@dataclass(frozen=True)
class MadeUp:
    """One unit. ``basic`` is the item of its 基本支出, ``projects`` are those of its projects.

    ``department`` is the slug of the one above it, '' for a department; ``number`` tells it apart.
    """

    number: int
    name: str
    slug: str
    region: str
    work: str
    basic: str
    projects: tuple[str, ...]
    fund: str = ""
    department: str = ""

    @property
    def agency(self) -> bool:
        """Whether it is a 行政单位, which departments are; all others are 事业单位."""
        return not self.department


@dataclass(frozen=True)
class Department:
    """A department: its own office and the units below it."""

    office: MadeUp
    members: tuple[MadeUp, ...]

    @property
    def bodies(self) -> tuple[MadeUp, ...]:
        """Everybody whose figures are in its consolidated documents."""
        return (self.office, *self.members)


def most() -> int:
    """How many units there can be."""
    return sum(1 + _size(number) for number in range(len(PLACES) * len(_activities())))


def departments(count: int) -> Iterator[Department]:
    """Departments with ``count`` units in all, at most ``most()``, always in the same order."""
    number, left = 0, count
    while left:
        made = _department(number, min(_size(number), left - 1))
        yield made
        left -= len(made.bodies)
        number += 1


def _size(number: int) -> int:
    return SIZES[number % len(SIZES)]


def _department(number: int, size: int) -> Department:
    turn, place = divmod(number, len(PLACES))
    activity = _activities()[(number + turn) % len(_activities())]
    region, slug = PLACES[place], f"yanshi-{number + 1:03}"
    office = MadeUp(
        number * 10,
        f"{region}{activity['name']}",
        slug,
        region,
        activity["work"],
        activity["basic"],
        tuple(activity["projects"]),
        activity.get("fund", ""),
    )
    members = tuple(
        MadeUp(
            number * 10 + position,
            f"{region}{name}",
            f"{slug}-{position}",
            region,
            activity["work"],
            item,
            (item,),
            department=slug,
        )
        for position, (name, item) in enumerate(activity["members"][:size], 1)
    )
    return Department(office, members)


@cache
def _activities() -> tuple[dict[str, Any], ...]:
    text = Path(__file__).with_name("activities.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["activities"])
