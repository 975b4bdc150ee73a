"""The feed, the sitemap and robots.txt: what is public, and nothing else."""

import re

import pytest
from defusedxml import ElementTree
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from config.settings import Rate
from disclosures.models import Unit
from tests.disclosures.site.life import Life

ATOM = "{http://www.w3.org/2005/Atom}"
NAME = "遂宁市电教教仪站2020年度部门决算"


def entries(client: Client) -> list[tuple[str, str, str]]:
    """Title, address and summary of each entry."""
    response = client.get("/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert [feed.findtext(f"{ATOM}{name}") for name in ("title", "id")] == [
        "预决算公开",
        f"{project.SITE_URL}/feed.atom",
    ]
    assert feed.find(f"{ATOM}updated") is not None
    found = feed.findall(f"{ATOM}entry")
    for entry in found:
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found)
    return [
        (
            entry.findtext(f"{ATOM}title", ""),
            entry.find(f"{ATOM}link").attrib["href"].removeprefix(project.SITE_URL),  # type: ignore[union-attr]
            entry.findtext(f"{ATOM}summary", ""),
        )
        for entry in found
    ]


def addresses(client: Client) -> list[str]:
    """Every address of the sitemap, without the host."""
    index = client.get("/sitemap.xml").content.decode()
    maps = re.findall(r"<loc>http://testserver(/[^<]*)</loc>", index)
    assert maps == ["/sitemap-pages.xml", "/sitemap-documents.xml"]
    text = "".join(client.get(address).content.decode() for address in maps)
    return re.findall(r"<loc>http://testserver(/[^<]*)</loc>", text)


def test_a_draft_is_in_none_of_them(client: Client, life: Life) -> None:
    assert entries(client) == []
    assert addresses(client) == ["/", "/open-data/", "/verify/"]


def test_published_corrected_and_withdrawn(client: Client, life: Life) -> None:
    life.publish()
    first = (f"公开：{NAME}", f"{life.address}v1/", "第1版")
    assert entries(client) == [first]
    life.correct("总计误填", lambda: None)
    second = (f"更正：{NAME}", f"{life.address}v2/", "第2版，更正理由：总计误填")
    assert entries(client) == [second, first]
    assert addresses(client) == ["/", "/open-data/", "/verify/", life.address]
    life.withdraw("含有工作秘密，依法不予公开")
    gone = (f"撤回：{NAME}", life.address, "撤回依据：含有工作秘密，依法不予公开")
    assert entries(client) == [gone]
    assert addresses(client) == ["/", "/open-data/", "/verify/"]


def test_maps_are_read_without_the_texts_of_documents(client: Client, life: Life) -> None:
    life.publish()
    with CaptureQueriesContext(connection) as asked:
        assert life.address in client.get("/sitemap-documents.xml").content.decode()
    listing = [query["sql"] for query in asked if '"published_at"' in query["sql"]]
    columns = re.findall(r'"disclosures_publication"\."(\w+)"', listing[-1].split(" FROM ")[0])
    assert columns == ["id", "disclosure_id", "published_at"]
    assert len([query for query in asked if query["sql"].startswith("SELECT")]) == 2


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-documents.xml"])
def test_maps_are_public_lists(client: Client, db: None, settings: Settings, address: str) -> None:
    settings.RATE_LIMITS = {"search": Rate(1, 600)}
    answered = client.get(address)
    assert (answered.status_code, answered["Cache-Control"], answered["X-Robots-Tag"]) == (
        *(200, "public, max-age=60", "noindex, noodp, noarchive"),
    )
    refused = client.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    assert client.post(address).status_code == 405


def test_what_is_made_up_is_marked(client: Client, life: Life) -> None:
    Unit.objects.update(demonstration=True)
    life.publish()
    assert [title for title, _, _ in entries(client)] == [f"公开：{NAME}（演示数据）"]


def test_robots(client: Client) -> None:
    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\n"
        "Disallow: /admin/\n"
        "Disallow: /verify/\n"
        f"Sitemap: {project.SITE_URL}/sitemap.xml\n"
    )
