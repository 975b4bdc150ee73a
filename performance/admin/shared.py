"""What both pages need: the form of a project, and that only drafts are changed."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Field, ForeignKey, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest

from disclosures.admin.desk.pages import may_edit
from disclosures.admin.scoped import OwnUnits
from disclosures.classification import UnknownCode
from disclosures.events import record
from disclosures.models import Action, Disclosure, State
from disclosures.permissions import Act, disclosures_for
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from performance.content import Content, content, differences
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
    except (UnknownStandard, UnknownCode):
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

    def get_readonly_fields(
        self, request: HttpRequest, obj: Project | Management | None = None
    ) -> tuple[str, ...]:
        """A row stays with the disclosure it was entered for."""
        fields: tuple[str, ...] = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return (*fields, "disclosure") if obj else fields

    def save_model(
        self, request: HttpRequest, obj: Project | Management, form: Any, change: bool
    ) -> None:
        """Stores the row of a disclosure that is a draft still, and locked from here on."""
        _require_draft(obj)
        form.before = content(obj) if change else {}
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Stores the lines below and leaves one event for all that was changed."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        self._record(request, form.instance, form.before, content(form.instance))

    def delete_model(self, request: HttpRequest, obj: Project | Management) -> None:
        """Deletes the row and leaves an event."""
        with transaction.atomic():
            _require_draft(obj)
            before = content(obj)
            super().delete_model(request, obj)  # type: ignore[misc]
            self._record(request, obj, before, {})

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        """Deletes the rows one by one, each with its event; all or none."""
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    def _record(
        self, request: HttpRequest, obj: Project | Management, before: Content, after: Content
    ) -> None:
        if changes := tuple(differences(obj, before, after)):
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


def _require_draft(row: Project | Management) -> None:
    """Locks the disclosure of ``row``. Raises PermissionDenied unless it is a draft."""
    if row.disclosure.locked().state != State.DRAFT:
        raise PermissionDenied
