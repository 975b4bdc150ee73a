"""Money of 预算绩效 held against the tables of the document: K20, K21, K26 and K28."""

from collections.abc import Iterator
from decimal import Decimal

from disclosures import amounts
from disclosures.checks.finding import Finding, Severity
from disclosures.facts import FactSheet
from disclosures.tables import TOTAL as ROW_TOTAL
from disclosures.tables import Cell
from performance.overview import Overview
from performance.standard import PerformanceStandard, Tie
from performance.values import TOTAL

PLACE = "预算绩效"

PROJECTS = "performance:projects"
"""The place of all projects together."""

PROJECT_EXPENDITURE = Cell("expenditure", ROW_TOTAL, "project")


def check_ties(
    overview: Overview, sheet: FactSheet, standard: PerformanceStandard
) -> Iterator[Finding]:
    """What the projects have together, and the department as a whole, against the tables."""
    for tie in standard.ties:
        yield from _whole(overview, sheet, tie) if tie.whole else _limited(overview, sheet, tie)
    yield from _covered(overview, sheet)


def _limited(overview: Overview, sheet: FactSheet, tie: Tie) -> Iterator[Finding]:
    """K20, K21: the projects spent, or have as budget, more than the tables show."""
    found, most = _sum(overview, tie.source, tie.column), sheet.value(tie.cell)
    if found is not None and most is not None and found > most:
        yield Finding(
            "K20" if tie.column == "executed" else "K21",
            Severity.ERROR,
            f"{PLACE}：各项目{tie.what}之和{_wan(found)}，大于{tie.called}{_wan(most)}",
            (tie.cell,),
            found,
            most,
            f"请核对各项目的{tie.what}和{tie.called}",
            place=PROJECTS,
        )


def _whole(overview: Overview, sheet: FactSheet, tie: Tie) -> Iterator[Finding]:
    """K28: the money of the department as a whole is not what the tables show."""
    if overview.whole is None:
        return
    held = overview.whole.total if tie.source == TOTAL else overview.whole.funding.get(tie.source)
    found, expected = getattr(held, tie.column, None), sheet.value(tie.cell)
    if found is not None and expected is not None and found != expected:
        yield Finding(
            "K28",
            Severity.ERROR,
            f"{PLACE}·整体支出：{tie.what}{_wan(found)}，应等于{tie.called}{_wan(expected)}",
            (tie.cell,),
            found,
            expected,
            f"请核对整体支出的{tie.what}和{tie.called}",
            place=f"{overview.whole.place}:funding-group",
        )


def _covered(overview: Overview, sheet: FactSheet) -> Iterator[Finding]:
    """K26: the projects, which are all of them, spent less than the accounts show for projects."""
    found, expected = _sum(overview, TOTAL, "executed"), sheet.value(PROJECT_EXPENDITURE)
    known = all(project.total.executed is not None for project in overview.single)
    if not overview.covers_all or not known or found is None or expected is None:
        return
    if found < expected:
        yield Finding(
            "K26",
            Severity.WARNING,
            f"{PLACE}：所填项目涵盖全部项目支出，而各项目执行数之和{_wan(found)}，"
            f"小于支出决算表的项目支出{_wan(expected)}",
            (PROJECT_EXPENDITURE,),
            found,
            expected,
            "请补齐项目或执行数；所填项目不涵盖全部项目支出的，请取消勾选",
            place=PROJECTS,
        )


def _sum(overview: Overview, source: str, column: str) -> Decimal | None:
    """What all single projects have of a source; None when nothing is known."""
    funding = (
        project.total if source == TOTAL else project.funding.get(source)
        for project in overview.single
    )
    values = [getattr(money, column) for money in funding if money]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _wan(value: Decimal) -> str:
    return f"{amounts.exact_wan(value)}万元"
