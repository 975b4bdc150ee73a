"""The document as plain lines, each with the place it stands."""

from collections.abc import Iterator

from disclosures.document.stamp import Stamp
from disclosures.document.tree import (
    Block,
    ChartBlock,
    Document,
    FormBlock,
    Note,
    Paragraph,
    ProseHeading,
    TableBlock,
)
from disclosures.narrative.prose import one_line


def lines(document: Document) -> Iterator[tuple[str, str]]:
    """(place, line) for every line of ``document`` from cover to last table, in printed order."""
    yield "封面", document.title
    if document.notice:
        yield "封面", document.notice
    if document.stamp:
        yield from (("封面", line) for line in _stamp(document.stamp))
    if document.date_line:
        yield "目录", document.date_line
    for section in document.sections():
        yield section.heading, section.shown
        for block in section.blocks:
            for line in _lines(block):
                # The title of a table may be the heading above it.
                if line != section.shown:
                    yield section.heading, line


def _stamp(stamp: Stamp) -> Iterator[str]:
    yield from (f"{name}：{said}" for name, said in stamp.lines())
    yield f"核对网址：{stamp.address}"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | ProseHeading() | Note():
            yield block.text
        case ChartBlock():
            yield block.caption
            if block.words:
                yield block.words
        case TableBlock():
            yield from _table(block)
        case FormBlock():
            yield from _form(block)


def _table(block: TableBlock) -> Iterator[str]:
    yield f"{block.form} {block.title}".strip()
    yield f"{block.unit_line} {block.money_line}".strip()
    heads = ([cell.text for cell in row] for row in block.head)
    bodies = ([cell.text for cell in row] for row in block.body)
    for texts in (*heads, *bodies):
        if any(texts):
            yield "\t".join(text for text in texts if text)
    yield from block.notes


def _form(block: FormBlock) -> Iterator[str]:
    for line in (block.title, block.subtitle, block.meta):
        if line:
            yield line
    for row in block.rows:
        texts = [one_line(cell.text) for cell in row if cell.text]
        if texts:
            yield "\t".join(texts)
    yield from block.notes
