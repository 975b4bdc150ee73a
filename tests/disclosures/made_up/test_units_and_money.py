"""Tests of the names and the money of made-up units: plainly made up, the same every time."""

from itertools import pairwise

import pytest

from disclosures import classification
from disclosures.made_up.making import FIRST, LAST
from disclosures.made_up.money import OF_THREE_PUBLIC, Year, years
from disclosures.made_up.units import MARK, MadeUp, departments, most

EVERYBODY = [body for one in departments(most()) for body in one.bodies]


def of(unit: MadeUp, seed: int = 0) -> list[Year]:
    return list(years(unit, FIRST, LAST, seed))


def test_four_units_are_a_department_with_two_below_it_and_one_elsewhere_without() -> None:
    assert [(one.office.region, [body.name for body in one.bodies]) for one in departments(4)] == [
        ("演示甲市", ["演示甲市教育局", "演示甲市实验小学", "演示甲市第一中学"]),
        ("演示乙市", ["演示乙市文化和旅游局"]),
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 300, most()])
def test_there_are_as_many_as_were_asked_for_and_fewer_are_the_first_of_more(count: int) -> None:
    names = [body.name for one in departments(count) for body in one.bodies]
    assert len(names) == count
    assert names[:-1] == [body.name for body in EVERYBODY][: count - 1]


def test_every_name_is_marked_and_every_name_and_address_is_there_once() -> None:
    assert most() == len(EVERYBODY) == 840
    assert {body.name[:2] for body in EVERYBODY} == {body.region[:2] for body in EVERYBODY}
    assert {body.name[:2] for body in EVERYBODY} == {MARK}
    assert len({body.name for body in EVERYBODY}) == len({body.slug for body in EVERYBODY}) == 840


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_every_item_is_one_of_the_classification_of_the_year(year: int) -> None:
    function = classification.load(year).function
    for body in EVERYBODY:
        for item in (body.basic, *body.projects):
            assert function[item].budgets == ("一般公共预算",), item
        if body.fund:
            assert function[body.fund].budgets == ("政府性基金预算",)


def test_the_same_seed_gives_the_same_money_and_another_one_other_money() -> None:
    unit = EVERYBODY[0]
    assert of(unit) == of(unit)
    assert of(unit) != of(unit, seed=1)
    assert of(unit)[0].planned != of(EVERYBODY[1])[0].planned


@pytest.mark.parametrize("unit", EVERYBODY[:40], ids=lambda unit: unit.slug)
def test_a_year_begins_with_what_the_last_one_left(unit: MadeUp) -> None:
    made = of(unit)
    assert [one.year for one in made] == list(range(FIRST, LAST + 1))
    assert [later.opening for _, later in pairwise(made)] == [one.closing for one in made[:-1]]


@pytest.mark.parametrize("unit", EVERYBODY[:40], ids=lambda unit: unit.slug)
def test_three_public_never_cost_more_than_planned(unit: MadeUp) -> None:
    for one in of(unit):
        for code in OF_THREE_PUBLIC:
            assert one.spent.basic.get(code, 0) <= one.planned.basic.get(code, 0)
