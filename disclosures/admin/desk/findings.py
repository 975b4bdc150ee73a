"""What the checks found, and the answers to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from disclosures.admin.desk.links import FindingLinks, finding_links
from disclosures.admin.desk.pages import Page, show, viewable
from disclosures.checks.finding import Finding, Severity
from disclosures.classification import UnknownCode
from disclosures.models import Answer, AnswerKind, Disclosure
from disclosures.permissions import may
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import Refused, open_findings, reply
from disclosures.publication.findings import OPEN_STATES, REPLIES
from disclosures.standards.loader import UnknownStandard

HEADINGS = {
    Severity.ERROR: "错误：必须改正，或由审核人豁免",
    Severity.WARNING: "提示：请核对，改正或写明情况",
    Severity.NOTE: "说明：不影响公开",
}


@dataclass(frozen=True)
class Shown:
    """One finding as the page shows it; ``offered`` are the answers the user may give."""

    finding: Finding
    open: bool
    links: FindingLinks
    answers: tuple[Answer, ...]
    offered: tuple[AnswerKind, ...]
    wrong: str = ""
    typed: str = ""

    @property
    def style(self) -> str:
        """The names of the finding's look in the style sheet."""
        return f"finding-{self.finding.severity.name.lower()} {'open' if self.open else ''}".strip()


@dataclass(frozen=True)
class _Attempt:
    """An answer that was refused: for which finding, why, and what was typed."""

    key: str = ""
    wrong: str = ""
    typed: str = ""


_NO_ATTEMPT = _Attempt()


@require_GET
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """All findings, the gravest first."""
    return _page(request, viewable(request, pk))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers or waives one finding; back to it, or the page again with what is wrong."""
    disclosure = viewable(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in AnswerKind.values or not may(
        request.user, REPLIES[AnswerKind(kind)][0], disclosure
    ):
        raise PermissionDenied
    key, text = request.POST.get("finding", ""), request.POST.get("text", "")
    try:
        finding = _finding(prepare(disclosure), key)
        reply(disclosure, finding, AnswerKind(kind), text, cast(User, request.user))
    except (Refused, UnknownStandard, UnknownCode) as refusal:
        return _page(request, disclosure, _Attempt(key, str(refusal), text), 409)
    messages.success(request, f"已记录{AnswerKind(kind).label}。")
    address = reverse("admin:desk_findings", args=(pk,))
    return HttpResponseRedirect(f"{address}#finding-{finding.key}")


def _finding(prepared: Prepared, key: str) -> Finding:
    found = next((finding for finding in prepared.findings if finding.key == key), None)
    if found is None:
        raise Refused("这条检查结果已经变化或不再出现，没有记录；请按现在的结果处理")
    return found


def _page(
    request: HttpRequest,
    disclosure: Disclosure,
    attempt: _Attempt = _NO_ATTEMPT,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {"title": "检查结果"}
    try:
        prepared = prepare(disclosure)
    except (UnknownStandard, UnknownCode) as error:
        context["refusal"] = str(error)
        return show(request, disclosure, "findings", context, status)
    shown = tuple(_shown(request, disclosure, prepared, attempt))
    groups = [
        (HEADINGS[severity], [one for one in shown if one.finding.severity is severity])
        for severity in Severity
    ]
    context["groups"] = [(heading, some) for heading, some in groups if some]
    if not any(one.wrong for one in shown):
        context["refusal"] = attempt.wrong
    return show(request, disclosure, "findings", context, status)


def _shown(
    request: HttpRequest, disclosure: Disclosure, prepared: Prepared, attempt: _Attempt
) -> Iterator[Shown]:
    answers = tuple(disclosure.answers.select_related("by"))
    standing = {finding.key for finding in open_findings(prepared, answers)}
    # The same finding may be made twice; it is answered once.
    for key, finding in {finding.key: finding for finding in prepared.findings}.items():
        mine = attempt if attempt.key == key else _NO_ATTEMPT
        yield Shown(
            finding=finding,
            open=key in standing,
            links=finding_links(disclosure, prepared, finding),
            answers=tuple(answer for answer in answers if answer.finding == key),
            offered=_offered(request, disclosure, finding),
            wrong=mine.wrong,
            typed=mine.typed,
        )


def _offered(
    request: HttpRequest, disclosure: Disclosure, finding: Finding
) -> tuple[AnswerKind, ...]:
    if disclosure.state not in OPEN_STATES or finding.severity is Severity.NOTE:
        return ()
    kinds: Sequence[AnswerKind] = (AnswerKind.ANSWER, AnswerKind.WAIVER)
    if finding.severity is Severity.ERROR:
        kinds = (AnswerKind.WAIVER,)
    return tuple(kind for kind in kinds if may(request.user, REPLIES[kind][0], disclosure))


PAGES = (Page("findings/", "findings", findings), Page("findings/answer/", "answer", answer))
