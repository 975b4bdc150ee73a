"""What is decided on several pages of the desk: moves, answers to findings, 退回意见.

Each post leads back to the page it came from, which it names as ``next``. Where it is refused,
that page is shown again with the reason and everything that was typed.
"""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from disclosures import publication
from disclosures.admin.desk import findings, overview, review
from disclosures.admin.desk.moves import move_named
from disclosures.admin.desk.pages import Attempt, Page, permitted, viewable
from disclosures.admin.desk.remarks import FIELD, known_place, typed_remarks
from disclosures.classification import UnknownCode
from disclosures.models import Action, AnswerKind, Disclosure
from disclosures.permissions import Act, may
from disclosures.pipeline import prepare
from disclosures.publication import NotPermitted, Refused
from disclosures.publication.findings import REPLIES
from disclosures.standards.loader import UnknownStandard

SHOWING: dict[str, Callable[[HttpRequest, Disclosure, Attempt, int], HttpResponse]] = {
    "desk_overview": overview.show_again,
    "desk_findings": findings.show_again,
    "desk_review": review.show_again,
}
"""The pages that can be shown again with what was refused, by the names of their addresses."""

BACK = (*SHOWING, "desk_table", "desk_texts")
"""The pages a post may lead back to."""

REFUSALS = (Refused, UnknownStandard, UnknownCode)


@require_POST
def move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Does one move; what was typed as remarks goes along with a 退回."""
    disclosure, chosen = viewable(request, pk), move_named(action)
    if chosen is None:
        raise Http404
    by, reason = cast(User, request.user), request.POST.get("reason", "")
    try:
        if chosen.action is Action.SEND_BACK:
            with transaction.atomic():
                _collect(request, disclosure)
                chosen.run(disclosure, by, reason)
        else:
            chosen.run(disclosure, by, reason)
    except REFUSALS as refusal:
        disclosure.refresh_from_db()
        typed = {"reason": reason, **typed_remarks(request.POST)}
        attempt = Attempt(chosen.action.value, str(refusal), typed)
        return _again(request, disclosure, attempt, _status(refusal), "desk_overview")
    messages.success(request, chosen.done)
    if chosen.background:
        return HttpResponseRedirect(reverse("admin:desk_overview", args=(pk,)))
    return _back(request, pk, "desk_overview")


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers or waives one finding; back to it."""
    disclosure = viewable(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in AnswerKind.values or not may(
        request.user, REPLIES[AnswerKind(kind)][0], disclosure
    ):
        raise PermissionDenied
    key, text = request.POST.get("finding", ""), request.POST.get("text", "")
    try:
        findings.keep_answer(disclosure, key, AnswerKind(kind), text, cast(User, request.user))
    except REFUSALS as refusal:
        attempt = Attempt(key, str(refusal), {"text": text})
        return _again(request, disclosure, attempt, 409, "desk_findings")
    messages.success(request, f"已记录{AnswerKind(kind).label}。")
    return _back(request, pk, "desk_findings", f"finding-{key}")


@require_POST
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Collects every remark that was typed; back to the line of the button that was pressed."""
    disclosure = permitted(request, pk, Act.SEND_BACK)
    try:
        with transaction.atomic():
            count = _collect(request, disclosure)
            if not count:
                raise Refused("没有填写意见，请写明这一处有什么问题")
    except REFUSALS as refusal:
        typed = {"reason": request.POST.get("reason", ""), **typed_remarks(request.POST)}
        return _again(
            request, disclosure, Attempt("remark", str(refusal), typed), 409, "desk_review"
        )
    messages.success(request, f"已加入 {count} 条意见，退回时一并发给录入人。")
    return _back(request, pk, "desk_review", request.POST.get("at", ""))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes back a remark that was not sent."""
    disclosure = permitted(request, pk, Act.SEND_BACK)
    try:
        publication.drop(disclosure, _key(request), cast(User, request.user))
    except Refused as refusal:
        attempt = Attempt("drop", str(refusal))
        return _again(request, disclosure, attempt, 409, "desk_review")
    messages.success(request, "已撤去这条意见。")
    return _back(request, pk, "desk_review", request.POST.get("at", ""))


@require_POST
def resolve_remark(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk has dealt with a remark."""
    disclosure = permitted(request, pk, Act.EDIT)
    key, note = _key(request), request.POST.get("note", "")
    try:
        publication.resolve(disclosure, key, note, cast(User, request.user))
    except REFUSALS as refusal:
        attempt = Attempt(f"{FIELD}{key}", str(refusal), {"note": note})
        return _again(request, disclosure, attempt, _status(refusal), "desk_overview")
    messages.success(request, "已标为处理过。")
    return _back(request, pk, "desk_overview", f"sent-{key}")


def _collect(request: HttpRequest, disclosure: Disclosure) -> int:
    """Stores the remarks that were typed; how many. Raises Refused where a place is unknown."""
    typed = typed_remarks(request.POST)
    if not typed:
        return 0
    prepared = prepare(disclosure)
    for where, text in typed.items():
        place = known_place(disclosure, prepared, where)
        if place is None:
            raise Refused(f"材料里没有“{where}”这一处，意见没有加入；请刷新页面后重新填写")
        publication.remark(disclosure, place, text, cast(User, request.user))
    return len(typed)


def _key(request: HttpRequest) -> int:
    """The key of the remark that is meant, 0 for none."""
    given = request.POST.get("remark", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0


def _status(refusal: Exception) -> int:
    return 403 if isinstance(refusal, NotPermitted) else 409


def _origin(request: HttpRequest, pk: int, default: str) -> tuple[str, str]:
    """Name and address of the page ``next`` names, if it is one of this desk; else the default."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        try:
            found = resolve(urlsplit(address).path)
        except (Resolver404, ValueError):
            pass
        else:
            if found.url_name in BACK and found.kwargs.get("pk") == pk:
                return found.url_name, address.partition("#")[0]
    return default, reverse(f"admin:{default}", args=(pk,))


def _again(
    request: HttpRequest, disclosure: Disclosure, attempt: Attempt, status: int, default: str
) -> HttpResponse:
    """The page the post came from with what was refused; the default where it cannot show it."""
    name, _ = _origin(request, disclosure.pk, default)
    return SHOWING.get(name, SHOWING[default])(request, disclosure, attempt, status)


def _back(request: HttpRequest, pk: int, default: str, part: str = "") -> HttpResponse:
    _, address = _origin(request, pk, default)
    is_name = part.replace("-", "").replace("_", "").isalnum() and part.isascii()
    return HttpResponseRedirect(f"{address}#{part}" if is_name else address)


PAGES = (
    Page("move/<slug:action>/", "move", move),
    Page("findings/answer/", "answer", answer),
    Page("remarks/", "remark", remark),
    Page("remarks/drop/", "drop_remark", drop),
    Page("remarks/resolve/", "resolve_remark", resolve_remark),
)
