"""办理记录: every event of a disclosure in words, and the whole log for those who see all units."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from disclosures import publication, tallies
from disclosures.events import Change, record
from disclosures.facts import FactSheet
from disclosures.models import Action, Disclosure, Duty, Event, Unit
from disclosures.narrative.scope import TextKey, Texts
from tests.disclosures.drafts import auditor, clerk, draft, reviewer, staff
from tests.disclosures.editing import type_figure, write_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def li(disclosure: Disclosure, client: Client) -> User:
    """The clerk, signed in."""
    user = clerk()
    client.force_login(user)
    return user


def at(disclosure: Disclosure, page: str = "log") -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/"


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def entries(page: str) -> list[str]:
    """The events of the page without their tags, times made the same."""
    found = re.findall(r'<li id="event-\d+">(.*?)</li>\s*(?=<li id="event|</ol>)', page)
    texts = (re.sub(r" +", " ", re.sub(r"<[^>]*>", " ", one)).strip() for one in found)
    return [re.sub(r"\d{4}年\d+月\d+日 \d\d:\d\d:\d\d", "时间", text) for text in texts]


def test_all_events_in_words_the_newest_first(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    type_figure(disclosure, "matters/equipment_general/value", "12", li)
    write_text(disclosure, TextKey("reason", "total"), "项目支出减少", li)
    write_text(disclosure, TextKey("prose", "table.expenditure"), "", li)
    publication.submit(disclosure, li)
    publication.send_back(disclosure, reviewer(), "请核对“设备”数据")
    page = get(client, at(disclosure))
    hashes = dict(Event.objects.values_list("number", "hash"))
    assert entries(page) == [
        f"第 5 条 时间 wangke 退回 {hashes[5][:12]} 理由：请核对“设备”数据 状态： 已报审 → 编制中",
        f"第 4 条 时间 lihui 报审 {hashes[4][:12]} 状态： 编制中 → 已报审",
        f"第 3 条 时间 lihui 改动文字 {hashes[3][:12]} “支出决算表”下的说明： "
        "原公开材料未列各科目支出决算数，未列处为空。 → （删去）",
        f"第 2 条 时间 lihui 改动文字 {hashes[2][:12]} “收、支总计”与上年相比的增减原因： "
        "财政拨款收、支总计减少 → 项目支出减少",
        f"第 1 条 时间 lihui 改动数据 {hashes[1][:12]} "
        "其他重要事项数据“单价50万元以上通用设备”数值： 0台（套） → 12台（套）",
    ]
    assert "这份材料的办理记录完整：每一条都与前一条相接，内容没有被改动。" in page
    assert "共 5 条" in page


def test_everything_is_escaped(client: Client, li: User, disclosure: Disclosure) -> None:
    write_text(disclosure, TextKey("reason", "total"), "<b>减少</b>", li)
    for page in (at(disclosure), at(disclosure, "log/1")):
        assert "&lt;b&gt;减少&lt;/b&gt;" in client.get(page).content.decode()


def test_one_kind_of_event(client: Client, li: User, disclosure: Disclosure) -> None:
    publication.submit(disclosure, li)
    publication.reopen(disclosure, li, "补充设备数据")
    page = get(client, f"{at(disclosure)}?action=reopen")
    assert [one[:5] for one in entries(page)] == ["第 2 条"]
    assert re.findall(r'<option value="(.*?)"( selected)?>(.*?)</option>', page) == [
        ("", "", "全部"),
        ("submit", "", "报审"),
        ("reopen", " selected", "重新编制"),
    ]
    assert len(entries(get(client, f"{at(disclosure)}?action=abolish"))) == 2
    assert "没有这样的记录。" in get(client, f"{at(disclosure)}?action=publish")


def test_many_events_are_paged(client: Client, li: User, disclosure: Disclosure) -> None:
    with transaction.atomic():
        for number in range(1, 62):
            record(Action.TEXT, li, disclosure=disclosure, changes=(Change("甲", "", str(number)),))
    page = get(client, f"{at(disclosure)}?action=text")
    assert (len(entries(page)), "第 1 页，共 2 页" in page) == (50, True)
    assert '<a href="?action=text&page=2">下一页</a>' in page
    page = get(client, f"{at(disclosure)}?action=text&page=2")
    assert (len(entries(page)), "上一页" in page, "下一页" in page) == (11, True, False)
    for wrong, shown in (("0", 11), ("x", 50), ("99", 11)):
        page = get(client, f"{at(disclosure)}?action=text&page={wrong}")
        assert len(entries(page)) == shown


def test_an_event_with_many_changes_has_a_page_of_its_own(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    changes = [Change(f"2020:expenditure/20501{n:02}/total", "", f"{n}.00") for n in range(1, 99)]
    changes += [Change(f"第{n}项", "", "甲") for n in range(1, 200)]
    with transaction.atomic():
        record(Action.UPLOAD, li, disclosure=disclosure, changes=changes)
    page = get(client, at(disclosure))
    assert entries(page)[0].count("→") == 0  # nothing stood there before
    assert entries(page)[0].count("支出决算表") == 10
    own = at(disclosure, "log/1")
    assert f'<a href="{own}">另有 287 处改动</a>' in page
    page = get(client, own)
    assert "<h2>第 1 条：导入文件</h2>" in page and "改动（297处）" in page
    assert (page.count("<ins>"), "第 1 页，共 2 页" in page) == (200, True)
    assert "支出决算表“2050102 一般行政管理事务”本年支出合计：<ins>0.0002万元</ins>" in page
    assert get(client, f"{own}?page=2").count("<ins>") == 97
    event = Event.objects.get()
    assert (event.hash in page, event.previous in page) == (True, True)


def test_what_is_not_whole_is_said(client: Client, li: User, disclosure: Disclosure) -> None:
    publication.submit(disclosure, li)
    publication.reopen(disclosure, li, "补充设备数据")
    Event.objects.create(
        number=3,
        at=timezone.now(),
        action=Action.TEXT,
        disclosure=disclosure,
        subject=str(disclosure),
        by_name="somebody",
        previous="0" * 64,
        hash="1" * 64,
    )
    page = get(client, at(disclosure))
    assert "这份材料的办理记录不完整，请立即报告管理员：" in page
    found = re.findall(r"<li>(第 \d 条.*?)</li>", page)
    assert found == ["第 3 条办理记录与前一条接不上", "第 3 条办理记录的内容被改动"]
    assert "办理记录完整" not in page


def test_without_a_standard_places_stay_as_they_are_kept(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    type_figure(disclosure, "matters/equipment_general/value", "12", li)
    Disclosure.objects.update(year=2005)
    page = get(client, at(disclosure))
    assert "2020:matters/equipment_general/value： 0.00 → 12.00" in entries(page)[0]


def test_whoever_may_view_it_and_nobody_else(client: Client, disclosure: Disclosure) -> None:
    publication.submit(disclosure, clerk())
    for user in (auditor(), reviewer(), User.objects.create_superuser("root")):
        client.force_login(user)
        assert len(entries(get(client, at(disclosure)))) == 1
        assert client.get(at(disclosure, "log/1")).status_code == 200
        assert client.get(at(disclosure, "log/2")).status_code == 404
        assert client.post(at(disclosure)).status_code == 405
    other = Unit.objects.create(name="另一单位", slug="other", region="某市")
    client.force_login(staff("other", *Duty, unit=other))
    for page in ("log", "log/1"):
        assert client.get(at(disclosure, page)).status_code == 404
    client.logout()
    assert client.get(at(disclosure))["Location"].startswith("/admin/login/")


def test_an_event_of_another_disclosure_is_none_of_this(
    client: Client, li: User, disclosure: Disclosure
) -> None:
    other = Disclosure.objects.create(unit=disclosure.unit, year=2021, kind="final_accounts")
    publication.submit(disclosure, li)
    assert client.get(at(other, "log/1")).status_code == 404


# ---- The whole log -------------------------------------------------------------------------------

LOG = "/admin/disclosures/event/"


@pytest.fixture
def events(disclosure: Disclosure) -> list[Event]:
    """Three events, two of them of other units."""
    one, other = (
        Unit.objects.create(name=f"第{n}中心", slug=f"centre-{n}", region=f"{n}市") for n in "一二"
    )
    with transaction.atomic():
        for unit in (one, other):
            record(Action.UNIT, None, unit=unit, changes=(Change("名称", "", str(unit)),))
    publication.submit(disclosure, clerk())
    tallies.flush()  # as at the end of the request
    return list(Event.objects.order_by("number"))


def rows(page: str) -> list[list[str]]:
    """Number, kind, subject, who and hash of the rows of the list."""
    found = []
    for row in re.findall(r"<tr><th class=\"field-number.*?</tr>", page):
        cells = re.findall(r'class="field-(\w+).*?>(.*?)</t[hd]>', row)
        texts = {name: re.sub(r"<[^>]*>", "", text) for name, text in cells}
        wanted = ("number", "get_action_display", "action", "subject", "called", "short_hash")
        found.append([texts[name] for name in wanted if name in texts])
    return found


def test_every_unit_for_those_who_look_at_all(client: Client, events: list[Event]) -> None:
    client.force_login(auditor())
    page = get(client, LOG)
    hashes = [event.hash[:12] for event in events]
    assert rows(page) == [
        ["3", "报审", "遂宁市电教教仪站2020年度部门决算", "lihui", hashes[2]],
        ["2", "改动单位", "第二中心", "命令", hashes[1]],
        ["1", "改动单位", "第一中心", "命令", hashes[0]],
    ]
    assert [row[0] for row in rows(get(client, f"{LOG}?q=第二中心"))] == ["2"]
    assert [row[0] for row in rows(get(client, f"{LOG}?action__exact=submit"))] == ["3"]
    assert [row[0] for row in rows(get(client, f"{LOG}?unit__region=一市"))] == ["1"]


def test_one_event_of_the_whole_log(client: Client, events: list[Event]) -> None:
    client.force_login(User.objects.create_superuser("root"))
    page = get(client, f"{LOG}{events[0].pk}/change/")
    assert "<li>名称：空白 → 第一中心</li>" in page
    assert events[0].hash in page and events[0].previous in page
    assert 'name="_save"' not in page
    page = get(client, f"{LOG}{events[2].pk}/change/")
    disclosure = events[2].disclosure
    assert disclosure is not None
    assert f'<a href="{at(disclosure, "log/3")}">在材料的办理记录中查看</a>' in page


def test_it_is_only_read(client: Client, events: list[Event]) -> None:
    client.force_login(User.objects.create_superuser("root"))
    one = f"{LOG}{events[0].pk}/"
    assert client.get(f"{LOG}add/").status_code == 403
    assert client.get(f"{one}delete/").status_code == 403
    assert client.post(f"{one}change/", {"reason": "另一理由"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": events[0].pk}
    assert client.post(LOG, chosen).status_code == 200
    assert list(Event.objects.order_by("number")) == events


@pytest.mark.parametrize("make", [clerk, reviewer])
def test_not_for_others(client: Client, events: list[Event], make: Callable[[str], User]) -> None:
    client.force_login(make("other"))
    assert client.get(LOG).status_code == 403
    assert client.get(f"{LOG}{events[0].pk}/change/").status_code == 403
    assert LOG not in get(client, "/admin/")


def test_not_for_the_auditor_of_one_unit(client: Client, events: list[Event]) -> None:
    unit = events[0].unit
    client.force_login(staff("sun", Duty.AUDITOR, unit=unit))
    assert client.get(LOG).status_code == 403


def test_the_list_reads_no_changes(
    client: Client,
    events: list[Event],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(auditor())
    with django_assert_max_num_queries(15) as queries:
        client.get(LOG)
    listed = [one["sql"] for one in queries.captured_queries if '"disclosures_event"' in one["sql"]]
    assert [sql for sql in listed if '"disclosures_event"."changes"' in sql] == []
