"""find(): what a query finds among the documents in force, those of a unit so called first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, QuerySet

from disclosures.models.publication import Publication
from disclosures.models.search import Searchable
from disclosures.search.excerpts import Excerpt, Marked, excerpts, marked
from disclosures.search.matching import among, by_index, having
from disclosures.search.words import Query

PER_PAGE = 10

MOST = 1000
"""Results that are counted and can be paged through; beyond, a query has to say more."""


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
    named = among([word.in_names for word in query.words])
    rows = _rows(query, filters).alias(named=named)
    ordered = rows.order_by(F("named").desc(), "-year", "unit_name", "kind", "pk")
    # Counted by their keys: to count them alone would look them all up a second time.
    keys = list(ordered.values_list("pk", flat=True)[: MOST + 1])
    count = min(len(keys), MOST)
    page = min(max(page, 1), max(1, -(-count // PER_PAGE)))
    start = (page - 1) * PER_PAGE
    shown = keys[start : min(start + PER_PAGE, count)]
    return Found(query, _results(shown, query), count, len(keys) > MOST, page, relaxed)


def _rows(query: Query, filters: Filters) -> QuerySet[Searchable]:
    rows = Searchable.objects.filter(having([word.alternatives for word in query.words]))
    asked = {name: value for name, value in filters._asdict().items() if value}
    return rows.filter(**asked)


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
