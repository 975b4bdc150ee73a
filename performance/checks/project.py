"""Findings over one project: its texts, weights, money and totals."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from disclosures.checks.finding import Finding, Severity
from performance.checks.subject import Subject, finding, plain, wan
from performance.scoring import execution_points, execution_rate, score
from performance.values import SOURCES, TOTAL, Funding

ERROR, WARNING = Severity.ERROR, Severity.WARNING

FIELDS = {
    "name": "项目名称",
    "target": "年度目标",
    "completion": "年度目标完成情况",
    "funding_reason": "预算执行情况的原因",
    "process": "项目实施内容及过程概述",
    "conclusion": "评价结论",
    "problems": "存在问题",
    "measures": "改进措施",
}
COLUMNS = {"initial": "年初预算数", "revised": "全年预算数", "executed": "执行数"}


def _texts(subject: Subject) -> Iterator[Finding]:
    """K01: a text that the form cannot do without is missing."""
    for field in subject.form.texts:
        if not getattr(subject.project, field).strip():
            what = f"没有填写{FIELDS[field]}"
            severity = ERROR if field == "name" else WARNING
            yield finding("K01", severity, subject.place.at(field), what, f"请填写{FIELDS[field]}")
    if not subject.project.printed_indicators:
        what = "没有绩效指标"
        yield finding("K01", WARNING, subject.indicators, what, "请填写绩效指标")


def _limits(subject: Subject) -> Iterator[Finding]:
    """K02: a text is longer than the form allows."""
    for field, most in subject.form.limits.items():
        length = len("".join(str(getattr(subject.project, field)).split()))
        if length > most:
            what = f"{FIELDS[field]}有{length}字，{subject.form.title}最多{most}字"
            yield finding("K02", ERROR, subject.place.at(field), what, f"请压缩到{most}字以内")


def _weights(subject: Subject) -> Iterator[Finding]:
    """K03: weights that do not sum to what the form has."""
    wanted = subject.form.weights_total
    weights = [one.weight for one in subject.project.printed_indicators]
    known = [weight for weight in weights if weight is not None]
    if wanted is None or len(known) < len(weights) or not known:
        return
    found = sum(known, Decimal(0))
    if found != wanted:
        what = f"各指标权重之和为{plain(found)}，应为{plain(wanted)}"
        fix = f"请调整各指标的权重，使其合计为{plain(wanted)}分"
        yield finding("K03", ERROR, subject.indicators, what, fix, found, wanted)


def _level_weights(subject: Subject) -> Iterator[Finding]:
    """K04: the weights of a first level differ from the form's."""
    for level in subject.form.levels:
        if level.weight is None:
            continue
        weights = [
            one.weight
            for one in subject.project.printed_indicators
            if one.levels[0] == level.name and one.weight is not None
        ]
        found = sum(weights, Decimal(0))
        if subject.project.printed_indicators and found != level.weight:
            what = f"{level.name}的权重之和为{plain(found)}，统一设置为{plain(level.weight)}"
            fix = "请按统一设置调整；确需调整分值的，请说明理由"
            yield finding("K04", WARNING, subject.indicators, what, fix, found, level.weight)


def _sums(subject: Subject) -> Iterator[Finding]:
    """K10: the money of the sources does not make up the total."""
    reported = subject.project.funding.get(TOTAL, Funding())
    for column, called in COLUMNS.items():
        total, parts = getattr(reported, column), subject.project.parts(column)
        found = sum(parts, Decimal(0))
        if total is not None and parts and total != found:
            what = f"{called}总额为{wan(total)}，各项资金之和为{wan(found)}"
            fix = "请核对总额和各项资金"
            yield finding("K10", ERROR, subject.funding, what, fix, total, found)


def _sources(subject: Subject) -> Iterator[Finding]:
    """K11: money of a source that the form has no line for."""
    for source, money in subject.project.funding.items():
        if money.known and source not in subject.form.funding and TOTAL in subject.form.funding:
            if len(subject.form.funding) > 1:
                what = f"填有“{SOURCES[source]}”，而{subject.form.title}没有这一项资金"
                yield finding("K11", ERROR, subject.funding, what, "请归入表内的资金项目")


def _money(subject: Subject) -> Iterator[Finding]:
    """K12: a needed amount is missing; an amount below zero; more spent than budgeted."""
    total = subject.project.total
    if not subject.form.columns:
        return
    for column in subject.form.columns:
        if getattr(total, column) is None:
            what = f"没有填写{COLUMNS[column]}"
            yield finding("K12", ERROR, subject.funding, what, f"请填写{COLUMNS[column]}")
    for source, money in subject.project.funding.items():
        for column, called in COLUMNS.items():
            value = getattr(money, column)
            if value is not None and value < 0:
                what = f"{SOURCES[source]}的{called}为{wan(value)}，不应为负数"
                yield finding("K12", ERROR, subject.funding, what, "请核对后改正", value)
    if total.revised is not None and total.executed is not None and total.executed > total.revised:
        what = f"执行数{wan(total.executed)}大于全年预算数{wan(total.revised)}"
        fix = "请核对两个数；追加的预算应计入全年预算数"
        yield finding(
            "K12",
            ERROR,
            subject.funding,
            what,
            fix,
            total.executed,
            total.revised,
        )


def _funding_reason(subject: Subject) -> Iterator[Finding]:
    """K13: a low execution rate, or a changed budget, without its reason."""
    least, total = subject.form.reason_below, subject.project.total
    rate = execution_rate(total)
    if least is None or subject.project.funding_reason.strip():
        return
    if rate is not None and rate < least:
        what = f"预算执行率{plain(rate)}%，未达到{plain(least)}%，没有说明原因"
        yield finding(
            "K13", ERROR, subject.place.at("funding_reason"), what, "请在“原因”中说明", rate, least
        )
    changed = None not in (total.initial, total.revised) and total.initial != total.revised
    if changed and total.initial is not None and total.revised is not None:
        what = f"年初预算{wan(total.initial)}，调整后预算{wan(total.revised)}，没有说明调整的理由"
        yield finding(
            "K13", ERROR, subject.place.at("funding_reason"), what, "请在“原因”中说明预算调整的理由"
        )


def _totals(subject: Subject) -> Iterator[Finding]:
    """K09: points reported for the execution rate, or in total, that the rule does not give."""
    project, form = subject.project, subject.form
    card = score(project, form)
    pairs = (
        ("预算执行率得分", "reported_points", card.execution),
        ("总分", "reported_total", card.total),
    )
    for what, field, computed in pairs:
        reported: Decimal | None = getattr(project, field)
        if form.scored and reported is not None and computed is not None and reported != computed:
            yield finding(
                "K09",
                ERROR,
                subject.place.at(field),
                f"{what}填报{plain(reported)}，按规则应为{plain(computed)}",
                "得分由系统按规则计算；请核对预算数、执行数、指标值和完成值",
                reported,
                computed,
            )
    rate_points = execution_points(project.total, form.execution_weight)
    if form.execution_weight and rate_points is None and project.total.executed is not None:
        what = "全年预算数为0或没有填写，无法计算预算执行率得分"
        yield finding("K09", ERROR, subject.funding, what, "请填写全年（调整后）预算数")


OF_PROJECT: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    _texts,
    _limits,
    _weights,
    _level_weights,
    _sums,
    _sources,
    _money,
    _funding_reason,
    _totals,
)
