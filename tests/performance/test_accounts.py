"""Findings between 预算绩效 and the accounts, the counts, the budget and the report's prose."""

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.checks.finding import Severity
from disclosures.facts import FactSheet
from performance.accounts import check_overview
from performance.overview import BudgetLine, Overview
from performance.values import Project
from tests.disclosures import samples
from tests.performance.samples import money, own, project

STANDARD = own("sichuan/final_accounts_2022")
SICHUAN, NATIONAL = own("sichuan/budget_2020"), own("national/budget_2020")


def accounts(**figures: str) -> FactSheet:
    addresses = {
        "project": "expenditure/total/project",
        "appropriated": "general_public/total/project",
        "revised": "item_budget/total/revised",
        "closing": "appropriation/closing_balance/total",
    }
    return samples.sheet(
        samples.standard(), {addresses[name]: value for name, value in figures.items()}
    )


def found(overview: Overview, sheet: FactSheet | None = None) -> list[tuple[str, str]]:
    return [
        (one.id, one.message) for one in check_overview(overview, sheet or accounts(), STANDARD)
    ]


def spending(executed: str, name: str = "甲", revised: str = "100") -> Project:
    return project(funding={"appropriation": money(revised=revised, executed=executed)}, name=name)


def test_projects_within_the_accounts() -> None:
    sheet = accounts(project="20", appropriated="20", revised="200")
    assert found(Overview((spending("10"), spending("10", "乙"))), sheet) == []


def test_projects_spent_more_than_the_accounts_show() -> None:
    sheet = accounts(project="19.99", appropriated="15", revised="150")
    assert found(Overview((spending("10"), spending("10", "乙"))), sheet) == [
        ("K20", "预算绩效：各项目执行数之和20.00万元，大于支出决算表的项目支出19.99万元"),
        (
            "K20",
            "预算绩效：各项目财政拨款执行数之和20.00万元，"
            "大于一般公共预算财政拨款支出决算表的项目支出15.00万元",
        ),
        (
            "K21",
            "预算绩效：各项目财政拨款全年预算数之和200.00万元，"
            "大于一般公共预算财政拨款支出全年预算数150.00万元",
        ),
    ]


def test_projects_that_are_all_of_them_make_up_the_project_expenditure() -> None:
    projects = (spending("10"), spending("9", "乙"))
    sheet = accounts(project="20")
    assert found(Overview(projects), sheet) == []
    held = Overview(projects, covers_all=True)
    (one,) = check_overview(held, sheet, STANDARD)
    assert (one.id, one.severity, one.message) == (
        "K26",
        Severity.WARNING,
        "预算绩效：所填项目涵盖全部项目支出，而各项目执行数之和19.00万元，"
        "小于支出决算表的项目支出20.00万元",
    )
    assert found(held, accounts(project="19")) == []
    assert [id for id, _ in found(held, accounts(project="18"))] == ["K20"]


def test_typed_amounts_and_averages_are_those_of_the_projects() -> None:
    counts = dict.fromkeys(("with_targets", "self_assessed"), Decimal(1))
    held = Overview(
        (spending("100"),),
        counts=counts,
        amounts={"with_targets": Decimal(990_000), "self_assessed": Decimal(1_000_000)},
        average=Decimal("99.5"),
    )
    assert found(held) == [
        (
            "K27",
            "预算绩效：编制绩效目标的项目涉及预算金额填报99.00万元，所填项目的预算数之和为100.00万元",
        ),
        ("K27", "预算绩效：绩效自评的平均得分填报99.5分，按所填项目应为100分"),
    ]
    unknown = replace(held, counts={"with_targets": Decimal(2)})
    assert found(unknown) == []


def budget(**figures: str) -> FactSheet:
    addresses = {"total": "expenditure/total/total", "project": "expenditure/total/project"}
    return samples.sheet(
        samples.budget("sichuan"), {addresses[name]: value for name, value in figures.items()}
    )


def test_the_projects_of_a_budget_have_no_more_than_it_spends() -> None:
    planned = Overview((project(funding={"total": money("10")}),))
    sheet = budget(total="9.99", project="5")
    assert [(one.id, one.message) for one in check_overview(planned, sheet, SICHUAN)] == [
        ("K21", "预算绩效：各项目预算数之和10.00万元，大于支出总表的支出合计9.99万元")
    ]
    assert [(one.id, one.message) for one in check_overview(planned, sheet, NATIONAL)] == [
        ("K21", "预算绩效：各项目预算数之和10.00万元，大于支出总表的项目支出5.00万元")
    ]
    assert check_overview(planned, budget(total="10", project="10"), SICHUAN) == ()


def test_the_whole_department_has_what_the_budget_spends() -> None:
    parts = {"appropriation": money("80"), "other": money("20")}
    whole = Overview((replace(project(funding=parts), whole=True, place="performance:project:1"),))
    (one,) = check_overview(whole, budget(total="90"), SICHUAN)
    assert (one.id, one.message, one.place) == (
        "K28",
        "预算绩效·整体支出：资金总额100.00万元，应等于支出总表的支出合计90.00万元",
        "performance:project:1:funding-group",
    )
    assert check_overview(whole, budget(total="100"), SICHUAN) == ()
    assert check_overview(whole, budget(total="90"), NATIONAL) == ()


def test_the_whole_department_is_no_project() -> None:
    whole = replace(spending("500"), whole=True)
    assert found(Overview((whole,)), accounts(project="20", appropriated="20")) == []


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (
            {"self_assessed": 3, "graded_excellent": 1, "graded_good": 1, "graded_pass": 0}
            | {"graded_fail": 0},
            "预算绩效：各等级的项目数之和为2，开展绩效自评的项目为3",
        ),
        (
            {"problems": 3, "mended": 1, "mending": 1},
            "预算绩效：已整改和正在整改的问题之和为2，发现的问题为3",
        ),
        ({"with_targets": 0}, "预算绩效：编制绩效目标的项目为0个，而填有1个项目"),
        (
            {"with_targets": 2, "monitored": 3},
            "预算绩效：开展绩效监控的项目3个，多于编制绩效目标的项目2个",
        ),
    ],
)
def test_counts(counts: dict[str, int], message: str) -> None:
    held = Overview((spending("1"),), counts={k: Decimal(v) for k, v in counts.items()})
    assert found(held) == [("K22", message)]


def test_the_budget_told_in_two_ways() -> None:
    lines = (
        BudgetLine("function", "205", total=Decimal(100000)),
        BudgetLine("economic", "301", Decimal(60000), Decimal(30000), Decimal(95000)),
    )
    assert found(Overview(budget=lines)) == [
        ("K23", "预算绩效·年初预算：按功能分类合计10.00万元，按经济分类合计9.50万元"),
        ("K23", "预算绩效·年初预算：301合计9.50万元，应等于基本支出与项目支出之和"),
    ]


def test_twins() -> None:
    assert found(Overview((spending("1"), spending("2")))) == [
        ("K24", "预算绩效：有两个项目的名称都是“甲”")
    ]


def test_amounts_in_the_prose_of_the_report() -> None:
    text = (
        "结转{年末财政拨款结转和结余}，上年结转214.7万元，合同额30万元（非决算口径），"
        "{年末结转}，{本年财政拨款收入}。"
    )
    place = "预算绩效·自评报告“存在的主要问题”"
    assert found(Overview(texts={"problems": text}), accounts(closing="55.72")) == [
        ("K25", f"{place}：引用的“［年末结转］”不是可以引用的数"),
        ("K25", f"{place}：引用的“［本年财政拨款收入］”还没有数据"),
        ("K25", f"{place}：金额“214.7万元”没有与决算数相连"),
    ]
