"""Where the columns of a table stand in a sheet.

Columns are found by the heads above them, from the top down, so that order and position may
differ from the form. Of a merged head only its first cell has the text; it covers the columns to
its right that have a head of their own below it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from disclosures.intake.cells import normal
from disclosures.intake.recognise import HEAD_ROWS
from disclosures.intake.workbook import Sheet
from disclosures.tables import Block, Table

CODE_PARTS = ("类", "款", "项")
"""The heads of a code that is written in three columns."""

OPTIONAL = frozenset({"line", "unit"})
"""Columns of the form that hold no figure and name no row: 行次, 计量单位."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """Column indices of one block: of its code (one or three), its other stub, its figures."""

    block: Block
    code: tuple[int, ...] = ()
    stub: dict[str, int] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """The heads begin in row ``top``, the body in row ``first_row``; indices count from 0.

    ``repeated`` are columns whose heads say the same as those of another column.
    """

    blocks: tuple[Columns, ...]
    top: int
    first_row: int
    repeated: Mapping[int, str]


@dataclass(frozen=True)
class Missing:
    """The heads that were not found, in the order of the form: “本年支出·合计”."""

    heads: tuple[str, ...]


@dataclass(frozen=True)
class _Wanted:
    """A column of the form: its block by number, its kind ("figure" or one of the stub)."""

    block: int
    kind: str
    id: str
    path: Path


def layout_of(sheet: Sheet, table: Table) -> Layout | Missing:
    """Where the columns of ``table`` stand; where some are missing, which."""
    wanted = list(_wanted(table))
    tries = [_layout_at(sheet, table, wanted, top) for top in range(HEAD_ROWS)]
    layouts = (found for found in tries if isinstance(found, Layout))
    missing = [found for found in tries if isinstance(found, Missing)]
    return next(layouts, None) or min(missing, key=lambda found: len(found.heads))


def _wanted(table: Table) -> Iterator[_Wanted]:
    for index, block in enumerate(table.blocks):
        title = (block.title,) if block.title else ()
        head = (block.stub_head,) if block.stub_head else ()
        for kind, label in block.stub:
            yield _Wanted(index, kind, kind, (*title, *head, label))
        for column in block.columns:
            yield _Wanted(index, "figure", column.id, (*title, *column.labels))


def _layout_at(sheet: Sheet, table: Table, wanted: list[_Wanted], top: int) -> Layout | Missing:
    depth = max(len(column.path) for column in wanted)
    free = _paths(sheet, top, depth)
    blocks = [Columns(block) for block in table.blocks]
    codes: dict[int, int] = {}
    missing = []
    for column in wanted:
        path = tuple(map(normal, column.path))
        place = next((place for place, found in free.items() if found == path), None)
        if place is None:
            if column.kind not in OPTIONAL:
                missing.append("·".join(column.path))
            continue
        del free[place]
        if column.kind == "code":
            codes[column.block] = place
        else:
            kept = blocks[column.block]
            (kept.figures if column.kind == "figure" else kept.stub)[column.id] = place
    if missing:
        return Missing(tuple(missing))
    width = _code_widths(free, blocks, codes)
    return Layout(
        tuple(
            Columns(columns.block, width.get(index, ()), columns.stub, columns.figures)
            for index, columns in enumerate(blocks)
        ),
        top,
        top + depth,
        _repeated(free, wanted),
    )
