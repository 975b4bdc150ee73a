"""What a person said of a sheet is kept for the unit and kind, and may be taken back."""

import pytest

from disclosures.intake.corrections import SheetCorrection
from disclosures.intake.remembered import Said, corrections_of, remember
from disclosures.models import Disclosure, SheetMapping, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(name="测试单位", slug="test", region="测试市")
    return Disclosure.objects.create(unit=unit, year=2020, kind="final_accounts")


def test_it_holds_for_the_next_year_of_the_unit_and_nobody_else(disclosure: Disclosure) -> None:
    remember(disclosure, [Said("支出表", "expenditure", {"项目数": "project"})], None)
    correction = SheetCorrection("支出表", "expenditure", {"项目数": "project"})
    unit = disclosure.unit
    following = Disclosure.objects.create(unit=unit, year=2021, kind="final_accounts")
    budget = Disclosure.objects.create(unit=unit, year=2021, kind="budget")
    other = Unit.objects.create(name="另一单位", slug="other", region="测试市")
    theirs = Disclosure.objects.create(unit=other, year=2020, kind="final_accounts")
    assert corrections_of(disclosure) == corrections_of(following) == (correction,)
    assert corrections_of(budget) == corrections_of(theirs) == ()


def test_more_columns_of_the_same_table_are_added(disclosure: Disclosure) -> None:
    remember(disclosure, [Said("支出表", "expenditure", {"甲": "project", "乙": "basic"})], None)
    remember(disclosure, [Said("支出表", "expenditure", {"乙": "", "丙": "total"})], None)
    columns = {"甲": "project", "乙": "", "丙": "total"}
    assert corrections_of(disclosure) == (SheetCorrection("支出表", "expenditure", columns),)


def test_another_table_has_columns_of_its_own(disclosure: Disclosure) -> None:
    remember(disclosure, [Said("支出表", "expenditure", {"甲": "project"})], None)
    remember(disclosure, [Said("支出表", "income", {})], None)
    assert corrections_of(disclosure) == (SheetCorrection("支出表", "income", {}),)
    remember(disclosure, [Said("支出表", "", {})], None)
    assert corrections_of(disclosure) == (SheetCorrection("支出表", "", {}),)


def test_what_was_said_can_be_taken_back(disclosure: Disclosure) -> None:
    remember(disclosure, [Said("支出表", "income", {}), Said("收入表", "", {})], None)
    remember(disclosure, [Said("支出表", None, {}), Said("没有说过", None, {})], None)
    assert corrections_of(disclosure) == (SheetCorrection("收入表", "", {}),)
    assert SheetMapping.objects.count() == 1
