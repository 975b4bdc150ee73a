"""E34: a department against its units."""

from dataclasses import replace

from disclosures.checks import units
from disclosures.checks.catalogue import CATALOGUE
from disclosures.checks.context import Member
from disclosures.checks.finding import Severity
from disclosures.checks.run import run
from disclosures.facts import FactSheet
from tests.disclosures import samples
from tests.disclosures.checks import world

SICHUAN = samples.standard()

Figures = dict[str, str]


def messages(changed: Figures | None = None) -> list[tuple[Severity, str]]:
    """What the checks say when the figures of one unit are ``changed``."""
    found = run(world.with_units(SICHUAN, changed))
    assert {finding.id for finding in found} <= {"E34"}
    return [(finding.severity, finding.message) for finding in found]


def test_a_department_that_is_the_sum_of_its_units_has_no_finding() -> None:
    assert messages() == []


def test_a_figure_that_is_not_the_sum() -> None:
    assert messages({"general_public/2080505/basic": "11"}) == [
        (
            Severity.ERROR,
            "一般公共预算财政拨款支出决算表“2080505 机关事业单位基本养老保险缴费支出”"
            "本年支出·基本支出应等于所属各单位之和：填报 20.00万元，应为 21.00万元，差 1.00万元",
        )
    ]


def test_a_count_that_is_not_the_sum() -> None:
    assert messages({"matters/cars_held/value": "3"}) == [
        (
            Severity.ERROR,
            "其他重要事项数据“年末公务用车保有量”数值应等于所属各单位之和："
            "填报 2辆，应为 4辆，差 2辆",
        )
    ]


def test_an_item_that_the_department_does_not_have() -> None:
    assert messages({"general_public/2050102/project": "1"}) == [
        (
            Severity.ERROR,
            "一般公共预算财政拨款支出决算表“2050102 一般行政管理事务”"
            "本年支出·项目支出应等于所属各单位之和：填报 0.00万元，应为 1.00万元，差 1.00万元",
        )
    ]


def test_what_the_units_paid_each_other_is_taken_off_both_sides() -> None:
    assert messages({world.SUBSIDY: "9"}) == [
        (
            Severity.ERROR,
            "上级补助收入与对附属单位补助支出：冲抵的收入应等于冲抵的支出："
            "填报 3.00万元，应为 2.00万元，差 1.00万元",
        )
    ]


def test_a_department_that_received_more_than_its_units() -> None:
    assert messages({world.SUBSIDY: "5"}) == [
        (
            Severity.ERROR,
            "收入决算表“合计”上级补助收入：所属各单位之和减去部门的数："
            "填报 -1.00万元，应不小于 0.00万元，差 1.00万元",
        )
    ]


def test_a_unit_without_figures_is_named_and_nothing_added_up() -> None:
    context = world.with_units(SICHUAN, {"matters/cars_held/value": "3"})
    members = (*context.members, Member("某站", "", None), Member("某所", "", FactSheet(2020, {})))
    found = units.run(replace(context, members=members))
    assert [(finding.severity, finding.message, finding.fix) for finding in found] == [
        (
            Severity.WARNING,
            f"所属单位“{name}”没有本年数据，部门的数不能与各单位之和核对",
            CATALOGUE["E34"].fix,
        )
        for name in ("某站", "某所")
    ]


def test_the_office_without_a_document_is_named_only_when_the_sum_differs() -> None:
    context = world.with_units(SICHUAN)
    office, unit = context.members
    without = (Member(world.UNIT, "", None), unit)
    assert [finding.message for finding in units.run(replace(context, members=without))] == [
        "所属单位“某局（本级）”没有本年数据，部门的数不能与各单位之和核对"
    ]
    whole = (Member(world.UNIT, "", None), office, unit)
    members = (whole[0], replace(office, name="某局（本级）"), unit)
    assert units.run(replace(context, members=members)) == ()


def test_a_table_that_a_unit_has_not_filled_in_is_one_question() -> None:
    context = world.with_units(SICHUAN)
    office, unit = context.members
    assert office.sheet is not None
    facts = {cell: f for cell, f in office.sheet.facts.items() if cell.table != "three_public"}
    members = (replace(office, sheet=FactSheet(2020, facts)), unit)
    found = units.run(replace(context, members=members))
    assert [(finding.severity, finding.message) for finding in found] == [
        (
            Severity.WARNING,
            "一般公共预算财政拨款“三公”经费支出决算表：部门的数不等于各单位之和，"
            "“某局”没有这张表的数据",
        )
    ]


def test_a_table_that_only_units_have_filled_in() -> None:
    context = world.with_units(SICHUAN)
    facts = {cell: f for cell, f in context.sheet.facts.items() if cell.table != "state_capital"}
    found = units.run(replace(context, sheet=FactSheet(2020, facts)))
    assert [(finding.severity, finding.message) for finding in found] == [
        (
            Severity.WARNING,
            "国有资本经营预算财政拨款支出决算表：部门没有数据，所属单位有数据",
        )
    ]


def test_a_document_of_one_unit_is_not_added_up() -> None:
    context = world.with_units(samples.standard(level="unit"), {"matters/cars_held/value": "3"})
    assert units.run(context) == ()
