"""审核: the page on which a reviewer decides; it opens on what matters."""

from collections.abc import Iterator
from itertools import takewhile
from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from disclosures.admin.desk.findings import Shown, shown
from disclosures.admin.desk.moves import offered
from disclosures.admin.desk.pages import NO_ATTEMPT, Attempt, Page, may_edit, show, viewable
from disclosures.admin.desk.preview import UNPREPARED, frames_preview
from disclosures.admin.desk.remarks import (
    Controls,
    collected_of,
    known_place,
    may_remark,
    sent_remarks,
)
from disclosures.admin.desk.review_lines import FIRST, MOST, Lines
from disclosures.checks.finding import Severity
from disclosures.models import Action, Disclosure, State
from disclosures.permissions import Act, may
from disclosures.pipeline import Prepared, prepare
from disclosures.publication.remarks import of_version
from disclosures.review.changes import History, since_publication, since_submission
from disclosures.review.last_year import against_last_year

DECISIONS = (Action.SIGN, Action.APPROVE, Action.SEND_BACK)
"""The moves of this page, in their order."""

OF_OTHERS = "您录入过或报审过这份材料，不能作保密审查，也不能审核；请由另一位审核人办理。"


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed, what the checks found, what was written, and the decision."""
    return show_again(request, viewable(request, pk), NO_ATTEMPT, 200)


@frames_preview
def show_again(
    request: HttpRequest, disclosure: Disclosure, attempt: Attempt, status: int
) -> HttpResponse:
    """The page, with what was refused."""
    context: dict[str, object] = {"title": "审核", "refusal": attempt.why}
    try:
        prepared = prepare(disclosure)
    except UNPREPARED as error:
        return show(request, disclosure, "review", {**context, "problem": str(error)}, status)
    history, remarks = History(disclosure), tuple(of_version(disclosure))
    collected = collected_of(remarks, may(request.user, Act.SEND_BACK, disclosure))
    controls = Controls(collected, _typed_remarks(attempt))
    lines = Lines(disclosure, prepared, controls)
    found = tuple(shown(request, disclosure, prepared, attempt))
    editing = may_edit(request, disclosure)
    sent = sent_remarks(disclosure, prepared, editing, attempt, history, remarks)
    # What is wrong with an answer stands at its finding.
    if any((*(one.wrong for one in found), *(one.wrong for one in sent))):
        context["refusal"] = ""
    context |= _changes(history, prepared, lines)
    context |= _years(prepared, lines)
    context |= _findings(found, lines)
    context |= {
        "explanations": tuple(lines.explanations()),
        "prose": tuple(lines.prose()),
        "sent": sent,
        "collected": collected,
        "may_remark": may_remark(request, disclosure),
    }
    context |= _decision(request, disclosure, prepared, found, len(collected), attempt)
    context |= _milestones(history)
    context["left"] = tuple(_left(disclosure, prepared, controls))
    return show(request, disclosure, "review", context, status)


def _typed_remarks(attempt: Attempt) -> dict[str, str]:
    return {where: text for where, text in attempt.typed.items() if where != "reason"}


def _left(
    disclosure: Disclosure, prepared: Prepared, controls: Controls
) -> Iterator[tuple[str, str, str]]:
    """Place, name and text of what was typed for places that the page has no line for."""
    for where, text in controls.left():
        place = known_place(disclosure, prepared, where)
        yield where, place.label if place else where, text


def _findings(found: tuple[Shown, ...], lines: Lines) -> dict[str, object]:
    """错误 and 提示 apart from 说明; ``most`` says how many of each are shown."""
    notes = [one for one in found if one.finding.severity is Severity.NOTE]
    others = [one for one in found if one.finding.severity is not Severity.NOTE]
    return {
        "lines": tuple(lines.findings(others, "found")),
        "found_count": len(others),
        "notes": tuple(lines.findings(notes, "note")),
        "notes_count": len(notes),
        "most": MOST,
    }


def _changes(history: History, prepared: Prepared, lines: Lines) -> dict[str, object]:
    since = since_submission(history, lines.places)
    published = since_publication(history.disclosure, prepared, lines.places)
    return {
        "since": since,
        "since_groups": tuple(lines.changes(since, "since")) if since else (),
        "published": published,
        "published_groups": tuple(lines.changes(published, "published")) if published else (),
    }


def _years(prepared: Prepared, lines: Lines) -> dict[str, object]:
    years, earlier = against_last_year(prepared), prepared.context.last_year
    return {
        "years": tuple(lines.years(years.notable, "year")),
        "more_years": tuple(lines.years(years.rest, "year-more")),
        "unshown_years": sum(max(len(some) - MOST, 0) for some in (years.notable, years.rest)),
        "flat": years.flat,
        "earlier": earlier.title if earlier else "",
    }


def _decision(
    request: HttpRequest,
    disclosure: Disclosure,
    prepared: Prepared,
    found: tuple[Shown, ...],
    collected: int,
    attempt: Attempt,
) -> dict[str, object]:
    """Who submitted it, what is still open, and what the user may do now."""
    user = cast(User, request.user)
    moves = {move.action: move for move in offered(user, disclosure)}
    opened = [one for one in found if one.open]
    typed = {attempt.at: attempt.typed.get("reason", "")}
    if collected and not typed.get("send_back"):
        typed["send_back"] = f"请按 {collected} 条意见逐处改正后重新报审"
    due = disclosure.state == State.SUBMITTED and may(user, Act.APPROVE, disclosure)
    return {
        "moves": [
            (moves[action], typed.get(action.value, "")) for action in DECISIONS if action in moves
        ],
        "open_findings": opened[:FIRST],
        "open_count": len(opened),
        "missing": len(prepared.progress.missing),
        "blocking": tuple(_blocking(disclosure, prepared, len(opened), collected)),
        # Whose duty it is may not approve only what they made themselves.
        "own": OF_OTHERS if due and Action.APPROVE not in moves else "",
    }


def _milestones(history: History) -> dict[str, object]:
    """The newest submission and the newest 退回 of the version in hand."""
    of_version = takewhile(lambda event: event.action != Action.CORRECT, history.milestones)
    returned = (event for event in of_version if event.action == Action.SEND_BACK)
    return {
        "submitted": next(iter(history.submissions), None),
        "returned": next(returned, None),
    }


def _blocking(
    disclosure: Disclosure, prepared: Prepared, opened: int, collected: int
) -> Iterator[str]:
    """Why 审核通过 is not possible yet."""
    if disclosure.signed_at is None:
        yield "还没有保密审查"
    if missing := len(prepared.progress.missing):
        yield f"还缺 {missing} 项内容"
    if opened:
        yield f"有 {opened} 条检查结果没有处理"
    if collected:
        yield f"有 {collected} 条意见没有退回"


PAGES = (Page("review/", "review", review),)
