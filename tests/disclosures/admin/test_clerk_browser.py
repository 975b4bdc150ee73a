"""A clerk's whole way in a browser: from the login page and an empty disclosure to submission."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Disclosure, Fact, Kind, Nature, State, Unit
from tests.browser import Axe, follow, paste
from tests.disclosures.admin.made_up import filled
from tests.disclosures.drafts import clerk

SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")

INCOME = """\
2050201\t学前教育\t480\t480\t-\t-\t-\t-\t-
2080505\t机关事业单位基本养老保险缴费支出\t７０\t７０
2210201\t住房公积金\t50.00\t50.00
"""
"""Copied from a spreadsheet: code, name, total, appropriation."""

TEXTS = {
    "text-reason-total": "学前教育项目支出减少",
    "text-reason-appropriation_total": "财政拨款安排的项目减少",
    "text-reason-general_public": "玩教具购置一次性支出减少",
    "text-budget_reason-general_public": "玩教具购置节约资金",
    "text-budget_reason-item-2050201": "玩教具招标价低于预算",
    "text-prose-duties": "承担本区学前教育的教研和师资培训。",
    "text-prose-organisation": "本单位内设教研科、培训科和办公室。",
    "text-prose-performance": "对学前教育项目开展了绩效自评，自评结果为优。",
}


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    unit = Unit.objects.create(
        name="某某区示例中心",
        slug="example",
        region="某某区",
        jurisdiction="national",
        nature=Nature.INSTITUTION,
    )
    return Disclosure.objects.create(unit=unit, year=2024, kind=Kind.FINAL_ACCOUNTS)


@pytest.fixture
def checked(axe: Axe) -> Callable[[Page], None]:
    """Asserts of a page that axe finds nothing and that it need not be scrolled sideways."""

    def check(page: Page) -> None:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366

    return check


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'input[data-place="{name}"]')


def focused(page: Page, name: str) -> None:
    expect(cell(page, name)).to_be_focused()


def open_tab(page: Page, name: str) -> None:
    """Follows a tab of the desk with the keyboard."""
    follow(page.get_by_role("navigation", name="办理").get_by_role("link", name=name))


def missing(page: Page) -> int:
    """How many things the overview lists as missing."""
    return page.locator(".missing a").count()


def log_in(page: Page, home: str) -> None:
    page.goto(f"{home}/admin/")
    page.get_by_label("用户名").focus()
    page.keyboard.type("lihui")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/admin/")


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the field has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if cell(page, name).evaluate("field => field === document.activeElement"):
            return
    focused(page, name)


def type_the_first_table(page: Page) -> None:
    """收入支出决算总表 with nothing but the keyboard: Enter goes down, Tab to the right."""
    tab_to(page, "income_expenditure/general_public_income/amount")
    for figure in ("600", "0", "0", "0", "0", "0", "0", "0", "0"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    focused(page, "income_expenditure/opening_balance/amount")
    page.keyboard.type("10")
    tab_to(page, "income_expenditure/201/amount")
    expenditure = {"205": "480", "208": "70", "221": "50"}
    for code in range(201, 222):
        if code in (209, 218):  # no lines of the form
            continue
        focused(page, f"income_expenditure/{code}/amount")
        page.keyboard.type(expenditure.get(str(code), ""))
        page.keyboard.press("Enter")
    tab_to(page, "income_expenditure/closing_balance/amount")
    page.keyboard.type("10")
    expect(cell(page, "income_expenditure/income_total/amount")).to_have_value("610.00")
    expect(cell(page, "income_expenditure/expenditure_total/amount")).to_have_value("610.00")
    expect(page.locator("#grid-state")).to_have_text(SAVED)


def counts(page: Page) -> dict[str, str]:
    """The numbers at the head of the preview of an upload."""
    pairs: list[tuple[str, str]] = page.locator(".counts div").evaluate_all(
        "all => all.map(e => [e.children[0].textContent, e.children[1].textContent])"
    )
    return dict(pairs)


def test_from_an_empty_disclosure_to_submission(
    page: Page,
    live_server: LiveServer,
    disclosure: Disclosure,
    checked: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    user = clerk()
    user.set_password("correct horse")
    user.save()
    page.set_viewport_size({"width": 1366, "height": 768})
    log_in(page, live_server.url)
    checked(page)
    page.goto(f"{live_server.url}/admin/disclosures/disclosure/")
    checked(page)
    follow(page.get_by_role("link", name=str(disclosure), exact=True))
    desk = f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}"
    page.wait_for_url(f"{desk}/desk/")
    checked(page)
    assert missing(page) == 27
    expect(page.get_by_role("button", name="报审")).to_be_disabled()

    open_tab(page, "填报数据")
    checked(page)
    follow(page.get_by_role("link", name="收入支出决算总表", exact=True))
    page.wait_for_url(f"{desk}/tables/income_expenditure/")
    type_the_first_table(page)
    checked(page)

    follow(page.get_by_role("link", name="下一张表"))
    page.wait_for_url(f"{desk}/tables/income/")
    field = page.get_by_label("添加一行（科目编码或名称）")
    field.focus()
    paste(field, INCOME)
    expect(cell(page, "income/total/total")).to_have_value("600.00")
    expect(cell(page, "income/total/appropriation")).to_have_value("600.00")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    checked(page)
    assert Fact.objects.filter(table="income").count() == 20

    open_tab(page, "概览")
    page.wait_for_url(f"{desk}/desk/")
    assert missing(page) == 24

    open_tab(page, "上传文件")
    checked(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="空白工作簿").press("Enter")
    workbook = tmp_path / "决算.xlsx"
    workbook.write_bytes(filled(download.value.path().read_bytes(), planted=10))
    page.get_by_label("文件（").set_input_files(workbook)
    follow(page.get_by_role("button", name="上传并预览"))
    expect(page.get_by_role("heading", name="导入预览：决算.xlsx")).to_be_visible()
    checked(page)
    assert counts(page) == {
        **{"新增": "133", "更改": "0", "删除": "0", "未变": "0"},
        **{"错误": "3", "提示": "5", "说明": "3"},
    }
    before = Fact.objects.count()
    follow(page.get_by_role("button", name="确认导入"))
    page.wait_for_url(f"{desk}/findings/")
    expect(page.locator(".messagelist")).to_have_text(
        "已导入“决算.xlsx”：新增 133 个数据，更改 0 个，删除 0 个，未变 0 个"
    )
    assert Fact.objects.count() == before + 133
    checked(page)

    preview = page.context.new_page()
    preview.set_viewport_size({"width": 1366, "height": 768})
    preview.goto(f"{desk}/preview/")
    draft = preview.frame_locator("iframe")
    sentence = draft.locator("[data-block$='/expenditure/total/total/1']")
    expect(sentence).to_have_text(
        "2024年度本年支出合计610万元，其中：基本支出520万元，占85.25%；项目支出90万元，占14.75%。",
        use_inner_text=True,
    )
    checked(preview)

    errors = page.locator(".finding-error")
    expect(errors.get_by_role("heading")).to_have_text(["错误 E24", "错误 E24", "错误 E30"])
    expect(errors.nth(1).locator(".message")).to_have_text(
        "收入支出决算总表的各类支出应等于支出决算表的该类（五、教育支出）："
        "填报 480.00万元，应为 490.00万元，差 10.00万元"
    )
    follow(errors.nth(1).get_by_role("link", name=re.compile("^支出决算表")))
    page.wait_for_url(f"{desk}/tables/expenditure/#cell-expenditure-205-total")
    focused(page, "expenditure/205/total")
    tab_to(page, "expenditure/2050201/project")
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(cell(page, "expenditure/total/total")).to_have_value("600.00")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    checked(page)
    expect(preview.locator(".preview-count")).to_have_text("有 4 处改动")
    expect(sentence).to_have_class(re.compile(r"\bchanged\b"))
    expect(sentence).to_have_text(
        "2024年度本年支出合计600万元，其中：基本支出520万元，占86.67%；项目支出80万元，占13.33%。",
        use_inner_text=True,
    )
    marked = draft.locator(".changed").evaluate_all("all => all.map(e => e.dataset.block)")
    assert [key.partition("/")[2] for key in marked] == [
        "table-expenditure/1",
        "expenditure/total/total/1",
        "chart-expenditure/1",
        "general_public/total/total/1",
    ]
    checked(preview)
    open_tab(page, "检查结果")
    page.wait_for_url(f"{desk}/findings/")
    expect(page.locator(".finding-error")).to_have_count(0)

    open_tab(page, "概览")
    page.wait_for_url(f"{desk}/desk/")
    assert missing(page) == 7
    expect(page.locator("#obstacles")).to_have_text("还不能报审：还缺 7 项，有 5 处提示没有答复。")
    checked(page)
    open_tab(page, "填写文字")
    page.wait_for_url(f"{desk}/texts/")
    for id, text in TEXTS.items():
        page.locator(f"[id='{id}']").focus()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        expect(page.locator(f"[id='{id}-state']")).to_contain_text("已保存")
    checked(page)
    open_tab(page, "概览")
    page.wait_for_url(f"{desk}/desk/")
    expect(page.locator("#obstacles")).to_have_text("还不能报审：还缺 1 项。")
    expect(page.get_by_role("button", name="报审")).to_be_disabled()
    follow(page.locator(".missing a"))
    page.wait_for_url(f"{desk}/tables/matters/#cell-matters-abroad_people-value")
    focused(page, "matters/abroad_people/value")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    checked(page)
    open_tab(page, "概览")
    page.wait_for_url(f"{desk}/desk/")
    assert missing(page) == 0
    follow(page.get_by_role("button", name="报审"))
    expect(page.locator(".state")).to_have_text("已报审")
    checked(page)
    assert Disclosure.objects.get().state == State.SUBMITTED
