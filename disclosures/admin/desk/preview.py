"""预览: the document as it would be published, as page and as files, everywhere marked 草稿."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import limited
from disclosures.admin.desk.links import FindingLinks, cell_link, finding_links
from disclosures.admin.desk.pages import Page, show, viewable
from disclosures.checks.finding import Finding, gravest_first
from disclosures.classification import UnknownCode
from disclosures.models import Disclosure
from disclosures.narrative.figures import Operand
from disclosures.pipeline import Prepared, prepare
from disclosures.renderers import FORMATS, counted, html
from disclosures.renderers.markup import Place
from disclosures.standards.loader import UnknownStandard

FILES = {"disclosure.pdf": "pdf", "disclosure.xlsx": "xlsx", "disclosure.json": "json"}
"""The files of a draft by the last part of their address; the value is a name of FORMATS."""

SHOWN = {"pdf"}
"""Formats that a browser shows itself; the others are downloads."""

View = Callable[..., HttpResponse]

UNPREPARED = (UnknownStandard, UnknownCode)
"""Why there may be nothing to show; the message says so."""


@dataclass(frozen=True)
class Listed:
    """A finding with the fields it is about."""

    finding: Finding
    links: FindingLinks


def _policy(directives: Mapping[str, Sequence[str]]) -> Callable[[View], View]:
    """django-csp's decorator, whose types leave out views with arguments."""
    return cast(Callable[[View], View], csp_replace(dict(directives)))


frames_preview = _policy({"frame-src": [SELF]})
"""For a page that shows the preview in a frame."""

framed = _policy({"frame-ancestors": [SELF]})


@require_safe
@frames_preview
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft in a frame, beside its files and findings."""
    disclosure = viewable(request, pk)
    context: dict[str, object] = {"title": "预览"}
    try:
        context["findings"] = tuple(_listed(disclosure, prepare(disclosure)))
    except UNPREPARED as error:
        context["problem"] = str(error)
    return show(request, disclosure, "preview", context)


@require_safe
@xframe_options_sameorigin
@framed
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it would be published, for the frame; its figures lead to their fields."""
    disclosure = viewable(request, pk)
    try:
        prepared = prepare(disclosure)
    except UNPREPARED as error:
        return render(request, "admin/desk/preview_problem.html", {"problem": str(error)})
    content = html.render_draft(prepared.document.as_draft(), _places(disclosure, prepared))
    return HttpResponse(content, content_type=html.CONTENT_TYPE)


@require_safe
@limited("export")
def file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A file as it would be published, marked as a draft. Raises Http404 for other names."""
    disclosure = viewable(request, pk)
    if name not in FILES:
        raise Http404
    output = FORMATS[FILES[name]]
    try:
        document = prepare(disclosure).document.as_draft()
    except UNPREPARED as error:
        return show(request, disclosure, "preview", {"title": "预览", "problem": str(error)})
    with counted(FILES[name]):
        content = output.render(document)
    response = HttpResponse(content, content_type=output.content_type)
    disposition = content_disposition_header(
        as_attachment=FILES[name] not in SHOWN,
        filename=f"草稿-{document.title}.{FILES[name]}",
    )
    if disposition:
        response["Content-Disposition"] = disposition
    return response


def _places(disclosure: Disclosure, prepared: Prepared) -> Callable[[Operand], Place]:
    """Where the cell of an operand is filled in, and how it is called."""

    def place(operand: Operand) -> Place:
        if operand.cell.table not in prepared.standard.tables:
            return Place("", "")
        prior = operand.year != disclosure.year
        link = cell_link(disclosure, prepared.standard, operand.cell, prior)
        return Place(link.address, f"{operand.year}年 {link.label}")

    return place


def _listed(disclosure: Disclosure, prepared: Prepared) -> Iterator[Listed]:
    """All findings, the gravest first."""
    for finding in gravest_first(prepared.findings):
        yield Listed(finding, finding_links(disclosure, prepared, finding))


PAGES: tuple[Page, ...] = (
    Page("preview/", "preview", preview),
    Page("preview/page/", "preview_page", page),
    Page("preview/<str:name>", "preview_file", file),
)
