"""What a sheet holds beside the form: columns and cells with values that were not read."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from disclosures.intake.cells import is_blank, is_number, normal, shown
from disclosures.intake.layout import CODE_HEADS, Layout
from disclosures.intake.lines import is_numbering
from disclosures.intake.remarks import IgnoredCell, IgnoredColumn
from disclosures.intake.workbook import Sheet

NUMBERING = frozenset({"行次", "栏次", "序号", *CODE_HEADS})
"""Lowest heads of columns that hold nothing but numbers of lines, or parts of a code."""

MOST_CELLS = 100
"""Ignored cells of one sheet that are named; somebody who left more knows what they are."""


def ignored_columns(sheet: Sheet, layout: Layout, end: int) -> Iterator[IgnoredColumn]:
    """The columns with heads that the form does not have and with a value above row ``end``."""
    computed = frozenset(_computed(layout))
    for head in layout.found:
        foreign = head.column not in layout.places and head.text not in computed
        if foreign and head.text.rpartition("·")[2] not in NUMBERING:
            if any(_filled(sheet, row, head.column) for row in _body(sheet, layout, end)):
                yield IgnoredColumn(sheet.name, sheet.address(head.row, head.column), head.text)


def _computed(layout: Layout) -> Iterator[str]:
    """The heads of columns that are computed from others, as ``Head.text`` has them."""
    for block in (columns.block for columns in layout.blocks):
        above = [text for text in (block.title,) if text]
        for column in block.derived:
            yield "·".join(map(normal, (*above, *column.labels)))


def ignored_cells(sheet: Sheet, layout: Layout, end: int) -> tuple[IgnoredCell, ...]:
    """The cells with a value in columns without a head, and the numbers from row ``end`` on.

    Texts from there on are notes and signatures. The last one named stands for those beyond
    ``MOST_CELLS``.
    """
    places = _ignored_places(sheet, layout, end)
    named = [_ignored(sheet, *place) for place in islice(places, MOST_CELLS)]
    if more := sum(1 for _ in places):
        named[-1] = replace(named[-1], more=more)
    return tuple(named)


def _ignored_places(sheet: Sheet, layout: Layout, end: int) -> Iterator[tuple[int, int]]:
    headed = layout.places | {head.column for head in layout.found}
    for row in _body(sheet, layout, end):
        for column in range(len(sheet.rows[row])):
            if column not in headed and not is_blank(sheet.value(row, column)):
                yield row, column
    for row in range(end, len(sheet.rows)):
        for column, value in enumerate(sheet.rows[row]):
            if is_number(value):
                yield row, column


def _body(sheet: Sheet, layout: Layout, end: int) -> Iterator[int]:
    rows = range(layout.first_row, end)
    return (row for row in rows if sheet.rows[row] and not is_numbering(sheet, row, layout))


def _filled(sheet: Sheet, row: int, column: int) -> bool:
    blank = is_blank(sheet.value(row, column))
    return not blank or sheet.address(row, column) in sheet.formulas_without_value


def _ignored(sheet: Sheet, row: int, column: int) -> IgnoredCell:
    return IgnoredCell(sheet.name, sheet.address(row, column), shown(sheet.value(row, column)))
