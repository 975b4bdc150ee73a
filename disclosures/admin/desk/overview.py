"""The first page of the desk: progress, what is missing, and 报审."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from disclosures.admin.desk.links import text_link
from disclosures.admin.desk.pages import Page, show, viewable
from disclosures.admin.desk.places import Link, cell_address, contributed_link, text_address
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.places import PROSE
from disclosures.classification import UnknownCode
from disclosures.completeness import Missing
from disclosures.models import Disclosure, State
from disclosures.narrative.scope import TextKey
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import Refused, open_findings, reopen, submit
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


class Group(NamedTuple):
    """Missing things of one kind."""

    title: str
    links: tuple[Link, ...]


@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the disclosure is, and what to do next."""
    return _page(request, viewable(request, pk))


@require_POST
def submit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """报审; where something stands against it the overview again, with what it is."""
    disclosure = _changeable(request, pk)
    try:
        submit(disclosure, cast(User, request.user))
    except (Refused, UnknownStandard, UnknownCode) as refusal:
        disclosure.refresh_from_db()
        return _page(request, disclosure, str(refusal), 409)
    messages.success(request, "已报审。报审后数据和文字不能再改动；要改动请重新编制，并写明理由。")
    return _back(pk)


@require_POST
def reopen_page(request: HttpRequest, pk: int) -> HttpResponse:
    """重新编制, with a reason."""
    disclosure = _changeable(request, pk)
    reason = request.POST.get("reason", "")
    try:
        reopen(disclosure, cast(User, request.user), reason)
    except Refused as refusal:
        disclosure.refresh_from_db()
        return _page(request, disclosure, str(refusal), 409, reason)
    messages.success(request, "已改为编制中，可以继续改动。")
    return _back(pk)


def _changeable(request: HttpRequest, pk: int) -> Disclosure:
    """The disclosure, in whatever state, for somebody who may change it as a draft."""
    disclosure = viewable(request, pk)
    if not request.user.has_perm("disclosures.change_disclosure"):
        raise PermissionDenied
    return disclosure


def _back(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:desk_overview", args=(pk,)))


def _page(
    request: HttpRequest,
    disclosure: Disclosure,
    refusal: str = "",
    status: int = 200,
    reason: str = "",
) -> HttpResponse:
    context: dict[str, object] = {"title": "概览", "refusal": refusal, "reason": reason}
    context["may_change"] = request.user.has_perm("disclosures.change_disclosure")
    context["events"] = disclosure.events.select_related("by")
    context["sections"] = tuple(_sections(request, disclosure))
    try:
        prepared = prepare(disclosure)
    except (UnknownStandard, UnknownCode) as error:
        return show(request, disclosure, "overview", {**context, "unprepared": error}, status)
    return show(
        request, disclosure, "overview", {**context, **_state(disclosure, prepared)}, status
    )


def _sections(request: HttpRequest, disclosure: Disclosure) -> Iterable[SafeString]:
    """What the callables listed in DISCLOSURES_DESK_SECTIONS show of their apps."""
    for path in settings.DISCLOSURES_DESK_SECTIONS:
        section: SafeString = import_string(path)(request, disclosure)
        if section:
            yield section


def _state(disclosure: Disclosure, prepared: Prepared) -> dict[str, object]:
    standing = open_findings(prepared, disclosure.answers.all())
    errors, warnings = _of(standing, Severity.ERROR), _of(standing, Severity.WARNING)
    missing = len(prepared.progress.missing)
    return {
        "progress": prepared.progress,
        "groups": tuple(_groups(disclosure, prepared.progress.missing)),
        "errors": errors,
        "warnings": warnings,
        "answered": _of(prepared.findings, Severity.WARNING) - warnings,
        "waived": _of(prepared.findings, Severity.ERROR) - errors,
        "notes": _of(prepared.findings, Severity.NOTE),
        "carried": tuple(_carried(disclosure, prepared)),
        "obstacles": tuple(_obstacles(missing, errors, warnings)),
        "next_step": _next_step(disclosure, missing, errors, warnings),
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


def _obstacles(missing: int, errors: int, warnings: int) -> Iterable[str]:
    """Why 报审 is not possible yet."""
    if missing:
        yield f"还缺 {missing} 项"
    if errors:
        yield f"有 {errors} 处错误没有改正"
    if warnings:
        yield f"有 {warnings} 处提示没有答复"


def _next_step(disclosure: Disclosure, missing: int, errors: int, warnings: int) -> str:
    if disclosure.state == State.PUBLISHED:
        return "材料已公开，可以结转到下一年。"
    if disclosure.state == State.SUBMITTED:
        return "材料已报审，等待审核和公开。"
    if missing:
        return "请逐项补齐下面“还缺的内容”，每一项都可以点开填写。"
    if errors:
        return "内容已填齐，请到“检查结果”改正错误。"
    if warnings:
        return "内容已填齐，请到“检查结果”答复提示。"
    return "内容已填齐，检查已通过，可以报审。"


PAGES = (
    Page("desk/", "overview", overview),
    Page("submit/", "submit", submit_page),
    Page("reopen/", "reopen", reopen_page),
)
