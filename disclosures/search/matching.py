"""Conditions on the terms of ``Searchable``, in the query language of each database."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

Alternatives = Sequence[Sequence[str]]
"""Sets of terms, one of which a row must have whole."""

_SQLITE = (
    "SELECT rowid FROM disclosures_searchable_terms WHERE disclosures_searchable_terms MATCH %s"
)


def having(words: Iterable[Alternatives]) -> RawSQL:
    """Whether a row has one of the alternatives of every word; for a query of that table alone."""
    return _condition(*_having(words))


def among(words: Iterable[Alternatives]) -> RawSQL:
    """The same for sorting: the rows that have them are looked up once, not asked one by one."""
    condition, values = _having(words)
    found = f"SELECT id FROM disclosures_searchable WHERE {condition}"  # noqa: S608 - no values in it
    return _condition(f"id IN ({found})", values)


@contextmanager
def by_index() -> Iterator[None]:
    """Every query in here uses the index, however many rows it expects to find.

    PostgreSQL thinks reading a whole table cheap and does not count what it takes to unpack the
    thousands of terms of every row.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        yield


def _having(words: Iterable[Alternatives]) -> tuple[str, list[object]]:
    if connection.vendor == "postgresql":
        has = "string_to_array(terms, ' ') @> %s::text[]"
        asked = [[list(terms) for terms in word] for word in words]
        condition = " AND ".join(f"({' OR '.join([has] * len(word))})" for word in asked)
        return condition, [terms for word in asked for terms in word]
    found = " AND ".join(f"({' OR '.join(map(_quoted, word))})" for word in words)
    return f"id IN ({_SQLITE})", [found]


def _quoted(terms: Sequence[str]) -> str:
    return "(" + " AND ".join(f'"{term}"' for term in terms) + ")"


def _condition(sql: str, values: list[object]) -> RawSQL:
    return RawSQL(sql, values, output_field=BooleanField())  # noqa: S611 - values are parameters
