"""批量导入: one file with the figures of many units, previewed, then taken in by jobs."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from disclosures.accounts.limits import limited
from disclosures.accounts.sessions import background
from disclosures.admin.jobs.shown import ShownJob, shown_jobs
from disclosures.admin.ledger.selection import selection
from disclosures.forms.upload import BulkUploadForm
from disclosures.intake.kept import from_json
from disclosures.intake.preview import marked
from disclosures.intake.workbook import WorkbookError
from disclosures.models import UNFINISHED, BulkItem, BulkUpload, Disclosure, Job
from disclosures.permissions import Act, may, may_somewhere
from disclosures.pipeline import prepare
from disclosures.tasks.bulk import READ, begin, keep
from disclosures.tasks.failing import REFUSALS
from disclosures.tasks.looking import look
from disclosures.tasks.rounds import Round

LISTED = 20
"""Earlier uploads that the page lists."""

LARGE = ("content", "mapped")
"""Columns of an item that its line in the preview does without."""


@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload", methods={"POST"})
def uploads(request: HttpRequest) -> HttpResponse:
    """Takes a file and leads to its preview; nothing is kept of one that may not be read."""
    user = _importer(request)
    if request.method != "POST":
        chosen = selection(request.GET)
        form = BulkUploadForm(initial={"year": chosen.year, "kind": chosen.kind})
        return _uploads_page(request, form)
    form = BulkUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _uploads_page(request, form)
    file = form.cleaned_data["file"]
    try:
        kept = keep(Round(*form.round()), file.read(), file.name, user)
    except WorkbookError as error:
        return _uploads_page(request, form, str(error))
    return redirect("admin:bulk_upload", kept.pk)


def _uploads_page(request: HttpRequest, form: BulkUploadForm, problem: str = "") -> HttpResponse:
    earlier = BulkUpload.objects.visible_to(_importer(request)).defer("content")
    context = {
        "title": "批量导入数据",
        "form": form,
        "problem": problem,
        "uploads": earlier.select_related("uploaded_by", "batch")[:LISTED],
    }
    return _show(request, "bulk_uploads", context)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading is, then what was read of each unit; 确认导入 begins."""
    kept = _upload(request, pk)
    if request.method == "POST":
        return _begin(request, kept)
    items = list(
        kept.items.select_related("disclosure__unit").defer(*LARGE) if kept.read_at else ()
    )
    reading = _reading(kept)
    context = {
        "title": f"批量导入：{kept}",
        "upload": kept,
        "sound": [item for item in items if item.is_sound],
        "refused": [item for item in items if not item.is_sound],
        "reading": reading,
        "is_going_on": _is_going_on(reading),
    }
    return _show(request, "bulk_upload", context)


def _begin(request: HttpRequest, kept: BulkUpload) -> HttpResponse:
    wanted = {text for text in request.POST.getlist("item") if text.isascii() and text.isdigit()}
    sound: QuerySet[BulkItem] = kept.items.select_related("disclosure__unit").defer(*LARGE)
    chosen = [item for item in sound if str(item.pk) in wanted and item.is_sound]
    if not chosen and kept.batch is None:
        messages.warning(request, "没有选择任何单位，没有导入。")
        return redirect("admin:bulk_upload", kept.pk)
    begun = begin(kept, chosen, _importer(request))
    if begun.batch is None:
        return redirect("admin:disclosures_job_changelist")
    return redirect("admin:job_batch", begun.batch.pk)


@background
@require_GET
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the reading is."""
    reading = _reading(_upload(request, pk))
    part = render_to_string("admin/ledger/_reading.html", {"reading": reading})
    return JsonResponse({"parts": {"reading": part}, "going_on": _is_going_on(reading)})


@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """What one item would change now, figure by figure."""
    visible = BulkUpload.objects.visible_to(_importer(request))
    rows = BulkItem.objects.select_related("disclosure__unit", "upload").defer(
        "content", "upload__content"
    )
    found = get_object_or_404(rows, pk=pk, upload__in=visible)
    if found.disclosure and not may(request.user, Act.EDIT, found.disclosure):
        raise PermissionDenied
    context: dict[str, object] = {"title": f"批量导入：{found}", "item": found}
    if found.disclosure and found.mapped and not found.imported_at:
        mapped = from_json(found.mapped)
        context["mapped"] = mapped
        try:
            before = prepare(found.disclosure)
            looked = look(found.disclosure, before.standard, mapped)
        except REFUSALS as error:
            context["refusal"] = str(error)
        else:
            context |= {"seen": looked.seen}
            context["findings"] = marked(looked.findings, before.findings)
            context["superseded"] = looked.seen.token != found.token
    return _show(request, "bulk_item", context)


def _importer(request: HttpRequest) -> User:
    """The person, whose duty it is to enter figures somewhere. Raises PermissionDenied."""
    if not may_somewhere(request.user, Act.EDIT):
        raise PermissionDenied
    return cast(User, request.user)


def _upload(request: HttpRequest, pk: int) -> BulkUpload:
    """For who uploaded it, and superusers. Raises Http404 and PermissionDenied."""
    visible = BulkUpload.objects.visible_to(_importer(request)).defer("content")
    return get_object_or_404(visible.select_related("uploaded_by", "batch"), pk=pk)


def _reading(kept: BulkUpload) -> ShownJob | None:
    """The job that reads it, until it is read."""
    found = Job.objects.filter(task=READ, key=kept.pk).select_related("by").order_by("-pk").first()
    return shown_jobs([found])[0] if found and kept.read_at is None else None


def _is_going_on(reading: ShownJob | None) -> bool:
    return reading is not None and reading.job.state in UNFINISHED


def _show(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    shared = {**admin.site.each_context(request), "opts": Disclosure._meta}
    return render(request, f"admin/ledger/{template}.html", {**shared, **context})
