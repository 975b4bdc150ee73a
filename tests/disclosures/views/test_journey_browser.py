"""A reader with a keyboard alone: search, disclosure, figure, comparison, download."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.search.index import index
from tests.disclosures.site.life import Life

MOST = 80
"""Stops of the tabulator key up to which what is looked for has to come."""


def tab_to(page: Page, name: str, shift: bool = False) -> None:
    """Press Tab until the element that is read out as ``name`` has the focus."""
    seen = []
    for _ in range(MOST):
        page.keyboard.press("Shift+Tab" if shift else "Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const at = document.activeElement;
                    return (at.labels?.[0] ?? at).textContent.trim();
                }"""
            )
        )
        if seen[-1] == name:
            return
    pytest.fail(f"“{name}” did not come within {MOST} stops: {seen}")


def enter(page: Page) -> None:
    """Press Enter, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_the_search_to_a_download(
    page: Page, live_server: LiveServer, transactional_db: None, life: Life
) -> None:
    life.publish()
    index(life.disclosure)
    page.goto(f"{live_server.url}/")
    tab_to(page, "跳到正文")
    tab_to(page, "查找单位、简称、拼音首字母、地区、科目、项目，或者文中的话")
    page.keyboard.type("公务接待")
    enter(page)
    expect(page.get_by_role("heading", level=2)).to_have_text("找到 1 份")
    tab_to(page, "遂宁市电教教仪站2020年度部门决算")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("遂宁市电教教仪站2020年度部门决算")
    tab_to(page, "188.52万元")
    enter(page)
    assert page.url == f"{live_server.url}{life.address}figures/expenditure/#cell-total-total"
    expect(page.locator(":target")).to_contain_text("1,885,200.00元，表中印为188.52万元")
    tab_to(page, "返回公开网页", shift=True)
    enter(page)
    tab_to(page, "遂宁市电教教仪站历年预决算")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("遂宁市电教教仪站")
    tab_to(page, "与其他单位比较")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("比较")
    page.go_back()
    tab_to(page, "JSON")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == (
        f"{life.disclosure.unit.slug}-2020-department_final_accounts.json"
    )
