"""Every page of the site: its headers, no inline script or style, nothing of another origin.

The addresses come from the URL configuration: one with an unknown part fails until it has a value.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from pytest_django.fixtures import Settings

from disclosures.events import record
from disclosures.facts import FactSheet
from disclosures.models import (
    Action,
    Batch,
    BulkItem,
    BulkUpload,
    ClassificationCode,
    Disclosure,
    Duty,
    Job,
    Publication,
    Role,
    Upload,
)
from disclosures.narrative.scope import Texts
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS
from disclosures.site.baking import bake
from performance.models import Management, Project
from tests.disclosures.conftest import (  # noqa: F401 - fixtures of the demonstration
    demonstration_sheet,
    demonstration_texts,
    sichuan,
)
from tests.disclosures.drafts import draft, published

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}

ONLY_WITH = {"frame-src": {"'self'"}, "frame-ancestors": {"'self'"}}
"""What the desk's preview in a frame may have instead."""

EVIL = "<script>alert('上传')</script>"


class Page(NamedTuple):
    """An address and how it is called in the URL configuration."""

    route: str
    address: str


class Faults(HTMLParser):
    """What a page must not hold."""

    REFERENCES = ("action", "data", "formaction", "href", "poster", "src", "xlink:href")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"inline <{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}={value}>")
            if name in self.REFERENCES and not self.is_own(tag, value or ""):
                self.found.append(f"<{tag} {name}={value}>")

    def is_own(self, tag: str, address: str) -> bool:
        if address.startswith("data:"):
            return tag == "img"
        return not re.match(r"\s*(//|[a-z][a-z0-9+.-]*:)", address, re.IGNORECASE)


def faults(html: str) -> list[str]:
    parser = Faults()
    parser.feed(html)
    return parser.found


def test_faults_are_found() -> None:
    assert faults(
        "<style></style><script>1</script><script src='/a.js'></script><p style='x' onclick='y'>"
        "<a href='javascript:1'></a><a href='//b.cn'></a><img src='data:,'><a href='data:,'></a>"
        "<a href='https://b.cn/'></a><a href='?a=http://b'></a>"
        "<script type='application/json'>{}</script>"
    ) == [
        *("inline <style>", "inline <script>", "<p style=x>", "<p onclick=y>"),
        *("<a href=javascript:1>", "<a href=//b.cn>", "<a href=data:,>", "<a href=https://b.cn/>"),
    ]


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser("chief", first_name="王科长")


@pytest.fixture
def disclosure(
    demonstration_sheet: FactSheet,  # noqa: F811
    demonstration_texts: Texts,  # noqa: F811
) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def public(disclosure: Disclosure) -> Publication:
    """The same as public pages."""
    document = prepare(disclosure).document
    files = {name: FORMATS[name].render(document) for name in ("html", "json")}
    publication = published(disclosure, files)
    bake(disclosure)
    return publication


@pytest.fixture
def values(chief: User, disclosure: Disclosure, public: Publication) -> dict[str, object]:
    """What stands in the place of the parts of an address; the longest start of a route wins."""
    unit = disclosure.unit
    ClassificationCode.objects.load_shipped([2020])
    code = ClassificationCode.objects.filter(code="201").earliest("pk")
    project = Project.objects.create(disclosure=disclosure, name="项目")
    management = Management.objects.create(disclosure=disclosure)
    upload = Upload.objects.create(
        disclosure=disclosure, name=f"{EVIL}.csv", sha256="0" * 64, content=EVIL.encode()
    )
    with transaction.atomic():
        event = record(Action.FIGURES, chief, disclosure=disclosure)
    batch = Batch.objects.create(title="批次", by=chief)
    job = Job.objects.create(batch=batch, task="none", key=1, label="任务", by=chief)
    bulk = BulkUpload.objects.create(
        year=2020,
        kind="final_accounts",
        name=f"{EVIL}.zip",
        uploaded_by=chief,
        read_at=timezone.now(),
    )
    item = BulkItem.objects.create(
        upload=bulk, file=f"{EVIL}.xlsx", problems=[EVIL], disclosure=disclosure, called=EVIL
    )
    role = Role.objects.create(user=chief, duty=Duty.CLERK)
    return {
        "api/v1/units/<slug>": disclosure.unit.slug,
        "api/v1/disclosures/<unit>": disclosure.unit.slug,
        "api/v1/disclosures/<unit>/<year>": disclosure.year,
        "api/v1/disclosures/<unit>/<year>/<level>": disclosure.level,
        "api/v1/disclosures/<unit>/<year>/<level>/<kind>": disclosure.kind,
        "api/v1/publications/<code>": public.code,
        "sitemap-<section>": "documents",
        "downloads/<year>": disclosure.year,
        "downloads/<year>/<key>": "none",
        "admin/auth/user/<pk>": User.objects.create_user("lihui", is_staff=True).pk,
        "admin/auth/user/<object_id>": chief.pk,
        "admin/disclosures/classificationcode/<object_id>": code.pk,
        "admin/disclosures/disclosure/<pk>": disclosure.pk,
        "admin/disclosures/disclosure/<pk>/preview/<name>": "disclosure.json",
        "admin/disclosures/disclosure/<pk>/tables/<table>": "three_public",
        "admin/disclosures/disclosure/<pk>/upload/<upload>": upload.pk,
        "admin/disclosures/disclosure/<object_id>": disclosure.pk,
        "admin/disclosures/disclosure/<pk>/log/<number>": event.number,
        "admin/disclosures/disclosure/<pk>/move/<action>": "submit",
        "admin/disclosures/disclosure/ledger/<action>": "approve",
        "admin/disclosures/disclosure/ledger/bulk/<pk>": bulk.pk,
        "admin/disclosures/disclosure/ledger/bulk/items/<pk>": item.pk,
        "admin/disclosures/event/<object_id>": event.pk,
        "admin/disclosures/job/<pk>": job.pk,
        "admin/disclosures/job/batches/<pk>": job.batch_id,
        "admin/disclosures/publication/<object_id>": public.pk,
        "admin/disclosures/role/<object_id>": role.pk,
        "admin/disclosures/unit/<object_id>": unit.pk,
        "admin/performance/management/<object_id>": management.pk,
        "admin/performance/project/upload/<upload>": upload.pk,
        "admin/performance/project/<object_id>": project.pk,
        "admin/r/<content_type_id>": 1,
        "admin/r/<content_type_id>/<object_id>": chief.pk,
        "admin/set-password/<uidb64>": "MQ",
        "admin/set-password/<uidb64>/<token>": "abc-def",
        "admin/<app_label>": "disclosures",
        "admin/<url>": "nothing",
        "<slug>": unit.slug,
        "<slug>/<year>": disclosure.year,
        "<slug>/<year>/<segment>": disclosure.segment,
        "<slug>/<year>/<segment>/<name>": "disclosure.json",
        "<slug>/<year>/<segment>/v<version>": public.version,
        "<slug>/<year>/<segment>/v<version>/<name>": "disclosure.json",
        "<slug>/<year>/<segment>/figures/<table>": "income_expenditure",
        "<slug>/<year>/<segment>/v<version>/figures/<table>": "income_expenditure",
        "verify/<code>": public.code,
    }


def routes(resolver: URLResolver, start: str = "") -> Iterator[str]:
    """Every route, its parts written as ``<name>``."""
    for pattern in resolver.url_patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            route = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route).replace("^", "").replace("$", "")
            yield re.sub(r"<\w+:(\w+)>", r"<\1>", route)


def pages(values: dict[str, object]) -> list[Page]:
    """Every address of the site once."""
    found = {}
    for route in routes(get_resolver()):
        address = route
        for part in re.finditer(r"<\w+>", route):
            value = values[route[: part.end()]]
            address = address.replace(part.group(), str(value), 1)
        found[route] = Page(route, f"/{address}")
    return list(found.values())


def policy_of(response: Any) -> dict[str, set[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def problems(page: Page, response: Any) -> Iterator[str]:
    """What is wrong with the answer to ``page``."""
    policy = policy_of(response)
    for name in {*POLICY, *policy}:
        if policy.get(name) not in (POLICY.get(name), ONLY_WITH.get(name, POLICY.get(name))):
            yield f"policy {name} {policy.get(name)}"
    expected = {
        "X-Content-Type-Options": {"nosniff"},
        "Referrer-Policy": {"same-origin"},
        "Cross-Origin-Opener-Policy": {"same-origin"},
        "X-Frame-Options": {"DENY", "SAMEORIGIN"},
    }
    for name, allowed in expected.items():
        if response.get(name) not in allowed:
            yield f"{name}: {response.get(name)}"
    staff = page.address.startswith("/admin/")
    if staff and "no-store" not in response.get("Cache-Control", ""):
        yield f"Cache-Control: {response.get('Cache-Control')}"
    if response["Content-Type"].startswith("text/html"):
        html = response.content.decode()
        yield from faults(html)
        if EVIL in html:
            yield "an upload as HTML"


def test_every_address(chief: User, values: dict[str, object]) -> None:
    client = Client()
    client.force_login(chief)
    found, seen = [], {}
    for page in pages(values):
        response = client.get(page.address)
        if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
            client.force_login(chief)  # it was the page for leaving
        seen[page.route] = response.status_code
        found += [f"{page.address} {response.status_code}: {it}" for it in problems(page, response)]
    assert found == []
    assert max(seen.values()) < 500
    opened = [route for route, status in seen.items() if status == 200]
    assert "admin/disclosures/disclosure/<pk>/preview/page/" in opened
    assert "<slug>/<year>/<segment>/" in opened
    assert len(opened) >= 45


def test_every_address_for_somebody_not_signed_in(values: dict[str, object]) -> None:
    found, inside = [], []
    for page in pages(values):
        response = Client().get(page.address)
        found += [f"{page.address}: {problem}" for problem in problems(page, response)]
        if page.address.startswith("/admin/") and response.status_code == 200:
            inside.append(page.route)
    assert found == []
    assert inside == ["admin/set-password/<uidb64>/<token>/", "admin/login/"]


def test_public_pages_may_be_kept(public: Publication, client: Client) -> None:
    for address in ("/", public.disclosure.get_absolute_url()):
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" not in response.get("Cache-Control", "")
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


@pytest.mark.parametrize("address", ["/admin/login/", "/", "/nothing/"])
def test_behind_tls(settings: Settings, address: str) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get(address)["Location"] == f"https://testserver{address}"
    answer = client.get(address, secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
