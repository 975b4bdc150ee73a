"""预算绩效 on the desk of a disclosure: its section on the overview, links to its places."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from disclosures import amounts
from disclosures.admin.desk.pages import may_edit
from disclosures.admin.desk.places import Link
from disclosures.checks.finding import Severity
from disclosures.models import Disclosure
from performance.admin.shared import standard_for
from performance.checks import check_project
from performance.checks.needs import needs
from performance.load.preview import kinds_of
from performance.load.read import called
from performance.models import overview_of
from performance.overview import Overview
from performance.scoring import score
from performance.standard import PerformanceStandard


@dataclass(frozen=True)
class Line:
    """One project on the overview: what it is called, how far it is, where it is changed."""

    name: str
    address: str
    points: str
    missing: int
    errors: int
    warnings: int


def link(disclosure: Disclosure, place: str) -> Link | None:
    """The field a place of 预算绩效 names: ``performance:project:12:target`` and the like."""
    match place.split(":"):
        case ["performance", "projects"]:
            address = reverse("admin:performance_project_changelist")
            return Link("绩效项目", f"{address}?{urlencode({'disclosure': disclosure.pk})}")
        case ["performance", "project", pk, *field]:
            address = reverse("admin:performance_project_change", args=(pk,))
            return Link("绩效项目", address + _anchor(field))
        case ["performance", "management", pk, *field]:
            return Link("预算绩效管理情况", _management(disclosure, pk) + _anchor(field))
        case _:
            return None


def _anchor(field: list[str]) -> str:
    """The part of the page: a field, or the lines of an inline (``funding-group``)."""
    if not field:
        return ""
    return f"#{field[0]}" if field[0].endswith("-group") else f"#id_{field[0]}"


def _management(disclosure: Disclosure, pk: str) -> str:
    if pk:
        return reverse("admin:performance_management_change", args=(pk,))
    address = reverse("admin:performance_management_add")
    return f"{address}?{urlencode({'disclosure': disclosure.pk})}"


def section(request: HttpRequest, disclosure: Disclosure) -> str:
    """The projects of ``disclosure`` with what is missing, and what can be done; '' without any.

    A standard that says nothing of 预算绩效 has no section.
    """
    standard = standard_for(disclosure)
    if standard is None:
        return ""
    overview = overview_of(disclosure)
    permitted = may_edit(request, disclosure)
    context = {
        "lines": tuple(_lines(standard, overview)),
        "links": tuple(_links(disclosure, overview)) if permitted else (),
    }
    return render_to_string("performance/admin/desk_section.html", context)


def _lines(standard: PerformanceStandard, overview: Overview) -> Iterator[Line]:
    lacking = [need.place for need in needs(standard, overview) if not need.there]
    for project in overview.projects:
        form = standard.of(project)
        total = score(project, form).total if form.scored else None
        found = [finding.severity for finding in check_project(project, form)]
        yield Line(
            project.name,
            reverse("admin:performance_project_change", args=(project.place.split(":")[-1],)),
            "" if total is None else f"{amounts.trimmed(total)}分",
            sum(place.startswith(f"{project.place}:") for place in lacking),
            found.count(Severity.ERROR),
            found.count(Severity.WARNING),
        )


def _links(disclosure: Disclosure, overview: Overview) -> Iterator[Link]:
    """What a clerk may do with a draft, in their words."""
    query = urlencode({"disclosure": disclosure.pk})
    yield Link("添加项目", f"{reverse('admin:performance_project_add')}?{query}")
    form = called(kinds_of(disclosure))
    yield Link(f"上传{form}", f"{reverse('admin:performance_upload')}?{query}")
    pk = overview.place.split(":")[-1]
    standard = standard_for(disclosure)
    report = "和自评报告" if standard and standard.report else ""
    yield Link(f"填写预算绩效管理情况{report}", _management(disclosure, pk))
