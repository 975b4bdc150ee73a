"""A budget at the desk: every page opens, every table can be typed, its workbook comes back."""

import io
import json
import re
from decimal import Decimal
from html import unescape
from random import Random

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosures.models import Disclosure, Kind, Level, Unit, Upload
from disclosures.models.fact import sheet_of
from disclosures.pipeline import standard_of
from tests.disclosures.checks.consistent_budget import budget
from tests.disclosures.drafts import clerk, store
from tests.disclosures.samples import BUDGETS

pytestmark = pytest.mark.django_db

PAGES = ("overview", "texts", "findings", "upload", "preview", "preview_page", "self_check", "log")


@pytest.fixture(params=BUDGETS, ids=lambda of: of[0])
def draft(request: pytest.FixtureRequest) -> Disclosure:
    jurisdiction, year = request.param
    unit = Unit.objects.create(
        name="某某中心", slug="centre", region="某市", jurisdiction=jurisdiction
    )
    return Disclosure.objects.create(unit=unit, year=year, kind=Kind.BUDGET)


@pytest.fixture
def filled(draft: Disclosure) -> Disclosure:
    """With the figures of a budget in which everything agrees."""
    store(draft, budget(standard_of(draft), Random(7)).sheet())  # noqa: S311
    return draft


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(clerk())
    return client


def address(name: str, of: Disclosure, *further: object) -> str:
    return reverse(f"admin:desk_{name}", args=(of.pk, *further))


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("page", [*PAGES, "tables", "take_over"])
def test_every_page_opens(desk: Client, filled: Disclosure, page: str, level: Level) -> None:
    Disclosure.objects.filter(pk=filled.pk).update(level=level)
    assert desk.get(address(page, filled)).status_code == 200


def test_every_table_opens_with_a_field_for_each_figure(desk: Client, filled: Disclosure) -> None:
    sheet, standard = sheet_of(filled), standard_of(filled)
    for table in standard.entry_tables():
        page = desk.get(address("table", filled, table.id)).content.decode()
        assert f"<title>{table.title}" in page
        shown = set(re.findall(rf'id="(cell-{table.id}-[^"]+)"', page))
        known = {f"cell-{cell.table}-{cell.row}-{cell.column}" for cell in sheet.facts_of(table.id)}
        assert known <= shown, table.id


def test_a_figure_that_is_typed_is_stored_with_its_totals(desk: Client, draft: Disclosure) -> None:
    column = "current" if draft.unit.jurisdiction == "sichuan" else "basic"
    change = {"cell": f"general_public/2050102/{column}", "text": "12.5", "base": ""}
    response = desk.post(
        address("cells", draft, "general_public"),
        json.dumps({"unit": "万元", "changes": [change]}),
        content_type="application/json",
    )
    assert response.status_code == 200, response.content.decode()
    figures = {str(cell): fact.value for cell, fact in sheet_of(draft).facts.items()}
    assert figures[f"general_public/2050102/{column}"] == Decimal(125000)
    assert figures["general_public/total/total"] == Decimal(125000)


def upload(desk: Client, of: Disclosure, content: bytes) -> str:
    """The preview an upload leads to, confirmed."""
    file = SimpleUploadedFile("预算.xlsx", content)
    response = desk.post(address("upload", of), {"workbook": file})
    assert response.status_code == 302, unescape(response.content.decode())
    page = unescape(desk.get(response["Location"]).content.decode())
    token = page.split('name="token" value="')[1].split('"')[0]
    kept = Upload.objects.latest("pk")
    confirmed = address("upload_preview", of, kept.pk)
    assert desk.post(confirmed, {"token": token, "confirm": "确认导入"}).status_code == 302
    return page


def test_the_filled_workbook_comes_back_as_it_went(desk: Client, filled: Disclosure) -> None:
    before = dict(sheet_of(filled).facts)
    content = desk.get(address("filled_workbook", filled)).content
    filled.facts.all().delete()
    upload(desk, filled, content)
    after = sheet_of(filled).facts
    assert {cell: fact.value for cell, fact in after.items()} == {
        cell: fact.value for cell, fact in before.items()
    }


def test_the_blank_workbook_has_every_sheet_and_no_figure(desk: Client, draft: Disclosure) -> None:
    content = desk.get(address("blank_workbook", draft)).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    tables = [table for table in standard_of(draft).entry_tables() if not table.view_of]
    titles = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert [table.title for table in tables if table.title not in titles] == []
    numbers = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    assert numbers == []
