"""The page of a unit: its published documents, its figures across years, the sum of its units."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import by_address, limited
from disclosures.comparison.charts import drawings
from disclosures.comparison.department import Sum
from disclosures.comparison.grid import across_years, has_per_head
from disclosures.comparison.reading import current, read
from disclosures.comparison.selection import published_units, sum_over_units
from disclosures.comparison.years import Year, years_of
from disclosures.models import Level, Publication, Unit
from disclosures.site.versions import ServedFile, files_of
from disclosures.views.caching import kept


class Document(NamedTuple):
    """A published document with its files."""

    publication: Publication
    files: tuple[ServedFile, ...]


class Documents(NamedTuple):
    """What was published of one year, None where a document is not."""

    year: int
    budget: Document | None
    final_accounts: Document | None


@require_safe
@limited("search", by_address)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The unit ``slug`` at ``?level=`` (部门 or 单位, never mixed), its units summed in ``?year=``.

    404 where neither it nor a unit below it has anything public.
    """
    unit = get_object_or_404(Unit.objects.select_related("parent"), slug=slug)
    members = list(published_units().filter(parent=unit))
    published = current().filter(disclosure__unit=unit).prefetch_related("files")
    every = years_of(read(published))
    if not every and (unit.exempt or not members):
        raise Http404
    levels = [level for level in Level if any(one.level == level for one in every)]
    level = _chosen(request.GET.get("level"), levels)
    years = [one for one in every if one.level == level]
    groups = across_years(years) if years else ()
    context: dict[str, object] = {
        "unit": unit,
        "parent": unit.department,
        "members": members,
        "levels": levels,
        "level": level,
        "documents": [_documents(one) for one in reversed(years)],
        "years": [one.year for one in years],
        "drawings": drawings(years) if years else (),
        "groups": groups,
        "per_head": has_per_head(groups),
    }
    if members and level == Level.DEPARTMENT:
        year = _chosen_year(request.GET.get("year"), years)
        context |= {"year": year.year, "sums": _sums(year)}
    return kept(render(request, "public/unit.html", context))


def _chosen(asked: str | None, levels: Sequence[Level]) -> Level | None:
    """The level asked for, else the first there is. Raises Http404 for one there is not."""
    if asked is None:
        return next(iter(levels), None)
    found = next((level for level in levels if level == asked), None)
    if found is None:
        raise Http404
    return found


def _chosen_year(asked: str | None, years: Iterable[Year]) -> Year:
    """The year asked for, else the latest. Raises Http404 for one of which nothing is public."""
    known = {str(one.year): one for one in years}
    if asked is None:
        return known[max(known)]
    if asked not in known:
        raise Http404
    return known[asked]


def _documents(year: Year) -> Documents:
    budget, final_accounts = (
        Document(one, tuple(file for file in files_of(one) if file.name)) if one else None
        for one in (year.budget, year.final_accounts)
    )
    return Documents(year.year, budget, final_accounts)


def _sums(year: Year) -> tuple[Sum, ...]:
    return tuple(sum_over_units(reading) for _, reading in sorted(year.documents.items()))
