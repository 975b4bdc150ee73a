"""What a table of a standard looks like: blocks side by side, each with columns and rows.

Tables are declared as data (``standards/``). A block has either fixed rows (公开01表), rows taken
from a classification (公开05表), or one row for each entry of a list (接待明细). A column or a row
that is a sum says of what, and under which check id that is verified.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import groupby
from typing import NamedTuple

TOTAL = "total"
"""Key of the 合计 row of a table whose rows come from a classification."""


class Cell(NamedTuple):
    """The address of one figure: table, row and column ids of the standard."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return "/".join(self)

    @classmethod
    def parse(cls, text: str) -> "Cell":
        """``table/row/column`` as an address. Raises ValueError on any other shape."""
        parts = text.split("/")
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"not a cell address: {text!r}")
        return cls(*parts)


class Measure(Enum):
    """What the numbers of a row or column are."""

    MONEY = "money"
    """元, printed in the unit of the table (万元 or 元)."""
    COUNT = "count"
    """A whole number with a unit of its own (批次, 人次, 辆)."""


class RowSource(Enum):
    """Where the rows of a block come from."""

    FIXED = "fixed"
    FUNCTION = "function"
    ECONOMIC = "economic_department"
    ENTRIES = "entries"


@dataclass(frozen=True)
class Column:
    """A column of figures; ``labels`` is its header path from the top.

    ``levels`` is the same path by rows of the head, where a label may fill two: it comes twice.
    ``signed``: its figures may be below zero (预算调整数).
    """

    id: str
    labels: tuple[str, ...]
    sum_of: tuple[str, ...] = ()
    check: str = ""
    levels: tuple[str, ...] = ()
    signed: bool = False


CHANGES = frozenset({"increase", "growth"})
"""What a derived column says: by how many 元, or by how many per cent, one is above another."""


@dataclass(frozen=True)
class Derived:
    """A printed column that holds no figures: column ``of`` against column ``base``.

    ``change`` is ``increase`` (of less base) or ``growth`` (the same in per cent of base).
    """

    change: str
    of: str
    base: str
    labels: tuple[str, ...]
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One printed line. ``key`` is its part of a cell address, '' for an empty line of the form.

    ``line`` is the 行次 of the form. ``target`` redirects the figure of a supplementary line to
    the cell it belongs to, in last year's sheet when ``prior``. A line with ``used`` is
    printed only where it has a figure other than zero, numbered by that pattern.
    """

    key: str
    label: str
    code: str = ""
    level: int = 0
    line: int | None = None
    sum_of: tuple[str, ...] = ()
    check: str = ""
    strong: bool = False
    measure: Measure = Measure.MONEY
    unit: str = ""
    target: Cell | None = None
    prior: bool = False
    used: str = ""


@dataclass(frozen=True)
class Block:
    """Rows and columns; a table sets one or more blocks side by side.

    ``stub`` lists the columns before the figures: ``code``, ``label``, ``line`` with their heads.
    A code is printed in one column, or in one for each of ``code_parts`` (类, 款, 项). ``derived``
    are the columns after them that are computed from them. ``total`` says where the 合计 row of a
    classified block stands: ``first``, ``last`` or ``''``.
    """

    columns: tuple[Column, ...]
    derived: tuple[Derived, ...] = ()
    stub: tuple[tuple[str, str], ...] = ()
    stub_head: str = ""
    title: str = ""
    source: RowSource = RowSource.FIXED
    rows: tuple[Row, ...] = ()
    total: str = ""
    total_label: str = "合计"
    hierarchy_check: str = ""
    code_parts: tuple[str, ...] = ()

    @property
    def fixed(self) -> bool:
        return self.source is RowSource.FIXED

    def stub_kinds(self) -> tuple[str, ...]:
        """The kinds of the printed columns before the figures."""
        return tuple(kind for kind, _ in self.stub for _ in self._heads(kind))

    def _heads(self, kind: str) -> tuple[str, ...]:
        """The heads below that of a column of the stub, '' where there is none."""
        return self.code_parts if kind == "code" and self.code_parts else ("",)

    def paths(self) -> Iterator[tuple[str, ...]]:
        """The heads of each printed column, from the top."""
        above = tuple(filter(None, (self.title, self.stub_head)))
        for kind, label in self.stub:
            yield from ((*above, label, *filter(None, [part])) for part in self._heads(kind))
        title = (self.title,) if self.title else ()
        yield from ((*title, *(one.levels or one.labels)) for one in self.columns)
        yield from ((*title, *(one.levels or one.labels)) for one in self.derived)


@dataclass(frozen=True)
class Table:
    """A declared table. ``view_of`` names the table whose facts it shows; '' when it has its own.

    ``unit`` is the printed unit of money, ``zeros`` is False where a zero is left blank.
    ``published`` is False for the supplementary sheets that only collect figures (上年决算数,
    预算数, 其他事项). ``confirmed`` is False where the columns are not proven by an official form
    (docs/standards.md lists them), ``required`` is False for a sheet that an upload may leave out.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    unit: str = "万元"
    form: str = ""
    notes: tuple[str, ...] = ()
    empty_note: str = ""
    landscape: bool = False
    column_numbers: bool = False
    published: bool = True
    confirmed: bool = True
    required: bool = True
    view_of: str = ""
    aliases: tuple[str, ...] = field(default=())
    zeros: bool = True

    @property
    def facts_table(self) -> str:
        """The table id under which the figures of this table are stored."""
        return self.view_of or self.id

    def columns(self) -> Iterator[Column]:
        for block in self.blocks:
            yield from block.columns

    def fixed_rows(self) -> Mapping[str, Row]:
        """Rows with a key, of all blocks with fixed rows."""
        return {row.key: row for block in self.blocks for row in block.rows if row.key}

    def to_fill_in(self) -> "Table":
        """The table as a clerk needs it: every line and zero, nothing that is computed."""
        blocks = tuple(
            replace(block, derived=(), rows=tuple(replace(row, used="") for row in block.rows))
            for block in self.blocks
        )
        return replace(self, blocks=blocks, zeros=True, empty_note="")


class HeadCell(NamedTuple):
    """One cell of a printed table head."""

    text: str
    colspan: int
    rowspan: int


def head(table: Table) -> tuple[tuple[HeadCell, ...], ...]:
    """The head of ``table`` as rows of cells with their spans, the 栏次 row included."""
    paths = [path for block in table.blocks for path in block.paths()]
    depth = max(len(path) for path in paths)
    rows = tuple(_head_row(paths, level, depth) for level in range(depth))
    return (*rows, _number_row(table)) if table.column_numbers else rows


def column_names(table: Table) -> tuple[str, ...]:
    """The name of each printed column: all that stands above it, from the top (决算数·小计)."""
    paths = (path for block in table.blocks for path in block.paths())
    return tuple("·".join(label for label, _ in groupby(path)) for path in paths)


def _head_row(paths: list[tuple[str, ...]], level: int, depth: int) -> tuple[HeadCell, ...]:
    cells: list[HeadCell] = []
    index = 0
    while index < len(paths):
        path = paths[index]
        if len(path) <= level or (level and path[level] == path[level - 1]):
            index += 1
            continue
        below = level + 1
        while below < len(path) and path[below] == path[level]:
            below += 1
        last = below == len(path)
        end = index + 1
        while not last and end < len(paths) and paths[end][:below] == path[:below]:
            end += 1
        cells.append(HeadCell(path[level], end - index, (depth if last else below) - level))
        index = end
    return tuple(cells)


def _number_row(table: Table) -> tuple[HeadCell, ...]:
    cells: list[HeadCell] = []
    number = 0
    for block in table.blocks:
        labels = [kind for kind in block.stub_kinds() if kind != "line"]
        if labels:
            cells.append(HeadCell("栏次", len(labels), 1))
        cells.extend(HeadCell("", 1, 1) for kind, _ in block.stub if kind == "line")
        for _ in (*block.columns, *block.derived):
            number += 1
            cells.append(HeadCell(str(number), 1, 1))
    return tuple(cells)
