"""A department against the sum of its units: equal, differing, eliminated, unpublished."""

import pytest

from disclosures.comparison.department import Elimination, Sum, SumRow
from disclosures.comparison.reading import read
from disclosures.comparison.selection import sum_over_units
from disclosures.models import Kind, Level, Publication, Unit
from tests.disclosures.comparison.made_up import (
    BASIC,
    EXPENDITURE,
    PAID,
    RECEIVED,
    THREE_PUBLIC,
    TOTAL,
    department,
    publish,
    unit,
)

pytestmark = pytest.mark.django_db

SILENT = SumRow("", "未公开", "未公开", "", "没有公开的数，不能核对")


def summed(published: Publication) -> Sum:
    (reading,) = read([published])
    return sum_over_units(reading)


def told(found: Sum) -> dict[str, tuple[str, ...]]:
    """The rows of which something is published, by label."""
    return {row.label: row[1:] for row in found.rows if row[1:] != SILENT[1:]}


def with_units(figures: tuple[dict[str, str], ...], units: tuple[Unit, ...]) -> Publication:
    """The department's first, then those of its office and units, as far as there are any."""
    whole = publish(units[0], figures[0], level=Level.DEPARTMENT)
    for of, own in zip(units, figures[1:], strict=False):
        publish(of, own)
    return whole


def test_it_is_the_sum() -> None:
    parts = ({TOTAL: "100000"}, {TOTAL: "50000"}, {TOTAL: "0"})
    found = summed(with_units(({TOTAL: "150000"}, *parts), department()))
    assert [one.publication.disclosure.unit.name for one in found.units] == [
        "乙站",
        "某某局",
        "甲站",
    ]
    assert found.missing == ()
    assert told(found) == {"收支总计": ("15.00", "15.00", "0.00", "一致")}
    assert found.eliminations == ()


def test_every_line_of_the_standard_is_there() -> None:
    found = summed(with_units(({}, {}, {}, {}), department()))
    labels = [
        *("收支总计", "本年收入", "本年支出", "基本支出", "项目支出", "一般公共预算财政拨款支出"),
        *("“三公”经费", "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"),
        "机关运行经费",
    ]
    assert found.rows == tuple(SILENT._replace(label=label) for label in labels)


def test_the_difference_is_what_units_paid_each_other() -> None:
    whole = {TOTAL: "150000", EXPENDITURE: "140000"}
    office = {TOTAL: "100000", EXPENDITURE: "100000", PAID: "20000"}
    station = {TOTAL: "70000", EXPENDITURE: "60000", RECEIVED: "20000"}
    other = {TOTAL: "0", EXPENDITURE: "0"}
    found = summed(with_units((whole, office, station, other), department()))
    words = "差额等于各单位之间往来的冲抵数"
    assert told(found) == {
        "收支总计": ("15.00", "17.00", "2.00", words),
        "本年支出": ("14.00", "16.00", "2.00", words),
    }
    assert found.eliminations == (Elimination("上级补助收入与对附属单位补助支出", "2.00", "2.00"),)


def test_no_reason_is_given_for_what_is_not_published() -> None:
    whole = {TOTAL: "150000", BASIC: "90000"}
    part = {TOTAL: "60000", BASIC: "40000"}
    found = summed(with_units((whole, part, part, part), department()))
    assert told(found) == {
        "收支总计": (
            "15.00",
            "18.00",
            "3.00",
            "各单位之间的往来在汇总时冲抵；公开的数据没有列明全部冲抵",
        ),
        "基本支出": ("9.00", "12.00", "3.00", "应等于各单位之和；公开的数据没有说明差额的原因"),
    }


def test_what_is_known_to_two_places_of_wan_may_miss_by_the_rounding() -> None:
    units = department()
    whole = publish(units[0], {THREE_PUBLIC: "20100"}, level=Level.DEPARTMENT, rounded=True)
    for of, amount in zip(units, ("10000", "10000", "0"), strict=True):
        publish(of, {THREE_PUBLIC: amount}, rounded=True)
    assert told(summed(whole)) == {
        "“三公”经费": ("2.01", "2.00", "-0.01", "差额在四舍五入的范围内")
    }


def test_units_that_have_not_published_are_named() -> None:
    bureau, first, _ = department()
    whole = publish(bureau, {TOTAL: "150000"}, level=Level.DEPARTMENT)
    publish(first, {TOTAL: "50000"})
    found = summed(whole)
    assert found.missing == ("某某局（本级）", "乙站")
    words = "某某局（本级）、乙站未公开，不能核对"
    assert told(found) == {"收支总计": ("15.00", "5.00", "-10.00", words)}


def test_a_unit_without_this_figure_is_named() -> None:
    parts = ({TOTAL: "100000"}, {TOTAL: "50000"}, {BASIC: "1"})
    found = summed(with_units(({TOTAL: "160000"}, *parts), department()))
    assert told(found)["收支总计"] == ("16.00", "15.00", "-1.00", "乙站未公开，不能核对")


def test_the_sum_of_those_that_have_published() -> None:
    bureau, first, _ = department()
    whole = publish(bureau, {TOTAL: "50000"}, level=Level.DEPARTMENT)
    publish(first, {TOTAL: "50000"})
    assert told(summed(whole)) == {"收支总计": ("5.00", "5.00", "0.00", "与已公开的各单位之和一致")}


def test_a_unit_that_does_not_have_to_publish_is_not_named() -> None:
    units = department()
    Unit.objects.filter(pk=units[2].pk).update(exempt="依法不公开")
    whole = publish(units[0], {TOTAL: "150000"}, level=Level.DEPARTMENT)
    publish(units[0], {TOTAL: "100000"})
    publish(units[1], {TOTAL: "50000"})
    assert summed(whole).missing == ()


def test_no_unit_has_published() -> None:
    bureau, _, _ = department()
    found = summed(publish(bureau, {TOTAL: "150000"}, level=Level.DEPARTMENT))
    assert (found.rows, found.missing) == ((), ("某某局（本级）", "乙站", "甲站"))


def test_other_years_kinds_levels_and_units_are_left_out() -> None:
    bureau, first, second = department()
    whole = publish(bureau, {TOTAL: "150000"}, level=Level.DEPARTMENT)
    publish(first, {TOTAL: "1"}, year=2021)
    publish(first, {TOTAL: "2"}, kind=Kind.BUDGET)
    publish(second, {TOTAL: "3"}, level=Level.DEPARTMENT)
    publish(unit("别站", "other"), {TOTAL: "4"})
    assert summed(whole).units == ()
