"""Nobody reaches what belongs to another unit: every address of the admin site, as it is now.

The addresses are read from the URL configuration: a new one has to be given its place here.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from disclosures.intake.load import keep_upload
from disclosures.models import (
    ClassificationCode,
    Disclosure,
    Duty,
    Kind,
    Publication,
    Role,
    Unit,
    Upload,
)
from performance.models import Management, Project
from tests.disclosures.drafts import published, staff

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST")

OPEN = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "jsi18n",
    "view_on_site",
    "app_list",
    "autocomplete",
}
"""Addresses that are the same for all who may log in, or answer for the rows one may see."""

ADMINISTRATORS = {"group", "user", "classificationcode", "role"}
"""Models that only administrators see."""

SCOPED = {"disclosure", "publication", "unit", "project", "management"}
"""Models of which everybody sees the rows of their own units."""

VALUES = {
    "table": "income_expenditure",
    "name": "disclosure.pdf",
    "action": "submit",
}
"""What stands in an address beside the keys of rows."""

QUERIES = {"desk_codes": "?table=expenditure&q=205"}
"""What has to stand behind an address."""


class Rows(NamedTuple):
    """One row of each model, all of one unit."""

    disclosure: Disclosure
    publication: Publication
    unit: Unit
    project: Project
    management: Management
    upload: Upload


def rows_of(name: str) -> Rows:
    unit = Unit.objects.create(
        name=name, slug=f"unit-{Unit.objects.count()}", region="某市", jurisdiction="sichuan"
    )
    disclosure = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    before = Disclosure.objects.create(unit=unit, year=2019, kind=Kind.FINAL_ACCOUNTS)
    return Rows(
        disclosure,
        published(before),
        unit,
        Project.objects.create(disclosure=disclosure, name=f"{name}的项目"),
        Management.objects.create(disclosure=disclosure),
        keep_upload(disclosure, b"x", f"{name}.xlsx", None),
    )


@pytest.fixture
def mine() -> Rows:
    return rows_of("乙局")


@pytest.fixture
def theirs() -> Rows:
    return rows_of("甲局")


def signed_in(client: Client, unit: Unit, *duties: Duty) -> Client:
    client.force_login(staff("somebody", *duties, unit=unit))
    return client


def addresses() -> dict[str, list[str]]:
    """By name of an address in the admin site what it takes; redirections have no name."""
    (admin,) = (one for one in get_resolver().url_patterns if str(one.pattern) == "admin/")
    assert isinstance(admin, URLResolver)
    return dict(_named(admin))


def _named(resolver: URLResolver) -> Iterator[tuple[str, list[str]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern) and one.name:
            yield one.name, list(one.pattern.converters) or list(one.pattern.regex.groupindex)
        elif isinstance(one, URLResolver):
            for name, takes in _named(one):
                yield name, list(one.pattern.converters) + takes


def model_of(name: str) -> str:
    """The model whose page has the name ``app_model_page``, '' for pages of other kinds."""
    found = re.fullmatch(
        r"[a-z]+_([a-z]+)_(changelist|add|history|delete|change|password_change)", name
    )
    return found.group(1) if found else ""


def test_every_address_has_its_place() -> None:
    placed = {
        name
        for name in addresses()
        if name in OPEN
        or name.startswith("desk_")
        or model_of(name) in ADMINISTRATORS | SCOPED
        or name in {"performance_upload", "performance_upload_preview"}
    }
    assert {*addresses()} - placed == set()


def of_rows() -> list[str]:
    """The names of the addresses that lead to one row of a unit."""
    return [
        name
        for name, takes in addresses().items()
        if takes and name not in OPEN and model_of(name) not in ADMINISTRATORS
    ]


def address(name: str, rows: Rows) -> str:
    given: dict[str, Any] = {}
    for one in addresses()[name]:
        match one:
            case "pk":
                given[one] = rows.disclosure.pk
            case "upload":
                given[one] = rows.upload.pk
            case "object_id":
                given[one] = getattr(rows, model_of(name)).pk
            case _:
                given[one] = VALUES[one]
    return reverse(f"admin:{name}", kwargs=given) + QUERIES.get(name, "")


def answers(client: Client, path: str) -> list[int]:
    return [client.generic(method, path).status_code for method in METHODS]


@pytest.mark.parametrize("duty", Duty)
def test_what_is_anothers_is_not_there(
    client: Client, mine: Rows, theirs: Rows, duty: Duty
) -> None:
    """405 is the same for everybody, whatever the address names."""
    signed_in(client, mine.unit, duty)
    names = of_rows()
    assert len(names) > 30
    for name in names:
        found = answers(client, address(name, theirs))
        if name == "performance_upload_preview" and duty is not Duty.CLERK:
            assert found == [403, 403]
        else:
            assert set(found) <= {404, 405} and 404 in found, name


def test_what_is_ones_own_is_there(client: Client, mine: Rows) -> None:
    """The addresses of the test above are right: for one's own rows they answer."""
    signed_in(client, mine.unit, *Duty)
    for name in of_rows():
        if name not in {"desk_move", "desk_roll_forward"}:
            assert client.get(address(name, mine)).status_code in {200, 400, 403, 405}, name
    assert client.post(address("desk_move", mine)).status_code == 409
    assert client.post(address("desk_roll_forward", mine)).status_code == 409


@pytest.mark.parametrize("duty", Duty)
def test_administrators_pages_are_for_administrators(
    client: Client, mine: Rows, duty: Duty
) -> None:
    signed_in(client, mine.unit, duty)
    rows: dict[str, Model] = {
        "group": Group.objects.create(name="组"),
        "user": User.objects.create_user("another"),
        "classificationcode": ClassificationCode.objects.create(
            year=2020, kind="function", code="299", name="其他", level=1, evidence="official"
        ),
        "role": Role.objects.get(),
    }
    assert {*rows} == ADMINISTRATORS
    for name, takes in addresses().items():
        if model_of(name) in rows:
            path = reverse(f"admin:{name}", args=[rows[model_of(name)].pk] * len(takes))
            assert answers(client, path) == [403, 403], name


@pytest.mark.parametrize("duty", Duty)
@pytest.mark.parametrize(
    "page",
    [
        "disclosures/disclosure",
        "disclosures/publication",
        "disclosures/unit",
        "performance/project",
        "performance/management",
    ],
)
def test_lists_show_ones_own(
    client: Client, mine: Rows, theirs: Rows, duty: Duty, page: str
) -> None:
    signed_in(client, mine.unit, duty)
    for query in ("", "?q=局"):
        shown = client.get(f"/admin/{page}/{query}").content.decode()
        assert ("乙局" in shown, "甲局" in shown) == (True, False), query
    assert "甲局2020" not in client.get(f"/admin/{page}/?q=甲局").content.decode()


def test_without_any_role_there_is_nothing(client: Client, theirs: Rows) -> None:
    client.force_login(staff("nobody"))
    for name in of_rows():
        found = answers(client, address(name, theirs))
        assert set(found) <= {403, 404, 405} and {403, 404} & {*found}, name
    assert "甲局" not in client.get("/admin/").content.decode()


# What one can choose


def choices(page: str, field: str) -> list[str]:
    """The options of a field, without the empty one."""
    select = page.split(f'<select name="{field}"')[1].split("</select>")[0]
    return re.findall(r'<option value="\d+"[^>]*>(.*?)</option>', select)


def test_a_disclosure_is_made_for_ones_own_unit(client: Client, mine: Rows, theirs: Rows) -> None:
    Unit.objects.create(name="乙站", slug="station", region="某市", parent=mine.unit)
    signed_in(client, mine.unit, Duty.CLERK)
    add = "/admin/disclosures/disclosure/add/"
    assert choices(client.get(add).content.decode(), "unit") == ["乙局"]
    posted = {"unit": theirs.unit.pk, "year": "2021", "kind": "final_accounts", "level": "unit"}
    count = Disclosure.objects.count()
    assert client.post(add, posted).status_code == 200
    assert Disclosure.objects.count() == count


def test_a_project_is_made_for_ones_own_draft(client: Client, mine: Rows, theirs: Rows) -> None:
    signed_in(client, mine.unit, Duty.CLERK)
    own = ["乙局2020年度部门决算"]
    for page in ("project/add", "project/upload", "management/add"):
        shown = client.get(f"/admin/performance/{page}/").content.decode()
        assert choices(shown, "disclosure") == own, page
    upload = client.post("/admin/performance/project/upload/", {"disclosure": theirs.disclosure.pk})
    assert upload.status_code == 422
    assert (Upload.objects.count(), Project.objects.count()) == (2, 2)


def test_what_an_autocomplete_offers(client: Client, mine: Rows, theirs: Rows) -> None:
    """The fields of the form of a role: units are one's own, users are no clerk's business."""
    signed_in(client, mine.unit, Duty.CLERK)
    query = "/admin/autocomplete/?app_label=disclosures&model_name=role&term=&field_name="
    found = client.get(f"{query}unit").json()["results"]
    assert [one["text"] for one in found] == ["乙局"]
    assert client.get(f"{query}user").status_code == 403
