"""Rows become values: everything entered about 预算绩效 for one document."""

from decimal import Decimal

from disclosures.models import Disclosure
from performance import values
from performance.models.management import Management
from performance.models.project import Project
from performance.overview import AMOUNTS, COUNTS, BudgetLine, Overview

_TEXTS = (
    "evaluated_before",
    "whole_result",
    "evaluated_result",
    "remarks",
    "addressee",
    "basis",
    "systems",
    "mechanism",
    "covers_all",
)
_PROJECT = (
    "name",
    "code",
    "department",
    "funding_reason",
    "target",
    "completion",
    "process",
    "result",
    "conclusion",
    "problems",
    "measures",
    "leader",
    "accountant",
    "whole",
    "reported_points",
    "reported_total",
)


def overview_of(disclosure: Disclosure) -> Overview:
    """What was entered for ``disclosure``; an empty overview when nothing was."""
    rows = Project.objects.filter(disclosure=disclosure).prefetch_related(
        "funding", "indicators", "tasks"
    )
    projects = tuple(
        project_of(row, str(number), disclosure.unit.name) for number, row in enumerate(rows, 1)
    )
    management = Management.objects.filter(disclosure=disclosure).first()
    if management is None:
        return Overview(projects)
    counts = {name: getattr(management, name) for name in COUNTS}
    return Overview(
        projects,
        counts={name: Decimal(value) for name, value in counts.items() if value is not None},
        signed=management.signed.isoformat() if management.signed else "",
        amounts={
            name: value
            for name in AMOUNTS
            if (value := getattr(management, f"{name}_amount")) is not None
        },
        average=management.average_score,
        place=f"performance:management:{management.pk}",
        score=management.score,
        appropriation=management.appropriation,
        budget=tuple(
            BudgetLine(line.classification, line.code, line.basic, line.project, line.total)
            for line in management.budget.all()
        ),
        texts={text.name: text.text for text in management.texts.all()},
        **{name: getattr(management, name) for name in _TEXTS},
    )


def project_of(row: Project, key: str, unit: str) -> values.Project:
    """A project; ``key`` is its part of an address, ``unit`` stands where none was entered."""
    return values.Project(
        key=key,
        place=f"performance:project:{row.pk}" if row.pk else "",
        unit=row.unit or unit,
        funding={
            money.source: values.Funding(money.initial, money.revised, money.executed)
            for money in row.funding.all()
        },
        indicators=tuple(
            values.Indicator(
                levels=(one.level1, one.level2, one.level3),
                nature=values.Nature(one.nature) if one.nature else None,
                target=one.target,
                unit=one.unit,
                actual=one.actual,
                weight=one.weight,
                score=one.score,
                reason=one.reason,
            )
            for one in row.indicators.all()
        ),
        tasks=tuple(values.Task(task.name, task.content) for task in row.tasks.all()),
        **{name: getattr(row, name) for name in _PROJECT},
    )
