"""Public addresses: what is published is served as it was stored; nothing else exists."""

import hashlib

import pytest
from django.test import Client

from disclosures.models import Disclosure, Kind, Publication, Unit
from disclosures.renderers import FORMATS
from tests.disclosures import drafts

pytestmark = pytest.mark.django_db

PAGE = "/suining-dianjiao/2020/department_final_accounts/"


@pytest.fixture
def draft() -> Disclosure:
    unit = Unit.objects.create(name="遂宁市电教教仪站", slug="suining-dianjiao", region="遂宁市")
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


@pytest.fixture
def published(draft: Disclosure) -> Publication:
    """A publication whose files hold the names of their formats."""
    return drafts.published(draft, {name: f"<p>{name}</p>".encode() for name in FORMATS})


def test_home_lists_it(client: Client, published: Publication) -> None:
    page = client.get("/").content.decode()
    assert f'<a href="{PAGE}">遂宁市电教教仪站2020年度部门决算</a>' in page


def test_home_when_nothing_is_published(client: Client) -> None:
    assert "还没有公开的材料。" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("name", "format", "content_type", "disposition"),
    [
        ("", "html", "text/html; charset=utf-8", None),
        ("disclosure.pdf", "pdf", "application/pdf", "inline"),
        (
            "disclosure.xlsx",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment",
        ),
        ("disclosure.csv", "csv", "text/csv; charset=utf-8", "attachment"),
        ("disclosure.json", "json", "application/json", "attachment"),
        ("disclosure.txt", "text", "text/plain; charset=utf-8", "attachment"),
    ],
)
def test_files_are_served_as_stored(
    client: Client,
    published: Publication,
    name: str,
    format: str,
    content_type: str,
    disposition: str | None,
) -> None:
    response = client.get(PAGE + name)
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert hashlib.sha256(response.content).hexdigest() == published.files.get(format=format).sha256
    expected = disposition and (
        f'{disposition}; filename="suining-dianjiao-2020-department_final_accounts.'
        f'{name.split(".")[1]}"'
    )
    assert response.get("Content-Disposition") == expected


@pytest.mark.parametrize(
    "address",
    [
        "/suining-dianjiao/2021/department_final_accounts/",
        "/suining-dianjiao/2020/department_budget/",
        "/nobody/2020/department_final_accounts/",
        f"{PAGE}disclosure.html",
        f"{PAGE}disclosure.exe",
        f"{PAGE}..%2f..%2fsecret_key",
        "/suining-dianjiao/99999999999999999999/department_final_accounts/",
    ],
)
def test_every_other_address_is_not_found(
    client: Client, published: Publication, address: str
) -> None:
    assert client.get(address).status_code == 404


def test_what_is_not_found_is_said_in_chinese(client: Client, published: Publication) -> None:
    page = client.get("/nobody/2020/department_final_accounts/").content.decode()
    assert "<h1>没有这个页面</h1>" in page
    assert '<a href="/">首页</a>' in page


def test_a_draft_has_no_public_address(client: Client, draft: Disclosure) -> None:
    names = ("", *(f"disclosure.{suffix}" for suffix in ("pdf", "xlsx", "csv", "json", "txt")))
    assert [client.get(PAGE + name).status_code for name in names] == [404] * 6


def test_only_reading(client: Client, published: Publication) -> None:
    assert client.post(PAGE).status_code == 405
    assert client.head(PAGE).status_code == 200


@pytest.mark.parametrize("query", ["sort=nonsense", "page=99999", "page=x", "sort=-unit"])
def test_odd_queries_show_the_list(client: Client, published: Publication, query: str) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 200
    assert PAGE in response.content.decode()


def test_security_headers(client: Client, published: Publication) -> None:
    response = client.get(PAGE)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response
