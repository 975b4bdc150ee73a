"""What each figure of a published version is: its value, its parts, its years, its corrections.

Everything is read from the frozen rows, page and standard of publications. Values are in 元, or
counts. A figure that no publication holds is absent, never zero.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from disclosures.models.disclosure import Disclosure
from disclosures.models.publication import Publication
from disclosures.published import published_sheet
from disclosures.renderers.markup import SENTENCES
from disclosures.site.changes import Address, figures_of, labels_of, standard_of
from disclosures.site.naming import Names
from disclosures.site.versions import PAGE_FORMAT, Status, Version
from disclosures.store import Unreachable, content_of
from disclosures.sums import sums_of
from disclosures.tables import Cell

_MARK = re.compile(
    r' id="(?P<id>[^"]+)"'
    r'|<a class="f" href="figures/(?P<page>[\w-]+)/#(?P<place>[^"]+)"[^>]*>'
    r'<data value="(?P<value>[^"]*)" data-source="(?P<source>[^"]*)" title="(?P<label>[^"]*)">'
    r"(?P<text>[^<]*)</data>(?P<unit>[^<]*)</a>",
    re.ASCII,
)
"""What matters of a frozen page: the places with a name, and the figures that lead here."""

_OPERAND = re.compile(r"(\d+):([\w-]+)/([\w-]+)/([\w-]+)", re.ASCII)
"""A cell with its year in the source of a figure."""

CELL = "cell"
"""The operation of a figure that is one cell."""

_PER_CENT = ("rate", "share", "completion", "growth")
"""The operations whose figures are per cent."""


class Printed(NamedTuple):
    """A figure as the frozen page prints it; ``anchor`` is the named place it stands in."""

    page: str
    place: str
    value: Decimal
    source: str
    label: str
    text: str
    anchor: str

    @property
    def operation(self) -> str:
        """How it is made of its operands."""
        return self.place.partition(".")[0] if self.page == SENTENCES else CELL

    @property
    def unit(self) -> str:
        """What follows the number; '' where the head of a table has it."""
        return "%" if self.operation in _PER_CENT else self.text.lstrip("-0123456789.,")

    def operands(self) -> tuple[Address, ...]:
        """The cells it was made from, with their years."""
        found = _OPERAND.findall(self.source)
        return tuple((int(year), Cell(*cell)) for year, *cell in found)


class Identity(NamedTuple):
    """What makes a figure the same one in another year or version.

    That is how it is made, and of which cells, each so many years after that of the document. A
    cell of another app, as of a project, may have another row in each document: there the row is
    '' and the ``label`` tells which one it is.
    """

    operation: str
    cells: tuple[tuple[int, Cell], ...]
    label: str = ""


class Found(NamedTuple):
    """A figure in a publication; ``printed`` where its page alone tells it, not its rows."""

    value: Decimal
    printed: Printed | None = None


@dataclass(frozen=True)
class Edition:
    """The figures of one publication: those of its rows, and those of its page by its SHA-256."""

    publication: Publication
    figures: Mapping[Address, Decimal]
    sha256: str

    @cached_property
    def year(self) -> int:
        return self.publication.disclosure.year

    @cached_property
    def home(self) -> str:
        """The address of its disclosure."""
        return self.publication.disclosure.get_absolute_url()

    @cached_property
    def printed(self) -> Mapping[tuple[str, str], tuple[Printed, ...]]:
        """The figures of the page by where they lead; none of a page that is lost.

        Raises Unreachable: a page that cannot be asked for is not lost.
        """
        try:
            return _read(self.sha256) if self.sha256 else {}
        except Unreachable:
            raise
        except OSError:
            return {}

    def identities(self, ones: Iterable[Printed]) -> tuple[Identity, ...]:
        """What a figure is that is printed as each of ``ones``: one for each of its labels.

        None by a label that other figures have too.
        """
        return tuple(one for one in self._identities(ones) if self._stated.get(one, True))

    def find(self, what: Iterable[Identity]) -> Found | None:
        """The first that is there, a cell of the rows or a figure of the page."""
        return next(filter(None, map(self._found, what)), None)

    def tells(self, what: Iterable[Identity]) -> bool:
        """Whether ``find`` has the answer: a lost page has none, nor one with two of that name."""
        return all(_in_rows(one) or (self.printed and self._stated.get(one, True)) for one in what)

    def _identities(self, ones: Iterable[Printed]) -> Iterable[Identity]:
        return dict.fromkeys(map(self._identity, ones))

    def _identity(self, one: Printed) -> Identity:
        cells = tuple((year - self.year, cell) for year, cell in one.operands())
        if all(cell.table in self._tables for _, cell in cells):
            return Identity(one.operation, cells)
        cells = tuple((after, cell._replace(row="")) for after, cell in cells)
        return Identity(one.operation, cells, one.label)

    def _found(self, what: Identity) -> Found | None:
        if _in_rows(what):
            ((after, cell),) = what.cells
            value = self.figures.get((self.year + after, cell))
            return None if value is None else Found(value)
        printed = self._stated.get(what)
        return Found(printed.value, printed) if printed else None

    @cached_property
    def _tables(self) -> frozenset[str]:
        return frozenset(cell.table for _, cell in self.figures)

    @cached_property
    def _stated(self) -> Mapping[Identity, Printed | None]:
        """What the page alone tells; None where several figures are called the same."""
        stated: dict[Identity, Printed | None] = {}
        for (page, _), ones in self.printed.items():
            if page not in self._tables:
                for identity in self._identities(ones):
                    stated[identity] = None if identity in stated else ones[0]
        return stated


class Correction(NamedTuple):
    """A version that has another value than the one before it; None where there was or is none."""

    version: Version
    before: Found | None
    after: Found | None


class Elsewhere(NamedTuple):
    """The same figure as another publication in force has it."""

    edition: Edition
    found: Found


def _in_rows(what: Identity) -> bool:
    return what.operation == CELL and not what.label


@dataclass(frozen=True)
class Account:
    """All that can be said of the figures of one version.

    ``earlier`` are the versions up to it that can be read, itself the last; ``others`` the
    publications in force of the same unit, level and kind in other years, none for a version that
    is not in force itself.
    """

    version: Version
    names: Names
    sums: Mapping[Cell, tuple[Cell, ...]]
    earlier: tuple[tuple[Version, Edition], ...]
    others: tuple[Edition, ...]

    @property
    def year(self) -> int:
        return self.version.publication.disclosure.year

    @property
    def figures(self) -> Mapping[Address, Decimal]:
        return self.edition.figures

    @property
    def edition(self) -> Edition:
        """That of the version itself."""
        return self.earlier[-1][1]

    @property
    def printed(self) -> Mapping[tuple[str, str], tuple[Printed, ...]]:
        return self.edition.printed

    def what(self, address: Address, ones: Iterable[Printed]) -> tuple[Identity, ...]:
        """What a cell is, which the page prints as each of ``ones``."""
        year, cell = address
        own = (Identity(CELL, ((year - self.year, cell),)),)
        return own if address in self.figures else self.edition.identities(ones)

    def parts(self, address: Address) -> tuple[Cell, ...]:
        """The cells whose exact sum it is; none for a figure that was reported as it is."""
        year, cell = address
        return self.sums.get(cell, ()) if year == self.year else ()

    def elsewhere(self, what: Collection[Identity]) -> Iterator[Elsewhere]:
        """The same figure in the other publications, the latest first."""
        for edition in self.others:
            if found := edition.find(what):
                yield Elsewhere(edition, found)

    def as_published(self, address: Address) -> Elsewhere | None:
        """A figure of last year as the document of that year has it; None where it has none."""
        year, cell = address
        own = (Identity(CELL, ((0, cell),)),)
        found = (one for one in self.elsewhere(own) if one.edition.year == year)
        return next(found, None) if year != self.year else None

    def corrections(self, what: Collection[Identity]) -> Iterator[Correction]:
        """Every correction of the figure up to this version, the first one first."""
        for (_, old), (version, new) in pairwise(self.earlier):
            if old.tells(what) and new.tells(what):
                before, after = old.find(what), new.find(what)
                if (before and before.value) != (after and after.value):
                    yield Correction(version, before, after)


def accounts_of(versions: Iterable[Version]) -> Mapping[int, Account]:
    """The figures of each version of a disclosure that can be read, by its number."""
    readable = [(one, _edition(one.publication)) for one in versions if not one.withdrawal]
    return {
        version.number: _account(version, tuple(readable[:number]))
        for number, (version, _) in enumerate(readable, 1)
    }


def _account(version: Version, earlier: tuple[tuple[Version, Edition], ...]) -> Account:
    publication = version.publication
    labels = {key: text for one, _ in earlier for key, text in labels_of(one.publication).items()}
    others = series(publication.disclosure) if version.status is Status.CURRENT else ()
    return Account(
        version,
        Names(standard_of(publication), labels),
        _sums(publication),
        earlier,
        tuple(map(_edition, others)),
    )


def _edition(publication: Publication) -> Edition:
    pages = (file.sha256 for file in publication.files.all() if file.format == PAGE_FORMAT)
    return Edition(publication, figures_of(publication), next(pages, ""))


def series(disclosure: Disclosure) -> tuple[Publication, ...]:
    """What is in force of the same unit, level and kind in other years, the latest first."""
    return tuple(
        Publication.objects.current()
        .filter(
            disclosure__unit=disclosure.unit,
            disclosure__level=disclosure.level,
            disclosure__kind=disclosure.kind,
        )
        .exclude(disclosure=disclosure.pk)
        .select_related("disclosure__unit")
        .prefetch_related("files")
        .order_by("-disclosure__year")
    )


def _sums(publication: Publication) -> Mapping[Cell, tuple[Cell, ...]]:
    """The known parts of each declared sum that is exact in what was published."""
    standard = standard_of(publication)
    if standard is None:
        return {}
    sheet = published_sheet(publication)
    found: dict[Cell, tuple[Cell, ...]] = {}
    for table in standard.tables.values():
        for total in sums_of(table, sheet, standard.codes):
            known = tuple(part for part in total.parts if sheet.value(part) is not None)
            values = (sheet.facts[part].value for part in known)
            if known and sheet.value(total.total) == sum(values, Decimal(0)):
                found.setdefault(total.total, known)
    return found


@lru_cache(maxsize=16)
def _read(sha256: str) -> Mapping[tuple[str, str], tuple[Printed, ...]]:
    anchor = ""
    found: dict[tuple[str, str], list[Printed]] = {}
    for mark in _MARK.finditer(content_of(sha256).decode()):
        if mark["id"]:
            anchor = unescape(mark["id"])
            continue
        page, place = unescape(mark["page"]), unescape(mark["place"])
        source, label = unescape(mark["source"]), unescape(mark["label"])
        text = unescape(mark["text"] + mark["unit"])
        one = Printed(page, place, Decimal(mark["value"]), source, label, text, anchor)
        found.setdefault((page, place), []).append(one)
    return {key: tuple(ones) for key, ones in found.items()}
