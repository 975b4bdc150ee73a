"""Which published versions a page compares; units that do not have to publish are never named."""

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from disclosures.comparison.department import Sum
from disclosures.comparison.reading import Reading, current, read
from disclosures.comparison.years import Year, years_of
from disclosures.models.disclosure import Level
from disclosures.models.publication import Publication
from disclosures.models.unit import Unit


def published_units() -> QuerySet[Unit]:
    """The units of which something is public now."""
    of_unit = Publication.objects.current().filter(disclosure__unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(of_unit))


def sum_over_units(department: Reading) -> Sum:
    """``department`` and what its own office and the units below published for its year."""
    of = department.publication.disclosure
    published = current().filter(
        Q(disclosure__unit=of.unit_id) | Q(disclosure__unit__parent=of.unit_id),
        disclosure__level=Level.UNIT,
        disclosure__year=of.year,
        disclosure__kind=of.kind,
    )
    units = read(published.order_by("disclosure__unit__name"))
    there = {one.publication.disclosure.unit_id for one in units}
    office = () if of.unit_id in there else (f"{of.unit.name}（本级）",)
    below = Unit.objects.filter(parent=of.unit_id, exempt="").exclude(pk__in=there)
    return Sum(department, units, (*office, *below.values_list("name", flat=True)))


def columns_of(units: Sequence[Unit], year: int, level: str) -> tuple[Year, ...]:
    """What each of ``units`` published of ``year``, in their order; nothing of those without any.

    At ``level`` where there is something, else at the other level.
    """
    published = current().filter(disclosure__unit__in=units, disclosure__year=year)
    found: dict[int, Year] = {}
    for one in sorted(years_of(read(published)), key=lambda one: one.level == level):
        found[one.unit.pk] = one
    return tuple(found[unit.pk] for unit in units if unit.pk in found)


def years_published(units: Collection[Unit]) -> tuple[int, ...]:
    """Years of which any of ``units`` has something public, the latest first."""
    published = Publication.objects.current().filter(disclosure__unit__in=units)
    years = published.order_by().values_list("disclosure__year", flat=True).distinct()
    return tuple(sorted(years, reverse=True))
