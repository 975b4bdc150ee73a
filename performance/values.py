"""A project with its money, targets and indicators, as immutable values.

Money is ``Decimal`` in 元, weights and scores are 分; what is not known is None or an empty text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

TOTAL = "total"
"""The source of money that stands for all of them."""

SOURCES = {
    TOTAL: "总额",
    "appropriation": "财政拨款",
    "carried_over": "上年结转资金",
    "special_account": "财政专户管理资金",
    "unit_funds": "单位资金",
    "other": "其他资金",
}
"""Sources of the money of a project; a form has some of them and may call them otherwise."""

_NUMBER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?", re.ASCII)
_PERCENT = ("%", "％")


class Nature(Enum):
    """指标性质: how the actual value is held against the target."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="
    MORE = ">"
    LESS = "<"
    QUALITATIVE = "定性"

    @property
    def numeric(self) -> bool:
        return self is not Nature.QUALITATIVE


@dataclass(frozen=True)
class Funding:
    """The money of a project from one source: 年初预算, 全年（调整后）预算, 执行数, in 元."""

    initial: Decimal | None = None
    revised: Decimal | None = None
    executed: Decimal | None = None

    @property
    def known(self) -> bool:
        return any(value is not None for value in (self.initial, self.revised, self.executed))


@dataclass(frozen=True)
class Indicator:
    """One line of a form: three levels, target and actual value, weight and score.

    ``target`` and ``actual`` are kept as written (a number or words), ``unit`` is the 度量单位.
    ``score`` is what was reported; where a rule gives the score, ``scoring`` computes it.
    """

    levels: tuple[str, str, str]
    nature: Nature | None = None
    target: str = ""
    unit: str = ""
    actual: str = ""
    weight: Decimal | None = None
    score: Decimal | None = None
    reason: str = ""

    @property
    def empty(self) -> bool:
        """A line of the form nobody filled in: no third level and no value."""
        written = (self.levels[2], self.target, self.actual, self.reason)
        unused = self.weight is None and self.score is None
        return unused and not any(text.strip(" /—-…") for text in written)

    @property
    def name(self) -> str:
        """How a message calls it: 数量指标“培训人数”."""
        return f"{self.levels[1] or self.levels[0]}“{self.levels[2]}”"

    @property
    def percentage(self) -> bool:
        """Whether its values are percentages."""
        if self.unit:
            return self.unit.strip() in _PERCENT
        return any(text.strip().endswith(_PERCENT) for text in (self.target, self.actual))


@dataclass(frozen=True)
class Task:
    """One of the 年度主要任务 of a department."""

    name: str
    content: str


@dataclass(frozen=True)
class Project:
    """A project, or with ``whole`` the department's whole expenditure, for one year.

    ``key`` is its part of a cell address, ``place`` where it is entered ('' for one that is only
    being read). ``reported_total`` and ``reported_points`` (of the
    execution rate) are scores as they were reported, where a form came from a workbook.
    """

    key: str
    name: str
    code: str = ""
    department: str = ""
    unit: str = ""
    funding: Mapping[str, Funding] = field(default_factory=dict)
    funding_reason: str = ""
    target: str = ""
    completion: str = ""
    process: str = ""
    result: str = ""
    conclusion: str = ""
    problems: str = ""
    measures: str = ""
    leader: str = ""
    accountant: str = ""
    indicators: tuple[Indicator, ...] = ()
    tasks: tuple[Task, ...] = ()
    whole: bool = False
    reported_points: Decimal | None = None
    reported_total: Decimal | None = None
    place: str = ""

    @property
    def printed_indicators(self) -> tuple[Indicator, ...]:
        """The indicators without the empty lines of the form."""
        return tuple(indicator for indicator in self.indicators if not indicator.empty)

    @property
    def total(self) -> Funding:
        """All its money: as reported, else the sum of the sources that are known."""
        reported = self.funding.get(TOTAL, Funding())
        return Funding(
            *(self._total(reported, column) for column in ("initial", "revised", "executed"))
        )

    def parts(self, column: str) -> tuple[Decimal, ...]:
        """What is known of the sources other than the total, in the column of that name."""
        values = (getattr(money, column) for key, money in self.funding.items() if key != TOTAL)
        return tuple(value for value in values if value is not None)

    def _total(self, reported: Funding, column: str) -> Decimal | None:
        value: Decimal | None = getattr(reported, column)
        parts = self.parts(column)
        return sum(parts, Decimal(0)) if value is None and parts else value


def number(text: str) -> Decimal | None:
    """``text`` as a number, without thousands separators and per cent sign; None for words."""
    bare = text.strip()
    if bare.endswith(_PERCENT):
        bare = bare[:-1].rstrip()
    return Decimal(bare.replace(",", "")) if _NUMBER.fullmatch(bare) else None
