"""The public web page: one file, no script needed, every figure with its source."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from disclosures.charts import svg
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


@dataclass(frozen=True)
class ShownSection:
    """A section ready for ``document/_section.html``; ``tag`` is h2 to h5."""

    section: Section
    tag: str
    blocks: tuple[ShownBlock, ...]
    sections: tuple["ShownSection", ...]


def render(document: Document) -> bytes:
    """The page as it is published; style sheets are linked."""
    return _page(document, style="")


def render_standalone(document: Document) -> bytes:
    """The page as a file that needs no other: the style sheet stands inside it."""
    return _page(document, style=STYLE.read_text("utf-8"))


def _page(document: Document, style: str) -> bytes:
    context = {
        "document": document,
        "parts": tuple(_section(part) for part in document.parts),
        "style": mark_safe(style),  # noqa: S308 - our own style sheet
    }
    return render_to_string("document/page.html", context).encode()


def _section(section: Section) -> ShownSection:
    return ShownSection(
        section,
        f"h{min(section.level, 3) + 2}",
        tuple(_block(block) for block in section.blocks),
        tuple(_section(below) for below in section.sections),
    )


def _block(block: Block) -> ShownBlock:
    match block:
        case Paragraph():
            return ShownBlock("document/_paragraph.html", block, markup.runs(block.runs))
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
                markup.body_rows(block),
                markup.head_rows(block),
            )
        case _:
            return ShownBlock("document/_note.html", block)
