"""Uploading a file: preview first, then 确认导入; and the workbooks to fill in."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.accounts.limits import limited
from disclosures.admin.desk.pages import Page, editable, show, viewable
from disclosures.classification import UnknownCode
from disclosures.document.worksheets import worksheets
from disclosures.facts import FactSheet
from disclosures.forms.upload import RecognitionForm, UploadForm
from disclosures.intake.load import Read, Superseded, confirm, keep_upload, read_file
from disclosures.intake.mapping import IntakeError, Mapped, Problem
from disclosures.intake.preview import marked, preview
from disclosures.intake.remembered import corrections_of, remember
from disclosures.intake.survey import survey
from disclosures.intake.workbook import WorkbookError
from disclosures.models import Disclosure, Upload
from disclosures.models.fact import sheet_of
from disclosures.pipeline import prepare, standard_of
from disclosures.renderers import excel
from disclosures.standards.loader import UnknownStandard

SUPERSEDED = "预览之后，已有的数据或文件的识别又有改动，没有导入；下面是按最新情况重新做的预览"

UNPREPARED = (UnknownStandard, UnknownCode)
"""Why there is no form to fill in; the page says so."""

Refusal = (*UNPREPARED, WorkbookError)
"""Why there is nothing to preview, in words for the clerk."""


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", methods={"POST"})
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a file and leads to its preview; nothing is kept of one that cannot be opened."""
    disclosure = viewable(request, pk)
    if request.method != "POST":
        return _upload_page(request, disclosure, UploadForm())
    disclosure = editable(request, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, disclosure, form)
    file = form.cleaned_data["workbook"]
    data = file.read()
    try:
        read_file(disclosure, standard_of(disclosure), data, file.name)
        kept = keep_upload(disclosure, data, file.name, _user(request))
    except UNPREPARED:
        return _upload_page(request, disclosure, form)
    except (WorkbookError, IntakeError) as error:
        return _upload_page(request, disclosure, form, str(error))
    return redirect("admin:desk_upload_preview", pk, kept.pk)


def _upload_page(
    request: HttpRequest, disclosure: Disclosure, form: UploadForm, problem: str = ""
) -> HttpResponse:
    uploads = disclosure.uploads.select_related("uploaded_by").defer("content")
    context = {"title": "上传文件", "form": form, "problem": problem, "uploads": uploads}
    try:
        standard_of(disclosure)
    except UNPREPARED as error:
        context["unprepared"] = str(error)
    return show(request, disclosure, "upload", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", methods={"GET", "HEAD", "POST"})
def upload_preview(request: HttpRequest, pk: int, upload: int) -> HttpResponse:
    """What a kept file would change; 确认导入 stores it, a correction is kept for the unit."""
    disclosure = editable(request, pk)
    kept = get_object_or_404(disclosure.uploads.select_related("uploaded_by"), pk=upload)
    if kept.confirmed_at is not None:
        at = timezone.localtime(kept.confirmed_at)
        messages.info(request, f"“{kept}”已于{at:%Y-%m-%d %H:%M}确认导入")
        return redirect("admin:desk_upload", pk)
    if "confirm" in request.POST:
        return _confirmed(request, disclosure, kept)
    if "recognise" in request.POST:
        return _recognised(request, disclosure, kept)
    return _preview_page(request, disclosure, kept)


def _confirmed(request: HttpRequest, disclosure: Disclosure, kept: Upload) -> HttpResponse:
    try:
        token = request.POST.get("token", "")
        seen = confirm(kept, standard_of(disclosure), token, _user(request))
    except Superseded:
        return _preview_page(request, disclosure, kept, SUPERSEDED)
    except (*Refusal, IntakeError) as error:
        return _preview_page(request, disclosure, kept, str(error))
    messages.success(
        request,
        f"已导入“{kept}”：新增 {len(seen.new)} 个数据，更改 {len(seen.changed)} 个，"
        f"删除 {len(seen.removed)} 个，未变 {seen.unchanged} 个",
    )
    return redirect("admin:desk_findings", disclosure.pk)


def _recognised(request: HttpRequest, disclosure: Disclosure, kept: Upload) -> HttpResponse:
    try:
        form = _recognition(disclosure, _read(disclosure, kept), request.POST)
    except Refusal:
        return _preview_page(request, disclosure, kept)
    if not form.is_valid():
        return _preview_page(request, disclosure, kept, SUPERSEDED)
    remember(disclosure, form.said(), _user(request))
    return redirect("admin:desk_upload_preview", disclosure.pk, kept.pk)


def _preview_page(
    request: HttpRequest, disclosure: Disclosure, kept: Upload, sentence: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"title": "导入预览", "upload": kept, "sentence": sentence}
    try:
        read = _read(disclosure, kept)
        form = _recognition(disclosure, read)
        context |= {"mapped": read.mapped, "form": form, "problems": read.problems}
        if read.mapped is not None:
            context |= _changes(disclosure, read.mapped)
    except Refusal as error:
        context["problems"] = [Problem(str(error))]
    return show(request, disclosure, "upload_preview", context)


def _read(disclosure: Disclosure, kept: Upload) -> Read:
    return read_file(disclosure, standard_of(disclosure), bytes(kept.content), kept.name)


def _recognition(
    disclosure: Disclosure, read: Read, posted: QueryDict | None = None
) -> RecognitionForm:
    corrections = corrections_of(disclosure)
    sheets = survey(read.workbook, standard_of(disclosure), corrections)
    return RecognitionForm(sheets, posted)


def _changes(disclosure: Disclosure, mapped: Mapped) -> dict[str, object]:
    """What the file changes, and the findings as if it were stored."""
    before = prepare(disclosure)
    seen = preview(before.standard, before.sheet, mapped)
    findings = marked(prepare(disclosure, seen.sheet).findings, before.findings)
    severities = Counter(found.finding.severity.value for found in findings)
    return {"seen": seen, "findings": findings, "severities": dict(severities)}


@require_safe
@limited("export")
def blank_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook to fill in, without any figure."""
    disclosure = viewable(request, pk)
    return _workbook(request, disclosure, FactSheet(disclosure.year, {}), "空白表")


@require_safe
@limited("export")
def filled_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook with the figures so far."""
    disclosure = viewable(request, pk)
    return _workbook(request, disclosure, sheet_of(disclosure), "已填数据")


def _workbook(
    request: HttpRequest, disclosure: Disclosure, sheet: FactSheet, what: str
) -> HttpResponse:
    notice = disclosure.unit.notice
    try:
        tables, document = worksheets(standard_of(disclosure), sheet, disclosure.unit.name, notice)
    except UNPREPARED:
        return _upload_page(request, disclosure, UploadForm())
    content = excel.render_tables(tables, document)
    response = HttpResponse(content, content_type=excel.CONTENT_TYPE)
    name = f"{disclosure}（{what}）.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


PAGES: tuple[Page, ...] = (
    Page("upload/", "upload", upload),
    Page("upload/<int:upload>/", "upload_preview", upload_preview),
    Page("workbook/blank/", "blank_workbook", blank_workbook),
    Page("workbook/filled/", "filled_workbook", filled_workbook),
)
