"""prepare(): a disclosure in the database becomes a sheet, findings and a document."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from disclosures.checks.context import Context, Member
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.run import run
from disclosures.completeness import Progress, progress
from disclosures.document.asking import Asking, asking
from disclosures.document.assemble import Assembled, assemble
from disclosures.document.contribution import Contribution
from disclosures.document.text import lines
from disclosures.document.tree import Document
from disclosures.facts import Fact, FactSheet
from disclosures.models import fact as rows
from disclosures.models.classification import classifications_for
from disclosures.models.disclosure import Disclosure, Level
from disclosures.models.fact import sheet_of
from disclosures.models.unit import Unit
from disclosures.narrative.figures import Operand
from disclosures.narrative.scope import TextKey, Texts
from disclosures.published import published_sources
from disclosures.secrecy.derivable import derivable, warnings
from disclosures.secrecy.folding import fold, folded_texts
from disclosures.secrecy.leaks import leaks
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from disclosures.telemetry.counting import SHARED

FINDINGS = "mingzhang_findings_total"
"""Under which it is counted what the checks tell, by severity."""


@dataclass(frozen=True)
class Prepared:
    """Everything that is known about a disclosure before it is published.

    ``asked`` are the reasons and uses its text has room for, ``missing`` the empty cells on whose
    account a sentence was left out. ``context`` is what the checks saw. ``public`` and ``texts``
    are the figures and texts that are shown: those of ``secret`` rows (涉密) are folded away.
    """

    standard: Standard
    sheet: FactSheet
    findings: tuple[Finding, ...]
    document: Document
    asked: tuple[TextKey, ...]
    missing: tuple[Operand, ...]
    progress: Progress
    context: Context
    public: FactSheet
    texts: Texts
    secret: frozenset[str]

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


def prepare(disclosure: Disclosure, sheet: FactSheet | None = None) -> Prepared:
    """Read, check and assemble ``disclosure``; with ``sheet`` as if these were its figures."""
    standard = standard_of(disclosure)
    sheet = sheet or sheet_of(disclosure)
    secret, texts = secret_codes(disclosure), texts_of(disclosure)
    public, told = fold(sheet, standard, secret), folded_texts(texts, standard, secret)
    contribution = _contribution(disclosure, standard, public)
    assembled = _assemble(disclosure, standard, public, told, contribution)
    context = _context(disclosure, standard, sheet, texts, assembled)
    kept = _kept_secret(assembled.document, standard, sheet, texts, secret) if secret else ()
    findings = (*run(context), *contribution.findings, *kept)
    for finding in findings:
        SHARED.add(FINDINGS, severity=finding.severity.name.lower())
    return Prepared(
        standard,
        sheet,
        findings,
        assembled.document,
        assembled.asked,
        assembled.missing,
        progress(standard, sheet, told, assembled, contribution.needs),
        context,
        public,
        told,
        secret,
    )


def secret_codes(disclosure: Disclosure) -> frozenset[str]:
    """The codes of the rows that are marked 涉密."""
    return frozenset(disclosure.secret_rows.values_list("code", flat=True))


def _kept_secret(
    document: Document,
    standard: Standard,
    sheet: FactSheet,
    texts: Texts,
    secret: frozenset[str],
) -> tuple[Finding, ...]:
    """Where what is folded still shows, and where its amount follows from what is shown."""
    follows = derivable(secret, sheet, standard)
    return (*leaks(document, sheet, standard, secret, texts), *warnings(follows, standard))


def _context(
    disclosure: Disclosure,
    standard: Standard,
    sheet: FactSheet,
    texts: Texts,
    assembled: Assembled,
) -> Context:
    """``disclosure`` with all that it is held against: other documents, its units, their names."""
    units = tuple(Unit.objects.exclude(pk=disclosure.unit_id).order_by("name"))
    sources = published_sources(disclosure)
    of_units = _of_units(disclosure)
    sheets = _sheets(of_units.values())
    return Context(
        standard=standard,
        sheet=sheet,
        unit=disclosure.unit.name,
        texts=texts,
        nature=disclosure.unit.nature,
        **{name: earlier for name, (_, earlier) in sources.items()},
        members=_members(disclosure, units, of_units, sheets),
        asked=assembled.asked,
        lines=tuple(lines(assembled.document)),
        other_names=tuple(unit.name for unit in units),
    )


def _of_units(disclosure: Disclosure) -> Mapping[int, Disclosure]:
    """By unit: the documents of a department's own office and of its units."""
    if disclosure.level != Level.DEPARTMENT:
        return {}
    found = Disclosure.objects.filter(
        Q(unit=disclosure.unit) | Q(unit__parent=disclosure.unit),
        kind=disclosure.kind,
        year=disclosure.year,
        level=Level.UNIT,
    )
    return {one.unit_id: one for one in found}


def _members(
    disclosure: Disclosure,
    units: Collection[Unit],
    of_units: Mapping[int, Disclosure],
    sheets: Mapping[int, FactSheet],
) -> tuple[Member, ...]:
    """The department's own office and its units; none where no units are recorded."""
    below = [unit for unit in units if unit.parent_id == disclosure.unit_id]
    if disclosure.level != Level.DEPARTMENT or not below:
        return ()
    return tuple(
        Member(unit.name, unit.nature, sheets.get(of_units[unit.pk].pk))
        if unit.pk in of_units
        else Member(unit.name, unit.nature, None)
        for unit in (disclosure.unit, *below)
    )


def _sheets(disclosures: Collection[Disclosure]) -> dict[int, FactSheet]:
    """The figures of the year of each of ``disclosures``, in one query, without their sources."""
    if not disclosures:
        return {}
    years = {one.pk: one.year for one in disclosures}
    cells: dict[int, dict[Cell, Fact]] = {pk: {} for pk in years}
    stored = rows.Fact.objects.filter(disclosure__in=list(years)).order_by("pk")
    columns = ("disclosure_id", "year", "table", "row", "column", "value", "rounded")
    for pk, year, table, row, column, value, rounded in stored.values_list(*columns):
        if year == years[pk]:
            cells[pk][Cell(table, row, column)] = Fact(value, rounded=rounded)
    return {pk: FactSheet(years[pk], cells[pk]) for pk in years}


def _assemble(
    disclosure: Disclosure,
    standard: Standard,
    sheet: FactSheet,
    texts: Texts,
    contribution: Contribution,
) -> Assembled:
    return assemble(
        standard,
        sheet,
        disclosure.unit.name,
        texts,
        contribution.blocks,
        disclosure.unit.notice,
        disclosure.unit.region,
    )


def texts_of(disclosure: Disclosure) -> Texts:
    """What the unit wrote, by key."""
    explanations = {
        TextKey(row.kind, row.figure, row.row): row.text for row in disclosure.explanations.all()
    }
    return Texts(explanations, {row.name: row.text for row in disclosure.prose.all()})


def asking_of(disclosure: Disclosure, prepared: Prepared) -> tuple[Asking, ...]:
    """The texts that the document of ``disclosure`` asks for, each with its place in it."""
    return asking(
        prepared.standard,
        prepared.public,
        disclosure.unit.name,
        prepared.texts,
        _contribution(disclosure, prepared.standard, prepared.public).blocks,
    )


def _contribution(disclosure: Disclosure, standard: Standard, sheet: FactSheet) -> Contribution:
    """What the callables listed in DISCLOSURES_CONTRIBUTORS add."""
    return Contribution.together(
        import_string(path)(disclosure, standard, sheet)
        for path in settings.DISCLOSURES_CONTRIBUTORS
    )
