"""What the checks found, and the answers to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from disclosures.admin.desk.links import FindingLinks, finding_links
from disclosures.admin.desk.pages import NO_ATTEMPT, Attempt, Page, may_edit, show, viewable
from disclosures.admin.desk.remarks import Sent, sent_remarks
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
    """One finding as a page shows it; ``offered`` are the answers the user may give.

    ``sent`` are the remarks that came back about it.
    """

    finding: Finding
    open: bool
    links: FindingLinks
    answers: tuple[Answer, ...]
    offered: tuple[AnswerKind, ...]
    sent: tuple[Sent, ...] = ()
    wrong: str = ""
    typed: str = ""

    @property
    def style(self) -> str:
        """The names of the finding's look in the style sheet."""
        return f"finding-{self.finding.severity.name.lower()} {'open' if self.open else ''}".strip()


@require_GET
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """All findings, the gravest first."""
    return show_again(request, viewable(request, pk), NO_ATTEMPT, 200)


def keep_answer(disclosure: Disclosure, key: str, kind: AnswerKind, text: str, by: User) -> None:
    """Keeps an answer to the finding with this key.

    Raises Refused where it is not found any more, and as ``publication.reply`` does.
    """
    reply(disclosure, _finding(prepare(disclosure), key), kind, text, by)


def _finding(prepared: Prepared, key: str) -> Finding:
    found = next((finding for finding in prepared.findings if finding.key == key), None)
    if found is None:
        raise Refused("这条检查结果已经变化或不再出现，没有记录；请按现在的结果处理")
    return found


def show_again(
    request: HttpRequest, disclosure: Disclosure, attempt: Attempt, status: int
) -> HttpResponse:
    """The page, with the answer that was refused."""
    context: dict[str, object] = {"title": "检查结果"}
    try:
        prepared = prepare(disclosure)
    except (UnknownStandard, UnknownCode) as error:
        context["refusal"] = str(error)
        return show(request, disclosure, "findings", context, status)
    sent = sent_remarks(disclosure, prepared, may_edit(request, disclosure), attempt)
    found = tuple(shown(request, disclosure, prepared, attempt, sent))
    groups = [
        (HEADINGS[severity], [one for one in found if one.finding.severity is severity])
        for severity in Severity
    ]
    context["groups"] = [(heading, some) for heading, some in groups if some]
    if not any((*(one.wrong for one in found), *(one.wrong for one in sent))):
        context["refusal"] = attempt.why
    return show(request, disclosure, "findings", context, status)


def shown(
    request: HttpRequest,
    disclosure: Disclosure,
    prepared: Prepared,
    attempt: Attempt,
    sent: Sequence[Sent] = (),
) -> Iterator[Shown]:
    """Every finding once, with its answers, its part of ``sent``, and the possible replies."""
    answers = tuple(disclosure.answers.select_related("by"))
    standing = {finding.key for finding in open_findings(prepared, answers)}
    # The same finding may be made twice; it is answered once.
    for key, finding in {finding.key: finding for finding in prepared.findings}.items():
        mine = attempt if attempt.at == key else NO_ATTEMPT
        yield Shown(
            finding=finding,
            open=key in standing,
            links=finding_links(disclosure, prepared, finding),
            answers=tuple(answer for answer in answers if answer.finding == key),
            offered=_offered(request, disclosure, finding),
            sent=tuple(one for one in sent if one.dealt.place.finding == key),
            wrong=mine.why,
            typed=mine.typed.get("text", ""),
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


PAGES = (Page("findings/", "findings", findings),)
