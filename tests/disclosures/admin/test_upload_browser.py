"""Uploading in a browser: choose a file, read the preview, correct it, confirm."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Disclosure, Duty, Fact, SheetMapping
from tests.browser import Axe, fits, follow, sign_in
from tests.disclosures.drafts import empty, staff

WORKBOOK = Path(__file__).parents[2] / "data" / "suining-dianjiao-2020" / "final-accounts-2020.xlsx"


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    return empty()


@pytest.fixture
def desk(page: Page, live_server: LiveServer, disclosure: Disclosure) -> str:
    """The address of the desk, ``page`` being signed in."""
    sign_in(page, staff("clerk", Duty.CLERK), live_server)
    page.set_viewport_size({"width": 1366, "height": 768})
    return f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}"


def test_upload_preview_confirm(page: Page, desk: str, axe: Axe) -> None:
    page.goto(f"{desk}/upload/")
    assert (fits(page), axe(page)) == (True, [])
    page.get_by_label("文件（").set_input_files(WORKBOOK)
    follow(page.get_by_role("button", name="上传并预览"))
    expect(page.get_by_role("heading", name="将新增 124 个数据")).to_be_visible()
    assert (fits(page), axe(page)) == (True, [])
    assert Fact.objects.count() == 0

    # 上年决算数 is left alone, by the keyboard, and read again.
    choice = page.get_by_label("读作").nth(9)
    choice.focus()
    choice.select_option("")
    follow(page.get_by_role("button", name="按改正的重新预览"))
    expect(page.get_by_role("heading", name="将新增 116 个数据")).to_be_visible()
    assert SheetMapping.objects.get().table == ""
    page.get_by_label("读作").nth(9).select_option("*")
    follow(page.get_by_role("button", name="按改正的重新预览"))
    expect(page.get_by_role("heading", name="将新增 124 个数据")).to_be_visible()

    follow(page.get_by_role("button", name="确认导入"))
    expect(page.locator(".messagelist")).to_contain_text("新增 124 个数据")
    assert page.url == f"{desk}/findings/"
    assert Fact.objects.count() == 124
    page.goto(f"{desk}/upload/")
    expect(page.get_by_role("cell", name=WORKBOOK.name)).to_be_visible()
    assert axe(page) == []
