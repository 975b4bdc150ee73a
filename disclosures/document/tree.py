"""Cover, parts, sections and blocks. The only thing renderers see."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from disclosures.charts import Chart
from disclosures.narrative.figures import Figure
from disclosures.narrative.sentences import Run, plain
from disclosures.tables import Cell, HeadCell


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of runs. ``lead`` is its own number (``1.``) or empty."""

    runs: tuple[Run, ...]
    lead: str = ""

    @property
    def text(self) -> str:
        return self.lead + plain(self.runs)


@dataclass(frozen=True)
class ProseHeading:
    """A heading inside the unit's own text; ``level`` 1 is 一、 and 2 is （一）."""

    text: str
    level: int


@dataclass(frozen=True)
class Note:
    """A remark by the document itself (an empty table, a chart said in words)."""

    text: str


@dataclass(frozen=True)
class ChartBlock:
    """A chart; ``words`` replaces the drawing when it could not be honest."""

    chart: Chart
    caption: str
    words: str | None


@dataclass(frozen=True)
class BodyCell:
    """One printed cell. ``kind`` is label, code, line, unit, amount or blank.

    An amount carries its ``figure`` (absent when unknown), its address, and ``parts``: the cells of
    the same table whose exact sum it is, when it is one.
    """

    kind: str
    text: str = ""
    figure: Figure | None = None
    address: Cell | None = None
    parts: tuple[Cell, ...] = ()
    level: int = 0
    strong: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A statutory table ready to print.

    ``head`` and ``body`` are rows of cells; ``kinds`` gives the kind of each printed column;
    ``divisor`` is the 元 in one printed unit (10000 for 万元).
    """

    id: str
    title: str
    form: str
    unit_line: str
    money: str
    divisor: Decimal
    head: tuple[tuple[HeadCell, ...], ...]
    body: tuple[tuple[BodyCell, ...], ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    landscape: bool
    empty: bool


Block = Paragraph | ProseHeading | Note | ChartBlock | TableBlock


@dataclass(frozen=True)
class Section:
    """A numbered section; ``level`` 0 is a part (第一部分), 1 一、, 2 （一）, 3 1."""

    id: str
    number: str
    title: str
    level: int
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}" if self.level == 0 else f"{self.number}{self.title}"

    def walk(self) -> Iterator["Section"]:
        """This section and all below it, in printed order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Document:
    """A whole disclosure. ``notice`` is printed under the title (演示数据), or empty."""

    title: str
    unit: str
    year: int
    kind: str
    standard: str
    parts: tuple[Section, ...]
    notice: str = ""

    def sections(self) -> Iterator[Section]:
        for part in self.parts:
            yield from part.walk()

    def blocks(self) -> Iterator[tuple[Section, Block]]:
        for section in self.sections():
            for block in section.blocks:
                yield section, block

    def tables(self) -> tuple[TableBlock, ...]:
        return tuple(block for _, block in self.blocks() if isinstance(block, TableBlock))

    def figures(self) -> Iterator[Figure]:
        """Every figure printed in running text, in order."""
        for _, block in self.blocks():
            if isinstance(block, Paragraph):
                yield from (run for run in block.runs if isinstance(run, Figure))
