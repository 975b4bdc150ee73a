"""Uploading filled forms: first what was read and what differs, then 确认导入."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from disclosures.accounts.limits import limited
from disclosures.models import Upload
from disclosures.permissions import Act, disclosures_for
from performance.admin.fields import UploadForm
from performance.load.preview import Superseded, confirm, keep, kinds_of, preview
from performance.load.read import NotLoaded, called

METHODS = ["GET", "HEAD", "POST"]

TITLE = "上传自评表或绩效目标表"

SUPERSEDED = "预览之后，已有的项目又有改动，没有导入；下面是按最新情况重新做的预览"


@require_http_methods(METHODS)
@limited("upload", methods={"POST"})
def upload(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Takes a file and leads to its preview; nothing is kept of one that cannot be read."""
    if request.method != "POST":
        form = UploadForm(request.user, initial={"disclosure": request.GET.get("disclosure")})
        return _form(request, context, form, 200)
    form = UploadForm(request.user, request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, context, form, 422)
    file, disclosure = form.cleaned_data["workbook"], form.cleaned_data["disclosure"]
    try:
        kept = keep(disclosure, file.read(), file.name, _user(request))
    except NotLoaded as error:
        for line in str(error).splitlines():
            form.add_error("workbook", line)
        return _form(request, context, form, 422)
    return redirect("admin:performance_upload_preview", kept.pk)


@require_http_methods(METHODS)
@limited("upload", methods=METHODS)
def upload_preview(request: HttpRequest, context: dict[str, Any], pk: int) -> HttpResponse:
    """What a kept file would change; 确认导入 stores it."""
    own = Upload.objects.filter(disclosure__in=disclosures_for(request.user, Act.EDIT))
    kept = get_object_or_404(own.select_related("disclosure__unit"), pk=pk)
    if kept.confirmed_at is not None:
        messages.info(request, f"“{kept}”已经确认导入")
        return redirect("admin:desk_overview", kept.disclosure_id)
    if request.method != "POST":
        return _preview(request, context, kept, "", 200)
    try:
        stored = confirm(kept, request.POST.get("token", ""), _user(request))
    except Superseded:
        return _preview(request, context, kept, SUPERSEDED, 409)
    except NotLoaded as error:
        return _preview(request, context, kept, str(error), 409)
    form = called(kinds_of(kept.disclosure))
    text = f"已存入 {len(stored)} 张{form}，请逐项核对，并查看检查结果"
    messages.success(request, text)
    return redirect("admin:desk_overview", kept.disclosure_id)


def _form(
    request: HttpRequest, context: dict[str, Any], form: UploadForm, status: int
) -> HttpResponse:
    context = {**context, "title": TITLE, "form": form}
    return render(request, "performance/admin/upload.html", context, status=status)


def _preview(
    request: HttpRequest, context: dict[str, Any], kept: Upload, sentence: str, status: int
) -> HttpResponse:
    title = f"{called(kinds_of(kept.disclosure))}预览"
    context = {**context, "title": title, "upload": kept, "sentence": sentence}
    try:
        context["seen"] = preview(kept)
    except NotLoaded as error:
        context["sentence"] = sentence or str(error)
    template = "performance/admin/upload_preview.html"
    return render(request, template, context, status=status)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
