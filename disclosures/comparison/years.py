"""The published documents of a unit, year by year: budget and final accounts of a year together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from disclosures.comparison.lines import STAFF, Line, Place, Stage
from disclosures.comparison.reading import Reading
from disclosures.models.disclosure import Kind
from disclosures.models.publication import Publication
from disclosures.models.unit import Unit


@dataclass(frozen=True)
class Year:
    """What a unit published of one year at one level, 部门 or 单位."""

    unit: Unit
    year: int
    level: str
    documents: Mapping[str, Reading]

    @property
    def budget(self) -> Publication | None:
        return self._published(Kind.BUDGET)

    @property
    def final_accounts(self) -> Publication | None:
        return self._published(Kind.FINAL_ACCOUNTS)

    def value(self, line: Line, stage: Stage) -> Decimal | None:
        """元 or a count; None where it is not published.

        年初预算 is what the budget says; only without it what the final accounts say it was.
        """
        place = Place(line.id, stage)
        for kind in (Kind.BUDGET, Kind.FINAL_ACCOUNTS):
            reading = self.documents.get(kind)
            value = reading.value(place) if reading else None
            if value is not None:
                return value
        return None

    def per_head(self, line: Line, stage: Stage) -> Decimal | None:
        """元 for each of the staff of the same document; None where either is not known."""
        value, staff = self.value(line, stage), self.value(STAFF, stage)
        return value / staff if value is not None and staff else None

    def _published(self, kind: Kind) -> Publication | None:
        reading = self.documents.get(kind)
        return reading.publication if reading else None


def years_of(readings: Iterable[Reading]) -> tuple[Year, ...]:
    """The years of ``readings`` by unit, year and level, the earliest first; none are mixed."""
    documents: dict[tuple[int, int, str], dict[str, Reading]] = {}
    for reading in readings:
        of = reading.publication.disclosure
        documents.setdefault((of.unit_id, of.year, of.level), {})[of.kind] = reading
    found = []
    for (_, year, level), by_kind in documents.items():
        unit = next(iter(by_kind.values())).publication.disclosure.unit
        found.append(Year(unit, year, level, by_kind))
    return tuple(sorted(found, key=lambda one: (one.year, one.level, one.unit.name)))
