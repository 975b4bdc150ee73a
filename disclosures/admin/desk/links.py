"""Links to the fields of figures and texts, and those of a finding, for every page of the desk."""

from dataclasses import dataclass

from disclosures.admin.desk.places import Link, cell_address, contributed_link, text_address
from disclosures.checks.finding import Finding
from disclosures.checks.naming import cell_name
from disclosures.checks.places import text_name
from disclosures.completeness import entry_table
from disclosures.models import Disclosure
from disclosures.narrative.scope import TextKey
from disclosures.pipeline import Prepared
from disclosures.standards.model import Standard
from disclosures.tables import Cell

FEW = 6
"""Figures of a finding that are shown at once; a sum may have dozens of parts."""


@dataclass(frozen=True)
class FindingLinks:
    """Where a finding is mended: ``cells`` are the first figures, ``more`` the rest."""

    cells: tuple[Link, ...]
    more: tuple[Link, ...]
    texts: tuple[Link, ...]


def cell_link(disclosure: Disclosure, standard: Standard, cell: Cell, prior: bool = False) -> Link:
    """To the field of ``cell``; ``prior``: of last year's figure."""
    page = entry_table(standard, cell, prior)
    return Link(cell_name(cell, standard), cell_address(disclosure.pk, cell, page, prior))


def text_link(disclosure: Disclosure, standard: Standard, key: TextKey) -> Link:
    """To the field of a text."""
    return Link(text_name(key, standard), text_address(disclosure.pk, key))


def finding_links(disclosure: Disclosure, prepared: Prepared, finding: Finding) -> FindingLinks:
    """The figures first that are known: an empty part of a sum is seldom the fault."""
    cells = dict.fromkeys(finding.cells)
    known = [cell for cell in cells if prepared.sheet.value(cell) is not None]
    ordered = dict.fromkeys([*known, *cells])
    links = tuple(cell_link(disclosure, prepared.standard, cell) for cell in ordered)
    texts = tuple(text_link(disclosure, prepared.standard, key) for key in finding.texts)
    contributed = contributed_link(disclosure, finding.place)
    return FindingLinks(links[:FEW], links[FEW:], (*([contributed] if contributed else []), *texts))
