"""Tables on pages: type size, widths of columns, and which tables share a page.

A table without figures is a head and two notes, and would waste a page of its own. So a long table
gets a page, short ones share one, and a table that needs no width may stand on either paper.
Heights are estimates: where one is too low, the style sheet still keeps the table whole and moves
it to the next page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from disclosures.charts.typesetting import text_width
from disclosures.document.tree import BodyCell, TableBlock

SHORT = 3
"""A table of at most so many rows is short: it may share a page."""

PADDING = 0.9
LEAST = {"label": 4.0, "code": 4.0, "amount": 2.6, "line": 2.2, "unit": 2.2}
MOST_FOR_AMOUNT = 12.0
"""Widths in em: at the sides of a cell, of the narrowest columns, of the widest of amounts."""

TITLE, NOTE, GAP = 43.0, 15.0, 14.0
"""Heights in pt: title with the line below it, a line of a note, the space after a table."""

NOTE_EM = 10.0
ROUNDING = 0.01


@dataclass(frozen=True)
class Paper:
    """A kind of page; width and height in pt of what may be printed on it."""

    name: str
    width: float
    height: float


TALL = Paper("tall", 482, 722)
WIDE = Paper("wide", 740, 504)


@dataclass(frozen=True)
class Size:
    """A type size: the class of the table, its em in pt, the height in pt of a row of one line."""

    name: str
    em: float
    row: float


SIZES = (Size("large", 10, 16.1), Size("medium", 9, 14.2), Size("small", 8.5, 12.2))


@dataclass(frozen=True)
class Fit:
    """How a table stands on a paper: its size, its columns in em, its height in pt."""

    size: Size
    columns: tuple[float, ...]
    height: float


@dataclass(frozen=True)
class TablePage:
    """Tables that begin on one page."""

    paper: Paper
    tables: tuple[tuple[TableBlock, Fit], ...]


def pages(tables: Iterable[TableBlock], above: float) -> Iterator[TablePage]:
    """The pages of ``tables`` in their order; ``above`` pt stand before the first of them."""
    group: list[TableBlock] = []
    for table in tables:
        if group and not _placings([*group, table], above):
            yield _page(group, above)
            group, above = [], 0
        group.append(table)
    if group:
        yield _page(group, above)


def _page(group: Sequence[TableBlock], above: float) -> TablePage:
    placings = _placings(group, above)
    if not placings:
        paper = _allowed(group[0])[0]
        placings = {paper: [_fit(table, paper, SIZES) for table in group]}
    landscape = any(table.landscape for table in group)
    paper = WIDE if WIDE in placings and (landscape or TALL not in placings) else TALL
    return TablePage(paper, tuple(zip(group, placings[paper], strict=True)))


def _placings(group: Sequence[TableBlock], above: float) -> dict[Paper, list[Fit]]:
    """For each paper on which all of ``group`` is one page, how; at most one table is long."""
    if sum(len(table.body) > SHORT for table in group) > 1:
        return {}
    papers = [paper for paper in (TALL, WIDE) if all(paper in _allowed(table) for table in group)]
    placings = {paper: _placing(group, paper, above) for paper in papers}
    return {paper: fits for paper, fits in placings.items() if fits}


def _placing(group: Sequence[TableBlock], paper: Paper, above: float) -> list[Fit]:
    """The largest sizes in which ``group`` is one page; the smallest is for single tables only."""
    for first in range(len(SIZES) if len(group) == 1 else len(SIZES) - 1):
        fits = [_fit(table, paper, SIZES[first:]) for table in group]
        if above + sum(each.height + GAP for each in fits) - GAP <= paper.height:
            return fits
    return []


def _allowed(table: TableBlock) -> tuple[Paper, ...]:
    if table.empty or (not table.landscape and len(table.body) <= SHORT):
        return (TALL, WIDE)
    return (WIDE,) if table.landscape else (TALL,)


def _fit(table: TableBlock, paper: Paper, sizes: Sequence[Size]) -> Fit:
    """The largest of ``sizes`` in which no label need wrap, else the smallest."""
    natural = _natural(table)
    wide_enough = (size for size in sizes if sum(natural) * size.em <= paper.width)
    return _sized(table, paper, next(wide_enough, sizes[-1]), natural)


def _sized(table: TableBlock, paper: Paper, size: Size, natural: Sequence[float]) -> Fit:
    columns = _columns(table.kinds, natural, paper.width / size.em)
    lines = _head_lines(table, columns) + sum(_lines(row, columns) for row in table.body)
    notes = sum(ceil(text_width(note, NOTE_EM) / paper.width) for note in table.notes)
    return Fit(size, columns, TITLE + lines * size.row + notes * NOTE)


def _natural(table: TableBlock) -> list[float]:
    """Widths in em with which no body cell wraps; all columns of amounts are alike."""
    widths = [
        max((_width(row[index]) for row in table.body), default=0)
        for index, kind in enumerate(table.kinds)
    ]
    columns = [
        (kind, max(width, LEAST[kind]) + PADDING)
        for kind, width in zip(table.kinds, widths, strict=True)
    ]
    amount = max(width for kind, width in columns if kind == "amount")
    return [amount if kind == "amount" else width for kind, width in columns]


def _width(cell: BodyCell) -> float:
    """Of the text with its indent. Digits and signs of amounts and codes take half an em."""
    if cell.kind in ("amount", "code", "line"):
        return len(cell.text) / 2
    return text_width(cell.text, 1) + max(0, cell.level - 1)


def _columns(kinds: Sequence[str], natural: Sequence[float], width: float) -> tuple[float, ...]:
    """``natural`` stretched to ``width``, amounts first; or its labels narrowed to it."""
    columns = list(natural)
    labels = [index for index, kind in enumerate(kinds) if kind == "label"]
    amounts = [index for index, kind in enumerate(kinds) if kind == "amount"]
    share = max(0.0, width - sum(columns)) / len(amounts)
    if labels:
        share = min(share, max(0.0, MOST_FOR_AMOUNT - columns[amounts[0]]))
    for index in amounts:
        columns[index] += share
    slack, whole = width - sum(columns), sum(columns[index] for index in labels)
    for index in labels:
        columns[index] = max(LEAST["label"], columns[index] * (1 + slack / whole))
    return tuple(columns)


def _head_lines(table: TableBlock, columns: Sequence[float]) -> int:
    """Rows of the head, and what its longest text in the narrowest column needs beyond them."""
    room = min(width for kind, width in zip(table.kinds, columns, strict=True) if kind == "amount")
    beyond = (
        ceil(text_width(cell.text, 1) / (room - PADDING)) - cell.rowspan
        for row in table.head
        for cell in row
        if cell.colspan == 1
    )
    return len(table.head) + max(0, max(beyond))


def _lines(row: Sequence[BodyCell], columns: Sequence[float]) -> int:
    """Lines of the longest label of a row."""
    labels = (
        ceil(_width(cell) / (width - PADDING) - ROUNDING)
        for cell, width in zip(row, columns, strict=True)
        if cell.kind == "label"
    )
    return max(labels, default=1) or 1
