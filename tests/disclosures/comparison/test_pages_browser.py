"""The pages in a browser: nothing wider than the screen, no fault that axe finds, by keyboard."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Kind, Level
from tests.browser import Axe
from tests.disclosures.comparison.made_up import (
    EXPENDITURE,
    PAID,
    RECEIVED,
    TOTAL,
    department,
    publish,
)


@pytest.fixture
def home(live_server: LiveServer, transactional_db: None) -> str:
    """A department and two units with budgets and final accounts of five years."""
    units = department()
    for year in range(2020, 2025):
        for kind in Kind:
            for of in units:
                own = {TOTAL: f"{year}0000", EXPENDITURE: f"{year - 100}0000.55"}
                publish(of, {**own, PAID: "1", RECEIVED: "1"}, year, kind)
            whole = {TOTAL: f"{year * 3}0000", EXPENDITURE: "1234567890.12"}
            publish(units[0], whole, year, kind, Level.DEPARTMENT)
    return live_server.url


ADDRESSES = ("/ju/", "/jia/", "/compare/?unit=ju&unit=jia&unit=yi&unit=none&add=站")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_width(page: Page, home: str, axe: Axe, address: str) -> None:
    page.goto(f"{home}{address}")
    for width in (1440, 390, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert axe(page) == []


def test_a_unit_is_taken_out_and_added_without_scripts(without_scripts: Page, home: str) -> None:
    page = without_scripts
    page.goto(f"{home}/compare/?unit=jia&unit=ju")
    page.get_by_label("某某局").uncheck()
    page.get_by_label("加入单位").fill("乙")
    page.get_by_label("年度", exact=True).select_option("2021")
    page.get_by_label("口径", exact=True).select_option("单位")
    page.get_by_role("button", name="比较").click()
    page.wait_for_url("**add=*")
    assert page.locator("thead th").all_inner_texts() == ["项目", "数据", "甲站", "乙站"]
    assert page.get_by_label("年度", exact=True).input_value() == "2021"
