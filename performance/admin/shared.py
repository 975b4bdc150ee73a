"""What both pages need: the form of a project, and that only drafts are changed."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db.models import Field, ForeignKey
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest

from disclosures.classification import UnknownCode
from disclosures.models import Disclosure, State
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


class OnlyDrafts:
    """Rows of a draft can be changed, all others only looked at."""

    def has_change_permission(
        self, request: HttpRequest, obj: Project | Management | None = None
    ) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or obj.disclosure.state == State.DRAFT)

    def has_delete_permission(
        self, request: HttpRequest, obj: Project | Management | None = None
    ) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or obj.disclosure.state == State.DRAFT)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "disclosure":
            drafts = Disclosure.objects.filter(state=State.DRAFT).select_related("unit")
            options["queryset"] = drafts
        field: ModelChoiceField[Any] | None = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **options
        )
        return field
