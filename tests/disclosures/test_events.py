"""The log: what an event keeps, and that nothing of it changes unnoticed."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.transaction import TransactionManagementError

from disclosures.events import (
    START,
    Break,
    Change,
    breaks,
    breaks_of,
    held,
    held_changes,
    record,
    seal,
    sheet_changes,
)
from disclosures.facts import Fact, FactSheet
from disclosures.models import Action, Disclosure, Event, EventChain, Kind, Nature, Unit
from disclosures.tables import Cell
from tests.disclosures.tampering import drop_triggers, execute, overwrite, remove

pytestmark = pytest.mark.django_db


def unit(name: str = "甲局") -> Unit:
    return Unit.objects.create(name=name, slug=f"unit-{Unit.objects.count()}", region="某市")


def disclosure(of: Unit, year: int = 2021) -> Disclosure:
    return Disclosure.objects.create(unit=of, year=year, kind=Kind.FINAL_ACCOUNTS)


@pytest.fixture
def log() -> list[Event]:
    """Three events: of a disclosure, of nothing, of another disclosure."""
    user = User.objects.create_user("lihui", first_name="会", last_name="李")
    first, third = disclosure(unit()), disclosure(unit("乙局"))
    return [
        record(Action.SUBMIT, user, disclosure=first, changes=[Change("状态", "编制中", "已报审")]),
        record(Action.UPLOAD, None, subject="命令", changes=[Change("文件", after="abc")]),
        record(Action.REOPEN, user, disclosure=third, reason="补充数据"),
    ]


# What is kept


def test_an_event_says_who_did_what_and_what_it_changed(log: list[Event]) -> None:
    user = User.objects.get()
    first, second, third = Event.objects.order_by("number")
    assert [first, second, third] == log
    assert [(one.number, one.previous) for one in (first, second, third)] == [
        (1, START),
        (2, first.hash),
        (3, second.hash),
    ]
    assert (first.action, first.by, first.by_name) == ("submit", user, "李会（lihui）")
    assert first.disclosure == Disclosure.objects.get(unit__name="甲局")
    assert first.unit == Unit.objects.get(name="甲局")
    assert (first.subject, first.reason) == ("甲局2021年度部门决算", "")
    assert first.changes == [["状态", "编制中", "已报审"]]
    assert (second.by, second.by_name, second.disclosure, second.unit) == (None, "", None, None)
    assert (second.subject, second.changes) == ("命令", [["文件", "", "abc"]])
    assert (third.reason, third.changes) == ("补充数据", [])
    assert all(seal(one) == one.hash for one in (first, second, third))
    chain = EventChain.objects.get()
    assert (chain.number, chain.hash) == (3, third.hash)


def test_a_name_keeps_what_fits() -> None:
    longest = User.objects.create_user("用" * 150, first_name="名" * 150, last_name="姓" * 150)
    event = record(Action.ROLE, longest, subject="对" * 301)
    event.refresh_from_db()
    assert event.by_name == "姓" * 150 + "名" * 50
    assert event.subject == "对" * 300
    assert list(breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_to_the_transaction_of_its_change() -> None:
    with pytest.raises(TransactionManagementError):
        record(Action.SUBMIT, None)
    assert (Event.objects.count(), EventChain.objects.count()) == (0, 0)


def test_every_figure_and_name_that_changed_is_told() -> None:
    a, b, c, d = (Cell("t", row, "c") for row in "abcd")
    before = FactSheet(
        2021,
        {a: Fact(Decimal(1)), b: Fact(Decimal("2.5")), c: Fact(Decimal(3), rounded=True)},
        {("t", "1"): "甲", ("t", "2"): "乙"},
        FactSheet(2020, {a: Fact(Decimal(7))}),
    )
    after = FactSheet(
        2021,
        {a: Fact(Decimal("1.00")), b: Fact(Decimal("-2.5")), d: Fact(Decimal(0))},
        {("t", "2"): "丙", ("t", "3"): "丁"},
        FactSheet(2020, {a: Fact(Decimal(8)), b: Fact(Decimal(9))}),
    )
    assert list(sheet_changes(before, after)) == [
        ("2021:t/b/c", "2.50", "-2.50"),
        ("2021:t/c/c", "3.00", ""),
        ("2021:t/d/c", "", "0.00"),
        ("2020:t/a/c", "7.00", "8.00"),
        ("2020:t/b/c", "", "9.00"),
        ("label:t/1", "甲", ""),
        ("label:t/2", "乙", "丙"),
        ("label:t/3", "", "丁"),
    ]
    assert list(sheet_changes(before, before)) == []
    without = FactSheet(2021, before.facts, before.labels)
    assert list(sheet_changes(before, without)) == [("2020:t/a/c", "7.00", "")]
    assert list(sheet_changes(without, before)) == [("2020:t/a/c", "", "7.00")]


def test_a_row_is_told_as_people_read_it() -> None:
    office = unit()
    below = Unit(name="乙站", slug="b", region="", parent=office, nature=Nature.INSTITUTION)
    below.demonstration = True
    said = {
        "单位名称": "乙站",
        "简称": "",
        "网址名": "b",
        "单位代码": "",
        "行政区划": "",
        "公开范本所属地区": "national",
        "主管部门": "甲局",
        "单位性质": "事业单位",
        "不公开的依据": "",
        "演示数据": "是",
    }
    assert held(below) == said
    assert held(below, {"parent", "slug", "jurisdiction", "nature", "demonstration"}) == {
        "单位名称": "乙站",
        "简称": "",
        "单位代码": "",
        "行政区划": "",
        "不公开的依据": "",
    }
    assert list(held_changes({}, said, "新单位")) == [
        ("新单位 单位名称", "", "乙站"),
        ("新单位 网址名", "", "b"),
        ("新单位 公开范本所属地区", "", "national"),
        ("新单位 主管部门", "", "甲局"),
        ("新单位 单位性质", "", "事业单位"),
        ("新单位 演示数据", "", "是"),
    ]
    below.parent, below.demonstration = None, False
    assert list(held_changes(said, held(below))) == [
        ("主管部门", "甲局", ""),
        ("演示数据", "是", ""),
    ]


# That it is whole


def test_a_log_as_it_was_written_has_no_break(log: list[Event]) -> None:
    assert list(breaks()) == []
    assert [list(breaks_of(one)) for one in Disclosure.objects.all()] == [[], []]


def test_an_empty_log_has_no_break() -> None:
    assert list(breaks()) == []


LATER = connection.ops.adapt_datetimefield_value(datetime(2020, 1, 1, tzinfo=UTC))
CHANGED = [Break(2, "第 2 条办理记录的内容被改动")]
UNLINKED = "第 {} 条办理记录与前一条接不上"
OTHERS = {
    "at": LATER,
    "action": "text",
    "disclosure_id": "disclosure",
    "unit_id": "unit",
    "subject": "别的",
    "reason": "没有理由",
    "changes": json.dumps([["文件", "", "abd"]]),
    "by_id": "user",
    "by_name": "李会",
    "previous": "f" * 64,
    "hash": "e" * 64,
    "number": 7,
}
"""By column of an event another value; ids are those of a row of that kind."""

TOLD = {
    **dict.fromkeys(OTHERS, CHANGED),
    "previous": [Break(2, UNLINKED.format(2)), *CHANGED],
    "hash": [*CHANGED, Break(3, UNLINKED.format(3))],
    "number": [
        Break(2, "缺少第 2 条办理记录"),
        Break(4, "办理记录应有 3 条，现在最后一条是第 7 条，末尾有删除或添加"),
    ],
}
"""By column what is told once the second event has that value."""


def value_of(column: str, log: list[Event]) -> Any:
    match OTHERS[column]:
        case "disclosure":
            return log[0].disclosure_id
        case "unit":
            return log[0].unit_id
        case "user":
            return log[0].by_id
        case value:
            return value


@pytest.mark.parametrize("column", OTHERS)
def test_no_field_changes_unnoticed(log: list[Event], column: str) -> None:
    drop_triggers()
    overwrite(log[1], column, value_of(column, log))
    assert list(breaks()) == TOLD[column]


def test_every_field_was_tried() -> None:
    columns = {field.column for field in Event._meta.concrete_fields}
    assert columns == {"id", *OTHERS}


def test_the_first_and_the_last_event_are_sealed_too(log: list[Event]) -> None:
    drop_triggers()
    for place, event in ((1, log[0]), (3, log[2])):
        overwrite(event, "subject", "别的")
        assert list(breaks()) == [Break(place, f"第 {place} 条办理记录的内容被改动")]
        overwrite(event, "subject", event.subject)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1, Break(2, UNLINKED.format(2))),
        (2, Break(3, UNLINKED.format(3))),
        (3, Break(3, "第 3 条办理记录不是写入时的最后一条")),
    ],
)
def test_what_is_sealed_anew_breaks_the_chain(log: list[Event], number: int, told: Break) -> None:
    drop_triggers()
    event = log[number - 1]
    event.subject = "别的"
    overwrite(event, "subject", event.subject)
    overwrite(event, "hash", seal(event))
    assert list(breaks()) == [told]


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ([1], [Break(1, "缺少第 1 条办理记录")]),
        ([2], [Break(2, "缺少第 2 条办理记录")]),
        ([1, 2], [Break(1, "缺少第 1 至第 2 条办理记录")]),
        ([3], [Break(3, "办理记录应有 3 条，现在最后一条是第 2 条，末尾有删除或添加")]),
        ([2, 3], [Break(2, "办理记录应有 3 条，现在最后一条是第 1 条，末尾有删除或添加")]),
        ([1, 2, 3], [Break(1, "办理记录应有 3 条，现在最后一条是第 0 条，末尾有删除或添加")]),
    ],
)
def test_a_removed_event(log: list[Event], gone: list[int], told: list[Break]) -> None:
    drop_triggers()
    for event in log:
        if event.number in gone:
            remove(event)
    assert list(breaks()) == told


def test_an_event_put_at_the_end(log: list[Event]) -> None:
    forged = Event(
        number=4, at=log[2].at, action=Action.PUBLISH, subject="伪造", previous=log[2].hash
    )
    forged.hash = seal(forged)
    forged.save()
    assert list(breaks()) == [
        Break(4, "办理记录应有 3 条，现在最后一条是第 4 条，末尾有删除或添加")
    ]


def test_an_event_put_between(log: list[Event]) -> None:
    """The one behind it is moved and sealed anew: then the chain has one more than it counts."""
    drop_triggers()
    last = log[2]
    overwrite(last, "number", 4)
    forged = Event(number=3, at=last.at, action=Action.TEXT, subject="伪造", previous=log[1].hash)
    forged.hash = seal(forged)
    forged.save()
    longer = Break(4, "办理记录应有 3 条，现在最后一条是第 4 条，末尾有删除或添加")
    assert list(breaks()) == [longer]
    last.refresh_from_db()
    last.previous = forged.hash
    overwrite(last, "previous", forged.hash)
    overwrite(last, "hash", seal(last))
    assert list(breaks()) == [longer]
    execute("UPDATE disclosures_eventchain SET number = 4")
    assert list(breaks()) == [Break(4, "第 4 条办理记录不是写入时的最后一条")]


def test_the_end_of_the_chain_is_held_too(log: list[Event]) -> None:
    execute("UPDATE disclosures_eventchain SET hash = %s", ("f" * 64,))
    assert list(breaks()) == [Break(3, "第 3 条办理记录不是写入时的最后一条")]
    execute("DELETE FROM disclosures_eventchain")
    assert list(breaks()) == [
        Break(1, "办理记录应有 0 条，现在最后一条是第 3 条，末尾有删除或添加")
    ]


def test_the_events_of_one_disclosure(log: list[Event]) -> None:
    first, third = log[0].disclosure, log[2].disclosure
    assert first is not None and third is not None
    drop_triggers()
    overwrite(log[2], "reason", "别的理由")
    assert list(breaks_of(first)) == []
    assert list(breaks_of(third)) == [Break(3, "第 3 条办理记录的内容被改动")]
    remove(log[1])
    assert list(breaks_of(first)) == []
    assert list(breaks_of(third)) == [
        Break(3, UNLINKED.format(3)),
        Break(3, "第 3 条办理记录的内容被改动"),
    ]
