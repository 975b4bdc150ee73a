"""The published documents beside one: the other of its year, and those of the years around it."""

import pytest

from disclosures.models import Disclosure, Kind, Level, Unit
from disclosures.publication import withdraw
from disclosures.related import related
from tests.disclosures.drafts import published, publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return Unit.objects.create(name="某某站", slug="station", region="某市")


def document(unit: Unit, kind: Kind, year: int, level: Level = Level.DEPARTMENT) -> Disclosure:
    of = Disclosure.objects.create(unit=unit, kind=kind, year=year, level=level)
    published(of)
    return of


def shown(of: Disclosure) -> list[tuple[str, str, str]]:
    return [(one.called, one.title, one.address) for one in related(of)]


def test_both_documents_of_a_year_lead_to_each_other(unit: Unit) -> None:
    budget = document(unit, Kind.BUDGET, 2020)
    accounts = document(unit, Kind.FINAL_ACCOUNTS, 2020)
    assert shown(budget) == [
        ("同年度决算", "某某站2020年度部门决算", "/station/2020/department_final_accounts/")
    ]
    assert shown(accounts) == [
        ("同年度预算", "某某站2020年度部门预算", "/station/2020/department_budget/")
    ]


def test_the_years_around_it_come_after(unit: Unit) -> None:
    for year in (2018, 2019, 2020, 2021, 2022):
        for kind in Kind:
            document(unit, kind, year)
    assert [one.called for one in related(unit.disclosures.get(year=2020, kind=Kind.BUDGET))] == [
        "同年度决算",
        "上年度预算",
        "上年度决算",
        "下年度预算",
        "下年度决算",
    ]


def test_only_what_is_in_force_of_the_same_unit_and_level(unit: Unit) -> None:
    accounts = document(unit, Kind.FINAL_ACCOUNTS, 2020)
    other = Unit.objects.create(name="他站", slug="other", region="某市")
    document(other, Kind.BUDGET, 2020)
    document(unit, Kind.BUDGET, 2020, Level.UNIT)
    Disclosure.objects.create(unit=unit, kind=Kind.BUDGET, year=2020)
    assert shown(accounts) == []
    budget = document(unit, Kind.BUDGET, 2021)
    assert [one.called for one in related(accounts)] == ["下年度预算"]
    withdraw(budget, publisher(), "依法不予公开")
    assert shown(accounts) == []


def test_of_several_versions_the_one_in_force(unit: Unit) -> None:
    budget, accounts = (document(unit, kind, 2020) for kind in Kind)
    Disclosure.objects.filter(pk=budget.pk).update(version=2, correction="更正")
    budget.refresh_from_db()
    again = published(budget)
    assert [one.publication for one in related(accounts)] == [again]
