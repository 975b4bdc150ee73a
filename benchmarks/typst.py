"""The demonstration as a document of Typst, to print the same with a peer; looks do not matter.

Same text, tables and charts; page breaks, margins and numbers are Typst's own.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from disclosures.charts import svg
from disclosures.document.tree import (
    Block,
    ChartBlock,
    Document,
    FormBlock,
    Section,
    TableBlock,
)

HEAD = """
#set page(paper: "a4", margin: 2.5cm, numbering: "1")
#set text(font: "FandolSong", lang: "zh", region: "cn", size: 12pt)
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
#set table(stroke: 0.5pt, inset: 3pt)
"""


def write(document: Document, folder: Path) -> Path:
    """Writes the charts and the source of ``document`` into ``folder``; the path of the source."""
    charts = (block for _, block in document.blocks() if isinstance(block, ChartBlock))
    for block in charts:
        if not block.words:
            (folder / f"{block.chart.id}.svg").write_text(svg(block.chart), "utf-8")
    source = folder / "document.typ"
    parts = (line for part in document.parts for line in _section(part))
    cover = (f"#align(center, text(size: 24pt, {_text(document.title)}))", "#pagebreak()")
    source.write_text("\n\n".join((HEAD, *cover, "#outline()", *parts)), "utf-8")
    return source


def _section(section: Section) -> Iterator[str]:
    yield f"#heading(level: {section.level + 1}, {_text(section.heading)})"
    for block in section.blocks:
        yield _block(block)
    for below in section.sections:
        yield from _section(below)


def _block(block: Block) -> str:
    match block:
        case TableBlock():
            head = [_cell(one.text, one.colspan, one.rowspan) for row in block.head for one in row]
            body = [_text(one.text) for row in block.body for one in row]
            header = f"table.header({', '.join(head)})"
            table = _table(len(block.kinds), [header, *body])
            return f"#page(flipped: true, {table})" if block.landscape else f"#{table}"
        case FormBlock():
            cells = [_cell(one.text, one.colspan, one.rowspan) for row in block.rows for one in row]
            return f"#{_table(len(block.widths), cells)}"
        case ChartBlock():
            drawn = _text(block.words) if block.words else f'image("{block.chart.id}.svg")'
            return f"#figure({drawn}, caption: {_text(block.caption)})"
        case _:
            return f"#par({_text(block.text)})"


def _table(columns: int, cells: list[str]) -> str:
    return f"text(size: 8pt, table(columns: {columns}, {', '.join(cells)}))"


def _cell(text: str, colspan: int, rowspan: int) -> str:
    return f"table.cell(colspan: {colspan}, rowspan: {rowspan}, {_text(text)})"


def _text(text: str) -> str:
    """A string of Typst, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
