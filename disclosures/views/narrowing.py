"""What the address of a list of published documents narrows it to: year, region, kind, unit."""

from collections.abc import Mapping
from typing import NamedTuple

from disclosures.models import Kind

LONGEST = 120
"""Characters of a name that is looked for: no unit's is longer."""


class Narrowing(NamedTuple):
    """As it was asked for; None and '' mean all."""

    year: int | None = None
    region: str = ""
    kind: str = ""
    unit: str = ""

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label if self.kind else ""


def narrowed(asked: Mapping[str, str]) -> tuple[Narrowing, list[str]]:
    """What ``asked`` says, and a sentence for each part of it that cannot be and is left out."""
    problems = []
    year, kind = (text_of(asked.get(name, "")) for name in ("year", "kind"))
    if year and not (year.isascii() and year.isdigit() and len(year) == 4 and int(year)):
        problems.append(f"“{year}”不是年度，没有按年度筛选；年度是四位数字，如 2020。")
        year = ""
    if kind and kind not in Kind.values:
        problems.append(f"“{kind}”不是类别，没有按类别筛选；类别是预算或决算。")
        kind = ""
    region, unit = (text_of(asked.get(name, "")) for name in ("region", "unit"))
    return Narrowing(int(year) if year else None, region, kind, unit), problems


def text_of(value: str) -> str:
    """What the database can be asked for: PostgreSQL takes NUL in no text."""
    return value.replace("\0", "").strip()[:LONGEST]
