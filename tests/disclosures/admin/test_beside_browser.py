"""Beside the grid in a browser: the preview, the findings and the sentences follow each save."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.facts import FactSheet
from disclosures.intake.entry import Change, save
from disclosures.intake.typed import Place
from disclosures.models import Disclosure, Duty, Explanation, Unit
from disclosures.narrative.scope import Texts
from disclosures.pipeline import standard_of
from disclosures.tables import Cell
from tests.browser import Axe, follow, sign_in
from tests.disclosures.drafts import draft, empty, staff

SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")
INCOME = "income_expenditure/general_public_income/amount"
TOTAL = "income_expenditure/income_total/amount"
MARK = re.compile(r"\btold-error\b")


@pytest.fixture
def disclosure(
    transactional_db: None, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def blank(transactional_db: None) -> Disclosure:
    return empty("empty")


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Callable[[Disclosure, str], Page]:
    """Opens the grid of a table as a clerk who is signed in."""

    def opened(disclosure: Disclosure, table: str) -> Page:
        sign_in(page, staff("clerk", Duty.CLERK), live_server)
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}/tables/{table}/")
        return page

    return opened


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'input[data-place="{name}"]')


def test_the_preview_follows_a_typed_figure(
    desk: Callable[[Disclosure, str], Page],
    disclosure: Disclosure,
    axe: Axe,
) -> None:
    page = desk(disclosure, "income_expenditure")
    toggle = page.get_by_role("button", name="并排预览")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#preview-pane")).to_be_hidden()
    toggle.click()
    draft_page = page.frame_locator("iframe")
    sentence = draft_page.locator("[data-block^='part-2-1/income_expenditure']").first
    expect(sentence).to_contain_text("收、支总计244.24万元")
    cell(page, INCOME).fill("220.26")
    cell(page, "income_expenditure/opening_balance/amount").fill("16.27")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    expect(sentence).to_contain_text("收、支总计246.24万元")
    expect(sentence).to_have_class(re.compile(r"\bchanged\b"))
    assert axe(page) == []
    page.reload()
    expect(sentence).to_contain_text("收、支总计246.24万元")
    assert page.evaluate("document.documentElement.scrollWidth") == 1366
    grid, pane = page.locator(".grid-scroll"), page.locator("#preview-pane")
    assert left_and_top(pane)[0] > left_and_top(grid)[0] + 400
    page.set_viewport_size({"width": 800, "height": 768})
    assert left_and_top(pane)[0] == left_and_top(grid)[0]
    assert left_and_top(pane)[1] > left_and_top(grid)[1]
    page.get_by_role("button", name="并排预览").click()
    page.reload()
    expect(pane).to_be_hidden()


def left_and_top(element: Locator) -> tuple[float, float]:
    box = element.bounding_box()
    assert box
    return round(box["x"]), round(box["y"])


def test_the_grid_is_tall_enough(
    desk: Callable[[Disclosure, str], Page], disclosure: Disclosure
) -> None:
    Unit.objects.update(demonstration=True)
    page = desk(disclosure, "income_expenditure")
    expect(page.get_by_role("heading", level=1)).to_contain_text("演示数据")
    box = page.locator(".grid-scroll").bounding_box()
    assert box
    assert box["height"] >= 500
    assert box["y"] + box["height"] <= 768


def test_a_mistake_is_told_where_it_stands(
    desk: Callable[[Disclosure, str], Page],
    disclosure: Disclosure,
    axe: Axe,
) -> None:
    page = desk(disclosure, "income_expenditure")
    link, here = page.locator("#grid-findings-link"), page.locator("#grid-here")
    expect(link).to_have_text("检查本表：没有待处理的问题")
    cell(page, INCOME).fill("220.26")
    expect(link).to_have_text(re.compile(r"^检查本表：错误\d处$"))
    total = cell(page, TOTAL)
    expect(total.locator("xpath=..")).to_have_class(MARK)
    told = page.locator("#grid-findings li").filter(has_text="错误 E05")
    message = told.locator(".message")
    expect(message).to_contain_text("收入总计应等于支出总计：填报 245.24万元，应为 244.24万元")
    id = message.get_attribute("id")
    assert id in (total.get_attribute("aria-describedby") or "").split()
    expect(here).to_contain_text("一般公共预算财政拨款收入应相等：填报 220.26万元")
    expect(here).not_to_contain_text("收入总计应等于支出总计")
    total.focus()
    expect(here).to_contain_text("收入总计应等于支出总计")
    assert axe(page) == []
    follow(told.get_by_role("link").nth(1))
    expect(cell(page, "income_expenditure/expenditure_total/amount")).to_be_focused()
    cell(page, INCOME).fill("219.26")
    expect(link).to_have_text("检查本表：没有待处理的问题")
    expect(total.locator("xpath=..")).not_to_have_class(MARK)
    expect(here).to_be_hidden()
    assert total.get_attribute("aria-describedby") is None


def test_a_sentence_follows_while_its_reason_is_written(
    desk: Callable[[Disclosure, str], Page], disclosure: Disclosure
) -> None:
    page = desk(disclosure, "income_expenditure")
    reason = page.locator("#text-reason-total")
    sentence = page.locator(".asked").filter(has=reason).locator(".sentence")
    expect(sentence).to_contain_text("收、支总计244.24万元")
    cell(page, INCOME).fill("220.26")
    reason.fill("")
    reason.type("项目增")
    expect(sentence).to_contain_text("收、支总计245.24万元")
    expect(reason).to_be_focused()
    page.keyboard.type("加")
    expect(sentence).to_contain_text("主要变动原因是项目增加。")
    expect(page.locator("form").filter(has=reason).locator(".field-state")).to_contain_text(
        "已保存"
    )
    expect(page.locator(".asked").filter(has=reason)).to_contain_text("2020年 245.24万元")
    assert Explanation.objects.get(kind="reason", figure="total").text == "项目增加"


def test_a_figure_asks_for_a_new_reason(
    desk: Callable[[Disclosure, str], Page], blank: Disclosure
) -> None:
    page = desk(blank, "three_public")
    texts = page.locator("#grid-texts")
    expect(texts).to_be_hidden()
    cell(page, "three_public/total/budget_abroad").fill("1")
    cell(page, "three_public/total/final_abroad").fill("2")
    reason = page.locator("#text-budget_reason-three_public")
    reason.fill("任务增加")
    expect(page.locator("form").filter(has=reason).locator(".field-state")).to_contain_text(
        "已保存"
    )
    assert Explanation.objects.get(kind="budget_reason", figure="three_public").text == "任务增加"


def test_lines_of_somebody_else_appear(
    desk: Callable[[Disclosure, str], Page], blank: Disclosure
) -> None:
    page = desk(blank, "item_budget")
    field = page.get_by_label("添加一行（科目编码或名称）")
    field.fill("2080505")
    field.press("Enter")
    own = cell(page, "item_budget/2080505/initial")
    expect(own).to_be_focused()
    place = Place(Cell.parse("item_budget/2050102/initial"))
    other = User.objects.create_user("other")
    save(blank, standard_of(blank), [Change(place, "50000", None)], other)
    page.keyboard.type("8")
    expect(page.locator("#grid-notes")).to_have_text(
        "其他人在这张表里添加了“教育支出”、“教育管理事务”、“一般行政管理事务”，已显示"
    )
    expect(cell(page, "item_budget/2050102/initial")).to_have_value("5.00")
    expect(cell(page, "item_budget/total/initial")).to_have_value("13.00")
    rows = page.locator("table.grid tbody tr").evaluate_all("rows => rows.map(r => r.dataset.row)")
    assert rows == ["total", "205", "20501", "2050102", "208", "20805", "2080505"]
    cell(page, "item_budget/2050102/initial").fill("6")
    expect(cell(page, "item_budget/total/initial")).to_have_value("14.00")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    assert str(blank.facts.get(row="2050102", column="initial").value) == "60000.00"
