"""Scores: computed wherever a rule gives them, typed only where none does.

Points are 分 with two places, rounded half up. A target that is missed never gets its full weight,
so 100 means that every target was met.
"""

from dataclasses import dataclass
from decimal import Decimal

from disclosures.amounts import CENT, rounded, share
from performance.forms.model import Form
from performance.overview import Overview
from performance.values import Funding, Indicator, Nature, Project, number

FULL = Decimal(100)


@dataclass(frozen=True)
class Scorecard:
    """The points of a project: of each printed indicator, of the execution rate, in total.

    What cannot be said yet is None; ``grade`` is then ''.
    """

    indicators: tuple[Decimal | None, ...]
    execution: Decimal | None
    total: Decimal | None
    grade: str


def score(project: Project, form: Form) -> Scorecard:
    """Everything ``form`` scores of ``project``."""
    points = tuple(indicator_points(one, form) for one in project.printed_indicators)
    execution = execution_points(project.total, form.execution_weight)
    needed = (*points, execution) if form.execution_weight else points
    known = [value for value in needed if value is not None]
    total = sum(known, Decimal(0)) if known and len(known) == len(needed) else None
    return Scorecard(points, execution, total, "" if total is None else form.grade(total))


def average(overview: Overview, form: Form) -> Decimal | None:
    """The mean total of the self-assessed projects: computed where all are scored, else typed."""
    mean = mean_score(overview, form)
    return overview.average if mean is None else mean


def mean_score(overview: Overview, form: Form) -> Decimal | None:
    """The mean total where every self-assessed project is entered and scored; else None."""
    if not form.scored:
        return None
    totals = [score(project, form).total for project in overview.counted("self_assessed")]
    known = [total for total in totals if total is not None]
    if not known or len(known) < len(totals):
        return None
    return rounded(sum(known, Decimal(0)) / len(known))


def execution_rate(money: Funding) -> Decimal | None:
    """执行数 ÷ 全年预算数 in per cent with two places; None without a budget to divide by."""
    if money.revised is None or money.executed is None:
        return None
    return share(money.executed, money.revised)


def execution_points(money: Funding, weight: Decimal | None) -> Decimal | None:
    """``weight`` × the exact rate, at most ``weight``."""
    if not weight or execution_rate(money) is None:
        return None
    assert money.revised is not None and money.executed is not None  # noqa: S101 - for mypy
    return min(weight, rounded(weight * money.executed / money.revised))


def met(indicator: Indicator) -> bool | None:
    """Whether the actual value meets the target; None where that is a matter of judgement."""
    target, actual = number(indicator.target), number(indicator.actual)
    if indicator.nature is None or target is None or actual is None:
        return None
    match indicator.nature:
        case Nature.AT_LEAST:
            return actual >= target
        case Nature.AT_MOST:
            return actual <= target
        case Nature.EQUAL:
            return actual == target
        case Nature.MORE:
            return actual > target
        case Nature.LESS:
            return actual < target
        case Nature.QUALITATIVE:
            return None


def indicator_points(indicator: Indicator, form: Form) -> Decimal | None:
    """The points of one indicator: full when met, by the form's rule when missed, else as typed.

    A typed score above the weight, or a full one for a target that was missed, counts as none.
    """
    if indicator.weight is None:
        return None
    reached = met(indicator)
    if reached:
        return indicator.weight
    if reached is False and form.shortfall == "proportional":
        return _proportional(indicator, indicator.weight)
    most = indicator.weight if reached is None else indicator.weight - CENT
    typed = indicator.score
    return typed if typed is not None and 0 <= typed <= most else None


def _proportional(indicator: Indicator, weight: Decimal) -> Decimal:
    """The weight in proportion to how near the value came; below the full weight, at least 0."""
    target, actual = number(indicator.target), number(indicator.actual)
    assert target is not None and actual is not None  # noqa: S101 - missed, so both are numbers
    below = actual < target
    part, whole = (actual, target) if below else (target, actual)
    if whole <= 0 or part <= 0:
        return Decimal(0)
    return max(Decimal(0), min(rounded(weight * part / whole), weight - CENT))
