"""Filled forms of a workbook become projects of a draft; all of them or none.

A project that is already there, by code or name, is replaced by what the workbook says.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures.intake.workbook import WorkbookError, read_workbook
from disclosures.models import Disclosure, State, Upload
from performance.forms.loader import form_names, load_form
from performance.forms.model import Form
from performance.models import Funding, Indicator, Project
from performance.reading import read_form, recognised
from performance.values import Funding as Money
from performance.values import Project as Read

_TEXTS = (
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


class NotLoaded(Exception):
    """Nothing was stored; every line of the message names a place and what to mend."""


@dataclass(frozen=True)
class FormSheet:
    """One filled form of a workbook: the name of its sheet, its form, its project."""

    sheet: str
    form: Form
    project: Read


def read_forms(data: bytes, name: str) -> tuple[tuple[FormSheet, ...], str]:
    """The forms of a workbook, and its SHA-256.

    Raises NotLoaded when it cannot be read, when there is none, or when a cell cannot be read.
    """
    try:
        book = read_workbook(data, name)
    except WorkbookError as error:
        raise NotLoaded(str(error)) from error
    forms = [load_form(name) for name in form_names() if load_form(name).kind == "completion"]
    found, problems = [], []
    for sheet in book.sheets:
        form = None if sheet.hidden else recognised(sheet, forms)
        if form is None:
            continue
        reading = read_form(sheet, form)
        problems += [f"“{sheet.name}”{problem}" for problem in reading.problems]
        if not reading.project.name:
            problems.append(f"“{sheet.name}”：没有找到项目名称，请在“项目名称”右边填写")
        found.append(FormSheet(sheet.name, form, reading.project))
    if problems:
        raise NotLoaded("\n".join(problems))
    if not found:
        titles = "、".join(dict.fromkeys(f"《{form.title}》" for form in forms))
        raise NotLoaded(f"没有找到绩效自评表；工作表上应有表名{titles}之一")
    return tuple(found), book.sha256


def load_forms(
    disclosure: Disclosure, data: bytes, name: str, by: User | None = None
) -> tuple[Project, ...]:
    """Stores the forms of a workbook as projects of ``disclosure``, with the file itself.

    Raises NotLoaded, also when ``disclosure`` is no draft; then nothing is stored.
    """
    found, sha256 = read_forms(data, name)
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
        if locked.state != State.DRAFT:
            raise NotLoaded(f"{locked}{locked.get_state_display()}，不能再上传自评表")
        upload = Upload.objects.create(
            disclosure=locked,
            name=name[:200],
            sha256=sha256,
            content=data,
            uploaded_by=by,
            confirmed_at=timezone.now(),
        )
        stored = tuple(_store(locked, upload, form) for form in found)
        locked.touch(by)
    return stored


def _store(disclosure: Disclosure, upload: Upload, form: FormSheet) -> Project:
    project = _present(disclosure, form.project) or Project(disclosure=disclosure)
    if project._state.adding:
        project.position = Project.objects.filter(disclosure=disclosure).count() + 1
    for name in _TEXTS:
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


def _present(disclosure: Disclosure, read: Read) -> Project | None:
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
