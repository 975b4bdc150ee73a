"""Every kind of public page in the light and in the dark, on a phone, zoomed, printed, by keyboard.

What axe finds is held against WCAG 2.2 AA, the size of targets included.
"""

from typing import Literal, cast

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from disclosures.facts import FactSheet
from disclosures.narrative.scope import Texts
from disclosures.site.addresses import verification_address
from tests.browser import fits, violations
from tests.disclosures import drafts
from tests.disclosures.site.life import TOTAL, Life

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

Contrast = Literal["no-preference", "more"]
CONTRASTS: tuple[Contrast, ...] = ("no-preference", "more")

CAPTION = "getComputedStyle(document.querySelector('figcaption')).color"
BORDER = "getComputedStyle(document.querySelector('main td')).borderTopColor"

TEMPLATES = {"429.html": {"minutes": 3, "contact": "某科"}, "500.html": {}, "503.html": {}}
"""Pages that say that something is not possible now."""


@pytest.fixture
def addresses(
    transactional_db: None,
    life: Life,
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
) -> list[str]:
    """One of each kind of page: a document that was corrected, another that was withdrawn."""
    first = life.publish()
    life.correct("合计有误", lambda: life.enter(TOTAL, "1"))
    other = Life(drafts.draft(demonstration_sheet, demonstration_texts, "某某中心"), life.by)
    other.publish()
    other.withdraw("依据某文件")
    unit = life.disclosure.unit.slug
    return [
        life.address,
        f"{life.address}v1/",
        f"{life.address}versions/",
        f"{life.address}figures/general_public/",
        other.address,
        "/",
        "/?year=1990",
        f"/{unit}/",
        "/verify/",
        verification_address(first),
        "/verify/0000000000000000/",
        f"/compare/?unit={unit}",
        "/search/?q=教育",
        "/open-data/",
        "/nowhere/",
    ]


def faults(page: Page) -> list[str]:
    """What axe finds, a line for each element."""
    return [f"{page.url} {fault}" for fault in violations(page, RULES)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_fault_of_any_page(
    page: Page, live_server: LiveServer, addresses: list[str], scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme)
    found = []
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        found += faults(page)
    assert found == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_fault_where_an_address_leads_into_a_page(
    page: Page, live_server: LiveServer, addresses: list[str], scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme)
    for address, places in ((addresses[3], "main .figure[id]"), (addresses[0], "main p[id]")):
        page.goto(f"{live_server.url}{address}")
        id = page.locator(places).first.get_attribute("id")
        page.goto(f"{live_server.url}{address}#{id}")
        assert page.locator(":target").count() == 1
        assert faults(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_no_fault_of_a_page_that_refuses(
    page: Page, live_server: LiveServer, name: str, scheme: Scheme
) -> None:
    body = render_to_string(name, TEMPLATES[name])
    page.route(f"{live_server.url}/refused/", lambda route: route.fulfill(body=body))
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}/refused/")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 640})
    assert fits(page)


@pytest.mark.parametrize("width", [360, 640, 768, 1440])
def test_no_page_is_wider_than_its_window(
    page: Page, live_server: LiveServer, addresses: list[str], width: int
) -> None:
    """640 is what 200 % leave of a screen of 1280."""
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        wide += [] if fits(page) else [address]
    assert wide == []


def test_the_keyboard_comes_to_the_text_first_and_is_seen_where_it_is(
    page: Page, live_server: LiveServer, addresses: list[str]
) -> None:
    unseen = []
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        assert skip.evaluate("link => link === document.activeElement"), address
        box = skip.bounding_box()
        assert box is not None and box["x"] >= 0, address
        for _ in range(6):
            page.keyboard.press("Tab")
            unseen += page.evaluate(
                "(() => { const at = document.activeElement, style = getComputedStyle(at);"
                " return style.outlineStyle === 'none' ? [at.outerHTML] : []; })()"
            )
    assert unseen == []


def test_a_row_shows_its_address_to_whoever_points_at_it(
    page: Page, live_server: LiveServer, addresses: list[str]
) -> None:
    page.goto(f"{live_server.url}{addresses[0]}")
    table = page.locator("table:has(#row-general_public-total)")
    row, other = table.locator("#row-general_public-total"), table.locator("tbody tr").last
    assert [one.locator(".here").is_visible() for one in (row, other)] == [False, False]
    row.hover()
    assert [one.locator(".here").is_visible() for one in (row, other)] == [True, False]
    row.locator(".here").click()
    assert page.url == f"{live_server.url}{addresses[0]}#row-general_public-total"
    assert faults(page) == []
    heading = page.locator("h3:has([href='#table-general_public'])")
    heading.locator(".here").click()
    assert heading.evaluate("title => title.getBoundingClientRect().top >= 0")
    assert page.locator(":target").get_attribute("id") == "table-general_public"


def test_a_chart_has_its_data_as_a_table(
    page: Page, live_server: LiveServer, addresses: list[str]
) -> None:
    page.goto(f"{live_server.url}{addresses[0]}")
    figures = page.locator("figure:has(svg)")
    assert figures.count() > 5
    assert page.locator("figure:has(svg) details.data table").count() == figures.count()
    figure = figures.filter(has_text="占比").first
    figure.locator("summary").press("Enter")
    described = cast("str", figure.locator("svg desc").text_content())
    rows = [row.locator("th, td").all_inner_texts() for row in figure.locator("tbody tr").all()]
    assert len(rows) > 1
    for label, amount, share in rows:
        assert f"{label}：{amount}万元，占{share}" in described


def test_printed_without_what_only_leads_elsewhere_and_black_on_white(
    page: Page, live_server: LiveServer, addresses: list[str]
) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        for what in (".skip", ".site-head nav", "main form", ".files", "details.data"):
            for found in page.locator(what).all():
                assert not found.is_visible(), (address, what)
        assert page.locator(".here:visible").count() == 0, address
        colours = page.evaluate(
            "(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))"
        )
        assert colours == ["rgb(255, 255, 255)", "rgb(28, 31, 36)"], address


def test_who_asks_for_colours_or_contrast_is_given_them(
    page: Page, live_server: LiveServer, addresses: list[str]
) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_server.url}{addresses[0]}")
    kept = page.locator("figure svg").first.evaluate(
        "drawing => getComputedStyle(drawing).forcedColorAdjust"
    )
    assert kept == "none"
    page.emulate_media(forced_colors="none")
    seen = {}
    for scheme in SCHEMES:
        for contrast in CONTRASTS:
            page.emulate_media(color_scheme=scheme, contrast=contrast)
            seen[scheme, contrast] = [page.evaluate(script) for script in (CAPTION, BORDER)]
    assert seen == {
        ("light", "no-preference"): ["rgb(85, 92, 102)", "rgb(201, 206, 214)"],
        ("light", "more"): ["rgb(28, 31, 36)", "rgb(28, 31, 36)"],
        ("dark", "no-preference"): ["rgb(179, 186, 196)", "rgb(69, 77, 88)"],
        ("dark", "more"): ["rgb(231, 233, 236)", "rgb(231, 233, 236)"],
    }
    page.emulate_media(contrast="no-preference")
