"""The parts of a standard (公开范本) as immutable values; ``loader`` makes them from the data."""

from collections.abc import Mapping
from dataclasses import dataclass

from disclosures.classification import Classifications
from disclosures.tables import Cell, Table


@dataclass(frozen=True)
class FigureDef:
    """A named figure of the narrative; the row of ``cell`` may be ``*``, the row at hand.

    ``of`` names the figure it is a share of, ``budget`` the figures it is measured against in
    order of preference, ``base`` how such a budget is called in a sentence (全年预算).
    """

    name: str
    label: str
    cell: Cell
    of: str = ""
    budget: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True)
class Variant:
    """One wording and the condition under which it holds ('' always)."""

    text: str
    when: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence: variants of which the first that holds is taken, or parts that are joined.

    ``each`` repeats the variants over a list. ``prefix`` and ``suffix`` stand around the joined
    parts when there is at least one.
    """

    id: str
    variants: tuple[Variant, ...] = ()
    parts: tuple[Variant, ...] = ()
    each: str = ""
    join: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class ListDef:
    """Rows of a table that a sentence or chart runs over; ``level`` 0 takes every level."""

    name: str
    table: str
    level: int = 0
    under: tuple[str, ...] = ()
    nonzero: bool = False


BLOCKS = frozenset({"say", "number", "each", "chart", "prose", "slot", "tables", "glossary"})
"""Kinds of blocks that an outline may name."""


@dataclass(frozen=True)
class SectionDef:
    """A part or section of the outline: title, blocks (``kind:argument``), sections below."""

    title: str
    blocks: tuple[str, ...] = ()
    sections: tuple["SectionDef", ...] = ()


@dataclass(frozen=True)
class PointDef:
    """One bar or slice: a figure and its label ('' takes the label of the figure)."""

    figure: str
    label: str = ""


@dataclass(frozen=True)
class ChartDef:
    """A prescribed chart; ``whole`` is the figure a pie shows the shares of."""

    id: str
    title: str
    kind: str
    points: tuple[PointDef, ...]
    whole: str = ""
    each: str = ""


@dataclass(frozen=True)
class IdentityDef:
    """A rule between tables: the sums of two lists of cells stand in ``relation`` (= or <=)."""

    id: str
    text: str
    left: tuple[Cell, ...]
    right: tuple[Cell, ...]
    relation: str = "="


@dataclass(frozen=True)
class Term:
    """A general term of 名词解释; with ``items`` it stands for one term per row of that list."""

    name: str = ""
    text: str = ""
    items: str = ""


@dataclass(frozen=True)
class Standard:
    """One kind of document for one jurisdiction, level and year. Nothing else names a province.

    ``tables`` holds every declared table, ``order`` the published ones as printed,
    ``supplementary`` those that only collect figures. ``words`` are fixed words of sentences
    (entity: 部门 or 单位; document: 部门决算).
    """

    id: str
    jurisdiction: str
    kind: str
    level: str
    year: int
    words: Mapping[str, str]
    codes: Classifications
    tables: Mapping[str, Table]
    order: tuple[str, ...]
    supplementary: tuple[str, ...]
    figures: Mapping[str, FigureDef]
    lists: Mapping[str, ListDef]
    sentences: Mapping[str, Sentence]
    title: str
    parts: tuple[SectionDef, ...]
    charts: tuple[ChartDef, ...]
    identities: tuple[IdentityDef, ...]
    terms: tuple[Term, ...]
    item_term: Mapping[str, str]

    def published_tables(self) -> tuple[Table, ...]:
        return tuple(self.tables[name] for name in self.order)
