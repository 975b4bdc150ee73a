"""The page on which anybody checks a 校验码 or a file against what was published."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.accounts.limits import READING, by_address, limited
from disclosures.document.check_code import BadCode, grouped, parse_code
from disclosures.site.frame import FEW
from disclosures.verification import SHA256, Answer, of_code, of_file

LARGEST = 25 * 1024 * 1024
"""Bytes of a file that is looked at; the server in front allows no more either."""

FORM = 64 * 1024
"""Bytes of a request besides the file."""


class HashingHandler(FileUploadHandler):
    """Hashes a file while it arrives; neither memory nor disk ever holds more than a piece.

    ``sha256`` is that of the file, '' before one has come; nothing else is left of it.
    """

    sha256 = ""

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        self.sha256 = self.digest.hexdigest()


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@limited("search", by_address, READING | {"POST"})
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to a file or to the hash of one.

    Without a CSRF token: a forged request would look something up that anybody may look up and
    change nothing, while a token would give every reader a cookie.
    """
    if request.method == "POST":
        return _of_upload(request)
    if "code" in request.GET:
        try:
            code = parse_code(request.GET["code"])
        except BadCode as bad:
            return _show(request, problem=str(bad))
        return HttpResponseRedirect(reverse("verify_code", args=(code,)))
    if "sha256" in request.GET:
        sha256 = request.GET["sha256"].strip().lower()
        if not SHA256.fullmatch(sha256):
            return _show(request, problem="SHA-256 应为 64 位数字和字母 a 到 f。")
        return _show(request, of_file(sha256), asked_file=sha256)
    return _show(request)


@require_safe
@limited("search", by_address)
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to a code; its address is in the QR code of every file."""
    try:
        return _show(request, of_code(code), asked_code=grouped(parse_code(code)))
    except BadCode as bad:
        return _show(request, problem=str(bad), status=HTTPStatus.NOT_FOUND)


def _of_upload(request: HttpRequest) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST + FORM:
        problem = f"文件超过 {LARGEST // 1024 // 1024} MB，本站没有公开过这样大的文件。"
        return _show(request, problem=problem, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    handler = HashingHandler(request)
    request.upload_handlers = [handler]
    request.FILES  # noqa: B018 - reading it is what brings the file to the handler
    if not handler.sha256:
        return _show(request, problem="请选择要校验的文件。")
    return _show(request, of_file(handler.sha256), asked_file=handler.sha256)


def _show(
    request: HttpRequest,
    answer: Answer | None = None,
    asked_code: str = "",
    asked_file: str = "",
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    unknown = bool(asked_code or asked_file) and answer is None
    if unknown and asked_code:
        status = HTTPStatus.NOT_FOUND
    context = {
        "answer": answer,
        "asked_code": asked_code,
        "asked_file": asked_file,
        "unknown": unknown,
        "problem": problem,
        "largest": LARGEST,
        "few": FEW,
    }
    response = render(request, "public/verify.html", context, status=status)
    # The answer is that of this moment.
    patch_cache_control(response, no_store=True)
    return response
