"""What 预算绩效 still needs before 报审; nothing once the unit writes the section by itself."""

from collections.abc import Iterator

from disclosures.document.contribution import Needed
from performance.checks.indicator import VALUES
from performance.checks.project import COLUMNS, FIELDS
from performance.checks.subject import Subject
from performance.overview import AMOUNTS, COUNTS, Overview
from performance.scoring import average
from performance.standard import PerformanceStandard

PLACE = "预算绩效"

_TEXTS = {"systems": "预算绩效管理制度", "mechanism": "预算绩效管理工作机制"}


def needs(standard: PerformanceStandard, overview: Overview) -> tuple[Needed, ...]:
    """Everything that its section and its report need, in the order in which it is printed."""
    if overview.empty:
        return ()
    return (
        *_management(standard, overview),
        *(need for one in overview.projects for need in _project(Subject(one, standard.of(one)))),
        *_report(standard, overview),
    )


def _management(standard: PerformanceStandard, overview: Overview) -> Iterator[Needed]:
    for name in standard.needs:
        label, there = _held(name, standard, overview)
        yield Needed(f"{PLACE}：{label}", f"{overview.place}:{name}", there)


def _held(name: str, standard: PerformanceStandard, overview: Overview) -> tuple[str, bool]:
    """How a thing that a standard needs is called, and whether it is known."""
    if name in COUNTS:
        return COUNTS[name], name in overview.counts
    counted = name.removesuffix("_amount")
    if counted in AMOUNTS:
        return AMOUNTS[counted], overview.amount(counted) is not None
    if name == "average_score":
        return "绩效自评的平均得分", average(overview, standard.form) is not None
    return _TEXTS[name], bool(getattr(overview, name).strip())


def _project(subject: Subject) -> Iterator[Needed]:
    """The texts, the money and the indicators of one project in its form."""
    project, where = subject.project, subject.place
    for field in subject.form.texts:
        there = bool(getattr(project, field).strip())
        yield Needed(f"{where.said}：{FIELDS[field]}", where.at(field).place, there)
    for column in subject.form.columns:
        there = getattr(project.total, column) is not None
        yield Needed(f"{where.said}：{COLUMNS[column]}", subject.funding.place, there)
    there = bool(project.printed_indicators)
    yield Needed(f"{where.said}：绩效指标", subject.indicators.place, there)
    for indicator in project.printed_indicators:
        spot = subject.of(indicator)
        for field in subject.form.needs:
            value = getattr(indicator, field)
            there = value is not None and bool(str(value).strip())
            yield Needed(f"{spot.said}：{VALUES[field]}", spot.at(field).place, there)


def _report(standard: PerformanceStandard, overview: Overview) -> Iterator[Needed]:
    """What the self-assessment report needs, once it is begun."""
    report = standard.report
    if report is None or not overview.reporting:
        return
    what = f"{PLACE}·自评报告"
    for name, label in (("addressee", "主送机关"), ("signed", "日期")):
        there = bool(getattr(overview, name))
        yield Needed(f"{what}：{label}", f"{overview.place}:{name}", there)
    there = any(line.sum is not None for line in overview.budget)
    yield Needed(f"{what}：年初预算", f"{overview.place}:budget-group", there)
    for name in report.required:
        there = bool(overview.texts.get(name, "").strip())
        place = f"{overview.place}:texts-group"
        yield Needed(f"{what}：{report.texts[name]}", place, there)
