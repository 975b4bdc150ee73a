"""Nobody reaches what belongs to another unit: every address of the admin site, as it is now.

The addresses are read from the URL configuration: a new one has to be given its place here.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from disclosures.events import record
from disclosures.intake.load import keep_upload
from disclosures.models import (
    Action,
    Batch,
    BulkItem,
    BulkUpload,
    ClassificationCode,
    Disclosure,
    Duty,
    Event,
    Job,
    Kind,
    Level,
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
    *("index", "app_list", "jsi18n", "autocomplete"),
    *("login", "login_code", "logout", "set_password", "password_change", "password_change_done"),
    *("second_factor", "second_factor_enrol", "second_factor_codes", "second_factor_remove"),
    *("ledger", "ledger_act", "ledger_csv", "ledger_print", "bulk_uploads"),
    *("disclosures_job_changelist", "job_progress"),
}
"""Addresses that are the same for all who may log in, or answer for what one may see."""

ADMINISTRATORS = {"user", "classificationcode", "role", "event"}
"""Models that nobody sees who works for some units only."""

SCOPED = {"disclosure", "publication", "unit", "project", "management"}
"""Models of which everybody sees the rows of their own units."""

CLERKS = ("performance_upload_preview", "bulk_")
"""Beginnings of the names of addresses that are nothing but the work of clerks."""

VALUES = {
    "table": "income_expenditure",
    "name": "disclosure.pdf",
    "action": "submit",
}
"""What stands in an address beside the keys of rows."""

QUERIES = {"desk_codes": "?table=expenditure&q=205"}
"""What has to stand behind an address."""


class Rows(NamedTuple):
    """One row of each model, all of one unit or of somebody who works there."""

    disclosure: Disclosure
    publication: Publication
    unit: Unit
    project: Project
    management: Management
    upload: Upload
    event: Event
    batch: Batch
    job: Job
    bulk: BulkUpload
    item: BulkItem


def rows_of(name: str) -> Rows:
    unit = Unit.objects.create(
        name=name, slug=f"unit-{Unit.objects.count()}", region="某市", jurisdiction="sichuan"
    )
    disclosure = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    before = Disclosure.objects.create(unit=unit, year=2019, kind=Kind.FINAL_ACCOUNTS)
    by = staff(f"of-{unit.slug}", unit=unit)
    batch = Batch.objects.create(title=f"{name}的批次", by=by)
    bulk = BulkUpload.objects.create(year=2020, kind=Kind.FINAL_ACCOUNTS, uploaded_by=by)
    return Rows(
        disclosure,
        published(before),
        unit,
        Project.objects.create(disclosure=disclosure, name=f"{name}的项目"),
        Management.objects.create(disclosure=disclosure),
        keep_upload(disclosure, b"x", f"{name}.xlsx", None),
        record(Action.TEXT, by, disclosure=disclosure),
        batch,
        Job.objects.create(batch=batch, task="publish", key=disclosure.pk, label=name, by=by),
        bulk,
        BulkItem.objects.create(upload=bulk, disclosure=disclosure, called=name),
    )


@pytest.fixture
def mine() -> Rows:
    return rows_of("乙局")


@pytest.fixture
def theirs() -> Rows:
    return rows_of("甲局")


def signed_in(client: Client, rows: Rows, *duties: Duty) -> Client:
    """Somebody with these duties for the unit of ``rows``, who started its jobs."""
    user = staff("somebody", *duties, unit=rows.unit)
    Batch.objects.filter(pk=rows.batch.pk).update(by=user)
    Job.objects.filter(pk=rows.job.pk).update(by=user)
    BulkUpload.objects.filter(pk=rows.bulk.pk).update(uploaded_by=user)
    client.force_login(user)
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
    placed = OPEN | {*of_rows()} | {*of_administrators()}
    lists = {name for name, takes in addresses().items() if not takes and model_of(name) in SCOPED}
    assert {*addresses()} - placed - lists == {"performance_upload"}


def of_rows() -> list[str]:
    """The names of the addresses that lead to what belongs to one unit or person."""
    return [
        name
        for name, takes in addresses().items()
        if takes
        and (
            name.startswith(("desk_", "job_", "bulk_"))
            or model_of(name) in SCOPED
            or name == "performance_upload_preview"
        )
    ]


def of_administrators() -> list[str]:
    """The names of the addresses for those who look after the whole site."""
    return [
        name
        for name in addresses()
        if name == "status" or name.startswith("account_") or model_of(name) in ADMINISTRATORS
    ]


def address(name: str, rows: Rows) -> str:
    given: dict[str, Any] = {}
    for one in addresses()[name]:
        match one:
            case "pk" if name.startswith("job_batch"):
                given[one] = rows.batch.pk
            case "pk" if name.startswith("job_"):
                given[one] = rows.job.pk
            case "pk" if name == "bulk_item":
                given[one] = rows.item.pk
            case "pk" if name.startswith("bulk_"):
                given[one] = rows.bulk.pk
            case "pk":
                given[one] = rows.disclosure.pk
            case "number":
                given[one] = rows.event.number
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
    signed_in(client, mine, duty)
    names = of_rows()
    assert len(names) > 30
    for name in names:
        found = answers(client, address(name, theirs))
        if name.startswith(CLERKS) and duty is not Duty.CLERK:
            assert set(found) <= {403, 405} and 403 in found, name
        else:
            assert set(found) <= {404, 405} and 404 in found, name


def test_what_is_ones_own_is_there(client: Client, mine: Rows) -> None:
    """The addresses of the test above are right: for one's own rows they answer."""
    signed_in(client, mine, *Duty)
    for name in of_rows():
        if name != "desk_roll_forward":
            assert client.get(address(name, mine)).status_code in {200, 400, 403, 405}, name
    assert client.post(address("desk_move", mine)).status_code == 409
    assert client.post(address("desk_roll_forward", mine)).status_code == 409


@pytest.mark.parametrize("duty", Duty)
def test_administrators_pages_are_for_administrators(
    client: Client, mine: Rows, duty: Duty
) -> None:
    signed_in(client, mine, duty)
    user = User.objects.create_user("another")
    code = ClassificationCode.objects.create(
        year=2020, kind="function", code="299", name="其他", level=1, evidence="official"
    )
    keys = {
        "user": user.pk,
        "classificationcode": code.pk,
        "role": Role.objects.get().pk,
        "event": mine.event.pk,
        "": user.pk,
    }
    assert {*keys} - {""} == ADMINISTRATORS
    for name in of_administrators():
        path = reverse(f"admin:{name}", args=[keys[model_of(name)]] * len(addresses()[name]))
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
    signed_in(client, mine, duty)
    for query in ("", "?q=局"):
        shown = client.get(f"/admin/{page}/{query}").content.decode()
        assert ("乙局" in shown, "甲局" in shown) == (True, False), query
    assert "甲局2020" not in client.get(f"/admin/{page}/?q=甲局").content.decode()


@pytest.mark.parametrize("duty", Duty)
def test_the_ledger_is_of_ones_own_units(
    client: Client, mine: Rows, theirs: Rows, duty: Duty
) -> None:
    signed_in(client, mine, duty)
    query = "?year=2021&kind=final_accounts"
    for name in ("ledger", "ledger_csv", "ledger_print"):
        shown = client.get(f"{reverse(f'admin:{name}')}{query}").content.decode()
        assert ("乙局" in shown, "甲局" in shown) == (True, False), name
    count = Disclosure.objects.count()
    act = reverse("admin:ledger_act", args=("create",))
    lines = [f"{theirs.unit.pk}:{level}" for level in Level]
    assert client.post(f"{act}{query}", {"line": lines}).status_code == 409
    assert Disclosure.objects.count() == count


def test_jobs_are_shown_to_who_started_them(client: Client, mine: Rows, theirs: Rows) -> None:
    signed_in(client, mine, *Duty)
    shown = client.get(reverse("admin:disclosures_job_changelist")).content.decode()
    assert ("乙局的批次" in shown, "甲局的批次" in shown) == (True, False)
    asked = "&".join(f"job={one.job.pk}&batch={one.batch.pk}" for one in (mine, theirs))
    parts = client.get(f"{reverse('admin:job_progress')}?{asked}").json()["parts"]
    assert sorted(parts) == [f"batch-{mine.batch.pk}", f"job-{mine.job.pk}"]


def test_without_any_role_there_is_nothing(client: Client, theirs: Rows) -> None:
    client.force_login(staff("nobody"))
    for name in of_rows():
        found = answers(client, address(name, theirs))
        assert set(found) <= {403, 404, 405} and {403, 404} & {*found}, name
    assert "甲局" not in client.get("/admin/").content.decode()


def test_no_row_is_found_by_its_kind_and_number(client: Client, theirs: Rows) -> None:
    """Django has an address that leads to the page of any row; ours has none."""
    client.force_login(User.objects.create_superuser("admin"))
    kind = ContentType.objects.get_for_model(Disclosure)
    assert client.get(f"/admin/r/{kind.pk}/{theirs.disclosure.pk}/").status_code == 404


# What one can choose


def choices(page: str, field: str) -> list[str]:
    """The options of a field, without the empty one."""
    select = page.split(f'<select name="{field}"')[1].split("</select>")[0]
    return re.findall(r'<option value="\d+"[^>]*>(.*?)</option>', select)


def test_a_disclosure_is_made_for_ones_own_unit(client: Client, mine: Rows, theirs: Rows) -> None:
    Unit.objects.create(name="乙站", slug="station", region="某市", parent=mine.unit)
    signed_in(client, mine, Duty.CLERK)
    add = "/admin/disclosures/disclosure/add/"
    assert choices(client.get(add).content.decode(), "unit") == ["乙局"]
    posted = {"unit": theirs.unit.pk, "year": "2021", "kind": "final_accounts", "level": "unit"}
    count = Disclosure.objects.count()
    assert client.post(add, posted).status_code == 200
    assert Disclosure.objects.count() == count


def test_a_project_is_made_for_ones_own_draft(client: Client, mine: Rows, theirs: Rows) -> None:
    signed_in(client, mine, Duty.CLERK)
    own = ["乙局2020年度部门决算"]
    for page in ("project/add", "project/upload", "management/add"):
        shown = client.get(f"/admin/performance/{page}/").content.decode()
        assert choices(shown, "disclosure") == own, page
    upload = client.post("/admin/performance/project/upload/", {"disclosure": theirs.disclosure.pk})
    assert upload.status_code == 422
    assert (Upload.objects.count(), Project.objects.count()) == (2, 2)


def test_what_an_autocomplete_offers(client: Client, mine: Rows, theirs: Rows) -> None:
    """The fields of the form of a role: units are one's own, users are no clerk's business."""
    signed_in(client, mine, Duty.CLERK)
    query = "/admin/autocomplete/?app_label=disclosures&model_name=role&term=&field_name="
    found = client.get(f"{query}unit").json()["results"]
    assert [one["text"] for one in found] == ["乙局"]
    assert client.get(f"{query}user").status_code == 403


# What each duty may do with one's own

CLERK, REVIEWER, PUBLISHER = {Duty.CLERK}, {Duty.REVIEWER}, {Duty.PUBLISHER}

WRITERS: dict[str, set[Duty]] = {
    "bulk_upload": CLERK,
    "desk_table": CLERK,
    "desk_cells": CLERK,
    "desk_paste": CLERK,
    "desk_text": CLERK,
    "desk_upload": CLERK,
    "desk_upload_preview": CLERK,
    "desk_mark_secret": CLERK | REVIEWER,
    "desk_move": CLERK,  # the move of VALUES is 报审; tests of the states try every other
    "desk_remark": REVIEWER | PUBLISHER,
    "desk_drop_remark": REVIEWER | PUBLISHER,
    "desk_resolve_remark": CLERK,
    "desk_roll_forward": CLERK | PUBLISHER,
    "desk_take_over": CLERK,
    "disclosures_disclosure_change": CLERK,
    "performance_management_delete": CLERK,
    "performance_management_change": CLERK,
    "performance_upload_preview": CLERK,
    "performance_project_delete": CLERK,
    "performance_project_change": CLERK,
    # What somebody started is theirs, whatever their duty.
    "job_retry": {*Duty},
    "job_batch_pause": {*Duty},
    "job_batch_resume": {*Duty},
    "job_batch_retry": {*Duty},
}
"""Whose posts are not turned away; nobody's at any other address (an answer names its kind)."""

HIDDEN: dict[str, set[Duty]] = {
    **{
        name: {*Duty} - CLERK
        for name in (
            *("bulk_upload", "bulk_progress", "bulk_item", "desk_upload_preview"),
            *("desk_take_over", "performance_management_delete", "performance_project_delete"),
            "performance_upload_preview",
        )
    },
    "desk_roll_forward": {Duty.REVIEWER, Duty.AUDITOR},
    "disclosures_disclosure_delete": {*Duty},
    "disclosures_publication_delete": {*Duty},
    "disclosures_unit_delete": {*Duty},
}
"""From whom a page is kept that others of the same unit see."""


def test_every_duty_at_every_address_of_ones_own(client: Client, mine: Rows) -> None:
    got: dict[str, dict[Duty, int]] = {}
    posted: dict[str, dict[Duty, int]] = {}
    for duty in Duty:
        user = staff(f"only-{duty}", duty, unit=mine.unit)
        Batch.objects.filter(pk=mine.batch.pk).update(by=user)
        Job.objects.filter(pk=mine.job.pk).update(by=user)
        BulkUpload.objects.filter(pk=mine.bulk.pk).update(uploaded_by=user)
        client.force_login(user)
        for name in of_rows():
            path = address(name, mine)
            found = answers(client, path)
            got.setdefault(name, {})[duty], posted.setdefault(name, {})[duty] = found
    hidden = {
        name: {duty for duty, status in of.items() if status == 403} for name, of in got.items()
    }
    assert {name: duties for name, duties in hidden.items() if duties} == HIDDEN
    writers = {
        name: {duty for duty, status in of.items() if status not in (403, 405)}
        for name, of in posted.items()
        if not name.endswith("_history")  # Django answers a post as it does a look
    }
    assert {name: duties for name, duties in writers.items() if duties} == WRITERS
    assert max(status for of in (*got.values(), *posted.values()) for status in of.values()) < 500
