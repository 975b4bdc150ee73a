"""Typed figures: stored cell by cell, with who and when, nothing of somebody else's overwritten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from disclosures.facts import Source
from disclosures.intake.entry import (
    COMPUTED,
    Change,
    Closed,
    Conflict,
    Replaced,
    Saved,
    retotal,
    save,
)
from disclosures.intake.naming import Naming
from disclosures.intake.typed import Place
from disclosures.models import Disclosure, Fact, RowLabel, State, Unit
from disclosures.models.fact import sheet_of
from disclosures.pipeline import standard_of
from disclosures.tables import Cell
from tests.disclosures.drafts import published
from tests.disclosures.intake.typing import WAN
from tests.disclosures.samples import standard

pytestmark = pytest.mark.django_db

YUAN = Decimal(1)


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(
        name="测试单位", slug="test", region="测试市", jurisdiction="sichuan"
    )
    return Disclosure.objects.create(unit=unit, year=2020, kind="final_accounts")


@pytest.fixture
def clerk() -> User:
    return User.objects.create_user("clerk")


def place(name: str, prior: bool = False) -> Place:
    return Place(Cell.parse(name), prior)


def change(
    name: str, text: str, base: str = "", unit: Decimal = YUAN, prior: bool = False
) -> Change:
    return Change(place(name, prior), text, Decimal(base) if base else None, unit)


def enter(disclosure: Disclosure, by: User, *changes: Change) -> Saved:
    return save(disclosure, standard(), changes, by)


def stored(disclosure: Disclosure) -> dict[str, str]:
    """Every figure, those of last year in brackets."""
    rows = disclosure.facts.order_by("year", "table", "row", "column")
    names = (
        (f"({row.address})" if row.year < disclosure.year else str(row.address), str(row.value))
        for row in rows
    )
    return dict(names)


def test_a_figure_and_its_totals(disclosure: Disclosure, clerk: User) -> None:
    saved = enter(disclosure, clerk, change("three_public/total/final_running", "1,234.50"))
    expected = {
        f"three_public/total/final_{column}": Decimal("1234.50")
        for column in ("running", "vehicles", "total")
    }
    assert {str(p.cell): value for p, value in saved.stored.items()} == expected
    assert stored(disclosure) == {
        "three_public/total/final_running": "1234.50",
        "three_public/total/final_total": "1234.50",
        "three_public/total/final_vehicles": "1234.50",
    }
    assert (saved.refused, saved.conflicts, saved.replaced) == ({}, {}, {})
    assert saved.sheet == sheet_of(disclosure)


def test_who_and_when_are_kept(disclosure: Disclosure, clerk: User) -> None:
    before = timezone.now()
    saved = enter(disclosure, clerk, change("three_public/total/final_abroad", "5"))
    fact = Fact.objects.get(column="final_abroad")
    disclosure.refresh_from_db()
    assert (fact.entered_by, fact.entered_at) == (clerk, saved.at)
    assert disclosure.changed_at == saved.at >= before
    source = saved.sheet.facts[Cell.parse("three_public/total/final_abroad")].source
    assert source == Source(by="clerk")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("１，２３４．５", YUAN, "1234.50"),
        (" -0.01 ", YUAN, "-0.01"),
        ("123.456789", WAN, "1234567.89"),
        ("0", WAN, "0.00"),
        ("100.0000000", WAN, "1000000.00"),
        ("99999999999.99", WAN, "999999999999900.00"),
    ],
)
def test_what_can_be_typed(
    disclosure: Disclosure, clerk: User, text: str, unit: Decimal, value: str
) -> None:
    enter(disclosure, clerk, change("income_expenditure/closing_balance/amount", text, unit=unit))
    assert stored(disclosure)["income_expenditure/closing_balance/amount"] == value


@pytest.mark.parametrize("text", ["", " ", "-", "—", "――", "/", "“”"])
def test_a_blank_clears(disclosure: Disclosure, clerk: User, text: str) -> None:
    enter(disclosure, clerk, change("three_public/total/final_abroad", "5"))
    saved = enter(disclosure, clerk, change("three_public/total/final_abroad", text, "5"))
    assert stored(disclosure) == {}
    assert set(saved.stored.values()) == {None}


@pytest.mark.parametrize(
    ("name", "text", "unit", "sentence"),
    [
        ("matters/abroad_groups/value", "-1", YUAN, "这里应为0或正整数，填的是“-1”"),
        ("matters/abroad_groups/value", "1.5", YUAN, "这里应为0或正整数，填的是“1.5”"),
        ("three_public/total/final_abroad", "五万", YUAN, "这里应为数字，填的是“五万”"),
        ("three_public/total/final_abroad", "NaN", YUAN, "这里应为数字，填的是“NaN”"),
        ("three_public/total/final_abroad", "1e5", YUAN, "这里应为数字，填的是“1e5”"),
        ("three_public/total/final_abroad", "(5)", YUAN, "负数应写成“-5”，填的是“(5)”"),
        (
            *("three_public/total/final_abroad", "1.001", YUAN),
            "金额最多精确到分（元后两位小数），填的是“1.001”",
        ),
        (
            *("three_public/total/final_abroad", "0.0000001", WAN),
            "金额最多精确到分（万元后六位小数），填的是“0.0000001”",
        ),
        (
            *("three_public/total/final_abroad", "1234567890123456789", YUAN),
            "“1234567890123456789”超出了可以填报的范围，请核对数字和金额单位",
        ),
        (
            *("three_public/total/final_abroad", "1" * 61, YUAN),
            "这里应为数字，填的是“11111111111111111111…”",
        ),
        ("three_public/total/nothing", "1", YUAN, "规定表样没有这一格，没有保存"),
        ("nothing/total/final_abroad", "1", YUAN, "规定表样没有这一格，没有保存"),
        ("comparatives/total/amount", "1", YUAN, "规定表样没有这一格，没有保存"),
        ("general_public_project/205/project", "1", YUAN, "规定表样没有这一格，没有保存"),
        ("expenditure/2059999999/basic", "1", YUAN, "规定表样没有这一格，没有保存"),
        ("reception_occasions/1/amount", "1", YUAN, "请先填写这一行的名称，再填数字"),
    ],
)
def test_what_is_refused_alone(
    disclosure: Disclosure, clerk: User, name: str, text: str, unit: Decimal, sentence: str
) -> None:
    good = change("three_public/total/budget_abroad", "7")
    saved = enter(disclosure, clerk, change(name, text, unit=unit), good)
    assert saved.refused == {place(name): sentence}
    assert stored(disclosure) == {
        "three_public/total/budget_abroad": "7.00",
        "three_public/total/budget_total": "7.00",
    }


def test_somebody_else_was_there(disclosure: Disclosure, clerk: User) -> None:
    other = User.objects.create_user("other")
    name = "three_public/total/final_abroad"
    first = enter(disclosure, other, change(name, "5"))
    saved = enter(
        disclosure, clerk, change(name, "6"), change("three_public/total/final_running", "1")
    )
    assert saved.conflicts == {place(name): Conflict(Decimal(5), Decimal(6), "other", first.at)}
    assert stored(disclosure)[name] == "5.00"
    assert stored(disclosure)["three_public/total/final_total"] == "6.00"
    mine = enter(disclosure, clerk, change(name, "6", "5"))
    assert (mine.conflicts, stored(disclosure)[name]) == ({}, "6.00")


def test_somebody_else_has_cleared_it(disclosure: Disclosure, clerk: User) -> None:
    name = "three_public/total/final_abroad"
    saved = enter(disclosure, clerk, change(name, "6", "5"))
    assert saved.conflicts == {place(name): Conflict(None, Decimal(6), "", None)}
    assert stored(disclosure) == {}


def test_both_typed_the_same(disclosure: Disclosure, clerk: User) -> None:
    name = "three_public/total/final_abroad"
    enter(disclosure, User.objects.create_user("other"), change(name, "5"))
    saved = enter(disclosure, clerk, change(name, "5.00"))
    assert (saved.stored, saved.conflicts, saved.refused) == ({}, {}, {})
    assert Fact.objects.get(column="final_abroad").entered_by != clerk


def test_a_total_is_not_typed(disclosure: Disclosure, clerk: User) -> None:
    total = "three_public/total/final_vehicles"
    enter(disclosure, clerk, change("three_public/total/final_running", "5"))
    saved = enter(disclosure, clerk, change(total, "6", "5"))
    assert saved.refused == {place(total): COMPUTED}
    assert stored(disclosure)[total] == "5.00"


def test_a_total_typed_with_its_parts(disclosure: Disclosure, clerk: User) -> None:
    total = "three_public/total/final_vehicles"
    part = change("three_public/total/final_running", "5")
    right = enter(disclosure, clerk, part, change(total, "5"))
    assert (right.refused, right.replaced) == ({}, {})
    Fact.objects.all().delete()
    wrong = enter(disclosure, clerk, part, change(total, "6"))
    assert (wrong.refused, stored(disclosure)[total]) == ({place(total): COMPUTED}, "5.00")


def test_a_reported_total_that_is_replaced_is_told(disclosure: Disclosure, clerk: User) -> None:
    total = "three_public/total/final_vehicles"
    enter(disclosure, clerk, change(total, "9"))
    saved = enter(disclosure, clerk, change("three_public/total/final_running", "5"))
    assert saved.replaced == {place(total): Replaced(Decimal(9), Decimal(5))}


def test_only_a_draft_changes(disclosure: Disclosure, clerk: User) -> None:
    for state in (State.SUBMITTED, State.PUBLISHED):
        Disclosure.objects.update(state=state)
        with pytest.raises(Closed) as closed:
            enter(disclosure, clerk, change("three_public/total/final_abroad", "5"))
        assert str(closed.value) == "这份材料不在编制中，数据不能再更改"
    assert stored(disclosure) == {}


def test_last_years_figures(disclosure: Disclosure, clerk: User) -> None:
    name = "income_expenditure/income_total/amount"
    saved = enter(disclosure, clerk, change(name, "601.54", unit=WAN, prior=True))
    assert saved.stored == {place(name, prior=True): Decimal("6015400.00")}
    assert stored(disclosure) == {f"({name})": "6015400.00"}
    odd = enter(disclosure, clerk, change("income/total/total", "1", prior=True))
    assert odd.refused == {place("income/total/total", True): "规定表样没有这一格，没有保存"}


def test_a_figure_of_the_publication_is_typed_over(disclosure: Disclosure, clerk: User) -> None:
    name = "income_expenditure/income_total/amount"
    version = published(disclosure)
    Disclosure.objects.update(state=State.DRAFT)
    Fact.objects.create(
        disclosure=disclosure,
        year=2019,
        **Cell.parse(name)._asdict(),
        value=Decimal(5),
        publication=version,
    )
    enter(disclosure, clerk, change(name, "6", "5", prior=True))
    fact = Fact.objects.get()
    assert (fact.value, fact.publication, fact.entered_by) == (Decimal("6.00"), None, clerk)


def test_rounded_as_an_uploaded_sheet_would_be(disclosure: Disclosure, clerk: User) -> None:
    def rounded() -> dict[str, bool]:
        return dict(disclosure.facts.order_by("column").values_list("column", "rounded"))

    enter(disclosure, clerk, change("government_fund/2120801/income", "1.23", unit=WAN))
    enter(disclosure, clerk, change("government_fund/2120801/opening", "1.5", unit=WAN))
    assert rounded() == {"income": True, "opening": True}
    enter(disclosure, clerk, change("government_fund/2120801/opening", "1.5001", "15000", unit=WAN))
    assert rounded() == {"income": False, "opening": False}
    enter(disclosure, clerk, change("government_fund/2120801/opening", "1.51", "15001", unit=WAN))
    assert rounded() == {"income": True, "opening": True}
    enter(disclosure, clerk, change("government_fund/2120801/opening", "20000", "15100"))
    assert rounded() == {"income": True, "opening": False}


def test_marking_another_figure_rounded_does_not_change_its_author(
    disclosure: Disclosure, clerk: User
) -> None:
    enter(disclosure, clerk, change("government_fund/2120801/income", "1.23", unit=WAN))
    other = User.objects.create_user("other")
    enter(disclosure, other, change("government_fund/2120801/opening", "1.5001", unit=WAN))
    fact = Fact.objects.get(row="2120801", column="income")
    assert (fact.rounded, fact.entered_by) == (False, clerk)


def test_totals_computed_anew(disclosure: Disclosure, clerk: User) -> None:
    for row, value in (("total", 178), ("208", 16), ("2080502", 9), ("2080505", 7)):
        Fact.objects.create(
            disclosure=disclosure,
            year=2020,
            table="item_budget",
            row=row,
            column="revised",
            value=value,
        )
    saved = retotal(disclosure, standard(), "item_budget", clerk)
    assert stored(disclosure) == {
        "item_budget/208/revised": "16.00",
        "item_budget/20805/revised": "16.00",
        "item_budget/2080502/revised": "9.00",
        "item_budget/2080505/revised": "7.00",
        "item_budget/total/revised": "16.00",
    }
    assert saved.replaced == {
        place("item_budget/total/revised"): Replaced(Decimal(178), Decimal(16))
    }


def test_lines_with_names(disclosure: Disclosure, clerk: User) -> None:
    table = "reception_occasions"

    def name(row: str, text: str, base: str = "") -> Saved:
        return save(disclosure, standard(), [], clerk, [Naming(table, row, text, base)])

    assert name("", " 甲单位 ").renamed.added == ("1",)
    assert name("", "乙单位").renamed.added == ("2",)
    enter(disclosure, clerk, change(f"{table}/1/amount", "568"))
    assert name("1", "丙单位", "甲单位").renamed.refused == {}
    assert name("1", "丁单位", "甲单位").renamed.refused == {
        (table, "1"): "这一行的名称已被改为“丙单位”，没有保存；请刷新页面后再改"
    }
    assert name("1", "", "丙单位").renamed.refused == {(table, "1"): "这一行还有数字，名称不能为空"}
    gone = save(
        *(disclosure, standard(), [change(f"{table}/1/amount", "", "568")], clerk),
        [Naming(table, "1", "", "丙单位")],
    )
    assert gone.renamed.refused == {}
    assert dict(RowLabel.objects.values_list("row", "text")) == {"2": "乙单位"}
    assert stored(disclosure) == {}


@pytest.mark.parametrize(
    ("row", "text", "sentence"),
    [
        ("", "长" * 201, "名称有201个字，最多200个；请改短"),
        ("", "合计", "“合计”不能作名称；请写明是什么事项"),
        ("", "“”", "““””不能作名称；请写明是什么事项"),
        ("", "甲\x00", "“甲\x00”不能作名称；请写明是什么事项"),
        ("7", "甲", "没有这一行，可能已被删除；请刷新页面"),
    ],
)
def test_names_that_are_refused(
    disclosure: Disclosure, clerk: User, row: str, text: str, sentence: str
) -> None:
    naming = Naming("reception_occasions", row, text)
    saved = save(disclosure, standard(), [], clerk, [naming])
    assert saved.renamed.refused == {("reception_occasions", row): sentence}
    assert RowLabel.objects.count() == 0
    elsewhere = save(disclosure, standard(), [], clerk, [Naming("expenditure", "", "甲")])
    assert list(elsewhere.renamed.refused) == [("expenditure", "")]


def test_nothing_typed_changes_nothing(disclosure: Disclosure, clerk: User) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    Disclosure.objects.update(changed_at=yesterday)
    enter(disclosure, clerk, change("three_public/total/final_abroad", ""))
    disclosure.refresh_from_db()
    assert disclosure.changed_at == yesterday


def test_a_save_takes_few_queries(
    disclosure: Disclosure, clerk: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    of = standard_of(disclosure)
    changes = [
        change(f"expenditure/{row}/{column}", "1")
        for row in ("2050102", "2050199", "2080505", "2210201")
        for column in ("basic", "project")
    ]
    with django_assert_max_num_queries(15):
        save(disclosure, of, changes, clerk)
