"""The parts of a standard (公开范本) as immutable values; ``loader`` makes them from the data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.classification import Classifications
from disclosures.tables import Cell, Table


@dataclass(frozen=True)
class FigureDef:
    """A named figure of the narrative; the row of ``cell`` may be ``*``, the row at hand.

    ``of`` names the figure it is a share of, ``budget`` the figures it is measured against in
    order of preference, ``base`` how such a budget is called in a sentence (全年预算). ``against``
    names the figure that it is compared with in place of last year's (上年预算执行数).
    """

    name: str
    label: str
    cell: Cell
    of: str = ""
    budget: tuple[str, ...] = ()
    base: str = ""
    against: str = ""


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


BLOCKS = frozenset(
    {"say", "number", "each", "chart", "prose", "slot", "listing", "tables", "glossary"}
)
"""Kinds of blocks that an outline may name."""


@dataclass(frozen=True)
class SectionDef:
    """A part or section of the outline: title, blocks (``kind:argument``), sections below.

    ``heading`` stands above its text where that is not the title of the contents, ``lead`` numbers
    its paragraphs. The contents name the sections of one that is ``listed``.
    """

    title: str
    blocks: tuple[str, ...] = ()
    sections: tuple["SectionDef", ...] = ()
    heading: str = ""
    lead: str = ""
    listed: bool = True

    @property
    def prose(self) -> tuple[str, ...]:
        """Names of the unit's prose that this section itself prints."""
        blocks = (block.partition(":") for block in self.blocks)
        return tuple(name for kind, _, name in blocks if kind in ("prose", "slot", "listing"))

    def walk(self) -> Iterator["SectionDef"]:
        """This section and all below it, in printed order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class ListingDef:
    """A table of the unit's own words; each line of its prose ``name`` is a row.

    ``columns`` are the heads, ``widths`` their shares; with ``numbered`` a column so headed stands
    before them, which counts the rows. ``intro`` is the sentence above, said where there are
    several rows; ``sheet`` names the table in the workbook.
    """

    name: str
    sheet: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    numbered: str = ""
    intro: str = ""


@dataclass(frozen=True)
class Numbers:
    """How parts, the sections below them, level by level, and tables are numbered.

    Where not ``on_pages``, parts and tables have their numbers in the contents alone.
    """

    part: str = "第{numeral}部分 "
    sections: tuple[str, ...] = ("{numeral}、", "（{numeral}）", "{number}.")
    table: str = "{numeral}、"
    on_pages: bool = True


@dataclass(frozen=True)
class Amounts:
    """How a sentence prints money: in ``unit``, '' for that of its table; with two places and
    separators of thousands where ``grouped``, else without zeros at its end.
    """

    unit: str = ""
    grouped: bool = False


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


RELATIONS = {"=": "为", "<=": "不大于", ">=": "不小于", "together": "", "implies": ""}
"""Relations of an identity, and how a finding words those between amounts.

``together``: both sides have a figure other than zero, or neither; ``implies``: the right side has
one if the left side has.
"""

LEVELS = frozenset({"department", "unit"})
"""Levels a document is for, 部门 and 单位."""

DOCUMENTS = frozenset({"last_year", "budget"})
"""Other documents of the unit that an identity may hold its figures against."""

BODIES = frozenset({"agencies", "institutions", "mixed"})
"""Which bodies a document covers: 行政单位和参公单位 only, 事业单位 only, or both or unknown."""


@dataclass(frozen=True)
class IdentityDef:
    """A rule between figures: the sums of two lists of cells stand in ``relation``.

    The row ``*`` is each row in turn, ``+`` all rows of the table together; a side without cells
    is zero. ``document`` names another document of the unit whose cells ``there`` belong to the
    right side; ``taken``: what stands there is what the desk puts into the left cell. ``bodies``
    limits the rule to documents that cover such bodies. ``requires`` are cells without which it is
    not checked, ``unless`` cells of which a figure other than zero says that it does not hold. With
    ``unknown`` = ``zero`` a side of which nothing is known counts as zero.
    """

    id: str
    text: str
    left: tuple[Cell, ...]
    right: tuple[Cell, ...]
    relation: str = "="
    document: str = ""
    there: tuple[Cell, ...] = ()
    bodies: str = ""
    requires: tuple[Cell, ...] = ()
    unless: tuple[Cell, ...] = ()
    unknown: str = ""
    taken: bool = False


@dataclass(frozen=True)
class SubjectsDef:
    """Cells where no code stands that belongs to one of the budgets ``never`` alone (E19)."""

    cells: tuple[Cell, ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class TransferDef:
    """Money that moves inside a department: it leaves its consolidated accounts on both sides."""

    label: str
    received: Cell
    paid: Cell


@dataclass(frozen=True)
class UnitsDef:
    """What is a department's figure the sum of its units' figures (E34).

    ``add`` are cells that add up, ``*`` standing for any row or column; ``transfers`` those that
    add up but for what the units paid each other.
    """

    add: tuple[Cell, ...] = ()
    transfers: tuple[TransferDef, ...] = ()


@dataclass(frozen=True)
class Term:
    """A general term of 名词解释; with ``items`` it stands for one term per row of that list.

    ``sentence`` explains it in place of ``text`` where the explanation depends on figures.
    """

    name: str = ""
    text: str = ""
    items: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Standard:
    """One kind of document for one jurisdiction, level and year. Nothing else names a province.

    ``tables`` holds every declared table, ``order`` the published ones as printed,
    ``supplementary`` those that only collect figures. ``words`` are fixed words of sentences
    (entity: 部门 or 单位; document: 部门决算). ``owner_line`` and ``money_line`` stand above a
    table (部门：…, 金额单位：…), ``empty_lead`` begins the note that it is empty. ``cover`` are the
    lines of the cover, the unit and the title where there are none; ``landscape`` lays all pages
    across, ``flowing`` says that a part does not begin a page. ``lead`` numbers the paragraphs of a
    section, ``term_lead`` terms. ``dated`` stands before the date of publication above the
    contents, '' without such a line. ``answers`` are questions of a citizen with what answers them,
    for the head of the page.
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
    owner_line: str
    money_line: str
    empty_lead: str
    amounts: Amounts
    figures: Mapping[str, FigureDef]
    lists: Mapping[str, ListDef]
    sentences: Mapping[str, Sentence]
    title: str
    cover: tuple[str, ...]
    landscape: bool
    numbers: Numbers
    flowing: bool
    lead: str
    dated: str
    parts: tuple[SectionDef, ...]
    answers: tuple[SectionDef, ...]
    listings: Mapping[str, ListingDef]
    charts: tuple[ChartDef, ...]
    identities: tuple[IdentityDef, ...]
    subjects: tuple[SubjectsDef, ...]
    units: UnitsDef
    terms: tuple[Term, ...]
    term_lead: str
    item_term: Mapping[str, str]

    def published_tables(self) -> tuple[Table, ...]:
        return tuple(self.tables[name] for name in self.order)

    def entry_tables(self) -> tuple[Table, ...]:
        """The tables that figures are entered in, in the order of the forms: no view of another."""
        tables = (self.tables[name] for name in (*self.order, *self.supplementary))
        return tuple(table for table in tables if not table.view_of)

    def prose_names(self) -> tuple[str, ...]:
        """Names of all prose the document prints: its sections', and a remark to each table."""
        sections = (section for part in self.parts for section in part.walk())
        named = tuple(name for section in sections for name in section.prose)
        return (*named, *(f"table.{name}" for name in self.order))
