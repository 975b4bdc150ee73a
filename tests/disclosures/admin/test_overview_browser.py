"""The overview and the answers to findings in a browser, with the keyboard, without a fault."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.admin.desk import findings as findings_page
from disclosures.admin.desk import overview as overview_page
from disclosures.checks.finding import Finding, Severity
from disclosures.facts import FactSheet
from disclosures.models import Disclosure, State
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import states
from disclosures.tables import Cell
from tests.browser import Axe, fits, follow, sign_in
from tests.disclosures.drafts import clerk, draft, published, short

CELLS = tuple(
    Cell("income_expenditure", row, "amount")
    for row in ("income_total", "income_of_year", "opening_balance", "201", "202", "203", "204")
)
ERROR = Finding("E02", Severity.ERROR, "总计不等于各项之和", CELLS, fix="请核对各项")
WARNING = Finding(
    "R05", Severity.WARNING, "原因与上年相同", texts=(TextKey("reason", "total"),), fix="请改写"
)


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer, transactional_db: None) -> Page:
    """A clerk's page on a small screen."""
    sign_in(page, clerk(), live_server)
    page.set_viewport_size({"width": 1366, "height": 768})
    return page


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the checks find: an answer is asked for until the test says else."""
    listed = [WARNING]
    genuine = prepare

    def prepared(of: Disclosure) -> Prepared:
        return replace(genuine(of), findings=tuple(listed))

    for module in (states, overview_page, findings_page):
        monkeypatch.setattr(module, "prepare", prepared)
    return listed


def test_from_a_warning_to_submission(
    signed_in: Page,
    live_server: LiveServer,
    axe: Axe,
    found: list[Finding],
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
) -> None:
    page = signed_in
    disclosure = draft(demonstration_sheet, demonstration_texts)
    page.goto(f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}/desk/")
    button = page.get_by_role("button", name="报审")
    expect(button).to_be_disabled()
    expect(page.locator("#obstacles")).to_have_text("还不能报审：有 1 处提示没有答复。")
    follow(page.get_by_role("link", name="错误 0 处没有改正，提示 1 处没有答复"))
    reason = page.get_by_label("理由")
    reason.fill("无误")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        "理由至少要写 4 个字，不能只有标点，请写明具体情况"
    )
    assert axe(page) == []
    page.get_by_label("理由").fill("两年情况相同，已核对")
    follow(page.get_by_role("button", name="提交说明"))
    expect(page.locator(".reply")).to_contain_text("说明：两年情况相同，已核对（lihui，")
    follow(page.get_by_role("link", name="概览"))
    follow(page.get_by_role("button", name="报审"))
    expect(page.locator(".state")).to_have_text("已报审")
    assert (fits(page), axe(page)) == (True, [])
    assert Disclosure.objects.get().state == State.SUBMITTED


def test_what_is_missing_and_what_is_wrong(
    signed_in: Page,
    live_server: LiveServer,
    axe: Axe,
    found: list[Finding],
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
) -> None:
    page = signed_in
    found.append(ERROR)
    disclosure = short(demonstration_sheet, demonstration_texts)
    base = f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}"
    page.goto(f"{base}/desk/")
    assert page.get_by_role("progressbar").evaluate("bar => [bar.value, bar.max]") == [89, 92]
    expect(page.locator(".missing a")).to_have_count(3)
    assert (fits(page), axe(page)) == (True, [])
    follow(page.get_by_role("link", name="“三公”经费支出与预算数相比的差异原因"))
    page.wait_for_url(f"{base}/texts/#text-budget_reason-three_public")
    page.goto(f"{base}/findings/")
    expect(page.locator(".finding")).to_have_count(2)
    page.get_by_text("另外 1 个数据").press("Enter")
    assert (fits(page), axe(page)) == (True, [])


def test_the_next_year(
    signed_in: Page,
    live_server: LiveServer,
    axe: Axe,
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
) -> None:
    page = signed_in
    disclosure = draft(demonstration_sheet, demonstration_texts)
    publication_of(disclosure)
    page.goto(f"{live_server.url}/admin/disclosures/disclosure/")
    follow(page.get_by_role("link", name=f"{disclosure}：结转到下一年"))
    assert (fits(page), axe(page)) == (True, [])
    follow(page.get_by_role("button", name="建立2021年度材料"))
    expect(page.get_by_role("heading", name="沿用上年的文字（4）")).to_be_visible()
    assert axe(page) == []


def publication_of(disclosure: Disclosure) -> None:
    """Publishes it for a unit whose next year has a standard."""
    disclosure.unit.jurisdiction = "national"
    disclosure.unit.save()
    published(disclosure)
