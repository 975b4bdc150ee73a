"""Published versions as figures, texts and standards, to hold a draft or another version against.

Everything here reads the rows and files that a version froze; nothing reads a draft.
"""

import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import lru_cache

from django.db.models import Q

from disclosures import classification
from disclosures.checks.context import Earlier
from disclosures.classification import UnknownCode
from disclosures.facts import Fact, FactSheet
from disclosures.models.disclosure import Disclosure, Kind
from disclosures.models.publication import Publication, PublishedFile
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.entries import BadStandard
from disclosures.standards.frozen import thaw
from disclosures.standards.loader import UnknownStandard, load
from disclosures.standards.model import Standard
from disclosures.store import STANDARD, Unreachable, content_of
from disclosures.tables import Cell

_log = logging.getLogger(__name__)


def published_sources(disclosure: Disclosure) -> Mapping[str, tuple[Publication, Earlier]]:
    """``last_year`` and ``budget`` as the public reads them, as far as there are any.

    ``disclosure`` need not be stored yet. A version whose standard is not known is left out.
    """
    found = zip(("last_year", "budget"), _in_force(disclosure), strict=True)
    return {
        name: (published, earlier)
        for name, published in found
        if published is not None and (earlier := _earlier(published)) is not None
    }


def published_budget(disclosure: Disclosure) -> Earlier | None:
    """The published budget of the same unit and year; None where there is none."""
    _, budget = _in_force(disclosure)
    return _earlier(budget) if budget else None


def _in_force(disclosure: Disclosure) -> tuple[Publication | None, Publication | None]:
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


def _earlier(published: Publication) -> Earlier | None:
    """A published document to hold another against; None when its standard is not known."""
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
    return _standard(published, file.sha256 if file else "")


def standards_published(published: Collection[Publication]) -> Mapping[int, Standard]:
    """The same of many versions by their keys, in one query; without those of which none is known.

    Their disclosures and units have to be at hand.
    """
    files = PublishedFile.objects.filter(publication__in=published, format=STANDARD)
    frozen = dict(files.values_list("publication", "sha256"))
    found = {}
    for one in published:
        with suppress(UnknownStandard, UnknownCode):
            found[one.pk] = _standard(one, frozen.get(one.pk, ""))
    return found


def _standard(published: Publication, sha256: str) -> Standard:
    """The standard stored under ``sha256``, the shipped one where that is '' or lost.

    Raises Unreachable: what cannot be asked for is not lost.
    """
    if sha256:
        try:
            return _thawed(sha256)
        except Unreachable:
            raise
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
