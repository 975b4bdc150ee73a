"""From a submission back to the clerk and to approval, in a browser and with the keyboard."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.facts import FactSheet
from disclosures.models import Action, Disclosure, Remark, State
from disclosures.narrative.scope import Texts
from tests.browser import Axe, fits, follow, sign_in
from tests.disclosures.drafts import reviewer, submitted

SAVED = re.compile(r"^已保存 \d\d:\d\d:\d\d$")
EQUIPMENT = "matters/equipment_general/value"


@pytest.fixture
def disclosure(
    transactional_db: None, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> Disclosure:
    """The demonstration, submitted by 李会计."""
    return submitted(demonstration_sheet, demonstration_texts)


@pytest.fixture
def li(disclosure: Disclosure) -> User:
    return User.objects.get(username="lihui")


@pytest.fixture
def wang(disclosure: Disclosure) -> User:
    return reviewer()


@pytest.fixture
def checked(page: Page, axe: Axe) -> Callable[[], None]:
    """Asserts that axe finds nothing and that the page need not be scrolled sideways."""

    def check() -> None:
        assert (fits(page), axe(page)) == (True, [])

    return check


def desk(live_server: LiveServer, disclosure: Disclosure, page: str) -> str:
    return f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}/{page}/"


def line(page: Page, section: str, name: str) -> Locator:
    """The line of the review page that is called so."""
    link = page.get_by_role("link", name=name, exact=True)
    return page.locator(f"#{section} .lines > li").filter(has=link)


def remark(line: Locator) -> Locator:
    """Opens the field of a remark with the keyboard; it has the focus then."""
    line.locator("summary", has_text="提意见").press("Enter")
    field = line.get_by_role("textbox")
    expect(field).to_be_focused()
    return field


def test_sent_back_at_two_places_mended_and_approved(
    page: Page,
    live_server: LiveServer,
    disclosure: Disclosure,
    li: User,
    wang: User,
    checked: Callable[[], None],
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, wang, live_server)
    page.goto(desk(live_server, disclosure, "review"))
    expect(page.get_by_role("button", name="审核通过")).to_be_disabled()
    draft_page = page.frame_locator("iframe[title='草稿预览：公开后的网页']")
    expect(draft_page.get_by_role("heading", level=1)).to_contain_text("2020年度部门决算")
    checked()

    # A figure that the page has no line for: in its table, where the cell with the focus is meant.
    page.goto(desk(live_server, disclosure, "tables/matters"))
    page.locator(f'input[data-place="{EQUIPMENT}"]').focus()
    expect(page.get_by_label("位置")).to_have_value(f"2020:{EQUIPMENT}")
    page.get_by_label("意见", exact=True).fill("与资产年报不一致")
    checked()
    follow(page.get_by_role("button", name="加入退回意见"))
    expect(page.locator(".messagelist")).to_have_text("已加入 1 条意见，退回时一并发给录入人。")

    page.goto(desk(live_server, disclosure, "review"))
    expect(page.locator(".collected li")).to_have_count(1)
    expect(page.get_by_label("退回的理由")).to_have_value("请按 1 条意见逐处改正后重新报审")
    remark(line(page, "years", "收入支出决算总表“总计”金额")).fill("请写明减少的是哪个项目")
    checked()
    # What was written and not added goes along.
    follow(page.get_by_role("button", name="退回", exact=True))
    expect(page.locator(".messagelist")).to_have_text("已退回编制。")
    expect(page.locator(".state")).to_have_text("编制中")
    assert list(Remark.objects.filter(sent__isnull=False).values_list("text", flat=True)) == [
        "与资产年报不一致",
        "请写明减少的是哪个项目",
    ]

    sign_in(page, li, live_server)
    page.goto(desk(live_server, disclosure, "desk"))
    sent = page.locator(".sent-remark")
    expect(sent).to_have_count(2)
    expect(page.get_by_role("button", name="报审")).to_be_disabled()
    expect(page.locator("#obstacles")).to_have_text("还不能报审：有 2 条退回意见没有处理。")
    checked()
    follow(sent.nth(0).get_by_role("link"))
    page.wait_for_url(re.compile("/tables/matters/#cell-matters-equipment_general-value$"))
    cell = page.locator(f'input[data-place="{EQUIPMENT}"]')
    expect(cell).to_be_focused()
    expect(cell.locator("xpath=ancestor::td")).to_have_class(re.compile("told-remark"))
    expect(page.locator("#grid-here")).to_contain_text("与资产年报不一致")
    expect(page.locator("#grid-findings-link")).to_have_text("检查本表：退回意见1条")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-state")).to_have_text(SAVED)
    here = page.locator("#grid-findings .sent-remark")
    expect(here).to_contain_text("退回后改动：原来：0台（套） → 现在：12台（套）")
    checked()
    follow(here.get_by_role("button", name="标为已处理"))
    expect(page.locator(".messagelist")).to_have_text("已标为处理过。")
    expect(page.locator("#grid-findings-link")).to_have_text("检查本表：没有待处理的问题")

    page.goto(desk(live_server, disclosure, "desk"))
    follow(sent.nth(0).get_by_role("link"))
    page.wait_for_url(re.compile("/tables/income_expenditure/#cell-income_expenditure-"))
    page.goto(desk(live_server, disclosure, "texts"))
    text = page.locator("[id='text-reason-total']")
    text.fill("教育装备项目减少")
    text.press("Tab")
    expect(page.locator("[id='text-reason-total-state']")).to_contain_text("已保存")
    page.goto(desk(live_server, disclosure, "desk"))
    note = page.get_by_label("对“请写明减少的是哪个项目”的处理情况")
    follow(note)
    expect(page.locator(".wrong")).to_contain_text("退回以后没有改动，请写明为什么不改。")
    checked()
    note.fill("已在原因中写明项目")
    follow(note)
    expect(page.locator("#obstacles")).to_have_count(0)
    follow(page.get_by_role("button", name="报审"))
    expect(page.locator(".state")).to_have_text("已报审")

    sign_in(page, wang, live_server)
    page.goto(desk(live_server, disclosure, "review"))
    changes = page.locator("#changes .lines > li")
    expect(changes).to_have_count(2)
    expect(changes.nth(0)).to_contain_text("原来：0台（套） → 现在：12台（套）")
    expect(changes.nth(1).locator("del")).to_have_text("财政拨款收、支总计")
    expect(changes.nth(1).locator("ins")).to_have_text("教育装备项目")
    expect(page.locator("#sent .sent-remark")).to_have_count(2)
    expect(page.locator("#sent .sent-remark").nth(1)).to_contain_text("已在原因中写明项目")
    checked()
    page.get_by_label("保密审查意见").fill("不涉及国家秘密")
    follow(page.get_by_role("button", name="保密审查"))
    expect(page.locator(".messagelist")).to_have_text("已登记保密审查。")
    follow(page.get_by_role("button", name="审核通过"))
    expect(page.locator(".state")).to_have_text("已审核")
    checked()
    assert Disclosure.objects.get().state == State.APPROVED

    page.get_by_role("navigation", name="办理").get_by_role("link", name="办理记录").press("Enter")
    expect(page.locator(".whole")).to_be_visible()
    checked()
    kinds = page.locator(".events strong").all_text_contents()
    assert kinds == [
        "审核通过",
        "保密审查",
        "报审",
        "处理退回意见",
        "改动文字",
        "处理退回意见",
        "改动数据",
        "退回",
        "提出退回意见",
        "提出退回意见",
        "报审",
    ]
    page.get_by_label("事项").select_option(Action.SEND_BACK.label)
    follow(page.get_by_role("button", name="筛选"))
    expect(page.locator(".events > li")).to_have_count(1)
    follow(page.get_by_role("link", name=re.compile("^第 ")))
    expect(page.locator(".changes li")).to_have_count(3)
    checked()


def test_what_is_written_and_not_added_is_not_lost(
    page: Page,
    live_server: LiveServer,
    disclosure: Disclosure,
    wang: User,
) -> None:
    sign_in(page, wang, live_server)
    page.goto(desk(live_server, disclosure, "review"))
    field = remark(line(page, "years", "收入支出决算总表“总计”金额"))
    field.fill("请写明减少的是哪个项目")
    page.get_by_label("保密审查意见").fill("不涉及国家秘密")
    page.get_by_role("button", name="保密审查").press("Enter")
    expect(page.locator("#unsent")).to_be_visible()
    expect(field).to_be_focused()
    assert Disclosure.objects.get().signed_at is None
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("button", name="加入退回意见").and_(page.locator(":focus"))
    ).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/review/#year-0$"))
    expect(page.locator(".collected li")).to_have_count(1)
    expect(page.locator("#unsent")).to_be_hidden()
    follow(page.get_by_role("button", name="撤去意见“请写明减少的是哪个项目”"))
    expect(page.locator(".messagelist")).to_have_text("已撤去这条意见。")
    assert Remark.objects.count() == 0


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 740)])
def test_on_a_phone(
    page: Page,
    live_server: LiveServer,
    disclosure: Disclosure,
    wang: User,
    checked: Callable[[], None],
    width: int,
    height: int,
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    sign_in(page, wang, live_server)
    page.goto(desk(live_server, disclosure, "review"))
    remark(line(page, "reasons", "“收、支总计”与上年相比的增减原因")).fill("请写明项目")
    checked()
    for name in ("log", "tables/matters"):
        page.goto(desk(live_server, disclosure, name))
        checked()


def test_without_scripts(
    without_scripts: Page,
    live_server: LiveServer,
    disclosure: Disclosure,
    wang: User,
) -> None:
    page = without_scripts
    sign_in(page, wang, live_server)
    page.goto(desk(live_server, disclosure, "review"))
    found = line(page, "reasons", "“收、支总计”与上年相比的增减原因")
    found.locator("summary", has_text="提意见").click()
    found.get_by_role("textbox").fill("请写明项目")
    follow(found.get_by_role("button", name="加入退回意见"))
    page.wait_for_url(re.compile("/review/#reason-0$"))
    expect(found).to_contain_text("待退回的意见：请写明项目")
    follow(page.get_by_role("button", name="退回", exact=True))
    expect(page.locator(".state")).to_have_text("编制中")
