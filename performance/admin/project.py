"""Projects with their money and indicators; scores and findings stand beside them."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join

from disclosures import amounts
from performance.admin.fields import Suggested
from performance.admin.shared import Labelled, LabelledFormSet, OnlyDrafts, form_of
from performance.admin.upload import upload, upload_preview
from performance.checks import check_project
from performance.models import Funding, Indicator, Project, Task
from performance.models.reading import project_of
from performance.scoring import score

if TYPE_CHECKING:
    ProjectBase = admin.ModelAdmin[Project]
    FundingBase = admin.TabularInline[Funding, Project]
    IndicatorBase = admin.TabularInline[Indicator, Project]
    TaskBase = admin.TabularInline[Task, Project]
    FormSet = BaseInlineFormSet[Indicator, Project, ModelForm[Indicator]]
else:
    ProjectBase = admin.ModelAdmin
    FundingBase = IndicatorBase = TaskBase = admin.TabularInline
    FormSet = BaseInlineFormSet


LONG = ("level3", "target", "actual", "reason")
"""Fields of an indicator that hold more than a word."""


class FundingInline(Labelled, FundingBase):
    model = Funding
    formset = LabelledFormSet
    extra = 0


class IndicatorInline(Labelled, IndicatorBase):
    """The lines of the form; the levels offer the words of the year's form."""

    model = Indicator
    formset = LabelledFormSet
    extra = 0

    def get_formset(
        self, request: HttpRequest, obj: Project | None = None, **options: Any
    ) -> type[FormSet]:
        form = form_of(obj) if obj else None
        options["widgets"] = {name: forms.Textarea({"rows": 2, "cols": 24}) for name in LONG}
        if form:
            first = tuple(level.name for level in form.levels)
            second = tuple(name for level in form.levels for name in level.below)
            options["widgets"] |= {"level1": Suggested(first), "level2": Suggested(second)}
        return super().get_formset(request, obj, **options)


class TaskInline(Labelled, TaskBase):
    model = Task
    formset = LabelledFormSet
    extra = 0


@admin.register(Project)
class ProjectAdmin(OnlyDrafts, ProjectBase):
    """Projects with their money and indicators; scores and findings are shown beside them."""

    list_display = ("name", "disclosure", "whole", "points", "carried")
    list_filter = ("whole", "carried", "disclosure__year")
    search_fields = ("name", "code", "disclosure__unit__name")
    list_select_related = ("disclosure__unit",)
    inlines = (FundingInline, IndicatorInline, TaskInline)
    readonly_fields = ("points", "findings")

    class Media:
        css: ClassVar = {"all": ("css/performance.css",)}

    change_list_template = "performance/admin/projects.html"
    fieldsets = (
        (None, {"fields": ("disclosure", "position", "whole", "name", "code")}),
        ("单位", {"fields": ("department", "unit")}),
        ("目标", {"fields": ("target", "completion", "process", "result")}),
        (
            "自评",
            {
                "fields": (
                    "funding_reason",
                    "conclusion",
                    "problems",
                    "measures",
                    "leader",
                    "accountant",
                )
            },
        ),
        ("核对", {"fields": ("reported_points", "reported_total", "points", "findings")}),
    )

    @admin.display(description="得分（系统计算）")
    def points(self, row: Project) -> str:
        """The total and the grade; a dash where the form has no scores or some are missing."""
        form = form_of(row) if row.pk else None
        card = score(project_of(row, "1", ""), form) if form and form.scored else None
        if card is None or card.total is None:
            return "—"
        return f"{amounts.trimmed(card.total)}分 {card.grade}".strip()

    @admin.display(description="检查结果")
    def findings(self, row: Project) -> str:
        """What is wrong with the project in its form."""
        form = form_of(row) if row.pk else None
        found = check_project(project_of(row, "1", row.disclosure.unit.name), form) if form else ()
        if not found:
            return "没有发现问题" if form else "—"
        lines = ((one.severity.value, one.id, one.message, one.fix) for one in found)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {}：{}。{}</li>", lines))

    def get_urls(self) -> list[URLPattern]:
        first = self.admin_site.admin_view(self.upload)
        second = self.admin_site.admin_view(self.upload_preview)
        return [
            path("upload/", first, name="performance_upload"),
            path("upload/<int:upload>/", second, name="performance_upload_preview"),
            *super().get_urls(),
        ]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Filled forms as a workbook, for somebody who may add projects."""
        return upload(request, self._context(request))

    def upload_preview(self, request: HttpRequest, upload: int) -> HttpResponse:
        """What they would change."""
        return upload_preview(request, self._context(request), upload)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.carried = False
        super().save_model(request, obj, form, change)
