"""Parts and sections with their headings, paragraphs, charts and pages of tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from disclosures.charts import describe, svg
from disclosures.charts.marks import FONT_FAMILY
from disclosures.document.tree import (
    Block,
    ChartBlock,
    Document,
    FormBlock,
    Note,
    Paragraph,
    ProseHeading,
    Section,
    TableBlock,
)
from disclosures.narrative.sentences import plain
from disclosures.renderers.paper import cells, form, placing
from disclosures.renderers.paper.words import ENDING, HEADS, one_word, safe, unbroken

CHART_FONTS = "Hei,Noto Sans CJK SC"
"""Texts in charts are set in the family of the headings: no further font is embedded."""

HEADING = 48.0
"""Height in pt of the heading of a part above its first table."""


@dataclass(frozen=True)
class PrintedTable:
    """A table with the section it makes up.

    ``meta`` is the line above it, ``size`` its class; ``columns`` are widths in em.
    """

    section: Section
    meta: str
    size: str
    columns: tuple[str, ...]
    head: SafeString
    body: SafeString
    notes: tuple[SafeString, ...]


@dataclass(frozen=True)
class PrintedPage:
    """Tables that begin on one page of the named kind, ``tall`` or ``wide``."""

    paper: str
    tables: tuple[PrintedTable, ...]


@dataclass(frozen=True)
class PrintedSection:
    """A section: ``tag`` is its heading's (h2 to h5), ``blocks`` are markup.

    ``pages`` are those of the sections that hold a table, which stand before all others. With
    ``heads_form`` the heading is part of the first block, a form that begins a page.
    """

    section: Section
    tag: str
    blocks: tuple[SafeString, ...]
    sections: tuple["PrintedSection", ...]
    pages: tuple[PrintedPage, ...]
    heads_form: bool = False

    @property
    def heading(self) -> SafeString:
        """What stands above it; a part's may need two lines."""
        return unbroken(self.section.shown, ENDING)

    @property
    def heads_tables(self) -> bool:
        """Whether a table comes right below the heading, which so goes to its page."""
        return bool(self.pages) and not self.blocks


@dataclass(frozen=True)
class Entry:
    """A line of the contents; ``level`` 0 is a part, 1 a section."""

    id: str
    heading: str
    level: int


def contents(document: Document) -> tuple[Entry, ...]:
    """Parts and their sections; the blank between a heading and its page is filled with dots."""
    listed = (section for part in document.parts for section in (part, *part.entries))
    return tuple(Entry(section.id, one_word(section.heading), section.level) for section in listed)


def printed(document: Document) -> tuple[PrintedSection, ...]:
    """The parts of ``document`` for the print template."""
    return tuple(map(_section, document.parts))


def _section(section: Section) -> PrintedSection:
    holders = [below for below in section.sections if _table(below)]
    others = tuple(_section(below) for below in section.sections if not _table(below))
    tag, first = f"h{section.level + 2}", next(iter(section.blocks), None)
    blocks = [_block(block, section.level) for block in section.blocks]
    heads_form = isinstance(first, FormBlock) and bool(first.page)
    if isinstance(first, FormBlock) and first.page:
        words = unbroken(section.shown, ENDING)
        heading = format_html('<{0} id="{1}">{2}</{0}>', tag, section.id, words)
        blocks[0] = form.markup(first, heading)
    above = 0.0 if blocks else HEADING
    pages = tuple(_pages(holders, above))
    return PrintedSection(section, tag, tuple(blocks), others, pages, heads_form)


def _table(section: Section) -> TableBlock | None:
    return next((block for block in section.blocks if isinstance(block, TableBlock)), None)


def _pages(holders: Sequence[Section], above: float) -> Iterator[PrintedPage]:
    sections = iter(holders)
    tables = [table for section in holders if (table := _table(section))]
    for page in placing.pages(tables, above):
        placed = (
            PrintedTable(
                next(sections),
                _meta(table),
                fit.size.name,
                tuple(f"{width:.2f}" for width in fit.columns),
                cells.head(table),
                cells.body(table),
                tuple(unbroken(note, HEADS) for note in table.notes),
            )
            for table, fit in page.tables
        )
        yield PrintedPage(page.paper.name, tuple(placed))


def _meta(table: TableBlock) -> str:
    """部门, 附表 and 金额单位, spread over the line."""
    parts = (table.unit_line, table.form, table.money_line)
    return " ".join(one_word(part) for part in parts if part)


def _block(block: Block, level: int) -> SafeString:
    match block:
        case Paragraph():
            return format_html("<p>{}{}</p>", block.lead, unbroken(plain(block.runs)))
        case ProseHeading():
            tag = f"h{min(level + 2 + max(block.level, 1), 6)}"
            return format_html('<{0} class="p{1}">{2}</{0}>', tag, block.level, block.text)
        case ChartBlock():
            return format_html('<div class="chart">{}<p>{}</p></div>', _chart(block), block.caption)
        case Note():
            return _note(block.text)
        case FormBlock():
            return form.markup(block)
        case TableBlock():
            raise TypeError(f"a table outside of a section of its own: {block.id}")


def _note(text: str) -> SafeString:
    return format_html('<p class="note">{}</p>', unbroken(text))


def _chart(block: ChartBlock) -> SafeString:
    """The drawing; its title, which becomes the alternative text, also says what it shows."""
    if block.words:
        return _note(block.words)
    title = f"<title>{escape(block.caption)}。{escape(describe(block.chart))}</title>"
    drawing = svg(block.chart).replace(FONT_FAMILY, CHART_FONTS)
    return safe(re.sub("<title.*</desc>", lambda _: title, drawing, count=1))
