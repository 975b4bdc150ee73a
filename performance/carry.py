"""Targets are copied forward: those of the budget, else of last year, become this year's form.

What is copied are names, money budgeted and targets; what became of them is never copied.
"""

from django.contrib.auth.models import User
from django.db import transaction

from disclosures.events import record
from disclosures.models import Action, Disclosure, Kind, State
from performance.content import content, differences
from performance.models import Funding, Indicator, Project, Task

_PROJECT = ("position", "whole", "name", "code", "department", "unit", "target")
_INDICATOR = ("position", "level1", "level2", "level3", "nature", "target", "unit", "weight")


class NotCarried(Exception):
    """Nothing could be copied; the message tells the clerk why."""


def source_of(disclosure: Disclosure) -> Disclosure | None:
    """The budget of the same year, else the document of the same kind of the year before."""
    same = Disclosure.objects.filter(unit=disclosure.unit, level=disclosure.level)
    budget = same.filter(kind=Kind.BUDGET, year=disclosure.year).exclude(pk=disclosure.pk)
    before = same.filter(kind=disclosure.kind, year=disclosure.year - 1)
    for candidates in (budget, before):
        found = candidates.filter(performance_projects__isnull=False).first()
        if found:
            return found
    return disclosure.predecessor


def carry(disclosure: Disclosure, by: User | None) -> int:
    """Copies the projects that ``disclosure`` does not have yet; how many were copied.

    Raises NotCarried when it is no draft, or when there is nothing to copy from.
    """
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state != State.DRAFT:
            raise NotCarried(f"{locked}{locked.get_state_display()}，不能再承接绩效目标")
        source = source_of(locked)
        projects = Project.objects.filter(disclosure=source) if source else Project.objects.none()
        if source is None or not projects.exists():
            raise NotCarried(f"没有{locked.year}年预算或{locked.year - 1}年度的绩效目标可以承接")
        present = set(Project.objects.filter(disclosure=locked).values_list("name", flat=True))
        of_whole = Project.objects.filter(disclosure=locked, whole=True).exists()
        new = [
            project
            for project in projects
            if project.name not in present and not (project.whole and of_whole)
        ]
        copies = [_copy(project, locked, source.year == locked.year) for project in new]
        if copies:
            locked.touch(by)
            changes = (one for copy in copies for one in differences(copy, {}, content(copy)))
            record(Action.PERFORMANCE, by, disclosure=locked, changes=changes)
    return len(copies)


def _copy(project: Project, disclosure: Disclosure, same_year: bool) -> Project:
    copy = Project.objects.create(
        disclosure=disclosure,
        predecessor=project,
        carried=True,
        **{name: getattr(project, name) for name in _PROJECT},
    )
    Indicator.objects.bulk_create(
        Indicator(project=copy, **{name: getattr(one, name) for name in _INDICATOR})
        for one in project.indicators.all()
    )
    Task.objects.bulk_create(
        Task(project=copy, position=task.position, name=task.name, content=task.content)
        for task in project.tasks.all()
    )
    # Amounts of another year are another year's: only the budget of this one is taken over.
    Funding.objects.bulk_create(
        Funding(project=copy, source=money.source, initial=money.initial if same_year else None)
        for money in project.funding.all()
    )
    return copy
