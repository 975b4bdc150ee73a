"""Findings between 预算绩效 and the accounts: counts, amounts typed, numbers in the prose."""

import re
from collections.abc import Iterator
from decimal import Decimal

from disclosures import amounts
from disclosures.checks.finding import Finding, Severity
from disclosures.facts import FactSheet
from performance.forms.model import Form
from performance.overview import AMOUNTS, COUNTS, Overview
from performance.report import NAME, report_figures
from performance.reports.model import Report
from performance.scoring import mean_score
from performance.standard import PerformanceStandard
from performance.ties import PLACE, check_ties

_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万元|亿元|元)(?!/)")
_OTHER_BASE = "非决算口径"


def check_overview(
    overview: Overview, sheet: FactSheet, standard: PerformanceStandard
) -> tuple[Finding, ...]:
    """Findings over the whole of what was entered."""
    return (
        *check_ties(overview, sheet, standard),
        *_counts(overview),
        *_computed(overview, standard.form),
        *_initial(overview),
        *_twins(overview),
        *(_prose(overview, sheet, standard.report) if standard.report else ()),
    )


def _counts(overview: Overview) -> Iterator[Finding]:
    """K22: counts that contradict each other."""
    counts, projects = overview.counts, Decimal(len(overview.single))
    grades = [counts.get(f"graded_{name}") for name in ("excellent", "good", "pass", "fail")]
    sums = (
        ("self_assessed", grades, "各等级的项目数之和"),
        ("problems", [counts.get("mended"), counts.get("mending")], "已整改和正在整改的问题之和"),
    )
    for name, parts, called in sums:
        known, whole = [part for part in parts if part is not None], counts.get(name)
        if whole is not None and len(known) == len(parts) and sum(known, Decimal(0)) != whole:
            found = sum(known, Decimal(0))
            what = f"{called}为{found:f}，{COUNTS[name]}为{whole:f}"
            yield _count(what, "请核对各个数", found, whole, f"{overview.place}:{name}")
    for name in ("with_targets", "self_assessed"):
        whole = counts.get(name)
        if projects and whole is not None and whole < projects:
            what = f"{COUNTS[name]}为{whole:f}个，而填有{projects:f}个项目"
            yield _count(what, "请核对项目数", whole, projects, f"{overview.place}:{name}")
    targets, monitored = counts.get("with_targets"), counts.get("monitored")
    if targets is not None and monitored is not None and monitored > targets:
        what = f"开展绩效监控的项目{monitored:f}个，多于编制绩效目标的项目{targets:f}个"
        yield _count(what, "请核对项目数", monitored, targets, f"{overview.place}:monitored")


def _count(what: str, fix: str, found: Decimal, expected: Decimal, place: str) -> Finding:
    message = f"{PLACE}：{what}"
    return Finding("K22", Severity.ERROR, message, (), found, expected, fix, place=place)


def _computed(overview: Overview, form: Form) -> Iterator[Finding]:
    """K27: an amount or average typed otherwise than the projects entered give it."""
    for name, called in AMOUNTS.items():
        typed, summed = overview.amounts.get(name), overview.summed(name)
        if typed is not None and summed is not None and typed != summed:
            what = f"{called}填报{_wan(typed)}，所填项目的预算数之和为{_wan(summed)}"
            place = f"{overview.place}:{name}_amount"
            yield _otherwise(what, "请核对项目的预算数，或删去这里填报的金额", typed, summed, place)
    mean = mean_score(overview, form)
    if mean is not None and overview.average is not None and overview.average != mean:
        what = (
            f"绩效自评的平均得分填报{amounts.trimmed(overview.average)}分，"
            f"按所填项目应为{amounts.trimmed(mean)}分"
        )
        place = f"{overview.place}:average_score"
        fix = "请核对各项目的得分，或删去这里填报的平均得分"
        yield _otherwise(what, fix, overview.average, mean, place)


def _otherwise(what: str, fix: str, found: Decimal, expected: Decimal, place: str) -> Finding:
    message = f"{PLACE}：{what}"
    return Finding("K27", Severity.ERROR, message, (), found, expected, fix, place=place)


def _initial(overview: Overview) -> Iterator[Finding]:
    """K23: 年初预算 by 功能分类 and by 经济分类 differ, or basic and project miss the total."""
    sums = {}
    for name in ("function", "economic"):
        lines = overview.lines(name)
        values = [line.sum for line in lines if line.sum is not None]
        if values:
            sums[name] = sum(values, Decimal(0))
    if len(set(sums.values())) > 1:
        yield Finding(
            "K23",
            Severity.ERROR,
            f"{PLACE}·年初预算：按功能分类合计{_wan(sums['function'])}，"
            f"按经济分类合计{_wan(sums['economic'])}",
            (),
            sums["function"],
            sums["economic"],
            "请核对年初预算的各行",
            place=f"{overview.place}:budget-group",
        )
    for line in overview.budget:
        parts = (line.basic, line.project)
        if line.total is not None and None not in parts and sum(filter(None, parts)) != line.total:
            what = f"{line.code}合计{_wan(line.total)}，应等于基本支出与项目支出之和"
            yield Finding(
                "K23",
                Severity.ERROR,
                f"{PLACE}·年初预算：{what}",
                fix="请核对这一行",
                place=f"{overview.place}:budget-group",
            )


def _twins(overview: Overview) -> Iterator[Finding]:
    """K24: two projects of the same name or code."""
    for field, called in (("name", "名称"), ("code", "编码")):
        seen: set[str] = set()
        for project in overview.projects:
            value = getattr(project, field).strip()
            if value and value in seen:
                what = f"有两个项目的{called}都是“{value}”"
                yield Finding(
                    "K24",
                    Severity.ERROR,
                    f"{PLACE}：{what}",
                    fix="请改正，或删除重复的项目",
                    place=project.place and f"{project.place}:{field}",
                )
            seen.add(value)


def _prose(overview: Overview, sheet: FactSheet, report: Report) -> Iterator[Finding]:
    """K25: an amount in the prose of the report that is no figure; a figure that is not there."""
    known = report_figures(report, overview, sheet)
    labels = {report.figures[name].label: figure for name, figure in known.items()}
    entered = f"{overview.place}:texts-group"
    for name, text in overview.texts.items():
        place = f"{PLACE}·自评报告“{report.texts.get(name, name)}”"
        for label in NAME.findall(text):
            if labels.get(label) is None:
                reason = "还没有数据" if label in labels else "不是可以引用的数"
                what = f"引用的“{{{label}}}”{reason}"
                fix = f"可以引用：{'、'.join(labels)}"
                message = f"{place}：{what}".replace("{", "［").replace("}", "］")
                yield Finding("K25", Severity.ERROR, message, fix=fix, place=entered)
        for match in _AMOUNT.finditer(text):
            after = text[match.end() : match.end() + len(_OTHER_BASE) + 1]
            if _OTHER_BASE not in after:
                what = f"金额“{match.group()}”没有与决算数相连"
                fix = (
                    "请改为引用，如｛年末财政拨款结转和结余｝（用半角花括号）；"
                    f"不是决算数的，请在其后注明（{_OTHER_BASE}）"
                )
                message = f"{place}：{what}"
                yield Finding("K25", Severity.WARNING, message, fix=fix, place=entered)


def _wan(value: Decimal) -> str:
    return f"{amounts.exact_wan(value)}万元"
