"""The figures as CSV: every published figure on one line, exact, with what it is made of.

UTF-8 with a byte order mark, by which Excel knows it, and lines as in RFC 4180. A text that a
spreadsheet would take for a formula gets an apostrophe in front; a number never does.
"""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from disclosures.amounts import trimmed
from disclosures.document.tree import BodyCell, Document, FormBlock, Paragraph, TableBlock
from disclosures.narrative.figures import Figure
from disclosures.narrative.prose import one_line
from disclosures.renderers.data import formula
from disclosures.renderers.markup import SENTENCES
from disclosures.tables import Cell

CONTENT_TYPE = "text/csv; charset=utf-8"

HEAD = (
    *("表", "表名", "行", "行名", "栏", "栏名", "年度"),
    *("数值", "单位", "公开数", "公开单位", "合计自"),
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Place(NamedTuple):
    """Where a figure is printed: the title of the table or section, the name of row and column.

    ``table`` is the id of the table, or SENTENCES.
    """

    table: str
    title: str
    row: str
    column: str = ""


def render(document: Document) -> bytes:
    """One line for every figure that is printed in a table, a form or a sentence.

    数值 is in 元, a count or per cent, 公开数 as it is printed in 公开单位. 合计自 lists the
    figures, as table/row/column, whose exact sum it is, where it is printed as a sum. A figure that
    is no cell (a difference, a rate, a share) has its formula for 栏, as in the JSON.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(_lines(document))
    return ("\ufeff" + stream.getvalue()).encode()


def _lines(document: Document) -> Iterator[tuple[str, ...]]:
    seen: set[tuple[int, Cell]] = set()
    for figure, place, parts in (*_in_tables(document), *_elsewhere(document)):
        cell, year = _address(figure, place), figure.operands[0].year
        if (year, cell) in seen:
            continue
        seen.add((year, cell))
        yield (
            *(cell.table, _text(place.title), cell.row, _text(place.row)),
            *(cell.column, _text(place.column), str(year)),
            *(trimmed(figure.value), "元" if figure.money else figure.unit),
            *(figure.text, figure.unit, parts),
        )


def _address(figure: Figure, place: Place) -> Cell:
    """The cell of a figure; of one that is made of cells, its row or name, and its formula."""
    first = figure.operands[0].cell
    if figure.operation == "cell":
        return first
    row = figure.name if place.table == SENTENCES else first.row
    return Cell(place.table, row, formula(figure))


Found = tuple[Figure, Place, str]


def _in_tables(document: Document) -> Iterator[Found]:
    for table in document.tables():
        for row in table.body:
            yield from _in_row(table, row)


def _in_row(table: TableBlock, row: tuple[BodyCell, ...]) -> Iterator[Found]:
    """The figures of a printed row; each block of the table begins with a label of its own."""
    label = ""
    for kind, cell, column in zip(table.kinds, row, table.columns, strict=True):
        if kind == "label":
            label = cell.text
        if cell.figure:
            parts = " ".join(str(part) for part in cell.parts)
            yield cell.figure, Place(table.id, table.title, label, column), parts


def _elsewhere(document: Document) -> Iterator[Found]:
    for section, block in document.blocks():
        title, figures = section.heading, []
        if isinstance(block, Paragraph):
            figures = [run for run in block.runs if isinstance(run, Figure)]
        elif isinstance(block, FormBlock):
            title, figures = block.title or block.sheet, list(block.figures())
        yield from ((one, Place(SENTENCES, title, one.label), "") for one in figures)


def _text(text: str) -> str:
    """``text`` on one line, and not to be taken for a formula."""
    return harmless(one_line(text))


def harmless(text: str) -> str:
    """``text`` as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
