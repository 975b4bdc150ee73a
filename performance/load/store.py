"""Filled forms of a workbook become projects of a draft; all of them or none.

A project that is already there, by code or name, is replaced by what the workbook says.
"""

from dataclasses import replace
from typing import Any

from disclosures.models import Disclosure, Upload
from performance.load.read import FormSheet
from performance.models import Funding, Indicator, Project, Task
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
    there = present(disclosure, form.project)
    read, project = named(form.project, there), there or Project(disclosure=disclosure)
    if project._state.adding:
        project.position = Project.objects.filter(disclosure=disclosure).count() + 1
    for name in TEXTS:
        setattr(project, name, getattr(read, name))
    project.name, project.whole = read.name, read.whole
    project.upload, project.sheet, project.carried = upload, form.sheet[:60], False
    project.save()
    for lines in (project.funding, project.indicators, project.tasks):
        lines.all().delete()
    Funding.objects.bulk_create(
        Funding(project=project, source=source, **_columns(money))
        for source, money in read.funding.items()
        if money.known
    )
    Indicator.objects.bulk_create(_indicators(project, read))
    Task.objects.bulk_create(
        Task(project=project, position=position, name=task.name, content=task.content)
        for position, task in enumerate(read.tasks, 1)
    )
    return project


def present(disclosure: Disclosure, read: Read) -> Project | None:
    """The project of that code, else of that name; the department as a whole is there once."""
    there = Project.objects.filter(disclosure=disclosure, whole=read.whole)
    if read.whole:
        return there.first()
    by_code = there.filter(code=read.code).first() if read.code else None
    return by_code or there.filter(name=read.name).first()


def named(read: Read, there: Project | None) -> Read:
    """What was read; a department as a whole keeps the name it has."""
    return replace(read, name=there.name) if read.whole and there else read


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
