"""What a workbook would change, shown before anything but the file itself is stored."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures import amounts, events
from disclosures.checks.finding import Finding
from disclosures.intake.load import keep_upload
from disclosures.intake.mapping import IntakeError
from disclosures.models import Action, Disclosure, State, Upload
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from performance.checks import check_project
from performance.load.read import FormSheet, NotLoaded, called, read_forms
from performance.load.store import TEXTS, named, present, store
from performance.models import Project
from performance.models.reading import project_of
from performance.reading import Problem
from performance.standard import performance_standard
from performance.values import SOURCES, Indicator
from performance.values import Project as Value

COLUMNS = {"initial": "年初预算数", "revised": "全年预算数", "executed": "执行数"}

INDICATOR = {
    "target": "指标值",
    "unit": "度量单位",
    "actual": "完成值",
    "weight": "权重",
    "score": "得分",
    "reason": "原因",
}


class Superseded(Exception):
    """What is there, or how the file is read, changed since the preview was shown."""


@dataclass(frozen=True)
class Change:
    """A field whose value the file changes; ``old`` is '' for one that was empty."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Previewed:
    """One form of the file: the project it becomes, what changes, what is wrong, what is unread."""

    sheet: str
    title: str
    name: str
    new: bool
    changes: tuple[Change, ...]
    unchanged: int
    findings: tuple[Finding, ...]
    unread: tuple[Problem, ...]


@dataclass(frozen=True)
class Preview:
    """All forms of a file, why its other sheets are not read, and a ``token`` of all that."""

    forms: tuple[Previewed, ...]
    ignored: tuple[str, ...]

    @property
    def token(self) -> str:
        """The same for the same preview."""
        shown = [(one.sheet, one.title, one.name, one.new, one.changes) for one in self.forms]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def keep(disclosure: Disclosure, data: bytes, name: str, by: User | None) -> Upload:
    """Keeps a file for its preview.

    Raises NotLoaded when no form can be read from it, and when ``disclosure`` is no draft.
    """
    read_forms(data, name, kinds_of(disclosure))
    try:
        return keep_upload(disclosure, data, name, by)
    except IntakeError as error:
        raise NotLoaded(str(error)) from error


def preview(upload: Upload) -> Preview:
    """What confirming ``upload`` would do now. Raises NotLoaded when it cannot be read."""
    return _preview(upload.disclosure, *_read(upload))


def confirm(upload: Upload, token: str, by: User | None) -> tuple[Project, ...]:
    """Stores what the preview with ``token`` showed, all of it or nothing.

    Raises NotLoaded when it cannot be read or its disclosure is no draft any more, Superseded where
    something else than what was shown would be stored.
    """
    forms, ignored = _read(upload)
    with transaction.atomic():
        locked = upload.disclosure.locked()
        if locked.state != State.DRAFT:
            form = called(kinds_of(locked))
            raise NotLoaded(f"{locked}{locked.get_state_display()}，不能再上传{form}")
        waiting = locked.uploads.filter(pk=upload.pk, confirmed_at=None)
        seen = _preview(locked, forms, ignored)
        if seen.token != token or not waiting.exists():
            raise Superseded
        stored = tuple(store(locked, upload, form) for form in forms)
        upload.confirmed_at = timezone.now()
        upload.save(update_fields=["confirmed_at"])
        locked.touch(by)
        events.record(Action.PERFORMANCE, by, disclosure=locked, changes=_logged(upload, seen))
    return stored


def kinds_of(disclosure: Disclosure) -> frozenset[str]:
    """The kinds of forms that the standard of ``disclosure`` has."""
    try:
        standard = performance_standard(standard_of(disclosure).id)
    except UnknownStandard:
        return frozenset()
    forms = (standard.form, standard.whole_form) if standard else ()
    return frozenset(form.kind for form in forms if form)


def _read(upload: Upload) -> tuple[tuple[FormSheet, ...], tuple[str, ...]]:
    return read_forms(bytes(upload.content), upload.name, kinds_of(upload.disclosure))


def _logged(upload: Upload, seen: Preview) -> Iterator[events.Change]:
    yield events.Change(f"文件“{upload.name}”", after=upload.sha256)
    for form in seen.forms:
        for one in form.changes:
            yield events.Change(f"{form.name} {one.field}", one.old, one.new)


def _preview(
    disclosure: Disclosure, forms: tuple[FormSheet, ...], ignored: tuple[str, ...]
) -> Preview:
    return Preview(tuple(_previewed(disclosure, form) for form in forms), ignored)


def _previewed(disclosure: Disclosure, form: FormSheet) -> Previewed:
    row = present(disclosure, form.project)
    read = named(form.project, row)
    before = _fields(project_of(row, "1", "")) if row else {}
    after = _fields(read)
    keys = dict.fromkeys([*after, *before])
    changes = tuple(
        Change(key, before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key, "") != after.get(key, "")
    )
    return Previewed(
        form.sheet,
        form.form.title,
        read.name,
        row is None,
        changes,
        len(keys) - len(changes),
        check_project(read, form.form),
        form.unread,
    )


def _fields(project: Value) -> dict[str, str]:
    """Everything a form holds of a project, by how the clerk calls it; empty ones are left out."""
    fields = {"项目名称": project.name}
    for name in TEXTS:
        value = getattr(project, name)
        fields[str(Project._meta.get_field(name).verbose_name)] = (  # type: ignore[union-attr]
            "" if value is None else str(value)
        )
    for source, money in project.funding.items():
        for column, label in COLUMNS.items():
            value = getattr(money, column)
            if value is not None:
                fields[f"{SOURCES[source]}的{label}"] = f"{amounts.exact_wan(value)}万元"
    for number, task in enumerate(project.tasks, 1):
        fields[f"第{number}项年度主要任务"] = f"{task.name}：{task.content}"
    for number, indicator in enumerate(project.printed_indicators, 1):
        fields |= dict(_indicator(number, indicator))
    return {name: value for name, value in fields.items() if value}


def _indicator(number: int, one: Indicator) -> Iterator[tuple[str, str]]:
    place = f"第{number}个指标"
    yield place, " ".join(filter(None, one.levels))
    yield f"{place}的指标性质", one.nature.value if one.nature else ""
    for name, label in INDICATOR.items():
        value = getattr(one, name)
        text = value if isinstance(value, str) else "" if value is None else amounts.trimmed(value)
        yield f"{place}的{label}", text
