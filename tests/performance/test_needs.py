"""What is still missing of 预算绩效, with its place."""

from dataclasses import replace
from decimal import Decimal

import pytest

from performance.checks.needs import needs
from performance.overview import BudgetLine, Overview
from performance.standard import PerformanceStandard, performance_standard
from tests.performance.samples import indicator, project
from tests.performance.test_shanghai import PUTUO, STANDARD


def sichuan() -> PerformanceStandard:
    standard = performance_standard("sichuan/final_accounts_2020")
    assert standard is not None
    return standard


def lacking(standard: PerformanceStandard, overview: Overview) -> list[tuple[str, str]]:
    return [(need.label, need.place) for need in needs(standard, overview) if not need.there]


def test_nothing_entered_needs_nothing() -> None:
    assert needs(sichuan(), Overview()) == ()


@pytest.mark.django_db
def test_the_demonstration_lacks_nothing(overview: Overview) -> None:
    assert lacking(sichuan(), overview) == []
    assert len(needs(sichuan(), overview)) > 50


def test_counts_and_everything_of_a_project() -> None:
    empty = replace(indicator(actual=""), target="")
    bare = replace(project(empty, completion="", funding={}), place="performance:project:7")
    counts = {"with_targets": Decimal(1)}
    said = "预算绩效·项目“设备购置”"
    assert lacking(sichuan(), Overview((bare,), counts=counts)) == [
        ("预算绩效：开展绩效监控的项目", "performance:management::monitored"),
        ("预算绩效：开展绩效自评的项目", "performance:management::self_assessed"),
        (f"{said}：年度目标完成情况", "performance:project:7:completion"),
        (f"{said}：全年预算数", "performance:project:7:funding-group"),
        (f"{said}：执行数", "performance:project:7:funding-group"),
        (f"{said}·指标数量指标“培训人数”：指标值", "performance:project:7:indicators-0-target"),
        (f"{said}·指标数量指标“培训人数”：完成值", "performance:project:7:indicators-0-actual"),
    ]


def test_a_report_that_was_begun() -> None:
    counts = dict.fromkeys(("with_targets", "monitored", "self_assessed"), Decimal(0))
    begun = Overview(counts=counts, addressee="市财政局", texts={"staff": "五人"}, place="x:1")
    budget = replace(begun, budget=(BudgetLine("function", "205", total=Decimal(1)),))
    texts = (
        "预算编制情况",
        "执行管理情况",
        "综合管理情况",
        "评价结论",
        "存在的主要问题",
        "改进措施",
    )
    rest = [(f"预算绩效·自评报告：{text}", "x:1:texts-group") for text in texts]
    day = ("预算绩效·自评报告：日期", "x:1:signed")
    assert lacking(sichuan(), budget) == [day, *rest]
    assert lacking(sichuan(), begun) == [
        day,
        ("预算绩效·自评报告：年初预算", "x:1:budget-group"),
        *rest,
    ]


def test_the_wording_of_shanghai_names_what_it_needs() -> None:
    assert lacking(STANDARD, PUTUO) == []
    only = Overview(counts={"with_targets": Decimal(4)})
    assert [label.removeprefix("预算绩效：") for label, _ in lacking(STANDARD, only)] == [
        "编制绩效目标的项目涉及预算金额",
        "开展绩效监控的项目",
        "开展绩效监控的项目涉及预算金额",
        "开展绩效自评的项目",
        "开展绩效自评的项目涉及预算金额",
        "绩效自评的平均得分",
        "自评等级为优的项目",
        "自评等级为良的项目",
        "自评等级为合格的项目",
        "自评等级为不合格的项目",
        "发现的问题",
        "已整改的问题",
        "正在整改的问题",
        "预算绩效管理制度",
        "预算绩效管理工作机制",
    ]
