"""The list of what is published, and what every public page has in common."""

import pytest
from django.test import Client

from disclosures.models import Disclosure, Kind, Publication, Unit
from disclosures.site.frame import PLACE
from tests.disclosures import drafts
from tests.disclosures.site.life import TOTAL, Life

pytestmark = pytest.mark.django_db

PAGE = "/suining-dianjiao/2020/department_final_accounts/"


@pytest.fixture
def draft() -> Disclosure:
    unit = Unit.objects.create(name="遂宁市电教教仪站", slug="suining-dianjiao", region="遂宁市")
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


@pytest.fixture
def published(draft: Disclosure) -> Publication:
    return drafts.published(draft, {"html": b"<title>" + PLACE + b"</title>"})


def test_home_lists_it(client: Client, published: Publication) -> None:
    page = client.get("/").content.decode()
    assert f'<a href="{PAGE}">遂宁市电教教仪站2020年度部门决算</a>' in page


def test_home_when_nothing_is_published(client: Client) -> None:
    assert "还没有公开的材料。" in client.get("/").content.decode()


def test_home_lists_the_current_version_alone_and_nothing_withdrawn(
    client: Client, life: Life
) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    link = f'<a href="{life.address}">'
    assert client.get("/").content.decode().count(link) == 1
    life.withdraw("含有工作秘密，依法不予公开")
    assert client.get("/").content.decode().count(link) == 0


@pytest.mark.parametrize("query", ["sort=nonsense", "page=99999", "page=x", "sort=-unit"])
def test_odd_queries_show_the_list(client: Client, published: Publication, query: str) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    assert PAGE in response.content.decode()


@pytest.mark.parametrize("address", ["/", PAGE, f"{PAGE}versions/", "/verify/", "/verify/0/"])
def test_security_headers(client: Client, published: Publication, address: str) -> None:
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
