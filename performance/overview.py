"""预算绩效管理 of one document: its projects, its counts, and what the unit says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from performance.values import Project

COUNTS = {
    "with_targets": "编制绩效目标的项目",
    "monitored": "开展绩效监控的项目",
    "self_assessed": "开展绩效自评的项目",
    "evaluated": "自行组织绩效评价的项目",
    "graded_excellent": "自评等级为优的项目",
    "graded_good": "自评等级为良的项目",
    "graded_pass": "自评等级为合格的项目",
    "graded_fail": "自评等级为不合格的项目",
    "problems": "发现的问题",
    "mended": "已整改的问题",
    "mending": "正在整改的问题",
}
"""Counts of a document and how they are called; all are counted in 个."""


AMOUNTS = {
    "with_targets": "编制绩效目标的项目涉及预算金额",
    "monitored": "开展绩效监控的项目涉及预算金额",
    "self_assessed": "开展绩效自评的项目涉及预算金额",
}
"""Counts whose projects have a budget together, and how that amount is called."""


@dataclass(frozen=True)
class BudgetLine:
    """年初预算 of one 类: ``classification`` is function or economic; amounts in 元."""

    classification: str
    code: str
    basic: Decimal | None = None
    project: Decimal | None = None
    total: Decimal | None = None

    @property
    def sum(self) -> Decimal | None:
        """Its total, as reported or as basic and project give it."""
        parts = [value for value in (self.basic, self.project) if value is not None]
        return self.total if self.total is not None or not parts else sum(parts, Decimal(0))


@dataclass(frozen=True)
class Overview:
    """Everything the unit entered about 预算绩效 for one document.

    ``amounts`` (元, by the name of a count) and ``average`` (分) are as typed. ``covers_all``: its
    projects are all that 项目支出 was spent on. ``place`` is where the rest of it is entered.
    ``texts`` is the prose of the report by the name of its place. ``score`` is that of the whole
    department as typed, where its indicators are not entered as a project of their own.
    """

    projects: tuple[Project, ...] = ()
    counts: Mapping[str, Decimal] = field(default_factory=dict)
    evaluated_before: str = ""
    whole_result: str = ""
    evaluated_result: str = ""
    remarks: str = ""
    addressee: str = ""
    basis: str = ""
    signed: str = ""
    score: Decimal | None = None
    budget: tuple[BudgetLine, ...] = ()
    appropriation: Decimal | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    average: Decimal | None = None
    systems: str = ""
    mechanism: str = ""
    covers_all: bool = False
    place: str = "performance:management:"

    @property
    def empty(self) -> bool:
        """Whether nothing of it was entered."""
        return self == Overview(place=self.place)

    @property
    def single(self) -> tuple[Project, ...]:
        """The projects, without the department as a whole."""
        return tuple(project for project in self.projects if not project.whole)

    @property
    def whole(self) -> Project | None:
        return next((project for project in self.projects if project.whole), None)

    @property
    def reporting(self) -> bool:
        """Whether anything was entered for the self-assessment report."""
        return bool(self.texts or self.addressee or self.budget)

    def counted(self, name: str) -> tuple[Project, ...]:
        """The projects that a count is of, where each of them is entered; else ()."""
        return self.single if self.counts.get(name) == len(self.single) else ()

    def summed(self, name: str) -> Decimal | None:
        """The budget of the projects that a count is of; None where not all are known."""
        return budget_of(self.counted(name))

    def amount(self, name: str) -> Decimal | None:
        """What the projects of a count have: computed where they are entered, else as typed."""
        summed = self.summed(name)
        return self.amounts.get(name) if summed is None else summed

    def lines(self, classification: str) -> tuple[BudgetLine, ...]:
        """年初预算 by 类 of the classification of that name."""
        return tuple(line for line in self.budget if line.classification == classification)


def budget_of(projects: Sequence[Project]) -> Decimal | None:
    """全年预算, else 年初预算, of all ``projects`` together; None where not all are known."""
    budgets = [
        project.total.initial if project.total.revised is None else project.total.revised
        for project in projects
    ]
    known = [value for value in budgets if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(budgets) else None
