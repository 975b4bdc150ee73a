"""Pages over 100,000 disclosures read by index, as the plans of PostgreSQL tell."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import Kind, Publication
from disclosures.opendata.archives import Region, build
from tests.volume import YEARS, fill

LARGE = {"disclosure", "publication", "publishedfact", "searchable"}
"""Tables that grow with every document."""

DISCLOSURES = 100_100

ROUND = DISCLOSURES // len(YEARS) // len(Kind)
"""The documents of a year and kind: more rows of a large table no statement should read."""


@pytest.fixture
def client(db: None) -> Client:
    # Autovacuum sees none of a transaction's rows, would call the tables empty and spoil all plans.
    with connection.cursor() as cursor:
        tables = ", ".join(f"disclosures_{table}" for table in sorted({*LARGE, "unit"}))
        cursor.execute(f"LOCK TABLE {tables} IN SHARE UPDATE EXCLUSIVE MODE")
    assert fill(100_000, figures=10) == DISCLOSURES
    assert build(ZIP)
    client = Client()
    client.force_login(User.objects.create_superuser("bureau"))
    return client


CODE = "CODE"
"""Stands for the check code of a version."""

ZIP = Region(2024, "某0县")

LEDGER = "/admin/disclosures/disclosure/ledger/"

PAGES = {
    "/": ["COUNT disclosure publication"],
    "/?year=2024&kind=budget": ["COUNT disclosure publication", "SELECT disclosure publication"],
    "/search/?q=u4321": [],
    "/search/?q=决算": ["SELECT searchable"],
    "/search/?q=u4321&year=2024&kind=budget": [],
    "/u5/": [],
    "/u10/?level=department": [],
    "/compare/?unit=u1&unit=u12&unit=u23&unit=u34&unit=u45&unit=u56&level=unit&year=2024": [],
    "/api/v1/disclosures?unit=u10": [],
    "/feed.atom": [],
    "/api/v1/facts?unit=u10": [],
    "/api/v1/facts?unit=u10&row=zzz": [],
    f"/api/v1/facts?code={CODE}": [],
    "/api/v1/facts?year=2024&kind=budget": ["SELECT disclosure publication"],
    "/api/v1/facts?year=2024&kind=budget&row=zzz": ["SELECT disclosure publication"],
    "/open-data/": ["SELECT disclosure publication"],
    f"{ZIP.address}": [],
    "/sitemap.xml": ["SELECT publication", "COUNT publication"],
    "/sitemap-documents.xml": ["COUNT publication", "SELECT disclosure publication"],
    "/?sort=title": ["COUNT disclosure publication", "SELECT publication"],
    "/?page=2000": ["COUNT disclosure publication", "SELECT disclosure publication"],
    f"{LEDGER}": [],
    f"{LEDGER}?year=2024&kind=budget&standing=overdue": [],
}
"""Statements of each page that read many rows: the counting of all that is published, the list of
an old round, which lies far down in the list of all, the sorting of documents by title or of those
that have a word which stands in all of them, pages far down, and what is in force for ZIPs and for
maps. None reads many figures.
"""


def test_what_pages_read(client: Client) -> None:
    code = Publication.objects.values_list("code", flat=True).order_by("pk")[0]
    assert {one: read_in_bulk(client, one.replace(CODE, code)) for one in PAGES} == PAGES


def read_in_bulk(client: Client, address: str) -> list[str]:
    """Of each statement of a page that reads many rows: what it is, and the tables it reads."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        assert response.status_code == 200
        b"".join(response)
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        for query in asked.captured_queries:
            sql = query["sql"]
            if not sql.startswith("SELECT"):
                cursor.execute(sql)
                continue
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING off, FORMAT JSON) {sql}")
            (plan,) = cursor.fetchone()
            read: Counter[str] = Counter()
            for table, rows in _scans(plan[0]["Plan"]):
                read[table] += rows
            if tables := sorted(table for table, rows in read.items() if rows > ROUND):
                counts = "COUNT(" in sql.split(" FROM ")[0]
                found.append(" ".join(["COUNT" if counts else "SELECT", *tables]))
    return found


def _scans(node: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Each time that a plan reads a large table, and how many rows of it."""
    table = node.get("Relation Name", "").removeprefix("disclosures_")
    if table in LARGE:
        rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        yield table, rows * node["Actual Loops"]
    for below in node.get("Plans", ()):
        yield from _scans(below)
