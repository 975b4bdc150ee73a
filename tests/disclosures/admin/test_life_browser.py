"""The whole life of a disclosure in a browser: entered, sent back, approved, public, corrected."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import jobs
from disclosures.facts import FactSheet
from disclosures.integrity import faults
from disclosures.models import Disclosure, Publication, State
from disclosures.narrative.scope import Texts
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import publishing, rendering, states
from disclosures.renderers import FORMATS
from tests.browser import follow, sign_in
from tests.disclosures.drafts import clerk, draft, publisher, reviewer

PLACE = "matters/equipment_general/value"


@pytest.fixture
def disclosure(
    transactional_db: None,
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
    monkeypatch: pytest.MonkeyPatch,
) -> Disclosure:
    """A draft of which nothing is missing; the checks are told elsewhere."""
    genuine = prepare

    def without_findings(of: Disclosure) -> Prepared:
        return replace(genuine(of), findings=())

    for module in (states, publishing):
        monkeypatch.setattr(module, "prepare", without_findings)
    quick = {name: FORMATS[name] for name in ("html", "json")}
    monkeypatch.setattr(rendering, "FORMATS", quick)
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def person(page: Page, live_server: LiveServer) -> Callable[[User | None], None]:
    """Makes the browser that of a user, or of a reader who is not signed in."""

    def become(user: User | None) -> None:
        page.context.clear_cookies()
        if user is not None:
            sign_in(page, user, live_server)

    return become


def test_the_whole_life(
    page: Page,
    live_server: LiveServer,
    disclosure: Disclosure,
    person: Callable[[User | None], None],
) -> None:
    li, wang, zhao = clerk(), reviewer(), publisher()
    desk = f"{live_server.url}/admin/disclosures/disclosure/{disclosure.pk}/"
    public = f"{live_server.url}{disclosure.get_absolute_url()}"

    def enter(value: str) -> None:
        page.goto(f"{desk}tables/matters/")
        field = page.locator(f'input[data-place="{PLACE}"]')
        field.fill(value)
        field.press("Enter")
        expect(page.locator("#grid-state")).to_contain_text("已保存")

    def move(name: str, reason: str = "") -> None:
        page.goto(f"{desk}desk/")
        form = page.locator("form.move").filter(
            has=page.get_by_role("button", name=name, exact=True)
        )
        if reason:
            form.get_by_role("textbox").fill(reason)
        follow(form.get_by_role("button", name=name, exact=True))
        expect(page.locator(".messagelist .success")).to_have_count(1)

    # The clerk enters and submits; nobody else sees anything of it.
    person(li)
    enter("7")
    move("报审")
    person(None)
    assert page.request.get(public).status == 404

    # The reviewer sends back, the clerk mends and submits again.
    person(wang)
    move("退回", "设备台数与资产年报不一致")
    person(li)
    page.goto(f"{desk}desk/")
    expect(page.get_by_text("设备台数与资产年报不一致").first).to_be_visible()
    enter("8")
    move("报审")

    # The reviewer signs and approves, the publisher publishes.
    person(wang)
    move("保密审查", "经审查不涉及国家秘密")
    move("审核通过")
    person(zhao)
    move("公开")
    jobs.run_waiting()
    assert Disclosure.objects.get().state == State.PUBLISHED

    # The public reads.
    person(None)
    page.goto(public)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2020年度部门决算")
    expect(page.get_by_text("现行版本").first).to_be_visible()
    expect(page.get_by_text(re.compile("单价50万元以上通用设备8台（套）")).first).to_be_visible()

    # The publisher corrects; the first version stays as it is until the second is published.
    person(zhao)
    move("开始更正", "设备台数误填，按资产年报更正")
    person(li)
    enter("9")
    person(None)
    page.goto(public)
    expect(page.get_by_text(re.compile("通用设备8台（套）")).first).to_be_visible()
    person(li)
    move("报审")
    person(wang)
    move("保密审查", "经审查不涉及国家秘密")
    move("审核通过")
    person(zhao)
    move("公开")
    jobs.run_waiting()

    # The public sees what changed, and the first version says that it was corrected.
    person(None)
    page.goto(public)
    expect(page.get_by_text(re.compile("通用设备9台（套）")).first).to_be_visible()
    expect(page.get_by_text("更正理由：设备台数误填，按资产年报更正").first).to_be_visible()
    page.goto(f"{public}v1/")
    expect(page.get_by_text("本版已被第2版更正").first).to_be_visible()
    expect(page.get_by_text(re.compile("通用设备8台（套）")).first).to_be_visible()
    first, second = Publication.objects.order_by("version")
    page.goto(f"{live_server.url}/verify/{second.code}/")
    expect(page.get_by_text("现行版本").first).to_be_visible()
    page.goto(f"{live_server.url}/verify/{first.code}/")
    expect(page.get_by_text("已被更正").first).to_be_visible()
    assert list(faults()) == []
