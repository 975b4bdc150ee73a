"""What each figure of a published version is: its value, its parts, its years, its corrections.

Everything is read from the frozen rows, page and standard of publications. Values are in 元, or
counts. A figure that no publication holds is absent, never zero.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from disclosures.models.disclosure import Disclosure
from disclosures.models.publication import Publication
from disclosures.published import published_sheet
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


class Printed(NamedTuple):
    """A figure as the frozen page prints it; ``anchor`` is the named place it stands in."""

    page: str
    place: str
    value: Decimal
    source: str
    label: str
    text: str
    anchor: str

    def operands(self) -> tuple[Address, ...]:
        """The cells it was made from, with their years."""
        found = _OPERAND.findall(self.source)
        return tuple((int(year), Cell(*cell)) for year, *cell in found)


class Correction(NamedTuple):
    """A version that has another value than the one before it; None where there was or is none."""

    version: Version
    before: Decimal | None
    after: Decimal | None


class Elsewhere(NamedTuple):
    """The same cell as another publication in force prints it."""

    publication: Publication
    value: Decimal


@dataclass(frozen=True)
class Account:
    """All that can be said of the figures of one version.

    ``others`` are the publications in force of the same unit, level and kind in other years; none
    for a version that is not in force itself.
    """

    version: Version
    names: Names
    figures: Mapping[Address, Decimal]
    sums: Mapping[Cell, tuple[Cell, ...]]
    printed: Mapping[tuple[str, str], tuple[Printed, ...]]
    earlier: tuple[tuple[Version, Mapping[Address, Decimal]], ...]
    others: tuple[tuple[Publication, Mapping[Address, Decimal]], ...]

    @property
    def year(self) -> int:
        return self.version.publication.disclosure.year

    def parts(self, address: Address) -> tuple[Cell, ...]:
        """The cells whose exact sum it is; none for a figure that was reported as it is."""
        year, cell = address
        return self.sums.get(cell, ()) if year == self.year else ()

    def elsewhere(self, address: Address) -> Iterator[Elsewhere]:
        """The same cell in the own year of other publications, the latest first."""
        cell = address[1]
        for publication, figures in self.others:
            value = figures.get((publication.disclosure.year, cell))
            if value is not None:
                yield Elsewhere(publication, value)

    def as_published(self, address: Address) -> Elsewhere | None:
        """A figure of last year as the document of that year has it; None where it has none."""
        year, _ = address
        found = (one for one in self.elsewhere(address) if one.publication.disclosure.year == year)
        return next(found, None) if year != self.year else None

    def corrections(self, address: Address) -> Iterator[Correction]:
        """Every correction of the figure up to this version, the first one first."""
        for (_, old), (version, new) in zip(self.earlier, self.earlier[1:], strict=False):
            before, after = old.get(address), new.get(address)
            if before != after:
                yield Correction(version, before, after)


def account_of(version: Version, versions: Iterable[Version]) -> Account:
    """The figures of ``version``, one of all ``versions`` of its disclosure."""
    publication = version.publication
    readable = [one for one in versions if not one.withdrawal and one.number <= version.number]
    earlier = tuple((one, figures_of(one.publication)) for one in readable)
    current = version.status is Status.CURRENT
    labels = {key: text for one in readable for key, text in labels_of(one.publication).items()}
    return Account(
        version,
        Names(standard_of(publication), labels),
        dict(earlier[-1][1]),
        _sums(publication),
        _printed(version),
        earlier,
        tuple((one, figures_of(one)) for one in series(publication.disclosure) if current),
    )


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


def _printed(version: Version) -> Mapping[tuple[str, str], tuple[Printed, ...]]:
    """The figures that lead here from the frozen page, by where they lead; none of a lost page.

    Raises Unreachable: a page that cannot be asked for is not lost.
    """
    pages = (file.sha256 for file in version.files if file.format == PAGE_FORMAT)
    sha256 = next(pages, None)
    try:
        return _read(sha256) if sha256 else {}
    except Unreachable:
        raise
    except OSError:
        return {}


@lru_cache(maxsize=8)
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
