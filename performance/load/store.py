"""Filled forms of a workbook become projects of a draft; all of them or none.

A project that is already there, by code or name, is replaced by what the workbook says.
"""

from typing import Any

from disclosures.models import Disclosure, Upload
from performance.load.read import FormSheet
from performance.models import Funding, Indicator, Project
from performance.values import Funding as Money
from performance.values import Project as Read

TEXTS = (
    "code",
    "department",
    "unit",
    "target",
    "completion",
    "process",
    "funding_reason",
    "conclusion",
    "problems",
    "measures",
    "leader",
    "accountant",
    "reported_points",
    "reported_total",
)
"""Fields of a project that a form may hold, beside its name."""


def store(disclosure: Disclosure, upload: Upload, form: FormSheet) -> Project:
    """Makes the project of ``form`` a row of ``disclosure``, or replaces the one it is."""
    project = present(disclosure, form.project) or Project(disclosure=disclosure)
    if project._state.adding:
        project.position = Project.objects.filter(disclosure=disclosure).count() + 1
    for name in TEXTS:
        setattr(project, name, getattr(form.project, name))
    project.name, project.upload, project.sheet = form.project.name, upload, form.sheet[:60]
    project.carried = False
    project.save()
    project.funding.all().delete()
    project.indicators.all().delete()
    Funding.objects.bulk_create(
        Funding(project=project, source=source, **_columns(money))
        for source, money in form.project.funding.items()
        if money.known
    )
    Indicator.objects.bulk_create(_indicators(project, form.project))
    return project


def present(disclosure: Disclosure, read: Read) -> Project | None:
    """The project of that code, else of that name."""
    there = Project.objects.filter(disclosure=disclosure, whole=False)
    by_code = there.filter(code=read.code).first() if read.code else None
    return by_code or there.filter(name=read.name).first()


def _columns(money: Money) -> dict[str, Any]:
    return {name: getattr(money, name) for name in ("initial", "revised", "executed")}


def _indicators(project: Project, read: Read) -> list[Indicator]:
    return [
        Indicator(
            project=project,
            position=position,
            level1=one.levels[0],
            level2=one.levels[1],
            level3=one.levels[2],
            nature=one.nature.value if one.nature else "",
            target=one.target,
            unit=one.unit,
            actual=one.actual,
            weight=one.weight,
            score=one.score,
            reason=one.reason,
        )
        for position, one in enumerate(read.printed_indicators, 1)
    ]
