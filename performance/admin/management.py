"""预算绩效管理情况 of a document, with 年初预算 and the texts of its report."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.http import HttpRequest

from disclosures.permissions import Act
from disclosures.publication import NotPermitted
from disclosures.publication.refusal import require
from performance.admin.shared import Labelled, LabelledFormSet, OnlyDrafts, user_of
from performance.carry import NotCarried, carry
from performance.models import InitialBudget, Management, ReportText
from performance.reports.loader import load_report, report_names

if TYPE_CHECKING:
    ManagementBase = admin.ModelAdmin[Management]
    BudgetBase = admin.TabularInline[InitialBudget, Management]
    TextBase = admin.StackedInline[ReportText, Management]
else:
    ManagementBase = admin.ModelAdmin
    BudgetBase = admin.TabularInline
    TextBase = admin.StackedInline


class InitialBudgetInline(Labelled, BudgetBase):
    model = InitialBudget
    formset = LabelledFormSet
    extra = 0


class ReportTextInline(TextBase):
    """The prose of the report; the places are those of the outline."""

    model = ReportText
    extra = 0

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **options: Any
    ) -> Any:
        if db_field.name == "name":
            options["widget"] = forms.Select(choices=_places())
        return super().formfield_for_dbfield(db_field, request, **options)


def _places() -> list[tuple[str, str]]:
    """The places for prose of all outlines, by name."""
    places: dict[str, str] = {}
    for name in report_names():
        places = {**load_report(name).texts, **places}
    return [("", "---------"), *places.items()]


@admin.register(Management)
class ManagementAdmin(OnlyDrafts, ManagementBase):
    """预算绩效管理情况 of a document, with the texts of its report."""

    list_display = ("disclosure", "with_targets", "self_assessed", "score")
    search_fields = ("disclosure__unit__name",)
    list_select_related = ("disclosure__unit",)
    inlines = (InitialBudgetInline, ReportTextInline)
    actions = ("carry_forward",)
    fieldsets = (
        (None, {"fields": ("disclosure",)}),
        (
            "管理情况",
            {
                "fields": (
                    "evaluated_before",
                    ("with_targets", "monitored", "self_assessed", "evaluated"),
                    "covers_all",
                    "whole_result",
                    "evaluated_result",
                    "remarks",
                )
            },
        ),
        (
            "制度、金额、得分、自评等级和问题",
            {
                "classes": ("collapse",),
                "fields": (
                    "systems",
                    "mechanism",
                    ("with_targets_amount", "monitored_amount", "self_assessed_amount"),
                    "average_score",
                    ("graded_excellent", "graded_good", "graded_pass", "graded_fail"),
                    ("problems", "mended", "mending"),
                ),
            },
        ),
        (
            "自评报告",
            {"fields": ("addressee", "basis", "signed", "score", "appropriation")},
        ),
    )

    @admin.action(description="承接本年预算或上年的绩效目标", permissions=["change"])
    def carry_forward(self, request: HttpRequest, queryset: QuerySet[Management]) -> None:
        for management in queryset.select_related("disclosure__unit"):
            try:
                require(user_of(request), Act.EDIT, management.disclosure)
                copied = carry(management.disclosure, user_of(request))
            except (NotCarried, NotPermitted) as error:
                self.message_user(request, str(error), messages.WARNING)
            else:
                text = f"{management.disclosure}：承接了 {copied} 个项目的绩效目标，请逐项核对"
                self.message_user(request, text, messages.SUCCESS)
