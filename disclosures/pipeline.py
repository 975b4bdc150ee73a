"""prepare(): a disclosure in the database becomes a sheet, findings and a document."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from disclosures.checks import identities, residue
from disclosures.checks.finding import Finding, Severity
from disclosures.document.assemble import Assembled, Contributions, assemble
from disclosures.document.text import lines
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.models.classification import classifications_for
from disclosures.models.disclosure import Disclosure
from disclosures.models.fact import sheet_of
from disclosures.narrative.figures import Operand
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.loader import load
from disclosures.standards.model import Standard

DEMONSTRATION_NOTICE = "演示数据：仅供演示软件功能，不是正式公开材料。"


@dataclass(frozen=True)
class Prepared:
    """Everything that is known about a disclosure before it is published.

    ``asked`` are the reasons and uses its text has room for, ``missing`` the empty cells on whose
    account a sentence was left out.
    """

    standard: Standard
    sheet: FactSheet
    findings: tuple[Finding, ...]
    document: Document
    asked: tuple[TextKey, ...]
    missing: tuple[Operand, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that block publication."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)


def standard_of(disclosure: Disclosure) -> Standard:
    """The standard that applies. Raises UnknownStandard when none covers its year."""
    return load(
        disclosure.unit.jurisdiction,
        disclosure.kind,
        disclosure.year,
        disclosure.level,
        classifications_for(disclosure.year),
    )


def prepare(disclosure: Disclosure) -> Prepared:
    """Read, check and assemble ``disclosure``."""
    standard = standard_of(disclosure)
    sheet = sheet_of(disclosure)
    assembled = _assemble(disclosure, standard, sheet)
    findings = (
        *identities.run(standard, sheet),
        *residue.check(lines(assembled.document)),
    )
    return Prepared(
        standard, sheet, findings, assembled.document, assembled.asked, assembled.missing
    )


def _assemble(disclosure: Disclosure, standard: Standard, sheet: FactSheet) -> Assembled:
    return assemble(
        standard,
        sheet,
        disclosure.unit.name,
        texts_of(disclosure),
        _contributions(disclosure, sheet),
        DEMONSTRATION_NOTICE if disclosure.unit.demonstration else "",
    )


def texts_of(disclosure: Disclosure) -> Texts:
    """What the unit wrote, by key."""
    explanations = {
        TextKey(row.kind, row.figure, row.row): row.text for row in disclosure.explanations.all()
    }
    return Texts(explanations, {row.name: row.text for row in disclosure.prose.all()})


def _contributions(disclosure: Disclosure, sheet: FactSheet) -> Contributions:
    """Blocks for the named slots, from the callables listed in DISCLOSURES_CONTRIBUTORS."""
    blocks: dict[str, list[object]] = {}
    for path in settings.DISCLOSURES_CONTRIBUTORS:
        for slot, contributed in import_string(path)(disclosure, sheet).items():
            blocks.setdefault(slot, []).extend(contributed)
    return blocks  # type: ignore[return-value]
