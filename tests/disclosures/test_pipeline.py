"""prepare(): what a disclosure is held against comes from the database, in few queries."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures.models import Disclosure, Fact, Nature, State, Unit
from disclosures.pipeline import prepare
from disclosures.publication import withdraw
from tests.disclosures.drafts import published, publisher

pytestmark = pytest.mark.django_db

OPENING = "income_expenditure/opening_balance/amount"
CLOSING = "income_expenditure/closing_balance/amount"
OPERATING = "matters/agency_operating/value"


def unit(name: str, **fields: Any) -> Unit:
    return Unit.objects.create(
        name=name, slug=f"unit-{Unit.objects.count()}", region="某省某市", **fields
    )


def disclosure(of: Unit, year: int = 2021, state: str = State.DRAFT, **fields: Any) -> Disclosure:
    given = {"kind": "final_accounts", "level": "department", **fields}
    return Disclosure.objects.create(unit=of, year=year, state=state, **given)


def fill(into: Disclosure, **figures: str) -> None:
    """Figures in 元 by the names above."""
    addresses = {"opening": OPENING, "closing": CLOSING, "operating": OPERATING}
    for name, value in figures.items():
        table, row, column = addresses[name].split("/")
        Fact.objects.create(
            disclosure=into,
            year=into.year,
            table=table,
            row=row,
            column=column,
            value=Decimal(value),
        )


def messages(of: Disclosure, *ids: str) -> list[str]:
    return [finding.message for finding in prepare(of).findings if finding.id in ids]


def years_apart(state: str = State.PUBLISHED, **fields: Any) -> tuple[Disclosure, Disclosure]:
    """A document of 2020 with a closing of 100 元, and of 2021 with an opening of 90 元."""
    office = unit("某局")
    before, now = disclosure(office, 2020, state, **fields), disclosure(office)
    fill(before, closing="100")
    fill(now, opening="90")
    if state == State.PUBLISHED:
        published(before)
    return before, now


WRONG = (
    "年初结转和结余应等于上年的年末结转和结余：填报 0.009万元，"
    "按《某局2020年度部门决算》应为 0.01万元，差 0.001万元"
)


def test_last_year_is_what_was_published() -> None:
    _, now = years_apart()
    assert messages(now, "Y01") == [WRONG]


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        (State.DRAFT, {}),
        (State.SUBMITTED, {}),
        (State.PUBLISHED, {"level": "unit"}),
    ],
)
def test_what_was_not_published_is_not_last_year(state: str, fields: dict[str, str]) -> None:
    _, now = years_apart(state, **fields)
    assert messages(now, "Y01") == []


def test_last_year_is_what_was_published_until_the_correction_is_too() -> None:
    before, now = years_apart()
    Fact.objects.filter(disclosure=before).update(value=200)
    Disclosure.objects.filter(pk=before.pk).update(version=2, correction="补记结转")
    assert messages(now, "Y01") == [WRONG]
    before.refresh_from_db()
    published(before)
    assert messages(now, "Y01") == [WRONG.replace("0.01万元，差 0.001", "0.02万元，差 0.011")]


def test_a_withdrawn_document_is_not_last_year() -> None:
    before, now = years_apart()
    withdraw(before, publisher(), "依法不予公开")
    assert messages(now, "Y01") == []


def test_a_predecessor_may_be_of_another_unit() -> None:
    before, now = years_apart()
    Disclosure.objects.filter(pk=before.pk).update(unit=unit("旧局"))
    now.refresh_from_db()
    assert messages(now, "Y01") == []
    now.predecessor = before
    assert messages(now, "Y01") == [WRONG.replace("某局", "旧局")]


def test_a_year_that_no_standard_covers_is_left_out() -> None:
    before, now = years_apart(State.DRAFT)
    Disclosure.objects.filter(pk=before.pk).update(year=2019)
    Disclosure.objects.filter(pk=now.pk).update(year=2020)
    Fact.objects.filter(disclosure=before).update(year=2019)
    Fact.objects.filter(disclosure=now).update(year=2020)
    before.refresh_from_db()
    now.refresh_from_db()
    published(before)
    assert messages(now, "Y01") == []


def test_a_budget_without_a_standard_is_left_out() -> None:
    _, now = years_apart()
    budget = disclosure(now.unit, 2021, State.PUBLISHED, kind="budget")
    fill(budget, opening="80")
    published(budget)
    assert messages(now, "B04") == [
        "年初结转和结余与公开的预算中的上年结转不同：填报 0.009万元，"
        "按《某局2021年度部门预算》应为 0.008万元，差 0.001万元"
    ]
    # In 2024 Shanghai has a standard for final accounts only.
    office = unit("某区某局", jurisdiction="shanghai")
    budget = disclosure(office, 2024, State.PUBLISHED, kind="budget")
    fill(budget, opening="80")
    published(budget)
    now = disclosure(office, 2024)
    fill(now, opening="90")
    assert messages(now, "B04") == []


def department(*natures: str) -> Disclosure:
    """A department, 行政单位, with an opening of 90 元 and a unit of each nature."""
    office = unit("某局", nature=Nature.ADMINISTRATIVE)
    for number, nature in enumerate(natures, 1):
        unit(f"单位{number}", parent=office, nature=nature)
    whole = disclosure(office)
    fill(whole, opening="90")
    return whole


def of_units(of: Disclosure, openings: Iterable[str]) -> None:
    units = (of.unit, *Unit.objects.filter(parent=of.unit).order_by("name"))
    for one, opening in zip(units, openings, strict=True):
        fill(disclosure(one, of.year, level="unit"), opening=opening)


def test_a_department_is_held_against_its_units_published_or_not() -> None:
    whole = department(Nature.INSTITUTION)
    of_units(whole, ("50", "41"))
    assert messages(whole, "E34") == [
        "收入支出决算总表“年初结转和结余”金额应等于所属各单位之和："
        "填报 0.009万元，应为 0.0091万元，差 0.0001万元"
    ]
    Fact.objects.filter(value=41).update(value=40)
    assert messages(whole, "E34") == []


def test_a_unit_without_a_document_is_named() -> None:
    whole = department(Nature.INSTITUTION, Nature.INSTITUTION)
    fill(disclosure(Unit.objects.get(name="单位1"), level="unit"), opening="40")
    disclosure(Unit.objects.get(name="单位2"), level="unit")
    assert messages(whole, "E34") == ["所属单位“单位2”没有本年数据，部门的数不能与各单位之和核对"]


def test_a_department_without_units_is_not_added_up() -> None:
    assert messages(department(), "E34") == []


@pytest.mark.parametrize(
    ("natures", "found"),
    [
        ((Nature.CIVIL_SERVICE,), ["行政单位和参公单位的机关运行经费应等于公用经费合计"]),
        ((Nature.INSTITUTION,), []),
        ((), []),
    ],
)
def test_the_nature_of_every_unit_counts(natures: tuple[str, ...], found: list[str]) -> None:
    whole = department(*natures)
    fill(whole, operating="10")
    Fact.objects.create(
        disclosure=whole,
        year=2021,
        table="general_public_basic",
        row="operating_total",
        column="amount",
        value=20,
    )
    assert [message.split("：")[0] for message in messages(whole, "E33")] == found


def test_the_number_of_queries_does_not_grow_with_the_units() -> None:
    whole = department(Nature.INSTITUTION)
    of_units(whole, ("50", "40"))
    with CaptureQueriesContext(connection) as one:
        prepare(whole)
    for number in range(2, 12):
        fill(disclosure(unit(f"单位{number}", parent=whole.unit), level="unit"), opening="1")
    with CaptureQueriesContext(connection) as many:
        prepare(whole)
    assert len(many) == len(one)
