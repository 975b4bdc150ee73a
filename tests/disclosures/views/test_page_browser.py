"""The public page in a browser: readable on desktop and phone, without a fault that axe finds."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from disclosures.document.tree import Document
from disclosures.models import Disclosure, Kind, Unit
from disclosures.renderers import html
from tests.browser import Axe, follow, until
from tests.disclosures.drafts import published

ADDRESS = "/suining-dianjiao/2020/department_final_accounts/"


@pytest.fixture
def address(live_server: LiveServer, transactional_db: None, demonstration: Document) -> str:
    """Where the demonstration's page is served."""
    unit = Unit.objects.create(name=demonstration.unit, slug="suining-dianjiao", region="遂宁市")
    disclosure = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    published(disclosure, {"html": html.render(demonstration)})
    return f"{live_server.url}{ADDRESS}"


@pytest.mark.parametrize("width", [1440, 768, 390, 360])
def test_nothing_wider_than_the_window(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_no_fault_that_axe_finds(page: Page, address: str, axe: Axe) -> None:
    page.goto(address)
    assert axe(page) == []


def test_contents_stay_in_view_on_a_desktop(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    page.locator(".contents-desk").get_by_text("七、“三公”经费").click()
    heading = page.get_by_role("heading", name="七、“三公”经费财政拨款支出决算情况说明")
    heading.wait_for(state="visible")
    assert page.evaluate("window.scrollY") > 1000
    box = page.locator(".contents-desk").bounding_box()
    assert box is not None and 0 <= box["y"] < 5


def test_contents_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    phone = page.locator(".contents-phone")
    page.evaluate("window.scrollTo(0, 4000)")
    box = phone.bounding_box()
    assert box is not None and box["y"] == 0
    phone.locator("summary").click()
    phone.get_by_text("第三部分 名词解释").click()
    until(phone, "window.scrollY > 5000")
    assert phone.get_attribute("open") is None


def test_a_table_can_be_scrolled_with_the_keyboard(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    region = page.get_by_role("region", name="收入支出决算总表，可左右滚动", exact=True)
    region.focus()
    page.keyboard.press("ArrowRight")
    until(region, "element.scrollLeft > 0")


def test_the_list_leads_to_the_page(page: Page, address: str) -> None:
    page.goto(address.removesuffix(ADDRESS.removeprefix("/")))
    follow(page.get_by_role("link", name="遂宁市电教教仪站2020年度部门决算"))
    assert page.title() == "遂宁市电教教仪站2020年度部门决算"


def test_the_list_has_no_fault_that_axe_finds(page: Page, address: str, axe: Axe) -> None:
    page.goto(address.removesuffix(ADDRESS.removeprefix("/")))
    assert axe(page) == []
