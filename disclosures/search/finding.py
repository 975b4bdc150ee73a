"""find(): what a query finds among the documents in force, those of a unit so called first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from disclosures.models.disclosure import Disclosure, State
from disclosures.models.publication import Publication
from disclosures.models.search import Searchable
from disclosures.search.excerpts import Excerpt, Marked, excerpts, marked
from disclosures.search.matching import among, by_index, having
from disclosures.search.words import Query, year_term

PER_PAGE = 10

MOST = 1000
"""Results that are counted and can be paged through; beyond, a query has to say more."""

RECENT = 3 * MOST
"""The newest years that have more documents than that are looked at first."""


class Filters(NamedTuple):
    """What results are narrowed to; None and '' mean all."""

    year: int | None = None
    region: str = ""
    kind: str = ""


class Result(NamedTuple):
    """A document in force, and where in it the words stand."""

    publication: Publication
    title: Marked
    unit: Marked
    region: Marked
    excerpts: tuple[Excerpt, ...]

    @property
    def address(self) -> str:
        return self.publication.disclosure.get_absolute_url()


@dataclass(frozen=True)
class Found:
    """One page of results. ``count`` is that of all pages, at most MOST, with ``more`` beyond.

    ``relaxed`` says that nothing had the words as they were typed, and they were parted.
    """

    query: Query
    results: tuple[Result, ...] = ()
    count: int = 0
    more: bool = False
    page: int = 1
    relaxed: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))


def find(query: Query, filters: Filters = Filters(), page: int = 1) -> Found:  # noqa: B008
    """The results of ``page``, of the last page where there are fewer; none without a word."""
    if not query.words:
        return Found(query)
    with by_index():
        found = _find(query, filters, page)
        parted = query.relaxed()
        if not found.count and parted.words and parted.words != query.words:
            return _find(parted, filters, page, relaxed=True)
    return found


def _find(query: Query, filters: Filters, page: int, relaxed: bool = False) -> Found:
    # Counted by their keys: to count them alone would look them all up a second time.
    keys = _keys(query, filters)
    count = min(len(keys), MOST)
    page = min(max(page, 1), max(1, -(-count // PER_PAGE)))
    start = (page - 1) * PER_PAGE
    shown = keys[start : min(start + PER_PAGE, count)]
    return Found(query, _results(shown, query), count, len(keys) > MOST, page, relaxed)


def _keys(query: Query, filters: Filters) -> list[int]:
    """The first MOST + 1 rows that have the words: units so called, then the newest year.

    Words like 财政 stand in all documents. Where units so called and the newest years have enough
    of them, the others come after these and need not be sorted.
    """
    words = [word.alternatives for word in query.words]
    if years := _recent_years(filters):
        named = having([word.in_names for word in query.words])
        newest = having([*words, [(year_term(year),) for year in years]])
        keys = _first(Searchable.objects.filter(Q(named) | Q(newest)), query, filters)
        if len(keys) > MOST:
            return keys
    return _first(Searchable.objects.filter(having(words)), query, filters)


def _recent_years(filters: Filters) -> range:
    """All years from the newest to the one with which they have more documents than RECENT.

    None where there are fewer, or where what is asked for is a part of them anyhow. An index of
    ``Searchable`` by year would be taken instead of that by terms, whose worth is not known.
    """
    published = Disclosure.objects.filter(state=State.PUBLISHED)
    years = published.order_by("-year").values_list("year", flat=True)
    oldest = [] if filters.year or filters.region else list(years[RECENT : RECENT + 1])
    return range(oldest[0], years[0] + 1) if oldest else range(0)


def _first(rows: QuerySet[Searchable], query: Query, filters: Filters) -> list[int]:
    asked = {name: value for name, value in filters._asdict().items() if value}
    named = among([word.in_names for word in query.words])
    ordered = rows.filter(**asked).alias(named=named)
    keys = ordered.order_by(F("named").desc(), "-year", "unit_name", "kind", "pk")
    return list(keys.values_list("pk", flat=True)[: MOST + 1])


def _results(keys: list[int], query: Query) -> tuple[Result, ...]:
    """In the order of ``keys``; what is no longer in force is left out."""
    rows: Mapping[int, Searchable] = Searchable.objects.defer("terms").in_bulk(keys)
    current: Mapping[int, Publication] = (
        Publication.objects.current()
        .select_related("disclosure__unit")
        .defer("texts", "labels")
        .in_bulk([row.publication_id for row in rows.values()])
    )
    return tuple(
        _result(current[row.publication_id], row, query)
        for row in (rows[key] for key in keys)
        if row.publication_id in current
    )


def _result(publication: Publication, row: Searchable, query: Query) -> Result:
    unit = publication.disclosure.unit
    return Result(
        publication,
        marked(publication.title, query.words),
        marked(unit.name, query.words),
        marked(unit.region, query.words),
        excerpts(row.passages, query.words),
    )
