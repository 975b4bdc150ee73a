"""The home page: what is published, by year, region, kind and unit; the current version of each."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import by_address, limited
from disclosures.models import Kind, Publication
from disclosures.views.narrowing import Narrowing, narrowed

PER_PAGE = 50

LOOKUPS = {
    "year": "disclosure__year",
    "region": "disclosure__unit__region",
    "kind": "disclosure__kind",
}
"""Where each part of an address is looked up."""


DEMONSTRATION = format_html('<span class="mark">{}</span>', "演示数据")


def _column(title: str, accessor: str) -> tables.Column:
    """Among equals the order is that of their keys: no row is on two pages, and none on no page."""
    return tables.Column(title, accessor=accessor, order_by=(accessor, "pk"))


class PublicationTable(tables.Table):  # type: ignore[misc]
    """Published disclosures, newest first."""

    title = tables.Column(verbose_name="公开材料", order_by=("title", "pk"))
    unit = _column("单位", "disclosure__unit__name")
    region = _column("地区", "disclosure__unit__region")
    year = _column("年度", "disclosure__year")
    kind = _column("类别", "disclosure__kind")
    published_at = tables.DateColumn(
        verbose_name="公开时间", format="Y年n月j日", order_by=("published_at", "pk")
    )

    class Meta:
        model = Publication
        fields = ("title", "unit", "region", "year", "kind", "published_at")
        attrs = {"class": "list"}  # noqa: RUF012 - read by the library as a class attribute
        template_name = "public/_list.html"

    def render_title(self, record: Publication) -> SafeString:
        link = format_html(
            '<a href="{}">{}</a>', record.disclosure.get_absolute_url(), record.title
        )
        if record.disclosure.unit.demonstration:
            return format_html("{} {}", link, DEMONSTRATION)
        return link

    def render_unit(self, record: Publication) -> SafeString:
        unit = record.disclosure.unit
        return format_html('<a href="{}">{}</a>', reverse("unit", args=(unit.slug,)), unit.name)

    def render_kind(self, record: Publication) -> str:
        return record.disclosure.get_kind_display()


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose length is known already; none is as long as an address asks for."""

    def __init__(self, rows: Any, asked: int, *, count: int, **options: Any) -> None:
        super().__init__(rows, PER_PAGE, **options)
        self.count = count


class Place(NamedTuple):
    """What a document is counted under."""

    year: int
    region: str
    kind: str


class Choice(NamedTuple):
    """A value by which the list can be narrowed, the address that does, and how much is left."""

    label: str
    address: str
    documents: int
    chosen: bool


class Facet(NamedTuple):
    """A part of the address with its choices, within what the other parts leave.

    ``all`` is the address without it, ``chosen`` whether it has a value now.
    """

    label: str
    all: str
    choices: tuple[Choice, ...]
    chosen: bool


@require_safe
@limited("search", by_address)
def home(request: HttpRequest) -> HttpResponse:
    """The list of published disclosures, with the ways to narrow it."""
    narrowing, problems = narrowed(request.GET)
    published = Publication.objects.current().filter(_named(narrowing))
    counts = _counts(published)
    count = sum(counts[place] for place in counts if _is_in(place, narrowing))
    found = published.filter(_condition(narrowing)).select_related("disclosure__unit")
    found = found.defer("texts", "labels")
    table = PublicationTable(found, order_by="-published_at")
    paginate = {"paginator_class": CountedPaginator, "count": count}
    tables.RequestConfig(request, paginate=paginate).configure(table)
    context = {
        "table": table,
        "narrowing": narrowing,
        "facets": tuple(_facets(counts, narrowing)),
        "problems": problems,
        "count": count,
        "heading": _heading(narrowing, count),
        "nothing": not count and not any(narrowing),
    }
    return render(request, "public/home.html", context)


def _named(narrowing: Narrowing) -> Q:
    if not narrowing.unit:
        return Q()
    return Q(disclosure__unit__name__icontains=narrowing.unit) | Q(
        disclosure__unit__short_name__icontains=narrowing.unit
    )


def _condition(narrowing: Narrowing) -> Q:
    asked = {name: getattr(narrowing, name) for name in LOOKUPS}
    return Q(**{LOOKUPS[name]: value for name, value in asked.items() if value})


def _counts(published: QuerySet[Publication]) -> Mapping[Place, int]:
    """How many documents there are of each year, region and kind: everything is counted once."""
    counted = published.order_by().values_list(*LOOKUPS.values()).annotate(Count("pk"))
    return {Place(*place): count for *place, count in counted}


def _is_in(place: Place, narrowing: Narrowing, without: str = "") -> bool:
    return all(
        getattr(narrowing, name) in (None, "", getattr(place, name))
        for name in LOOKUPS
        if name != without
    )


def _facets(counts: Mapping[Place, int], narrowing: Narrowing) -> Iterator[Facet]:
    kinds = dict(Kind.choices)
    for name, label in (("year", "年度"), ("region", "地区"), ("kind", "类别")):
        chosen = getattr(narrowing, name)
        counted: Counter[Any] = Counter()
        for place, count in counts.items():
            if _is_in(place, narrowing, without=name):
                counted[getattr(place, name)] += count
        choices = tuple(
            Choice(
                kinds.get(value, str(value)),
                _address(narrowing, name, value),
                counted[value],
                value == chosen,
            )
            for value in sorted(counted, reverse=name == "year")
        )
        yield Facet(label, _address(narrowing, name), choices, bool(chosen))


def _address(narrowing: Narrowing, name: str, value: str = "") -> str:
    """The list narrowed by ``value`` instead of what ``name`` is now."""
    asked = {**narrowing._asdict(), name: value}
    return "?" + urlencode({part: one for part, one in asked.items() if one})


def _heading(narrowing: Narrowing, count: int) -> str:
    """What is listed, and how much: “2020年度、某市、决算：共 3 份”."""
    parts = (
        f"{narrowing.year}年度" if narrowing.year else "",
        narrowing.region,
        narrowing.kind_label,
        f"单位名称含“{narrowing.unit}”" if narrowing.unit else "",
    )
    what = "、".join(filter(None, parts))
    if not count:
        return f"{what}：没有公开的材料" if what else "还没有公开的材料。"
    return f"{what or '全部公开材料'}：共 {count} 份"
