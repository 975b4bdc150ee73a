"""The public web page: one file, no script needed, every figure with its source.

On the served page each figure leads to where it is explained (``site/figure_pages.py``); the file
that stands alone has no such links. The draft of it is the same page, with every block named by a
key that stays the same while its words change, and every figure leading to where it is filled in.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import count
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from disclosures.charts import svg
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
from disclosures.narrative.figures import Figure
from disclosures.renderers import markup
from disclosures.renderers.markup import Lead, Places, Words
from disclosures.renderers.terms import Explanation, FirstOccurrences

CONTENT_TYPE = "text/html; charset=utf-8"

ANSWERED = "检查发现的情况和答复"
"""Heading of what is listed at the end of the page."""

STYLE = Path(settings.BASE_DIR) / "static" / "css" / "disclosure.css"


@dataclass(frozen=True)
class ShownBlock:
    """A block with its template and the markup that is built outside of templates.

    ``key`` names the block in a draft and is empty otherwise. ``id`` is that of a paragraph on the
    page, by which a search leads to it; ``explained`` is the address of the page about the figures
    of a table, '' where there is none.
    """

    template: str
    block: Block
    html: SafeString = SafeString("")
    head: SafeString = SafeString("")
    key: str = ""
    id: str = ""
    explained: str = ""


@dataclass(frozen=True)
class ShownSection:
    """A section ready for ``document/_section.html``; ``tag`` is h2 to h5."""

    section: Section
    tag: str
    blocks: tuple[ShownBlock, ...]
    sections: tuple["ShownSection", ...]

    @property
    def table(self) -> str:
        """The id of the table that is all of it, '' where it is anything else."""
        match self.section.blocks:
            case (TableBlock(id=id),):
                return f"table-{id}"
            case _:
                return ""


@dataclass(frozen=True)
class Way:
    """Whither figures lead, and the markup of words in text and tables; ``draft`` names blocks."""

    lead: Lead | None
    words: Words = escape
    labels: Words = escape
    draft: bool = False


def render(document: Document) -> bytes:
    """The page as it is published; style sheets are linked."""
    return _page(document, style="", lead=markup.to_figures(document.year))


def render_draft(document: Document, places: Places) -> bytes:
    """The page as it would be published, its figures leading to ``places``."""
    return _page(document, style="", lead=markup.to_places(places), draft=True)


def render_standalone(document: Document) -> bytes:
    """The page as a file that needs no other: the style sheet stands inside it."""
    return _page(document, style=STYLE.read_text("utf-8"))


def _page(document: Document, style: str, lead: Lead | None = None, draft: bool = False) -> bytes:
    # A draft marks and links the text itself; the answers repeat it.
    above = Way(None) if draft else Way(lead, _words(document))
    text = Way(lead, draft=True) if draft else Way(lead, _words(document), _words(document))
    context = {
        "document": document,
        "answers": tuple(_section(question, above) for question in document.answers),
        "parts": tuple(_section(part, text) for part in document.parts),
        "style": mark_safe(style),  # noqa: S308 - our own style sheet
        "draft": draft,
        "answered_title": ANSWERED,
    }
    return render_to_string("document/page.html", context).encode()


def _words(document: Document) -> Words:
    """Links each term of the glossary where it first occurs in what is marked up by it."""
    return FirstOccurrences(
        Explanation(block.term, anchor, block.text.removeprefix(block.lead))
        for section in document.sections()
        for block, anchor in zip(section.blocks, _ids(section), strict=True)
        if isinstance(block, Paragraph) and block.term
    ).markup


def _section(section: Section, way: Way) -> ShownSection:
    blocks: Iterator[ShownBlock] = (
        replace(_block(block, way), id=name)
        for block, name in zip(section.blocks, _ids(section), strict=True)
    )
    if way.draft:
        keys = _keys(section)
        blocks = (replace(block, key=key) for block, key in zip(blocks, keys, strict=True))
    return ShownSection(
        section,
        f"h{min(section.level, 3) + 2}",
        tuple(blocks),
        tuple(_section(below, way) for below in section.sections),
    )


def _ids(section: Section) -> Iterator[str]:
    """Of each paragraph its number in the section: ``p-SECTION-2``; '' for other blocks."""
    numbers = count(1)
    for block in section.blocks:
        numbered = isinstance(block, Paragraph | ProseHeading | Note)
        yield f"p-{section.id}-{next(numbers)}" if numbered else ""


def _keys(section: Section) -> Iterator[str]:
    """A key for each block: that of the first figure, chart or table in it, else its position."""
    taken: Counter[str] = Counter()
    for block in section.blocks:
        name = f"{section.id}/{_subject(block)}"
        taken[name] += 1
        yield f"{name}/{taken[name]}"


def _subject(block: Block) -> str:
    match block:
        case Paragraph():
            figures = (run for run in block.runs if isinstance(run, Figure))
            return next((str(figure.operands[0].cell) for figure in figures), "text")
        case ChartBlock():
            return block.chart.id
        case TableBlock():
            return f"table-{block.id}"
        case FormBlock():
            return f"form-{block.id}"
        case _:
            return "text"


def _block(block: Block, way: Way) -> ShownBlock:
    match block:
        case Paragraph():
            words = escape if block.term else way.words
            html = markup.runs(block.runs, way.lead, words)
            return ShownBlock("document/_paragraph.html", block, html)
        case ProseHeading():
            return ShownBlock("document/_prose_heading.html", block)
        case ChartBlock():
            drawing = "" if block.words else svg(block.chart)
            return ShownBlock(
                "document/_chart.html",
                block,
                mark_safe(drawing),  # noqa: S308 - drawn by charts, texts escaped there
            )
        case TableBlock():
            return ShownBlock(
                "document/_table.html",
                block,
                markup.body_rows(block, way.lead, marked=not way.draft, words=way.labels),
                markup.head_rows(block),
                explained=_explained(block) if way.lead else "",
            )
        case FormBlock():
            rows = markup.form_rows(block, way.lead, marked=not way.draft)
            return ShownBlock("document/_form.html", block, rows)
        case _:
            return ShownBlock("document/_note.html", block)


def _explained(block: TableBlock) -> str:
    """The page that explains the figures of ``block``; '' where it prints none."""
    tables = (
        cell.address.table for row in block.body for cell in row if cell.figure and cell.address
    )
    table = next(tables, "")
    return f"figures/{table}/" if table else ""
