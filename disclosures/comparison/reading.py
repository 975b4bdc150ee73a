"""The compared figures of published versions, in as many queries for one as for hundreds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from disclosures.comparison.lines import Place, places
from disclosures.facts import Fact
from disclosures.models.publication import Publication, Publications, PublishedFact
from disclosures.published import standards_published
from disclosures.standards.model import Standard
from disclosures.tables import Cell


@dataclass(frozen=True)
class Reading:
    """What a published version holds of the compared figures.

    ``figures`` are in 元 or counts, by cell; of those ``rounded`` only 0.01 万元 is known.
    ``standard`` is the one it was frozen with, None where that is not known any more: then nothing
    is known of its figures.
    """

    publication: Publication
    standard: Standard | None = None
    figures: Mapping[Cell, Decimal] = field(default_factory=dict)
    rounded: frozenset[Cell] = frozenset()

    def cell(self, place: Place) -> Cell | None:
        """Where it holds this figure; None where its standard has no such figure."""
        return self._places.get(place)

    def value(self, place: Place) -> Decimal | None:
        """The figure in 元 or as a count; None where it is not published."""
        cell = self.cell(place)
        return None if cell is None else self.figures.get(cell)

    @cached_property
    def _places(self) -> Mapping[Place, Cell]:
        return places(self.standard) if self.standard else {}


def current() -> Publications:
    """What the public reads now, without the long texts, with disclosures and units."""
    found: Publications = Publication.objects.current()
    return found.select_related("disclosure__unit").defer("texts", "labels")


def read(publications: Iterable[Publication]) -> tuple[Reading, ...]:
    """The figures of each of ``publications``, in their order, in two queries."""
    published = tuple(publications)
    standards = standards_published(published)
    wanted = {key: cells_of(standard) for key, standard in standards.items()}
    figures = _figures(wanted, {one.pk: one.disclosure.year for one in published})
    return tuple(_reading(one, standards.get(one.pk), figures.get(one.pk, {})) for one in published)


def cells_of(standard: Standard) -> frozenset[Cell]:
    """Every cell that a comparison needs: those of the lines, and what units pay each other."""
    transfers = standard.units.transfers
    paid = (cell for one in transfers for cell in (one.received, one.paid))
    return frozenset((*places(standard).values(), *paid))


def _reading(
    publication: Publication, standard: Standard | None, facts: Mapping[Cell, Fact]
) -> Reading:
    figures = {cell: fact.value for cell, fact in facts.items()}
    rounded = frozenset(cell for cell, fact in facts.items() if fact.rounded)
    return Reading(publication, standard, figures, rounded)


def _figures(
    wanted: Mapping[int, frozenset[Cell]], years: Mapping[int, int]
) -> Mapping[int, Mapping[Cell, Fact]]:
    """By publication its figures of its own year; the database gives some more than are wanted."""
    cells = {cell for every in wanted.values() for cell in every}
    rows = PublishedFact.objects.filter(
        publication__in=wanted.keys(),
        table__in={cell.table for cell in cells},
        row__in={cell.row for cell in cells},
        column__in={cell.column for cell in cells},
    ).order_by()
    columns = ("publication_id", "year", "table", "row", "column", "value", "rounded")
    found: dict[int, dict[Cell, Fact]] = {}
    for key, year, table, row, column, value, rounded in rows.values_list(*columns):
        cell = Cell(table, row, column)
        if year == years[key] and cell in wanted[key]:
            found.setdefault(key, {})[cell] = Fact(value, rounded=rounded)
    return found
