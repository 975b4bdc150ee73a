"""Texts and preview in a browser: what is typed is saved, and the draft beside it follows."""

from typing import cast

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Duty, Explanation, Fact, Prose
from disclosures.narrative.scope import Texts
from tests.browser import Axe, follow, sign_in
from tests.disclosures.drafts import draft, staff
from tests.operations.machines import until

OLD = "财政拨款收、支总计减少"
TOTAL = "#text-reason-total"
CELL = "income_expenditure-income_total-amount"


@pytest.fixture
def disclosure(
    transactional_db: None, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def desk(page: Page, live_server: LiveServer, disclosure: Disclosure) -> str:
    """The address of the desk, ``page`` being signed in."""
    sign_in(page, staff("clerk", Duty.CLERK), live_server)
    page.set_viewport_size({"width": 1366, "height": 768})
    return f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}"


def field(page: Page, id: str) -> str:
    """The selector of the form of one field."""
    return f"form:has([id='{id.removeprefix('#')}'])"


def test_typing_saves_and_the_preview_marks_the_sentence(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/")
    page.get_by_role("button", name="并排预览").click()
    draft_page = page.frame_locator("iframe")
    sentence = draft_page.locator("[data-block^='part-2-1/income_expenditure']")
    expect(sentence).to_contain_text(f"主要变动原因是{OLD}。")
    page.fill(TOTAL, "信息化项目减少。")
    gap = page.locator("[data-gap='text-reason-total']")
    expect(gap).to_have_text("信息化项目减少")
    expect(page.locator(f"{field(page, TOTAL)} .field-state")).to_contain_text("已保存")
    expect(page.locator("#texts-saved")).to_contain_text("最近保存")
    expect(sentence).to_contain_text("主要变动原因是信息化项目减少。")
    expect(page.locator(".preview-count")).to_have_text("有 1 处改动")
    expect(draft_page.locator(".changed")).to_have_count(1)
    expect(draft_page.locator(".changed")).to_contain_text("信息化项目减少")
    assert Explanation.objects.get(kind="reason", figure="total").text == "信息化项目减少。"


def test_several_changes_can_be_stepped_through(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/")
    page.get_by_role("button", name="并排预览").click()
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    organisation = Prose.objects.get(name="organisation").text
    page.fill("#text-prose-organisation", f"新的一段。\n{organisation}\n又一段。")
    expect(page.locator(".preview-count")).to_have_text("有 2 处改动")
    page.get_by_role("button", name="下一处改动").click()
    expect(page.locator(".preview-count")).to_have_text("有 2 处改动，这是第 2 处")
    expect(page.frame_locator("iframe").locator(".changed.current")).to_have_text("又一段。")
    page.get_by_role("button", name="下一处改动").click()
    expect(page.frame_locator("iframe").locator(".changed.current")).to_have_text("新的一段。")


def test_a_preview_in_another_window_follows(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/")
    other = page.context.new_page()
    other.goto(f"{desk}/preview/")
    expect(other.frame_locator("iframe").locator("h1")).to_be_visible()
    page.fill(TOTAL, "信息化项目减少")
    expect(other.locator(".preview-count")).to_have_text("有 1 处改动")
    expect(other.frame_locator("iframe").locator(".changed")).to_contain_text("信息化项目减少")


def test_a_figure_leads_to_its_field(page: Page, desk: str) -> None:
    page.goto(f"{desk}/preview/")
    draft_page = page.frame_locator("iframe")
    draft_page.get_by_role("link", name="244.24万元").first.click()
    page.wait_for_url(f"{desk}/tables/income_expenditure/#cell-{CELL}")
    expect(page.locator(f"[id='cell-{CELL}']")).to_be_focused()


def test_a_figure_of_two_years_offers_both_fields(page: Page, desk: str) -> None:
    page.goto(f"{desk}/preview/")
    draft_page = page.frame_locator("iframe")
    draft_page.get_by_role("link", name="357.3万元").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/tables/comparatives/#prior-{CELL}")
    expect(page.locator(f"[id='prior-{CELL}']")).to_be_focused()


def test_arriving_at_a_field_focuses_it_even_folded(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/#text-prose-table.income_expenditure")
    expect(page.locator("[id='text-prose-table.income_expenditure']")).to_be_focused()
    Prose.objects.filter(name="table.income").delete()
    page.goto(f"{desk}/texts/?again#text-prose-table.income")
    expect(page.locator("[id='text-prose-table.income']")).to_be_focused()
    expect(page.locator("[id='text-prose-table.income']")).to_be_in_viewport()


def test_last_years_text_is_confirmed(page: Page, desk: str) -> None:
    Prose.objects.filter(name="duties").update(carried=True)
    page.goto(f"{desk}/texts/")
    duties = page.locator(field(page, "text-prose-duties"))
    expect(duties.locator(".badge")).to_have_text("上年文本")
    duties.get_by_role("button", name="确认沿用").click()
    expect(duties.locator(".badge")).to_have_count(0)
    expect(duties.locator(".field-state")).to_contain_text("已保存")
    assert Prose.objects.get(name="duties").carried is False


def test_nothing_of_a_colleague_is_overwritten(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/")
    Explanation.objects.filter(kind="reason", figure="total").update(text="<b>同事</b>写的")
    page.fill(TOTAL, "我写的")
    form = page.locator(field(page, TOTAL))
    expect(form.locator(".theirs")).to_have_text("<b>同事</b>写的")
    page.fill(TOTAL, "我又写的")
    form.get_by_role("button", name="用我的").click()
    expect(form.locator(".field-state")).to_contain_text("已保存")
    expect(form.locator(".conflict")).to_be_hidden()
    assert Explanation.objects.get(kind="reason", figure="total").text == "我又写的"


def test_the_text_of_a_colleague_can_be_taken(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/")
    Explanation.objects.filter(kind="reason", figure="total").update(text="同事写的")
    page.fill(TOTAL, "我写的")
    page.locator(field(page, TOTAL)).get_by_role("button", name="用对方的").click()
    expect(page.locator(TOTAL)).to_have_value("同事写的")
    expect(page.locator("[data-gap='text-reason-total']")).to_have_text("同事写的")
    assert Explanation.objects.get(kind="reason", figure="total").text == "同事写的"


def test_leaving_the_page_saves_what_was_typed(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/")
    page.fill(TOTAL, "走前写的")
    follow(page.get_by_role("link", name="预览", exact=True))
    # The answer comes to a page that is no more: nobody hears of it.
    until(Explanation.objects.filter(text="走前写的").exists)
    page.reload()
    expect(page.frame_locator("iframe").locator("main")).to_contain_text("走前写的")


def test_an_expired_login_loses_nothing(page: Page, desk: str) -> None:
    page.goto(f"{desk}/texts/")
    # A new password ends every session.
    User.objects.filter(username="clerk").update(password=make_password("口令-2020"))
    page.fill(TOTAL, "过期时写的")
    state = page.locator(f"{field(page, TOTAL)} .field-state")
    expect(state).to_have_text(
        "没有保存：登录已过期，文字还在这里。在新窗口重新登录，再回到这里点“保存”"
    )
    with page.context.expect_page() as opened:
        state.get_by_role("link", name="在新窗口重新登录").click()
    other = opened.value
    other.fill("#id_username", "clerk")
    other.fill("#id_password", "口令-2020")
    follow(other.get_by_role("button", name="登录"))
    other.wait_for_url(f"{desk}/texts/")
    other.close()
    page.locator(field(page, TOTAL)).get_by_role("button", name="保存").click()
    expect(state).to_contain_text("已保存")
    assert Explanation.objects.get(kind="reason", figure="total").text == "过期时写的"


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("where", ["texts/", "preview/", "preview/page/"])
def test_no_fault_that_axe_finds_and_nothing_too_wide(
    page: Page, desk: str, axe: Axe, where: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{desk}/{where}")
    if where == "preview/":
        expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_marked_changes_can_be_read(page: Page, desk: str, axe: Axe) -> None:
    page.goto(f"{desk}/texts/")
    page.get_by_role("button", name="并排预览").click()
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    page.fill(TOTAL, "信息化项目减少")
    expect(page.locator(".preview-count")).to_have_text("有 1 处改动")
    assert axe(page) == []


def test_a_changed_figure_marks_sentences_charts_and_tables(
    page: Page, desk: str, axe: Axe
) -> None:
    page.goto(f"{desk}/preview/")
    draft_page = page.frame_locator("iframe")
    expect(draft_page.locator("h1")).to_be_visible()
    findings = page.locator("#preview-findings h2").inner_text()
    Fact.objects.filter(
        year=2020, table="three_public", row="total", column="final_reception"
    ).update(value=5000)
    page.get_by_role("button", name="刷新").click()
    expect(page.locator(".preview-count")).to_have_text("有 4 处改动")
    keys = draft_page.locator(".changed").evaluate_all("all => all.map(e => e.dataset.block)")
    reception = "three_public/total/final_reception/1"
    assert [key.partition("/")[2] for key in keys] == [
        "three_public/total/final_abroad/1",
        "chart-three_public/1",
        reception,
        "table-three_public/1",
    ]
    expect(draft_page.locator(".changed-cell")).to_have_text(["0.5", "128.21%", "0.50"])
    expect(page.locator("#preview-findings h2")).not_to_have_text(findings)
    page.get_by_role("button", name="上一处改动").click()
    expect(draft_page.locator(".changed-cell").last).to_be_in_viewport()
    assert axe(page) == []
    assert axe(cast(Page, page.frames[1])) == []
