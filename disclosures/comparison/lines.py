"""The lines of a comparison: figures found by the name that a standard gives them.

No table of a province is named here. What the figures of 决算 are measured against, 年初预算 or
全年预算 (调整预算), is what the standard says they are measured against.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from disclosures.standards.model import FigureDef, Standard
from disclosures.tables import Cell


class Stage(Enum):
    """At which point of the year a figure was fixed; the value is what a reader sees."""

    INITIAL = "年初预算"
    REVISED = "调整预算"
    FINAL = "决算"


BASES = {"年初预算": Stage.INITIAL, "全年预算": Stage.REVISED}
"""By what a standard calls the budget that a figure of 决算 is measured against."""


@dataclass(frozen=True)
class Line:
    """A figure that is compared: its names in budgets and final accounts, the first known wins.

    ``unit`` is 万元 for money, which is held in 元, or what is counted. ``per_head`` says that it
    is also shown divided by the staff.
    """

    id: str
    label: str
    budget: tuple[str, ...]
    final: tuple[str, ...]
    unit: str = "万元"
    per_head: bool = False


STAFF = Line("staff", "人员", ("staff",), ("staff",), unit="人")
"""Whose figures the others are divided by."""

LINES = (
    Line("total", "收支总计", ("total", "income"), ("total",)),
    Line("income", "本年收入", ("income_of_year",), ("income_of_year",)),
    Line("expenditure", "本年支出", ("expenditure",), ("expenditure_of_year",), per_head=True),
    Line("basic", "基本支出", ("expenditure_basic",), ("expenditure_basic",), per_head=True),
    Line("project", "项目支出", ("expenditure_project",), ("expenditure_project",)),
    Line("general_public", "一般公共预算财政拨款支出", ("general_public",), ("general_public",)),
    Line("three_public", "“三公”经费", ("three_public",), ("three_public",), per_head=True),
    Line("abroad", "因公出国（境）费", ("abroad",), ("abroad",)),
    Line("vehicles", "公务用车购置及运行维护费", ("vehicles",), ("vehicles",)),
    Line("reception", "公务接待费", ("reception",), ("reception",)),
    Line(
        "agency_operating",
        "机关运行经费",
        ("agency_operating",),
        ("agency_operating",),
        per_head=True,
    ),
    STAFF,
)
"""In the order in which they are shown."""

BUDGET = "budget"
"""The kind of a standard whose figures are 年初预算; those of any other are 决算."""


class Place(NamedTuple):
    """A line at a stage, by the ``id`` of the line."""

    line: str
    stage: Stage


def places(standard: Standard) -> Mapping[Place, Cell]:
    """Where a document of ``standard`` holds each figure; without those that it has no name for."""
    return dict(_places(standard))


def _places(standard: Standard) -> Iterator[tuple[Place, Cell]]:
    budget = standard.kind == BUDGET
    for line in LINES:
        names = line.budget if budget else line.final
        figure = next((standard.figures[name] for name in names if name in standard.figures), None)
        if figure is not None:
            yield Place(line.id, Stage.INITIAL if budget else Stage.FINAL), figure.cell
            yield from _budgets(line, figure, standard)


def _budgets(line: Line, figure: FigureDef, standard: Standard) -> Iterator[tuple[Place, Cell]]:
    for name in figure.budget:
        measure = standard.figures[name]
        if stage := BASES.get(measure.base):
            yield Place(line.id, stage), measure.cell
