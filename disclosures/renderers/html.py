"""The public web page: one file, no script needed, every figure with its source."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from disclosures.charts import describe, svg
from disclosures.document.tree import (
    Block,
    ChartBlock,
    Document,
    Paragraph,
    ProseHeading,
    Section,
    TableBlock,
)
from disclosures.renderers import markup

CONTENT_TYPE = "text/html; charset=utf-8"

STYLE = Path(settings.BASE_DIR) / "static" / "css" / "disclosure.css"


@dataclass(frozen=True)
class ShownBlock:
    """A block with its template and the markup that is built outside of templates."""

    template: str
    block: Block
    html: SafeString = SafeString("")
    head: SafeString = SafeString("")
    description: str = ""


@dataclass(frozen=True)
class ShownSection:
    """A section ready for a template; ``tag`` is h2 to h5.

    ``page`` is the paper of a section that holds a table, ``tall`` or ``wide``; else empty.
    """

    section: Section
    tag: str
    blocks: tuple[ShownBlock, ...]
    sections: tuple["ShownSection", ...]
    page: str = ""


def render(document: Document) -> bytes:
    """The page as it is published; style sheets are linked."""
    return _page(document, style="")


def render_standalone(document: Document) -> bytes:
    """The page as a file that needs no other: the style sheet stands inside it."""
    return _page(document, style=STYLE.read_text("utf-8"))


def _page(document: Document, style: str) -> bytes:
    context = {
        "document": document,
        "parts": shown(document, sources=True),
        "style": mark_safe(style),  # noqa: S308 - our own style sheet
    }
    return render_to_string("document/page.html", context).encode()


def shown(document: Document, sources: bool) -> tuple[ShownSection, ...]:
    """The parts of ``document`` with their blocks as markup, for the web page and for print."""
    return tuple(_section(part, sources) for part in document.parts)


def _section(section: Section, sources: bool) -> ShownSection:
    return ShownSection(
        section,
        f"h{min(section.level, 3) + 2}",
        tuple(_block(block, sources) for block in section.blocks),
        tuple(_section(below, sources) for below in section.sections),
        next((_page_of(block) for block in section.blocks if isinstance(block, TableBlock)), ""),
    )


def _page_of(table: TableBlock) -> str:
    return "wide" if table.landscape else "tall"


def _block(block: Block, sources: bool) -> ShownBlock:
    match block:
        case Paragraph():
            return ShownBlock("document/_paragraph.html", block, markup.runs(block.runs, sources))
        case ProseHeading():
            return ShownBlock("document/_prose_heading.html", block)
        case ChartBlock():
            drawing = "" if block.words else svg(block.chart)
            return ShownBlock(
                "document/_chart.html",
                block,
                mark_safe(drawing),  # noqa: S308 - drawn by charts, texts escaped there
                description=describe(block.chart),
            )
        case TableBlock():
            return ShownBlock(
                "document/_table.html",
                block,
                markup.body_rows(block, sources),
                markup.head_rows(block),
            )
        case _:
            return ShownBlock("document/_note.html", block)
