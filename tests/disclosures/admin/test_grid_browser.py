"""The grid in a browser: a clerk with nothing but the keyboard, and a block from a spreadsheet."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.intake.entry import Change, save
from disclosures.intake.typed import Place
from disclosures.models import Disclosure, Duty, Fact
from disclosures.pipeline import standard_of
from disclosures.tables import Cell
from tests.browser import Axe, follow, paste
from tests.disclosures.drafts import empty, staff

SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    return empty()


@pytest.fixture
def desk(page: Page, live_server: LiveServer, disclosure: Disclosure) -> Callable[[str], Page]:
    """Opens the grid of a table as a clerk who is logged in."""
    user = staff("clerk", Duty.CLERK)
    user.set_password("secret")
    user.save()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill("secret")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/admin/")

    def opened(table: str) -> Page:
        page.goto(f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}/tables/{table}")
        return page

    return opened


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'input[data-place="{name}"]')


def stored(disclosure: Disclosure) -> dict[str, str]:
    rows = disclosure.facts.filter(year=disclosure.year).order_by("table", "row", "column")
    return {str(row.address): str(row.value) for row in rows}


def test_typing_with_the_keyboard_alone(
    desk: Callable[[str], Page], disclosure: Disclosure
) -> None:
    page = desk("expenditure/")
    page.get_by_label("添加一行（科目编码或名称）").focus()
    page.keyboard.type("一般行政管理")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.type("事务")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+A")
    page.keyboard.type("20501")
    options = page.get_by_role("option")
    expect(options.nth(2)).to_contain_text("2050102 一般行政管理事务")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    total = cell(page, "expenditure/2050102/total")
    expect(total).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("1,234.5")
    expect(cell(page, "expenditure/total/total")).to_have_value("1,234.50")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("0.000001")
    page.keyboard.press("Tab")
    expect(total).to_have_value("1,234.500001")
    assert total.get_attribute("readonly") is not None
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    assert stored(disclosure) == {
        f"expenditure/{row}/{column}": value
        for row in ("205", "20501", "2050102", "total")
        for column, value in (
            ("basic", "12345000.00"),
            ("project", "0.01"),
            ("total", "12345000.01"),
        )
    }


def test_enter_goes_down_and_up(desk: Callable[[str], Page]) -> None:
    page = desk("income_expenditure/")
    cell(page, "income_expenditure/general_public_income/amount").focus()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, "income_expenditure/government_fund_income/amount")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(cell(page, "income_expenditure/general_public_income/amount")).to_be_focused()
    cell(page, "income_expenditure/other/amount").focus()
    page.keyboard.press("Enter")
    expect(cell(page, "income_expenditure/non_fiscal_surplus_used/amount")).to_be_focused()
    expect(cell(page, "income_expenditure/income_total/amount")).to_have_value("5.00")


def test_pasting_figures(desk: Callable[[str], Page], disclosure: Disclosure) -> None:
    page = desk("three_public/")
    first = cell(page, "three_public/total/budget_abroad")
    first.focus()
    paste(first, "1\t9\t２．５\t-\t十\n7\t\r\n")
    notes = page.locator("#grid-notes")
    expect(notes).to_contain_text("粘贴：填入4格，跳过自动合计1格")
    expect(notes).to_contain_text("粘贴的是9，按各项合计为2.50，以合计为准")
    expect(notes).to_contain_text("“7”没有填入：下面没有行了")
    bad = cell(page, "three_public/total/budget_reception")
    expect(bad).to_have_attribute("aria-invalid", "true")
    expect(bad.locator("xpath=../span")).to_have_text("这里应为数字，填的是“十”")
    expect(page.locator("#grid-state")).to_contain_text("1格还没有保存")
    assert stored(disclosure) == {
        "three_public/total/budget_abroad": "10000.00",
        "three_public/total/budget_purchase": "25000.00",
        "three_public/total/budget_total": "35000.00",
        "three_public/total/budget_vehicles": "25000.00",
    }
    bad.fill("1")
    expect(page.locator("#grid-state")).to_have_text(SAVED)


def test_pasting_lines_with_codes(desk: Callable[[str], Page], disclosure: Disclosure) -> None:
    page = desk("item_budget/")
    field = page.get_by_label("添加一行（科目编码或名称）")
    field.focus()
    paste(
        field, "2050102\t一般行政管理事务\t92.27\t-\n2080505\t养老保险\t\t7.23\n9999999\t无\t1\t\n"
    )
    expect(cell(page, "item_budget/total/initial")).to_have_value("92.27")
    expect(page.locator("#grid-notes")).to_contain_text("科目中没有编码“9999999”")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    rows = page.locator("table.grid tbody tr").evaluate_all("rows => rows.map(r => r.dataset.row)")
    assert rows == ["total", "205", "20501", "2050102", "208", "20805", "2080505"]
    assert stored(disclosure)["item_budget/2080505/revised"] == "72300.00"


def test_a_line_is_taken_away(desk: Callable[[str], Page], disclosure: Disclosure) -> None:
    page = desk("item_budget/")
    page.get_by_label("添加一行（科目编码或名称）").fill("2050102")
    page.keyboard.press("Enter")
    expect(cell(page, "item_budget/2050102/initial")).to_be_focused()
    page.keyboard.type("8")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除“2050102 一般行政管理事务”这一行").click()
    expect(page.locator("#grid-notes")).to_have_text("已删除“一般行政管理事务”这一行")
    expect(cell(page, "item_budget/205/initial")).to_have_count(0)
    assert stored(disclosure) == {}


def test_named_lines(desk: Callable[[str], Page], disclosure: Disclosure) -> None:
    page = desk("reception_occasions/")
    field = page.get_by_label("添加一行（接待事项）")
    field.fill("接待甲单位")
    field.press("Enter")
    expect(cell(page, "reception_occasions/1/amount")).to_be_focused()
    page.keyboard.type("568")
    paste(field, "接待乙单位\t791\n接待丙单位\t940.5\n")
    expect(cell(page, "reception_occasions/3/amount")).to_have_value("940.50")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    assert stored(disclosure) == {
        "reception_occasions/1/amount": "568.00",
        "reception_occasions/2/amount": "791.00",
        "reception_occasions/3/amount": "940.50",
    }


def test_somebody_else_has_saved(desk: Callable[[str], Page], disclosure: Disclosure) -> None:
    page = desk("three_public/")
    place = Place(Cell.parse("three_public/total/final_abroad"))
    other = User.objects.create_user("other")
    save(disclosure, standard_of(disclosure), [Change(place, "50000", None)], other)
    field = cell(page, "three_public/total/final_abroad")
    field.fill("6")
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text(
        re.compile(r"“other”\d\d:\d\d:\d\d已把这一格改为5\.00，您填的6\.00没有保存")
    )
    assert stored(disclosure)["three_public/total/final_abroad"] == "50000.00"
    page.get_by_role("button", name="用我的").click()
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    expect(warning).to_be_empty()
    assert stored(disclosure)["three_public/total/final_abroad"] == "60000.00"
    save(disclosure, standard_of(disclosure), [Change(place, "1", Decimal(60000))], other)
    field.fill("7")
    page.get_by_role("button", name="保留对方的").click()
    expect(cell(page, "three_public/total/final_total")).to_have_value("0.0001")
    assert stored(disclosure)["three_public/total/final_abroad"] == "1.00"


def test_a_failure_is_told_and_mended(desk: Callable[[str], Page], disclosure: Disclosure) -> None:
    page = desk("three_public/")
    page.route("**/cells/", lambda route: route.abort())
    field = cell(page, "three_public/total/final_abroad")
    field.fill("6")
    state = page.locator("#grid-state")
    expect(state).to_have_text("没有保存：连不上服务器，稍后自动重试")
    page.unroute("**/cells/")
    field.press("Tab")
    field.fill("7")
    expect(state).to_have_text(SAVED)
    assert stored(disclosure)["three_public/total/final_total"] == "70000.00"


def test_the_unit_loses_nothing(desk: Callable[[str], Page], disclosure: Disclosure) -> None:
    page = desk("three_public/")
    cell(page, "three_public/total/final_abroad").fill("1.234567")
    follow(page.get_by_role("link", name="改用元"))
    expect(cell(page, "three_public/total/final_abroad")).to_have_value("12,345.67")
    page.goto(page.url.split("?")[0])
    expect(cell(page, "three_public/total/final_abroad")).to_have_value("12,345.67")
    follow(page.get_by_role("link", name="改用万元"))
    expect(cell(page, "three_public/total/final_abroad")).to_have_value("1.234567")


def test_a_link_leads_to_its_cell(desk: Callable[[str], Page]) -> None:
    page = desk("matters/#cell-matters-agency_operating-value")
    expect(cell(page, "matters/agency_operating/value")).to_be_focused()


@pytest.mark.parametrize(
    "table", ["", "income_expenditure/", "three_public/", "item_budget/", "reception_occasions/"]
)
def test_no_fault_that_axe_finds(desk: Callable[[str], Page], axe: Axe, table: str) -> None:
    page = desk(table)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 1366


def test_an_expired_login_loses_nothing(desk: Callable[[str], Page]) -> None:
    page = desk("expenditure/")
    # A new password ends every session.
    User.objects.filter(username="clerk").update(password=make_password("口令-2020"))
    cell(page, "expenditure/total/basic").fill("12.5")
    state = page.locator("#grid-state")
    expect(state).to_have_text("没有保存：登录已过期，稍后自动重试；在新窗口重新登录")
    with page.context.expect_page() as opened:
        state.get_by_role("link", name="在新窗口重新登录").click()
    other = opened.value
    other.fill("#id_username", "clerk")
    other.fill("#id_password", "口令-2020")
    follow(other.get_by_role("button", name="登录"))
    other.wait_for_url("**/tables/expenditure/")
    other.close()
    expect(state).to_have_text(SAVED, timeout=20_000)
    assert Fact.objects.get(table="expenditure", row="total", column="basic").value == 125000
