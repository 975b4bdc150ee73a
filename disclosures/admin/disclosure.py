"""A disclosure in the admin site: texts, workbook upload, findings and preview."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse

from disclosures.forms.upload import UploadForm
from disclosures.intake.load import load_workbook
from disclosures.intake.mapping import IntakeError
from disclosures.intake.workbook import WorkbookError
from disclosures.models import Disclosure, Explanation, Prose, State
from disclosures.pipeline import prepare, standard_of
from disclosures.renderers import FORMATS, SUFFIXES
from disclosures.standards.loader import UnknownStandard

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Disclosure]
    ExplanationBase = admin.TabularInline[Explanation, Disclosure]
    ProseBase = admin.StackedInline[Prose, Disclosure]
else:
    Base = admin.ModelAdmin
    ExplanationBase = admin.TabularInline
    ProseBase = admin.StackedInline


class ExplanationInline(ExplanationBase):
    """Reasons and uses, each belonging to one figure."""

    model = Explanation
    extra = 1


class ProseInline(ProseBase):
    """What the unit writes itself."""

    model = Prose
    extra = 1


@admin.register(Disclosure)
class DisclosureAdmin(Base):
    """Documents. A published one can be looked at but no longer changed."""

    list_display = ("__str__", "unit", "year", "kind", "state")
    list_filter = ("state", "year", "kind")
    search_fields = ("unit__name", "unit__code")
    list_select_related = ("unit",)
    readonly_fields = ("state",)
    inlines = (ExplanationInline, ProseInline)

    def view_on_site(self, obj: Disclosure) -> str | None:
        """The public address, once there is one."""
        return obj.get_absolute_url() if obj.state == State.PUBLISHED else None

    def has_change_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.state == State.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        staff = self.admin_site.admin_view
        own = [
            path("<int:pk>/upload/", staff(self.upload), name="disclosure_upload"),
            path("<int:pk>/findings/", staff(self.findings), name="disclosure_findings"),
            path("<int:pk>/preview/", staff(self.preview), name="disclosure_preview"),
            path("<int:pk>/preview/<str:name>", staff(self.preview)),
        ]
        return own + super().get_urls()

    def upload(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes in a workbook: all of it, or nothing with the reasons."""
        disclosure = self._disclosure(pk)
        if not self.has_change_permission(request, disclosure):
            raise PermissionDenied
        posted = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
        problems: list[str] = []
        if form.is_valid():
            problems = self._load(request, disclosure, form)
            if not problems:
                address = reverse("admin:disclosure_findings", args=(pk,))
                return HttpResponseRedirect(address)
        context = {"form": form, "problems": problems, "title": "上传工作簿"}
        return self._page(request, disclosure, "upload", context)

    def _load(self, request: HttpRequest, disclosure: Disclosure, form: UploadForm) -> list[str]:
        file = form.cleaned_data["workbook"]
        try:
            standard = standard_of(disclosure)
            loaded = load_workbook(disclosure, standard, file.read(), file.name)
        except IntakeError as error:
            return [str(problem) for problem in error.problems]
        except (WorkbookError, UnknownStandard) as error:
            return [str(error)]
        note = f"已读入 {loaded.facts} 个本年数据、{loaded.prior} 个上年数据。"
        if loaded.ignored:
            note += f"未使用的工作表：{'、'.join(loaded.ignored)}。"
        messages.success(request, note)
        return []

    def findings(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the checks say about the figures and the text as they stand."""
        disclosure = self._viewable(request, pk)
        try:
            prepared = prepare(disclosure)
        except UnknownStandard as error:
            return self._page(request, disclosure, "findings", {"problem": str(error)})
        return self._page(
            request, disclosure, "findings", {"findings": prepared.findings, "title": "检查结果"}
        )

    def preview(self, request: HttpRequest, pk: int, name: str = "") -> HttpResponse:
        """The document as it would be published; like every page of the admin, never cached."""
        disclosure = self._viewable(request, pk)
        names = {"": "html"} | {f"disclosure.{end}": format for format, end in SUFFIXES.items()}
        if name not in names:
            raise Http404
        output = FORMATS[names[name]]
        try:
            content = output.render(prepare(disclosure).document)
        except UnknownStandard as error:
            return self._page(request, disclosure, "findings", {"problem": str(error)})
        return HttpResponse(content, content_type=output.content_type)

    def _viewable(self, request: HttpRequest, pk: int) -> Disclosure:
        disclosure = self._disclosure(pk)
        if not self.has_view_permission(request, disclosure):
            raise PermissionDenied
        return disclosure

    def _disclosure(self, pk: int) -> Disclosure:
        return get_object_or_404(Disclosure.objects.select_related("unit"), pk=pk)

    def _page(
        self, request: HttpRequest, disclosure: Disclosure, page: str, context: dict[str, object]
    ) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "disclosure": disclosure,
            "opts": self.opts,
            **context,
        }
        return render(request, f"admin/disclosures/disclosure/{page}.html", shared)
