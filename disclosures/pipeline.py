"""prepare(): a disclosure in the database becomes a sheet, findings and a document."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from disclosures import classification
from disclosures.checks.context import Context, Earlier, Member
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
from disclosures.models.disclosure import Disclosure, Kind, Level
from disclosures.models.fact import sheet_of
from disclosures.models.publication import Publication
from disclosures.models.unit import Unit
from disclosures.narrative.figures import Operand
from disclosures.narrative.scope import TextKey, Texts
from disclosures.secrecy.derivable import derivable, warnings
from disclosures.secrecy.folding import fold, folded_texts
from disclosures.secrecy.leaks import leaks
from disclosures.standards.entries import BadStandard
from disclosures.standards.frozen import thaw
from disclosures.standards.loader import UnknownStandard, load
from disclosures.standards.model import Standard
from disclosures.store import STANDARD, content_of
from disclosures.tables import Cell

_log = logging.getLogger(__name__)

DEMONSTRATION_NOTICE = "演示数据：仅供演示软件功能，不是正式公开材料。"


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
    return Prepared(
        standard,
        sheet,
        (*run(context), *contribution.findings, *kept),
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
    last_year, budget = _published(disclosure)
    of_units = _of_units(disclosure)
    sheets = _sheets(of_units.values())
    return Context(
        standard=standard,
        sheet=sheet,
        unit=disclosure.unit.name,
        texts=texts,
        nature=disclosure.unit.nature,
        last_year=_earlier(last_year),
        budget=_earlier(budget),
        members=_members(disclosure, units, of_units, sheets),
        asked=assembled.asked,
        lines=tuple(lines(assembled.document)),
        other_names=tuple(unit.name for unit in units),
    )


def _published(disclosure: Disclosure) -> tuple[Publication | None, Publication | None]:
    """What the public reads of the year before, and of the budget of the same year."""
    before = Q(disclosure__kind=disclosure.kind, disclosure__year=disclosure.year - 1)
    budget = Q(disclosure__kind=Kind.BUDGET, disclosure__year=disclosure.year)
    same = Q(disclosure__unit=disclosure.unit, disclosure__level=disclosure.level)
    found = list(
        Publication.objects.current()
        .filter(Q(disclosure=disclosure.predecessor_id) | same & (before | budget))
        .exclude(disclosure=disclosure.pk)
        .select_related("disclosure__unit")
    )
    of_last_year = [one for one in found if one.disclosure.year < disclosure.year]
    # A unit that was renamed or merged names its predecessor.
    of_last_year.sort(key=lambda one: one.disclosure_id != disclosure.predecessor_id)
    budgets = [one for one in found if one.disclosure.year == disclosure.year]
    return next(iter(of_last_year), None), next(iter(budgets), None)


def published_budget(disclosure: Disclosure) -> Earlier | None:
    """The published budget of the same unit and year; None where there is none."""
    _, budget = _published(disclosure)
    return _earlier(budget) if budget else None


def published_sources(disclosure: Disclosure) -> Mapping[str, tuple[Publication, Earlier]]:
    """``last_year`` and ``budget`` as the public reads them, as far as there are any.

    ``disclosure`` need not be stored yet.
    """
    found = zip(("last_year", "budget"), _published(disclosure), strict=True)
    return {
        name: (published, earlier)
        for name, published in found
        if published is not None and (earlier := _earlier(published)) is not None
    }


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


def _earlier(published: Publication | None) -> Earlier | None:
    """A published document to hold another against; None when its standard is not known."""
    if published is None:
        return None
    try:
        standard = standard_published(published)
    except UnknownStandard:
        return None
    of = published.disclosure
    return Earlier(str(of), published_sheet(published), published_texts(published), standard)


def standard_published(published: Publication) -> Standard:
    """The standard that ``published`` was made after, as it was then.

    It is in the store with the version; where it is not, the shipped one stands in. Raises
    UnknownStandard when there is none of that either.
    """
    file = published.files.filter(format=STANDARD).first()
    if file is not None:
        try:
            return _thawed(file.sha256)
        except (OSError, BadStandard):
            _log.exception("the frozen standard of publication %s is lost", published.pk)
    of = published.disclosure
    # The shipped lists of codes serve without a query: tables are wanted, not names of rows.
    codes = classification.load(of.year)
    return load(of.unit.jurisdiction, of.kind, of.year, of.level, codes)


@lru_cache(maxsize=32)
def _thawed(sha256: str) -> Standard:
    return thaw(content_of(sha256))


def published_sheet(published: Publication) -> FactSheet:
    """The figures of the year of a published version, without their sources."""
    return whole_published_sheet(published).with_prior(None)


def whole_published_sheet(published: Publication) -> FactSheet:
    """The same with the figures of the year before that stood in that version."""
    year = published.disclosure.year
    columns = ("year", "table", "row", "column", "value", "rounded")
    cells: dict[int, dict[Cell, Fact]] = {year: {}, year - 1: {}}
    for of, table, row, column, value, rounded in published.facts.order_by("pk").values_list(
        *columns
    ):
        cells[of][Cell(table, row, column)] = Fact(value, rounded=rounded)
    labels = {(table, row): text for table, row, text in published.labels}
    return FactSheet(year, cells[year], labels, FactSheet(year - 1, cells[year - 1]))


def published_texts(published: Publication) -> Texts:
    """What the unit wrote in a published version, by key."""
    explanations = published.texts.get("explanations", ())
    return Texts(
        {TextKey(kind, figure, row): text for kind, figure, row, text in explanations},
        published.texts.get("prose", {}),
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
        DEMONSTRATION_NOTICE if disclosure.unit.demonstration else "",
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
