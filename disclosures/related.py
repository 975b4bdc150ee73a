"""The published documents that a reader of one wants beside it, and how they stand to it.

They are those of the same unit and level: the other document of the year, and both of the years
before and after. A frozen page cannot name a document published later, so whatever shows them
asks when it is shown.
"""

from typing import NamedTuple

from disclosures.models.disclosure import Disclosure, Kind
from disclosures.models.publication import Publication

YEARS = {0: "同年度", -1: "上年度", 1: "下年度"}
"""By the difference of years, in the order in which they are shown."""


class Related(NamedTuple):
    """A document in force, and what it is to the one that is read: 同年度预算, 上年度决算."""

    called: str
    publication: Publication

    @property
    def title(self) -> str:
        return self.publication.title

    @property
    def address(self) -> str:
        return self.publication.disclosure.get_absolute_url()


def related(disclosure: Disclosure) -> tuple[Related, ...]:
    """The documents in force beside ``disclosure``, that of its own year first."""
    years = [disclosure.year + distance for distance in YEARS]
    found = (
        Publication.objects.current()
        .filter(
            disclosure__unit=disclosure.unit,
            disclosure__level=disclosure.level,
            disclosure__year__in=years,
        )
        .exclude(disclosure=disclosure.pk)
        .select_related("disclosure__unit")
    )
    order = {year: place for place, year in enumerate(years)}
    beside = sorted(found, key=lambda one: (order[one.disclosure.year], one.disclosure.kind))
    return tuple(Related(_called(disclosure, one.disclosure), one) for one in beside)


def _called(of: Disclosure, other: Disclosure) -> str:
    return f"{YEARS[other.year - of.year]}{Kind(other.kind).label}"
