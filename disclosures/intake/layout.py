"""Where the columns of a table stand in a sheet.

Columns are found by the heads above them, from the top down, so that order and position may
differ from the form. Of a merged head only its first cell has the text; it covers the columns to
its right that have a head of their own below it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.intake.cells import normal
from disclosures.intake.recognise import HEAD_ROWS
from disclosures.intake.workbook import Sheet
from disclosures.tables import Block, Table

CODE_PARTS = 3
"""A code may be written in as many columns: 类, 款, 项."""

OPTIONAL = frozenset({"line", "unit"})
"""Columns of the form that hold no figure and name no row: 行次, 计量单位."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Columns:
    """Column indices of one block: its stub by kind, the cells of its code, its figures by id."""

    block: Block
    stub: Mapping[str, int]
    code: tuple[int, ...]
    figures: Mapping[str, int]

    @property
    def names(self) -> tuple[int, ...]:
        """The columns that tell which row a line is."""
        label = self.stub.get("label")
        return self.code if label is None else (*self.code, label)


@dataclass(frozen=True)
class Layout:
    """The heads begin in row ``top``, the body in row ``first_row``; indices count from 0.

    ``repeated`` are the columns whose heads say the same as those of a column of figures.
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
    """A column of the form: its block by number, ``figure`` or a kind of stub, its id and heads."""

    block: int
    kind: str
    id: str
    path: Path

    @property
    def name(self) -> str:
        return "·".join(self.path)


def layout_of(sheet: Sheet, table: Table) -> Layout | Missing:
    """Where the columns of ``table`` stand; where some are missing, which."""
    missing = []
    for top in range(HEAD_ROWS):
        found = _layout_at(sheet, table, top)
        if isinstance(found, Layout):
            return found
        missing.append(found)
    return min(missing, key=lambda found: len(found.heads))


def _layout_at(sheet: Sheet, table: Table, top: int) -> Layout | Missing:
    wanted = list(_wanted(table))
    depth = max(len(column.path) for column in wanted)
    paths = _paths(sheet, top, depth)
    free = {place: path for place, path in paths.items() if path}
    places: dict[_Wanted, int] = {}
    for column in wanted:
        path = tuple(map(normal, column.path))
        for place in [place for place, found in free.items() if found == path][:1]:
            places[column] = place
            del free[place]
    missing = tuple(
        column.name for column in wanted if column not in places and column.kind not in OPTIONAL
    )
    if missing:
        return Missing(missing)
    blocks = (_columns(index, block, places, paths) for index, block in enumerate(table.blocks))
    names = {tuple(map(normal, c.path)): c.name for c in wanted if c.kind == "figure"}
    repeated = {place: names[path] for place, path in free.items() if path in names}
    return Layout(tuple(blocks), top, top + depth, repeated)


def _wanted(table: Table) -> Iterator[_Wanted]:
    for index, block in enumerate(table.blocks):
        title = (block.title,) if block.title else ()
        head = (block.stub_head,) if block.stub_head else ()
        for kind, label in block.stub:
            yield _Wanted(index, kind, kind, (*title, *head, label))
        for column in block.columns:
            yield _Wanted(index, "figure", column.id, (*title, *column.labels))


def _columns(
    index: int, block: Block, places: Mapping[_Wanted, int], paths: Mapping[int, Path]
) -> Columns:
    own = {column: place for column, place in places.items() if column.block == index}
    stub = {column.id: place for column, place in own.items() if column.kind != "figure"}
    figures = {column.id: place for column, place in own.items() if column.kind == "figure"}
    code = stub.pop("code", None)
    return Columns(block, stub, () if code is None else _code_columns(code, paths), figures)


def _code_columns(first: int, paths: Mapping[int, Path]) -> tuple[int, ...]:
    """The column of a code and up to two to its right that have no head of their own."""
    end = first + 1
    while end < first + CODE_PARTS and paths.get(end) == ():
        end += 1
    return tuple(range(first, end))


def _paths(sheet: Sheet, top: int, depth: int) -> dict[int, Path]:
    """The heads above each column, () where there are none."""
    width = max((len(row) for row in sheet.rows[top : top + depth]), default=0)
    paths: dict[int, Path] = {}
    left: list[tuple[int, str]] = []
    for column in range(width):
        texts = [normal(sheet.value(row, column)) for row in range(top, top + depth)]
        heads = _heads(column, texts, left)
        paths[column] = tuple(text for _, text in heads)
        left = heads or left
    return paths


def _heads(column: int, texts: list[str], left: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The heads of a column, each with the column it begins in; ``left`` are its neighbour's."""
    heads: list[tuple[int, str]] = []
    last = max((level for level, text in enumerate(texts) if text), default=-1)
    for level, text in enumerate(texts[: last + 1]):
        if text:
            heads.append((column, text))
        elif len(left) > level and left[:level] == heads:
            heads.append(left[level])
        else:
            return heads
    return heads
