"""Finding a sentence with a browser, on a desk and on a phone, with and without scripts."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from disclosures.document.tree import Document
from disclosures.models import Disclosure, Kind, Unit
from disclosures.renderers import html
from disclosures.search.index import index
from tests.browser import SIZES, Axe, fits, follow, until
from tests.disclosures.drafts import published


@pytest.fixture
def home(live_server: LiveServer, transactional_db: None, demonstration: Document) -> str:
    """The address of a site with the demonstration's page."""
    unit = Unit.objects.create(
        name=demonstration.unit, slug="suining-dianjiao", region="遂宁市", demonstration=True
    )
    disclosure = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    published(disclosure, {"html": html.render(demonstration)})
    index(disclosure)
    return f"{live_server.url}/"


@pytest.mark.parametrize(("width", "height"), [*SIZES, (360, 800)])
def test_from_the_home_page_to_the_sentence(
    page: Page, home: str, axe: Axe, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(home)
    assert page.get_by_role("heading", level=2).last.text_content() == "全部公开材料：共 1 份"
    assert fits(page)
    assert axe(page) == []
    box = page.get_by_role("searchbox")
    box.fill("智慧课堂 晒课")
    follow(box)
    assert page.get_by_role("heading", name="找到 1 份").is_visible()
    assert page.locator("mark").all_text_contents().count("智慧课堂") == 2
    assert fits(page)
    assert axe(page) == []
    follow(page.locator(".results ul a").first)
    paragraph = page.locator("p:target")
    assert (paragraph.text_content() or "").startswith("四是推进智慧教育学校的创建工作。")
    until(paragraph, "element.getBoundingClientRect().top >= 0")
    until(paragraph, "element.getBoundingClientRect().top < window.innerHeight")


def test_in_the_dark(page: Page, home: str, axe: Axe) -> None:
    page.emulate_media(color_scheme="dark")
    for address in ("", "?year=1999", "search/?q=智慧课堂", "search/?q=没这回事"):
        page.goto(home + address)
        assert axe(page) == []


def test_without_scripts(without_scripts: Page, home: str) -> None:
    without_scripts.goto(home)
    without_scripts.get_by_role("searchbox").fill("snsdj")
    without_scripts.get_by_role("button", name="查找").click()
    assert without_scripts.get_by_role("heading", name="找到 1 份").is_visible()
