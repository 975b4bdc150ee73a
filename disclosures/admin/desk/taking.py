"""Figures that published documents of the unit give: what they are, and taking them over."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from disclosures.admin.desk.pages import Page, editable, show
from disclosures.admin.desk.places import cell_address
from disclosures.checks.naming import cell_name, in_own_unit
from disclosures.classification import UnknownCode
from disclosures.facts import Fact
from disclosures.intake.entry import Closed
from disclosures.intake.take_over import Given, given, take_over
from disclosures.models import Disclosure
from disclosures.pipeline import Prepared, prepare
from disclosures.published import published_sources
from disclosures.standards.loader import UnknownStandard
from disclosures.tables import Cell

TITLE = "从已公开材料取数"


class Line(NamedTuple):
    """A figure as the page lists it; ``stood`` is what the draft has, '' for nothing."""

    name: str
    address: str
    value: str
    stood: str


class Source(NamedTuple):
    """A published document with the figures it gives, and those that differ but stay."""

    title: str
    address: str
    taken: tuple[Line, ...]
    kept: tuple[Line, ...]


@require_http_methods(["GET", "POST"])
def taking(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be taken over; done on POST."""
    disclosure = editable(request, pk)
    try:
        prepared = prepare(disclosure)
    except (UnknownStandard, UnknownCode) as error:
        return show(request, disclosure, "taking", {"title": TITLE, "refusal": error}, 409)
    if request.method == "POST":
        return _take(request, disclosure, prepared)
    sources = tuple(_sources(disclosure, prepared, offered(disclosure, prepared)))
    context = {"title": TITLE, "sources": sources, "some": any(one.taken for one in sources)}
    return show(request, disclosure, "taking", context)


def offered(disclosure: Disclosure, prepared: Prepared) -> tuple[Given, ...]:
    """What published documents give ``disclosure`` now."""
    sources = published_sources(disclosure)
    return given(prepared.standard, prepared.sheet, sources, _wanted(prepared)) if sources else ()


def _wanted(prepared: Prepared) -> frozenset[Cell]:
    year = prepared.sheet.year
    return frozenset(one.cell for one in prepared.missing if one.year == year)


def _take(request: HttpRequest, disclosure: Disclosure, prepared: Prepared) -> HttpResponse:
    sources, wanted = published_sources(disclosure), _wanted(prepared)
    by = cast(User, request.user)
    try:
        done = take_over(disclosure, prepared.standard, sources, wanted, by)
    except Closed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已取数 {len(done)} 项。" if done else "没有可以取的数。")
    return HttpResponseRedirect(reverse("admin:desk_overview", args=(disclosure.pk,)))


def _sources(
    disclosure: Disclosure, prepared: Prepared, found: Iterable[Given]
) -> Iterable[Source]:
    by_publication: dict[int, list[Given]] = {}
    for one in found:
        by_publication.setdefault(one.publication.pk, []).append(one)
    for ones in by_publication.values():
        publication = ones[0].publication
        yield Source(
            publication.title,
            publication.disclosure.get_absolute_url(),
            tuple(_line(disclosure, prepared, one) for one in ones if one.taken),
            tuple(_line(disclosure, prepared, one) for one in ones if one.kept),
        )


def _line(disclosure: Disclosure, prepared: Prepared, one: Given) -> Line:
    def told(fact: Fact | None) -> str:
        return in_own_unit(fact.value, one.cell, prepared.standard) if fact else ""

    name = cell_name(one.cell, prepared.standard)
    return Line(name, cell_address(disclosure.pk, one.cell), told(one.fact), told(one.stood))


PAGES = (Page("take-over/", "take_over", taking),)
