"""A column that a person names on the preview page is recognised by itself in next year's file."""

import io
import re
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from disclosures.models import Disclosure, Fact, Kind, SheetMapping, Unit, Upload

pytestmark = pytest.mark.django_db

SHEET = "公开05表 一般公共预算财政拨款支出决算表"
OUR_NAME = "人员和日常"
"""What the unit's own system calls 基本支出."""


def base(disclosure: Disclosure) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}"


def file_of(client: Client, disclosure: Disclosure, basic: float) -> SimpleUploadedFile:
    """One table of the blank workbook of the year, with a head of the unit's own."""
    blank = client.get(f"{base(disclosure)}/workbook/blank/").content
    book = openpyxl.load_workbook(io.BytesIO(blank))
    for sheet in book.worksheets:
        if sheet.title != SHEET:
            book.remove(sheet)
    sheet = book[SHEET]
    sheet["D5"] = OUR_NAME
    sheet["C7"], sheet["D7"], sheet["E7"] = basic + 1, basic, 1
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("决算.xlsx", stream.getvalue())


def sent(client: Client, disclosure: Disclosure, basic: float) -> str:
    """The address of the preview of the unit's file."""
    file = file_of(client, disclosure, basic)
    response = client.post(f"{base(disclosure)}/upload/", {"workbook": file})
    assert response.status_code == 302
    return str(response["Location"])


def page_at(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def problems(page: str) -> list[str]:
    found = re.findall(r'<ol class="problems">(.*?)</ol>', page, re.DOTALL)
    return [line for part in found for line in re.findall(r"<li>(.*?)</li>", part, re.DOTALL)]


def confirm(client: Client, address: str) -> None:
    token = re.findall(r'name="token" value="(\w+)"', page_at(client, address))[0]
    assert client.post(address, {"confirm": "1", "token": token}).status_code == 302


def figures(disclosure: Disclosure) -> dict[str, str]:
    rows = Fact.objects.filter(disclosure=disclosure).order_by("column")
    return {row.column: str(row.value) for row in rows}


def test_next_year_nobody_has_to_say_it_again(admin_client: Client) -> None:
    unit = Unit.objects.create(
        name="某某区示例中心", slug="example", region="某某区", jurisdiction="national"
    )
    this, following = (
        Disclosure.objects.create(unit=unit, year=year, kind=Kind.FINAL_ACCOUNTS)
        for year in (2023, 2024)
    )
    address = sent(admin_client, this, 5)
    page = page_at(admin_client, address)
    assert problems(page) == [
        f"工作表“{SHEET}”：没有找到“本年支出·基本支出”栏，"
        "请使用《一般公共预算财政拨款支出决算表》的规定表样"
    ]
    assert "没有找到：本年支出·基本支出" in page
    label = re.findall(rf'<label for="id_([\w-]+)">D5“本年支出·{OUR_NAME}”栏</label>', page)
    said = {"recognise": "1", "sheet-0": "general_public", label[0]: "basic"}
    assert admin_client.post(address, said)["Location"] == address
    mapping = SheetMapping.objects.get()
    assert (mapping.unit, mapping.table) == (unit, "general_public")
    assert (mapping.columns, str(mapping.by)) == ({f"本年支出·{OUR_NAME}": "basic"}, "admin")
    assert problems(page_at(admin_client, address)) == []
    confirm(admin_client, address)
    assert figures(this) == {"basic": "50000.00", "project": "10000.00", "total": "60000.00"}

    address = sent(admin_client, following, 7)
    page = page_at(admin_client, address)
    assert (problems(page), "（按改正的读）" in page) == ([], True)
    confirm(admin_client, address)
    assert figures(following) == {"basic": "70000.00", "project": "10000.00", "total": "80000.00"}
    assert SheetMapping.objects.count() == 1
    assert Upload.objects.exclude(confirmed_at=None).count() == 2


def test_another_unit_says_it_for_itself(admin_client: Client) -> None:
    units = [
        Unit.objects.create(name=name, slug=slug, region="某某区", jurisdiction="national")
        for name, slug in (("甲单位", "a"), ("乙单位", "b"))
    ]
    mine, theirs = (
        Disclosure.objects.create(unit=unit, year=2024, kind=Kind.FINAL_ACCOUNTS) for unit in units
    )
    SheetMapping.objects.create(
        unit=mine.unit,
        kind=mine.kind,
        sheet="一般公共预算财政拨款支出决算表",
        table="general_public",
        columns={f"本年支出·{OUR_NAME}": "basic"},
    )
    assert problems(page_at(admin_client, sent(admin_client, mine, 5))) == []
    assert len(problems(page_at(admin_client, sent(admin_client, theirs, 5)))) == 1
