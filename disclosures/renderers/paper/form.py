"""Forms on paper: inside the text, or beginning a page of their own, upright or broad.

A form of its own page is set in the largest of the sizes of tables in which it fits one page. One
that fits no page is cut, and a cell over rows of two pages is printed on both of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from django.utils.html import escape
from django.utils.safestring import SafeString

from disclosures.charts.typesetting import text_width
from disclosures.document.tree import FormBlock, FormCell
from disclosures.renderers.paper.placing import NOTE, SIZES, TALL, TITLE, WIDE, Paper, Size
from disclosures.renderers.paper.words import safe, unbroken

PADDING = 6.0
"""Width in pt at both sides of a cell."""

HEADING = 26.0
"""Height in pt of a heading above a form."""

FILLED = 0.92
"""How much of a page a part of a form takes at most: heights are estimates."""

Rows = tuple[tuple[FormCell, ...], ...]

TEXT = Paper("", 442, 640)
PAPERS = {"": TEXT, "tall": TALL, "wide": WIDE}

CLASSES = {"text": "", "blank": "", "word": "c", "amount": "r", "rate": "r", "number": "r"}


def markup(block: FormBlock, heading: str = "") -> SafeString:
    """``block`` with its title and notes; its class names the page it stands on.

    ``heading`` is the markup of a heading that goes to that page.
    """
    paper = PAPERS[block.page]
    paper = replace(paper, height=paper.height - HEADING) if heading else paper
    size = next((size for size in SIZES if _height(block, size, paper) <= paper.height), SIZES[-1])
    whole = sum(block.widths)
    columns = "".join(f'<col style="width:{width * 100 / whole:.2f}%"/>' for width in block.widths)
    pages = tuple(_pages(block, size, paper))
    tables = "".join(
        f'<table class="{size.name}">{columns}<tbody>{_rows(rows)}</tbody></table>'
        for rows in pages
    )
    kind = f"own {block.page}" if block.page else "in"
    kind += " pages" if len(pages) > 1 else ""
    notes = "".join(f'<p class="note">{unbroken(note)}</p>' for note in block.notes)
    return safe(f'<div class="form {kind}">{heading}{_above(block)}{tables}{notes}</div>')


def _rows(rows: Rows) -> str:
    return "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)


def _pages(block: FormBlock, size: Size, paper: Paper) -> Iterator[Rows]:
    """The rows in parts of a page each; a form that fits one page is one part."""
    heights = [lines * size.row for lines in _lines(block, size, paper)]
    room = (paper.height - _around(block, paper)) * FILLED
    first, used = 0, 0.0
    if _height(block, size, paper) > paper.height:
        for number, height in enumerate(heights):
            if used + height > room and number > first:
                yield _cut(block, first, number)
                first, used = number, 0.0
            used += height
    yield _cut(block, first, len(block.rows))


def _cut(block: FormBlock, first: int, end: int) -> Rows:
    """The rows from ``first`` to before ``end``; cells over their edge are cut there."""
    rows: list[dict[int, FormCell]] = [{} for _ in range(first, end)]
    for number, (row, starts) in enumerate(zip(block.rows, _starts(block), strict=True)):
        for cell, start in zip(row, starts, strict=True):
            top, bottom = max(number, first), min(number + cell.rowspan, end)
            if top < bottom:
                rows[top - first][start] = replace(cell, rowspan=bottom - top)
    return tuple(tuple(row[start] for start in sorted(row)) for row in rows)


def _above(block: FormBlock) -> str:
    title = f'<p class="ft">{escape(block.title)}</p>' if block.title else ""
    below = f'<p class="fs">{escape(block.subtitle)}</p>' if block.subtitle else ""
    meta = f'<p class="note">{escape(block.meta)}</p>' if block.meta else ""
    return title + below + meta


def _cell(cell: FormCell) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    if cell.kind in ("head", "label"):
        return f'<th scope="row"{spans}>{escape(cell.text)}</th>' if cell.text else f"<td{spans}/>"
    name = CLASSES[cell.kind]
    look = f' class="{name}"' if name and cell.text else ""
    return f"<td{spans}{look}>{unbroken(cell.text)}</td>" if cell.text else f"<td{spans}/>"


def _height(block: FormBlock, size: Size, paper: Paper) -> float:
    """An estimate in pt: every row is as high as its highest cell that spans no other row."""
    return _around(block, paper) + sum(_lines(block, size, paper)) * size.row


def _around(block: FormBlock, paper: Paper) -> float:
    """The height of its title and notes."""
    notes = sum(ceil(text_width(note, 10) / paper.width) for note in block.notes)
    above = TITLE + NOTE * bool(block.subtitle) + NOTE * bool(block.meta) if block.title else 0
    return above + notes * NOTE


def _lines(block: FormBlock, size: Size, paper: Paper) -> Iterator[int]:
    """Lines of each row."""
    unit = paper.width / sum(block.widths)
    for row, starts in zip(block.rows, _starts(block), strict=True):
        most = 1
        for cell, start in zip(row, starts, strict=True):
            if cell.rowspan == 1:
                width = unit * sum(block.widths[start : start + cell.colspan]) - PADDING
                most = max(most, ceil(text_width(cell.text, size.em) / width))
        yield most


def _starts(block: FormBlock) -> Iterator[list[int]]:
    """The first column of every cell, row by row."""
    covered: dict[int, int] = {}
    for row in block.rows:
        starts, column = [], 0
        for cell in row:
            while covered.get(column, 0):
                column += 1
            starts.append(column)
            for taken in range(column, column + cell.colspan):
                covered[taken] = cell.rowspan
            column += cell.colspan
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        yield starts
