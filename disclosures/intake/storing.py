"""The figures of a disclosure as rows: what has changed is written, cell by cell."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from disclosures import facts
from disclosures.intake.typed import Place
from disclosures.models.disclosure import Disclosure
from disclosures.models.fact import Fact
from disclosures.models.publication import Publication

Figures = Mapping[Place, facts.Fact]
"""The figures of this year's sheet and last year's, by place."""


def value_at(figures: Figures, place: Place) -> Decimal | None:
    """What stands in ``place``, in 元 or as a count; None where nothing does."""
    found = figures.get(place)
    return found.value if found else None


def rows_at(disclosure: Disclosure, place: Place) -> QuerySet[Fact]:
    """The row of ``place``, if there is one."""
    return disclosure.facts.filter(**_address(disclosure, place))


def write(
    disclosure: Disclosure,
    before: Figures,
    now: Figures,
    by: User,
    at: datetime,
    publications: Mapping[Place, Publication] | None = None,
) -> dict[Place, Decimal | None]:
    """Makes the rows of ``disclosure`` what ``now`` says; ``before`` is what they say.

    The result holds the values written, None for one that was cleared. A figure of which only the
    rounding is another keeps where it came from and who entered it. ``publications`` are those that
    figures were taken from, which nobody entered.
    """
    stored = {
        place: value_at(now, place)
        for place in dict.fromkeys((*before, *now))
        if value_at(now, place) != value_at(before, place)
    }
    for place, value in stored.items():
        if value is None:
            rows_at(disclosure, place).delete()
    written = {place: now[place] for place in stored if place in now}
    _write_values(disclosure, written, by, at, publications or {})
    _write_rounded(disclosure, before, now, [place for place in now if place not in stored])
    return stored


def _write_values(
    disclosure: Disclosure,
    figures: Figures,
    by: User,
    at: datetime,
    publications: Mapping[Place, Publication],
) -> None:
    Fact.objects.bulk_create(
        [
            Fact(
                disclosure=disclosure,
                **_address(disclosure, place),
                value=fact.value,
                rounded=fact.rounded,
                publication=publications.get(place),
                entered_by=None if place in publications else by,
                entered_at=None if place in publications else at,
            )
            for place, fact in figures.items()
        ],
        update_conflicts=True,
        unique_fields=("disclosure", "year", "table", "row", "column"),
        update_fields=(
            *("value", "rounded", "upload", "sheet", "cell", "publication"),
            *("entered_by", "entered_at"),
        ),
    )


def _write_rounded(
    disclosure: Disclosure, before: Figures, now: Figures, places: Iterable[Place]
) -> None:
    for place in places:
        rounded = now[place].rounded
        if rounded != before[place].rounded:
            rows_at(disclosure, place).update(rounded=rounded)


def _address(disclosure: Disclosure, place: Place) -> dict[str, Any]:
    return {"year": disclosure.year - place.prior, **place.cell._asdict()}
