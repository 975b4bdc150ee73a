"""填写文字: reasons, uses and prose, each beside the sentence and the figures it belongs to."""

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from disclosures.admin.desk.fields import Field, groups, with_attempt
from disclosures.admin.desk.pages import Page, may_edit, permitted, show, viewable
from disclosures.admin.desk.places import text_address
from disclosures.admin.desk.preview import frames_preview
from disclosures.admin.desk.remarks import sent_remarks
from disclosures.classification import UnknownCode
from disclosures.intake.texts import SavedText, TextRefused, save_text
from disclosures.models import Disclosure
from disclosures.narrative.scope import TextKey
from disclosures.permissions import Act
from disclosures.pipeline import prepare
from disclosures.standards.loader import UnknownStandard

SEEN_BY_OTHERS = "别人在您填写期间改动了这段文字，您的没有保存。请比较后决定用哪一段"


@require_safe
@frames_preview
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """All texts of the document."""
    return _page(request, viewable(request, pk))


@require_POST
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Stores one text, posted as JSON by the page's script or as a plain form.

    JSON: ``kind``, ``figure``, ``row``, ``text``, ``base``. The answer has ``text`` and
    ``saved_at``; at 409 ``theirs`` and ``message``; at 400 ``message``.
    """
    disclosure = permitted(request, pk, Act.EDIT)
    is_json = request.content_type == "application/json"
    try:
        posted = _json(request.body) if is_json else request.POST
        key, written, base = _posted(posted)
    except ValueError:
        return HttpResponse("请求不完整，没有保存", status=400, content_type="text/plain")
    attempt = Field(key, "", text=written)
    try:
        saved = save_text(disclosure, key, written, base, request.user)
    except (TextRefused, UnknownStandard) as refusal:
        return _refused(request, disclosure, attempt, str(refusal), is_json)
    if saved.conflict:
        return _conflict(request, disclosure, attempt, saved, is_json)
    if is_json:
        return JsonResponse({"text": saved.mine, "saved_at": _clock(saved)})
    return redirect(text_address(disclosure.pk, key))


def _page(
    request: HttpRequest, disclosure: Disclosure, attempt: Field | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {"title": "填写文字"}
    try:
        prepared = prepare(disclosure)
        sent = sent_remarks(disclosure, prepared, may_edit(request, disclosure))
        made = groups(disclosure, prepared, sent)
        context["groups"] = with_attempt(made, attempt) if attempt else made
    except (UnknownStandard, UnknownCode) as error:
        context["problem"] = str(error)
    return show(request, disclosure, "texts", context, status)


def _refused(
    request: HttpRequest, disclosure: Disclosure, attempt: Field, why: str, is_json: bool
) -> HttpResponse:
    if is_json:
        return JsonResponse({"message": why}, status=400)
    return _page(request, disclosure, _with(attempt, why), status=400)


def _conflict(
    request: HttpRequest, disclosure: Disclosure, attempt: Field, saved: SavedText, is_json: bool
) -> HttpResponse:
    if is_json:
        found = {"message": SEEN_BY_OTHERS, "theirs": saved.theirs, "mine": saved.mine}
        return JsonResponse(found, status=409)
    return _page(request, disclosure, _with(attempt, SEEN_BY_OTHERS, saved.theirs), status=409)


def _with(attempt: Field, problem: str, theirs: str | None = None) -> Field:
    return Field(attempt.key, "", text=attempt.text, problem=problem, theirs=theirs)


def _json(body: bytes) -> Mapping[str, object]:
    """The posted object. Raises ValueError when it is none."""
    try:
        posted = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(posted, dict):
        raise ValueError("not an object")
    return posted


def _posted(posted: Mapping[str, object]) -> tuple[TextKey, str, str]:
    """Key, text and base. Raises ValueError when one of them is not there."""
    found = [posted.get(name, "") for name in ("kind", "figure", "row", "text", "base")]
    names = [value for value in found if isinstance(value, str)]
    if len(names) != len(found) or not names[0]:
        raise ValueError("incomplete")
    kind, figure, row, written, base = names
    return TextKey(kind, figure, row), written, base


def _clock(saved: SavedText) -> str:
    return timezone.localtime(saved.at).strftime("%H:%M:%S")


PAGES: tuple[Page, ...] = (
    Page("texts/", "texts", texts),
    Page("texts/save/", "text", text),
)
