"""Beside a table: what the checks found about its figures, and the sentences that speak of them.

The page shows it, and fetches it again after each save.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosures.admin.desk.fields import Group, Sentence, groups
from disclosures.admin.desk.grid_requests import entry_table
from disclosures.admin.desk.links import cell_link
from disclosures.admin.desk.pages import may_edit, viewable
from disclosures.admin.desk.places import Link, cell_id
from disclosures.admin.desk.remarks import Sent, sent_remarks
from disclosures.checks.finding import Finding, Severity, gravest_first
from disclosures.checks.naming import cell_name
from disclosures.classification import UnknownCode
from disclosures.completeness import entry_table as entered_on
from disclosures.models import Disclosure
from disclosures.pipeline import Prepared, prepare, standard_of
from disclosures.publication import open_findings
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Table

FEW = 4
"""Figures of other tables that are listed for a finding."""


@dataclass(frozen=True)
class Told:
    """A finding about figures of the table.

    ``marks`` are the ids of the fields to mark, none once it is answered; ``links`` lead to the
    figures, those of the table first. ``open``: it still blocks publication.
    """

    finding: Finding
    open: bool
    marks: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Marked:
    """A remark that came back about the table; ``mark`` is the id of the field while it is open."""

    sent: Sent
    mark: str


@dataclass(frozen=True)
class Beside:
    """All that stands beside the figures of one table."""

    told: tuple[Told, ...]
    sentences: tuple[Sentence, ...]
    sent: tuple[Marked, ...] = ()

    @property
    def summary(self) -> str:
        """How many remarks and findings are open."""
        remarks = sum(one.sent.remark.open for one in self.sent)
        counts = {
            severity.value: sum(
                told.open and told.finding.severity is severity for told in self.told
            )
            for severity in (Severity.ERROR, Severity.WARNING)
        }
        open_findings = [f"{name}{count}处" for name, count in counts.items() if count]
        found = "，".join([*([f"退回意见{remarks}条"] if remarks else []), *open_findings])
        return f"检查本表：{found or '没有待处理的问题'}"


@require_safe
def beside(request: HttpRequest, pk: int, table: str) -> HttpResponse:
    """What stands beside ``table`` now, as a part of a page."""
    disclosure = viewable(request, pk)
    try:
        definition = entry_table(standard_of(disclosure), table)
        shown = beside_table(disclosure, definition, may_edit(request, disclosure))
    except (UnknownStandard, UnknownCode) as error:
        return HttpResponse(str(error), status=409, content_type="text/plain")
    context = {
        "disclosure": disclosure,
        "table": definition,
        "beside": shown,
        "may_edit": may_edit(request, disclosure),
        "back": reverse("admin:desk_table", args=(pk, table)),
    }
    return render(request, "admin/desk/_table_beside.html", context)


def beside_table(disclosure: Disclosure, table: Table, editing: bool = False) -> Beside:
    """Findings, sentences and remarks about ``table``; ``editing``: to somebody who may mend it.

    Raises UnknownStandard and UnknownCode.
    """
    prepared = prepare(disclosure)
    sentences = tuple(_sentences(groups(disclosure, prepared), prepared.standard, table))
    sent = sent_remarks(disclosure, prepared, editing)
    return Beside(
        tuple(_told(disclosure, prepared, table)),
        sentences,
        tuple(_marked(sent, prepared.standard, disclosure.year, table, sentences)),
    )


def _marked(
    sent: Iterable[Sent],
    standard: Standard,
    year: int,
    table: Table,
    sentences: tuple[Sentence, ...],
) -> Iterator[Marked]:
    """The remarks about figures that the page shows, about the table, and about its texts."""
    texts = {field.key for sentence in sentences for field in sentence.fields}
    for one in sent:
        place, mark = one.dealt.place, ""
        page = place.table
        if place.cell is not None:
            prior = place.year != year
            page, mark = entered_on(standard, place.cell, prior), cell_id(place.cell, prior)
        if page == table.id or place.text in texts:
            yield Marked(one, mark if one.remark.open else "")


def _told(disclosure: Disclosure, prepared: Prepared, table: Table) -> Iterator[Told]:
    """The findings about figures that the page of ``table`` shows, the gravest first."""
    standing = {one.key for one in open_findings(prepared, disclosure.answers.all())}
    rows = table.fixed_rows().values()
    taken = {row.target for row in rows if row.target and not row.prior}
    for finding in gravest_first(prepared.findings):
        cells = dict.fromkeys(finding.cells)
        own = [cell for cell in cells if cell.table == table.id or cell in taken]
        if own:
            links, marks = _links(disclosure, prepared, table, finding, own)
            is_open = finding.key in standing
            yield Told(finding, is_open, marks if is_open else (), links)


def _links(
    disclosure: Disclosure, prepared: Prepared, table: Table, finding: Finding, own: list[Cell]
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Links to the cells of ``finding``, of which the page shows ``own``, and the ids of those."""
    known = _known(prepared, own)
    other = [cell for cell in dict.fromkeys(finding.cells) if cell not in own]
    links = (
        *(_own_link(cell, table, prepared.standard) for cell in known),
        *(cell_link(disclosure, prepared.standard, cell) for cell in _known(prepared, other)[:FEW]),
    )
    return links, tuple(cell_id(cell) for cell in known)


def _known(prepared: Prepared, cells: list[Cell]) -> list[Cell]:
    """Those of ``cells`` that hold a figure: an empty part of a sum is seldom the fault."""
    return [cell for cell in cells if prepared.sheet.value(cell) is not None] or cells


def _own_link(cell: Cell, table: Table, standard: Standard) -> Link:
    """A link on the page itself; rows called the same are told apart by their block."""
    blocks = (b.title for b in table.blocks if cell.row in {row.key for row in b.rows})
    title = next(blocks, "")
    name = cell_name(cell, standard)
    return Link(f"{name}（{title}）" if title else name, f"#{cell_id(cell)}")


def _sentences(made: tuple[Group, ...], standard: Standard, table: Table) -> Iterator[Sentence]:
    """The sentences with reasons and uses about the figures of ``table``, each once."""
    rows = table.fixed_rows().values()
    tables = {table.id, *(row.target.table for row in rows if row.target)}
    for group in made:
        for sentence in group.sentences:
            about = (standard.figures.get(field.key.figure) for field in sentence.fields)
            if any(figure and figure.cell.table in tables for figure in about):
                yield sentence
