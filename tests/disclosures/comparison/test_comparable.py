"""What must not be compared: the sentences, and the groups."""

import pytest

from disclosures.comparison.comparable import differences, groups
from disclosures.comparison.selection import columns_of
from disclosures.comparison.years import Year
from disclosures.models import Kind, Level, Nature, Unit
from tests.disclosures.comparison.made_up import TOTAL, publish, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Unit:
    return unit("甲局", "jia", nature=Nature.ADMINISTRATIVE)


@pytest.fixture
def station() -> Unit:
    return unit("乙站", "yi", nature=Nature.INSTITUTION)


def columns(*units: Unit) -> tuple[Year, ...]:
    return columns_of(units, 2020, Level.UNIT)


def titles(found: tuple[Year, ...]) -> list[tuple[str, list[str]]]:
    return [(one.title, [each.unit.name for each in one.columns]) for one in groups(found)]


def test_alike(bureau: Unit) -> None:
    other = unit("丙局", "bing", nature=Nature.ADMINISTRATIVE)
    publish(bureau, {TOTAL: "1"})
    publish(other, {TOTAL: "1"})
    found = columns(bureau, other)
    assert differences(found) == ()
    assert titles(found) == [("本单位数（不含其他单位），行政单位", ["甲局", "丙局"])]


def test_a_department_against_a_unit(bureau: Unit) -> None:
    other = unit("丙局", "bing", nature=Nature.ADMINISTRATIVE)
    publish(bureau, {TOTAL: "1"}, level=Level.DEPARTMENT)
    publish(other, {TOTAL: "1"})
    found = columns(bureau, other)
    assert differences(found) == (
        "口径不同：“甲局”是部门汇总数（含所属单位）；“丙局”是本单位数（不含其他单位）。"
        "汇总数与单个单位的数不能直接比较。",
    )
    assert titles(found) == [
        ("部门汇总数（含所属单位），行政单位", ["甲局"]),
        ("本单位数（不含其他单位），行政单位", ["丙局"]),
    ]


def test_administrative_against_institution(bureau: Unit, station: Unit) -> None:
    publish(bureau, {TOTAL: "1"})
    publish(station, {TOTAL: "1"})
    found = columns(bureau, station)
    assert differences(found) == (
        "单位性质不同：“甲局”是行政单位；“乙站”是事业单位。行政单位和参照公务员法管理的事业单位有"
        "机关运行经费，其他事业单位没有，经费构成不同，不宜直接比较。",
    )
    assert titles(found) == [
        ("本单位数（不含其他单位），行政单位", ["甲局"]),
        ("本单位数（不含其他单位），事业单位", ["乙站"]),
    ]


def test_a_budget_against_final_accounts(bureau: Unit) -> None:
    others = [unit(name, name, nature=Nature.ADMINISTRATIVE) for name in ("b", "c")]
    publish(bureau, {TOTAL: "1"}, kind=Kind.BUDGET)
    for other in others:
        publish(other, {TOTAL: "1"})
    publish(others[1], {TOTAL: "1"}, kind=Kind.BUDGET)
    assert differences(columns(bureau, *others)) == (
        "公开的材料不同：“甲局”是预算；“b”是决算；“c”是预算和决算。预算数与决算数不能直接比较。",
    )


def test_a_nature_that_is_not_told(bureau: Unit) -> None:
    other = unit("丁站", "ding")
    publish(bureau, {TOTAL: "1"})
    publish(other, {TOTAL: "1"})
    found = columns(bureau, other)
    assert differences(found) == ("“丁站”没有登记单位性质，不能判断与其他单位是否可比。",)
    assert titles(found)[1] == ("本单位数（不含其他单位），单位性质未登记", ["丁站"])
    assert differences(columns(other)) == ()


def test_the_level_asked_for_where_there_is_one(bureau: Unit) -> None:
    publish(bureau, {TOTAL: "1"})
    publish(bureau, {TOTAL: "2"}, level=Level.DEPARTMENT)
    found = {level: columns_of([bureau], 2020, level)[0].level for level in Level}
    assert found == {"department": "department", "unit": "unit"}
