"""Findings over one indicator: its levels, values and score."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from disclosures.checks.finding import Finding, Severity
from performance.checks.subject import Spot, Subject, finding, plain
from performance.scoring import indicator_points, met
from performance.values import Indicator, Nature, number

ERROR, WARNING = Severity.ERROR, Severity.WARNING

SERIALS = (36526, 55153)
"""Serial numbers of spreadsheets for 2000-01-01 and 2050-12-31."""

EPOCH = date(1899, 12, 30)
"""Day 0 of those serial numbers."""

MOST_PERCENT = Decimal(100)
ABSURD_PERCENT = Decimal(1000)

VALUES = {"target": "指标值", "actual": "完成值", "weight": "权重（分值）"}


def _vocabulary(subject: Subject, one: Indicator) -> Iterator[Finding]:
    """K05: a level that this year's form does not know."""
    place = subject.of(one)
    level = subject.form.level(one.levels[0])
    if level is None:
        names = "、".join(known.name for known in subject.form.levels)
        what = f"一级指标为“{one.levels[0]}”，应为{names}之一"
        yield finding("K05", ERROR, place.at("level1"), what, "请按本年度的表改正一级指标的名称")
    elif one.levels[1] not in level.below:
        what = f"二级指标为“{one.levels[1]}”，{level.name}下应为{'、'.join(level.below)}之一"
        yield finding("K05", WARNING, place.at("level2"), what, "请按本年度的表改正二级指标的名称")


def _complete(subject: Subject, one: Indicator) -> Iterator[Finding]:
    """K06: a row without a value."""
    place = subject.of(one)
    if not one.levels[2].strip():
        yield finding(
            "K06", ERROR, place.at("level3"), "没有三级指标的名称", "请填写，或删除这一行"
        )
    for field in subject.form.needs:
        value = getattr(one, field)
        if value is None or not str(value).strip():
            what = f"没有{VALUES[field]}"
            yield finding(
                "K06", ERROR, place.at(field), what, f"请填写{VALUES[field]}，或删除这一行"
            )


def _numbers(subject: Subject, one: Indicator) -> Iterator[Finding]:
    """K07: words, a date or an absurd percentage where a number belongs."""
    for field, other in (("target", one.actual), ("actual", one.target)):
        called, text, place = VALUES[field], getattr(one, field), subject.of(one).at(field)
        day = _serial_day(text, other)
        value = number(text)
        if day:
            what = f"{called}为“{text.strip()}”，像是日期{day}的序号"
            fix = f"表格把日期存成了序号；请改为日期（{day}）或真正的数值"
            yield finding("K07", ERROR, place, what, fix)
        elif one.nature and one.nature.numeric and text.strip() and value is None:
            what = f"{called}为“{text.strip()}”，指标性质为“{one.nature.value}”，应为数字"
            yield finding("K07", ERROR, place, what, "请填写数字，或把指标性质改为“定性”")
        elif one.percentage and value is not None and value > MOST_PERCENT:
            yield _percentage(place, called, value, one)
        elif value is not None and one.percentage and value < 0:
            what = f"{called}为{plain(value)}%，不应为负数"
            yield finding("K07", WARNING, place, what, "请核对后改正")


def _percentage(place: Spot, called: str, value: Decimal, one: Indicator) -> Finding:
    satisfied = "满意度" in "".join(one.levels)
    severity = ERROR if satisfied or value >= ABSURD_PERCENT else WARNING
    what = f"{called}为{plain(value)}%，百分比一般不超过100%"
    return finding("K07", severity, place, what, "请核对数值和度量单位", value, MOST_PERCENT)


def _serial_day(text: str, other: str) -> str:
    """The day that ``text`` is the serial number of; '' when it is a number like ``other``."""
    value, beside = number(text), number(other)
    if value is None or value != value.to_integral_value() or "," in text or "%" in text:
        return ""
    if not SERIALS[0] <= value <= SERIALS[1]:
        return ""
    if beside is not None and beside > 0 and beside / 10 <= value <= beside * 10:
        return ""
    return (EPOCH + timedelta(days=int(value))).isoformat()


def _points(subject: Subject, one: Indicator) -> Iterator[Finding]:
    """K08: a score that is missing, outside of its weight, unearned, or without its reason."""
    if not subject.form.scored or one.weight is None:
        return
    place = subject.of(one)
    if one.weight < 0:
        yield finding(
            "K08", ERROR, place.at("weight"), f"权重为{plain(one.weight)}，不应为负数", "请改正"
        )
        return
    typed, reached = one.score, met(one)
    points = indicator_points(one, subject.form)
    weight = plain(one.weight)
    if typed is not None and not 0 <= typed <= one.weight:
        what = f"得分{plain(typed)}，应在0至权重{weight}之间"
        yield finding("K08", ERROR, place.at("score"), what, "请改正得分", typed, one.weight)
    elif reached is False and typed == one.weight:
        what = f"完成值{one.actual}{one.unit}未达到指标值{_target(one)}，得分却为满分{weight}"
        yield finding(
            "K08", ERROR, place.at("score"), what, "请核对完成值；确未达到的，不得满分", typed
        )
    elif points is None:
        what = "没有得分" if reached is None else "未达到指标值，没有得分"
        yield finding(
            "K08", ERROR, place.at("score"), what, f"请填写得分（0至{weight}），并说明理由"
        )
    elif typed is not None and typed != points:
        what = f"得分填报{plain(typed)}，按规则应为{plain(points)}"
        yield finding(
            "K08", ERROR, place.at("score"), what, "得分由系统计算，请核对", typed, points
        )
    if points is not None and not one.reason.strip():
        yield from _reason(place, one, points)


def _reason(place: Spot, one: Indicator, points: Decimal) -> Iterator[Finding]:
    """A missed target needs its reason; so does a typed score, unless it says what was done."""
    assert one.weight is not None  # noqa: S101 - it has points
    if points < one.weight:
        what = f"得分{plain(points)}，低于权重{plain(one.weight)}，没有说明原因"
        yield finding("K08", ERROR, place.at("reason"), what, "请填写未完成（偏差）原因")
    elif met(one) is None and not one.actual.strip():
        what = f"得分{plain(points)}没有依据"
        yield finding("K08", ERROR, place.at("actual"), what, "请填写完成值或评分理由")


def _nature(subject: Subject, one: Indicator) -> Iterator[Finding]:
    """K06: a scored form asks for the 指标性质 wherever a target is a number."""
    if subject.form.scored and one.nature is None and one.target.strip():
        what = "没有指标性质，无法判断是否达到指标值"
        place = subject.of(one).at("nature")
        severity = WARNING if number(one.target) is None else ERROR
        yield finding("K06", severity, place, what, "请选择≥、≤、=、>、<或定性")


OF_INDICATOR: tuple[Callable[[Subject, Indicator], Iterator[Finding]], ...] = (
    _vocabulary,
    _complete,
    _nature,
    _numbers,
    _points,
)


def _target(one: Indicator) -> str:
    sign = one.nature.value if one.nature and one.nature is not Nature.EQUAL else ""
    return f"{sign}{one.target}{one.unit}"
