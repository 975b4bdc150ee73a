"""The document as plain lines, each with the place it stands."""

from collections.abc import Iterator

from disclosures.document.tree import (
    Block,
    ChartBlock,
    Document,
    Note,
    Paragraph,
    ProseHeading,
    TableBlock,
)


def lines(document: Document) -> Iterator[tuple[str, str]]:
    """(place, line) for every line of ``document`` from cover to last table, in printed order."""
    yield "封面", document.title
    if document.notice:
        yield "封面", document.notice
    for section in document.sections():
        yield section.heading, section.heading
        for block in section.blocks:
            for line in _lines(block):
                yield section.heading, line


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


def _table(block: TableBlock) -> Iterator[str]:
    yield f"{block.form} {block.title}".strip()
    yield f"{block.unit_line} 金额单位：{block.money}"
    heads = ([cell.text for cell in row] for row in block.head)
    bodies = ([cell.text for cell in row] for row in block.body)
    for texts in (*heads, *bodies):
        if any(texts):
            yield "\t".join(text for text in texts if text)
    yield from block.notes
