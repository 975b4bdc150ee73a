"""涉密: the subjects that are folded into the one above them in everything that is shown."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from disclosures.admin.desk.pages import Page, permitted, show, viewable
from disclosures.classification import UnknownCode
from disclosures.models import Disclosure, SecretRow, State
from disclosures.permissions import Act, may
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import Refused, mark_secret, unmark_secret
from disclosures.secrecy import IDS
from disclosures.secrecy.folding import foldable
from disclosures.standards.loader import UnknownStandard

Refusals = (Refused, UnknownStandard, UnknownCode)


class Choice(NamedTuple):
    """A subject that has figures and may be folded: its code and its name."""

    code: str
    name: str


class Marked(NamedTuple):
    """A subject that is folded, with its name and who said so."""

    row: SecretRow
    name: str


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is marked, what may be, and what still shows it."""
    return _page(request, viewable(request, pk))


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one subject, or shows it again; the page again with what stands against it."""
    disclosure = permitted(request, pk, Act.MARK_SECRET)
    user = cast(User, request.user)
    code, ground = request.POST.get("code", "").strip(), request.POST.get("ground", "")
    try:
        if "show" in request.POST:
            unmark_secret(disclosure, code, user)
            done = f"{code} 不再标记为涉密，将照常公开。"
        else:
            mark_secret(disclosure, code, ground, user)
            done = f"{code} 已标记为涉密，在所有公开内容中并入上级科目。"
    except Refusals as refusal:
        disclosure.refresh_from_db()
        return _page(request, disclosure, str(refusal), 409, code, ground)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:desk_secrecy", args=(pk,)))


def _page(
    request: HttpRequest,
    disclosure: Disclosure,
    refusal: str = "",
    status: int = 200,
    code: str = "",
    ground: str = "",
) -> HttpResponse:
    context: dict[str, object] = {
        "title": "涉密",
        "refusal": refusal,
        "code": code,
        "ground": ground,
    }
    draft = disclosure.state == State.DRAFT
    context["may_mark"] = draft and may(request.user, Act.MARK_SECRET, disclosure)
    try:
        prepared = prepare(disclosure)
    except (UnknownStandard, UnknownCode) as error:
        context["refusal"] = refusal or str(error)
        return show(request, disclosure, "secrecy", context, status)
    context["marked"] = tuple(_marked(disclosure, prepared))
    context["choices"] = tuple(_choices(prepared))
    context["findings"] = [one for one in prepared.findings if one.id in IDS]
    return show(request, disclosure, "secrecy", context, status)


def _marked(disclosure: Disclosure, prepared: Prepared) -> Iterator[Marked]:
    codes = prepared.standard.codes.function.codes
    for row in disclosure.secret_rows.select_related("by"):
        yield Marked(row, codes[row.code].name if row.code in codes else "")


def _choices(prepared: Prepared) -> Iterator[Choice]:
    """The 款 and 项 of the figures of this year that are shown so far."""
    codes = prepared.standard.codes.function.codes
    rows = {cell.row for cell in prepared.public.facts}
    for code in sorted(rows & set(codes)):
        if foldable(codes[code]):
            yield Choice(code, codes[code].name)


PAGES = (Page("secrecy/", "secrecy", page), Page("secrecy/mark/", "mark_secret", mark))
