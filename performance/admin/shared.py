"""What both pages need: the form of a project, and that only drafts are changed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Field, ForeignKey, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest

from disclosures.admin.desk.pages import may_edit
from disclosures.admin.scoped import OwnUnits
from disclosures.events import Change, record
from disclosures.models import Action, Disclosure, State
from disclosures.permissions import Act, disclosures_for
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from performance.forms.model import Form
from performance.models import Management, Project
from performance.standard import PerformanceStandard, performance_standard

if TYPE_CHECKING:
    FormSet = BaseInlineFormSet[Any, Any, ModelForm[Any]]
else:
    FormSet = BaseInlineFormSet


def standard_for(disclosure: Disclosure) -> PerformanceStandard | None:
    """What the standard of ``disclosure`` says of 预算绩效; None when it says nothing."""
    try:
        return performance_standard(standard_of(disclosure).id)
    except UnknownStandard:
        return None


def form_of(project: Project) -> Form | None:
    """The official form of a project."""
    standard = standard_for(project.disclosure)
    if standard is None:
        return None
    return (standard.whole_form or standard.form) if project.whole else standard.form


def user_of(request: HttpRequest) -> User | None:
    """Who is signed in."""
    return request.user if isinstance(request.user, User) else None


class LabelledFormSet(FormSet):
    """Lines whose boxes for deleting have a label."""

    def add_fields(self, form: "ModelForm[Any]", index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "删除这一行"


class Labelled:
    """The fields of a tabular inline, each with the head of its column as its label."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **options: Any
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if field is not None:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name)
        return field


class OnlyDrafts(OwnUnits):
    """Rows of a draft can be changed by its clerks, all others only looked at."""

    unit_path = "disclosure__unit"

    def has_change_permission(
        self, request: HttpRequest, obj: Project | Management | None = None
    ) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or may_edit(request, obj.disclosure))

    def has_delete_permission(
        self, request: HttpRequest, obj: Project | Management | None = None
    ) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or may_edit(request, obj.disclosure))

    def save_related(
        self, request: HttpRequest, form: "ModelForm[Any]", formsets: Any, change: bool
    ) -> None:
        """Stores the lines below and leaves one event for all that was changed."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        changes = [*_changes(form), *(one for lines in formsets for one in _line_changes(lines))]
        if changes:
            self._record(request, form.instance, changes)

    def delete_model(self, request: HttpRequest, obj: Project | Management) -> None:
        """Deletes the row and leaves an event."""
        with transaction.atomic():
            self._record(request, obj, [Change(str(obj), "有", "")])
            super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        """Deletes the rows one by one, each with its event."""
        for obj in queryset:
            self.delete_model(request, obj)

    def _record(
        self, request: HttpRequest, obj: Project | Management, changes: list[Change]
    ) -> None:
        by = user_of(request)
        obj.disclosure.touch(by)
        record(Action.PERFORMANCE, by, disclosure=obj.disclosure, changes=changes)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "disclosure":
            own = disclosures_for(request.user, Act.EDIT)
            options["queryset"] = own.filter(state=State.DRAFT).select_related("unit")
        field: ModelChoiceField[Any] | None = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **options
        )
        return field


def _changes(form: "ModelForm[Any]", whose: str = "") -> Iterator[Change]:
    """The fields of a stored form that are others than before, called as on the page."""
    for name in form.changed_data:
        if name in form.fields and name != "DELETE":
            label = str(form.fields[name].label or name)
            where = " ".join(filter(None, (whose or str(form.instance), label)))
            yield Change(
                where, *(_shown(held.get(name)) for held in (form.initial, form.cleaned_data))
            )


def _line_changes(lines: Any) -> Iterator[Change]:
    for form in lines.forms:
        if form in lines.deleted_forms:
            yield Change(str(form.instance), "有", "")
        elif form.has_changed():
            yield from _changes(form, str(form.instance))


def _shown(value: object) -> str:
    return "" if value is None else str(value)
