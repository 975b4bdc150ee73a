"""The first page of the desk: progress, what is missing, and the moves that are possible now."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from disclosures.admin.desk.links import text_link
from disclosures.admin.desk.moves import MOVES, offered
from disclosures.admin.desk.pages import NO_ATTEMPT, Attempt, Page, may_edit, show, viewable
from disclosures.admin.desk.places import Link, cell_address, contributed_link, text_address
from disclosures.admin.desk.publishing import is_going_on, publishing
from disclosures.admin.desk.remarks import sent_remarks
from disclosures.admin.desk.taking import offered as offered_figures
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.places import PROSE
from disclosures.classification import UnknownCode
from disclosures.completeness import Missing
from disclosures.models import Action, Disclosure, Publication, State
from disclosures.narrative.scope import TextKey
from disclosures.permissions import Act, may
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import open_findings
from disclosures.publication.remarks import still_open
from disclosures.related import related
from disclosures.standards.loader import UnknownStandard

KINDS = (
    ("figure", "数据"),
    ("count", "数量（批次、人次、辆数等）"),
    ("reason", "原因"),
    ("use", "用途"),
    ("prose", "文字"),
    ("contributed", "其他部分"),
)
"""Kinds of missing things in the order in which a clerk works, and their headings."""


AFTER_DRAFT = {
    State.SUBMITTED: "材料已报审，等待保密审查和审核。",
    State.APPROVED: "材料已审核通过，等待公开。",
    State.PUBLISHED: "材料已公开，可以结转到下一年。",
    State.WITHDRAWN: "材料已撤回，公开页面只说明撤回时间和依据。",
}
"""What comes next, once nothing is to be filled in any more."""

TOLD = (
    *(move.action for move in MOVES),
    Action.CREATE,
    Action.APPROVAL,
    Action.SECRET,
)
"""Events that the overview lists; every change of a figure or text is in the full log."""


class Group(NamedTuple):
    """Missing things of one kind."""

    title: str
    links: tuple[Link, ...]


@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the disclosure is, and what to do next."""
    return show_again(request, viewable(request, pk), NO_ATTEMPT, 200)


def show_again(
    request: HttpRequest, disclosure: Disclosure, attempt: Attempt, status: int
) -> HttpResponse:
    """The page, with what was refused."""
    user = cast(User, request.user)
    moved = disclosure.events.filter(action__in=TOLD).select_related("by")
    context: dict[str, object] = {"title": "概览", "refusal": attempt.why}
    context["secret_rows"] = disclosure.secret_rows.count()
    context["moves"] = [
        (one, attempt.typed.get("reason", "") if attempt.at == one.action.value else "")
        for one in offered(user, disclosure)
    ]
    context["may_roll"] = may(user, Act.CREATE, disclosure)
    context["publication"] = Publication.objects.current().filter(disclosure=disclosure).first()
    context["events"] = moved
    context["related"] = related(disclosure)
    context["publishing"] = under_way = publishing(disclosure)
    context["is_going_on"] = is_going_on(under_way)
    context["sections"] = tuple(_sections(request, disclosure))
    try:
        prepared = prepare(disclosure)
    except (UnknownStandard, UnknownCode) as error:
        return show(request, disclosure, "overview", {**context, "unprepared": error}, status)
    if may_edit(request, disclosure):
        context["offered"] = sum(one.taken for one in offered_figures(disclosure, prepared))
    sent = sent_remarks(disclosure, prepared, may_edit(request, disclosure), attempt)
    if any(one.wrong for one in sent):
        context["refusal"] = ""
    context["sent"] = sent
    context |= _state(disclosure, prepared)
    return show(request, disclosure, "overview", context, status)


def _sections(request: HttpRequest, disclosure: Disclosure) -> Iterable[SafeString]:
    """What the callables listed in DISCLOSURES_DESK_SECTIONS show of their apps."""
    for path in settings.DISCLOSURES_DESK_SECTIONS:
        section: SafeString = import_string(path)(request, disclosure)
        if section:
            yield section


def _state(disclosure: Disclosure, prepared: Prepared) -> dict[str, object]:
    standing = open_findings(prepared, disclosure.answers.all())
    errors, warnings = _of(standing, Severity.ERROR), _of(standing, Severity.WARNING)
    missing, remarks = len(prepared.progress.missing), still_open(disclosure).count()
    return {
        "progress": prepared.progress,
        "groups": tuple(_groups(disclosure, prepared.progress.missing)),
        "errors": errors,
        "warnings": warnings,
        "answered": _of(prepared.findings, Severity.WARNING) - warnings,
        "waived": _of(prepared.findings, Severity.ERROR) - errors,
        "notes": _of(prepared.findings, Severity.NOTE),
        "carried": tuple(_carried(disclosure, prepared)),
        "obstacles": tuple(_obstacles(missing, errors, warnings, remarks)),
        "next_step": _next_step(disclosure, missing, errors, warnings, remarks),
    }


def _of(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)


def _groups(disclosure: Disclosure, missing: Iterable[Missing]) -> Iterable[Group]:
    for kind, title in KINDS:
        links = tuple(Link(m.label, _address(disclosure, m)) for m in missing if m.kind == kind)
        if links:
            yield Group(title, links)


def _address(disclosure: Disclosure, missing: Missing) -> str:
    if missing.text is not None:
        return text_address(disclosure.pk, missing.text)
    if missing.place:
        link = contributed_link(disclosure, missing.place)
        return link.address if link else "#contributed"
    if missing.cell is None:
        return reverse("admin:desk_table", args=(disclosure.pk, missing.table))
    prior = missing.year != disclosure.year
    return cell_address(disclosure.pk, missing.cell, missing.table, prior)


def _carried(disclosure: Disclosure, prepared: Prepared) -> Iterable[Link]:
    """The texts taken over from last year that nobody has looked at since."""
    explanations = disclosure.explanations.filter(carried=True)
    keys = [TextKey(PROSE, row.name) for row in disclosure.prose.filter(carried=True)]
    keys += [TextKey(row.kind, row.figure, row.row) for row in explanations]
    for key in keys:
        yield text_link(disclosure, prepared.standard, key)


def _obstacles(missing: int, errors: int, warnings: int, remarks: int) -> Iterable[str]:
    """Why 报审 is not possible yet."""
    if missing:
        yield f"还缺 {missing} 项"
    if errors:
        yield f"有 {errors} 处错误没有改正"
    if warnings:
        yield f"有 {warnings} 处提示没有答复"
    if remarks:
        yield f"有 {remarks} 条退回意见没有处理"


def _next_step(
    disclosure: Disclosure, missing: int, errors: int, warnings: int, remarks: int
) -> str:
    if disclosure.state != State.DRAFT:
        return AFTER_DRAFT[State(disclosure.state)]
    if remarks:
        return "请先处理“退回意见”：到每一处改正，再标为已处理。"
    if missing:
        return "请逐项补齐下面“还缺的内容”，每一项都可以点开填写。"
    if errors:
        return "内容已填齐，请到“检查结果”改正错误。"
    if warnings:
        return "内容已填齐，请到“检查结果”答复提示。"
    return "内容已填齐，检查已通过，可以报审。"


PAGES = (Page("desk/", "overview", overview),)
