"""Cover, parts, sections and blocks. The only thing renderers see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.charts import Chart
from disclosures.document.stamp import Stamp
from disclosures.narrative.figures import Figure
from disclosures.narrative.sentences import Run, plain
from disclosures.tables import Cell, HeadCell

DRAFT_NOTICE = "草稿：仅供核对，不是正式公开的文件。"
DRAFT_DATE = "（公开时填写）"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of runs. ``lead`` is its own number (``1.``) or empty.

    ``term`` is what it explains where it is an entry of the glossary, else empty.
    """

    runs: tuple[Run, ...]
    lead: str = ""
    term: str = ""

    @property
    def text(self) -> str:
        return self.lead + plain(self.runs)


@dataclass(frozen=True)
class ProseHeading:
    """A heading inside the unit's own text; ``level`` 0 is a title, 1 is 一、 and 2 is （一）."""

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

    ``head`` and ``body`` are rows of cells; ``kinds`` gives the kind of each printed column,
    ``columns`` its name, which is all that stands above it (决算数·小计);
    ``unit_line`` and ``money_line`` stand above it; ``divisor`` is the 元 in one printed unit
    (10000 for 万元).
    """

    id: str
    title: str
    form: str
    unit_line: str
    money: str
    money_line: str
    divisor: Decimal
    head: tuple[tuple[HeadCell, ...], ...]
    body: tuple[tuple[BodyCell, ...], ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    landscape: bool
    empty: bool
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormCell:
    """One cell of a form. ``kind`` is head, label, text, word, amount, rate, number or blank.

    A head names the cells below it, a label those to its right; a word is short and stands in the
    middle. An amount or rate carries its ``figure``, a number its ``value``, when it is known.
    """

    kind: str
    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    figure: Figure | None = None
    value: Decimal | None = None


@dataclass(frozen=True)
class FormBlock:
    """A form that is no table of accounts: a grid of cells of any kind and span.

    ``sheet`` names it in the workbook. ``widths`` are shares of the columns. ``page`` is ``tall``
    or ``wide`` for a page of its own, '' inside the text; ``money`` is the unit of its amounts.
    """

    id: str
    title: str
    sheet: str
    rows: tuple[tuple[FormCell, ...], ...]
    widths: tuple[int, ...]
    subtitle: str = ""
    meta: str = ""
    notes: tuple[str, ...] = ()
    page: str = ""
    money: str = "万元"

    def figures(self) -> Iterator[Figure]:
        """The figures of its cells, in printed order."""
        for row in self.rows:
            yield from (cell.figure for cell in row if cell.figure is not None)


Block = Paragraph | ProseHeading | Note | ChartBlock | TableBlock | FormBlock


@dataclass(frozen=True)
class Section:
    """A section; ``level`` 0 is a part, and ``number`` what stands before its title (第一部分 ).

    ``above`` stands above its text where that is not the line of the contents (the title with the
    name of the unit, no number). The contents name its sections where it is ``listed``.
    """

    id: str
    number: str
    title: str
    level: int
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    above: str = ""
    listed: bool = True

    @property
    def heading(self) -> str:
        """Its line of the contents."""
        return f"{self.number}{self.title}"

    @property
    def shown(self) -> str:
        """The heading above its text."""
        return self.above or self.heading

    @property
    def entries(self) -> tuple["Section", ...]:
        """The sections below it that the contents name."""
        return self.sections if self.listed else ()

    def walk(self) -> Iterator["Section"]:
        """This section and all below it, in printed order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Answered:
    """A finding of the checks that stood when the document was published, and what was said to it.

    ``found`` is the finding with its severity and id (错误 A01：…), ``said`` the answer with its
    kind (豁免：…).
    """

    found: str
    said: str


@dataclass(frozen=True)
class Document:
    """A whole disclosure. ``notice`` is printed under the title (演示数据), or empty.

    ``cover`` are the lines of the cover where these are not the unit and the title. All pages of
    a ``landscape`` one lie across; in a ``flowing`` one the parts follow one another, none of them
    begins a page. A ``draft`` is not published; every page that is printed of it says so. A
    ``stamp`` is what a published version prints of itself. ``dated`` is what stands before the date
    of publication above the contents (公开时间：), '' where the standard has no such line.
    ``answers`` are a citizen's questions, answered by sentences of the same figures; only the page
    shows them. ``without`` are formats that are not made of it, to which the page does not lead.
    ``answered`` are the findings it was published with; the page lists them at its end.
    """

    title: str
    unit: str
    year: int
    kind: str
    standard: str
    parts: tuple[Section, ...]
    notice: str = ""
    draft: bool = False
    cover: tuple[str, ...] = ()
    landscape: bool = False
    flowing: bool = False
    stamp: Stamp | None = None
    dated: str = ""
    answers: tuple[Section, ...] = ()
    without: frozenset[str] = frozenset()
    answered: tuple[Answered, ...] = ()

    def as_draft(self) -> "Document":
        """The same document as a draft, which its notice says first; a draft has no stamp."""
        return replace(self, draft=True, stamp=None, notice=f"{DRAFT_NOTICE}{self.notice}")

    def stamped(self, stamp: Stamp) -> "Document":
        """The same document as it is published. Raises ValueError for a draft."""
        if self.draft:
            raise ValueError("a draft is never stamped")
        return replace(self, stamp=stamp)

    @property
    def date_line(self) -> str:
        """公开时间：2021年9月15日, as the standard prints it above the contents, else ''.

        A draft keeps the place for it; what is neither a draft nor stamped has no date.
        """
        if not self.dated or not (self.draft or self.stamp):
            return ""
        return self.dated + (self.stamp.date if self.stamp else DRAFT_DATE)

    def sections(self) -> Iterator[Section]:
        for part in self.parts:
            yield from part.walk()

    def blocks(self) -> Iterator[tuple[Section, Block]]:
        for section in self.sections():
            for block in section.blocks:
                yield section, block

    def tables(self) -> tuple[TableBlock, ...]:
        return tuple(block for _, block in self.blocks() if isinstance(block, TableBlock))

    def forms(self) -> tuple[FormBlock, ...]:
        return tuple(block for _, block in self.blocks() if isinstance(block, FormBlock))

    def figures(self) -> Iterator[Figure]:
        """Every figure printed in running text and in forms, in order."""
        for _, block in self.blocks():
            if isinstance(block, Paragraph):
                yield from (run for run in block.runs if isinstance(run, Figure))
            elif isinstance(block, FormBlock):
                yield from block.figures()
