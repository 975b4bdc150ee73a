"""Which figures of the year before a standard compares with."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from disclosures.standards.language import Name
from disclosures.standards.model import Standard
from disclosures.standards.walk import Walk
from disclosures.tables import Cell

AGAINST_LAST_YEAR = frozenset(
    {"prior", "difference", "rate", "rise", "fall", "flat", "rated", "comparable"}
)
"""Attributes and predicates of a figure that need the same figure of last year."""


def comparison_cells(standard: Standard) -> tuple[Cell, ...]:
    """The cells of last year's sheet that a document of ``standard`` uses; a row may be ``*``.

    They are the lines of the supplementary tables that ask for last year's figures, and whatever a
    sentence or chart compares.
    """
    rows = (
        row
        for name in standard.supplementary
        for row in standard.tables[name].fixed_rows().values()
    )
    asked = (row.target for row in rows if row.prior and row.target is not None)
    return tuple(dict.fromkeys([*asked, *_compared(standard)]))


def _compared(standard: Standard) -> Iterable[Cell]:
    walk = _Comparisons(standard)
    walk.everything()
    figures = (standard.figures[name] for name in walk.compared)
    return (figure.cell for figure in figures if not figure.against)


@dataclass
class _Comparisons(Walk):
    """A walk through the standard that collects the figures it holds against last year's."""

    compared: dict[str, None] = field(default_factory=dict)

    def needs(self, place: str, name: Name, what: str) -> None:
        super().needs(place, name, what)
        if what in AGAINST_LAST_YEAR and name.name in self.standard.figures:
            self.compared[name.name] = None
