"""Uploading in a browser: choose a file, read the preview, correct it, confirm."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Disclosure, Duty, Fact, Kind, SheetMapping, Unit
from tests.disclosures.drafts import staff

WORKBOOK = Path(__file__).parents[2] / "data" / "suining-dianjiao-2020" / "final-accounts-2020.xlsx"


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    unit = Unit.objects.create(
        name="某某市示例单位", slug="example", region="示例市", jurisdiction="sichuan"
    )
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


@pytest.fixture
def desk(page: Page, live_server: LiveServer, disclosure: Disclosure) -> str:
    """The address of the desk, ``page`` being signed in."""
    client = Client()
    client.force_login(staff("clerk", Duty.CLERK))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size({"width": 1366, "height": 768})
    return f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}"


def wide(page: Page) -> bool:
    """Whether the page would have to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_upload_preview_confirm(page: Page, desk: str, axe: Callable[[Page], list[str]]) -> None:
    page.goto(f"{desk}/upload/")
    assert axe(page) == []
    assert not wide(page)
    page.get_by_label("文件（").set_input_files(WORKBOOK)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="将新增 124 个数据")).to_be_visible()
    assert axe(page) == []
    assert not wide(page)
    assert Fact.objects.count() == 0

    # 上年决算数 is left alone, by the keyboard, and read again.
    choice = page.get_by_label("读作").nth(9)
    choice.focus()
    choice.select_option("")
    page.get_by_role("button", name="按改正的重新预览").press("Enter")
    expect(page.get_by_role("heading", name="将新增 116 个数据")).to_be_visible()
    assert SheetMapping.objects.get().table == ""
    page.get_by_label("读作").nth(9).select_option("*")
    page.get_by_role("button", name="按改正的重新预览").press("Enter")
    expect(page.get_by_role("heading", name="将新增 124 个数据")).to_be_visible()

    page.get_by_role("button", name="确认导入").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("新增 124 个数据")
    assert page.url == f"{desk}/findings/"
    assert Fact.objects.count() == 124
    page.goto(f"{desk}/upload/")
    expect(page.get_by_role("cell", name=WORKBOOK.name)).to_be_visible()
    assert axe(page) == []
