"""Where the columns of a table stand in a sheet.

Columns are found by the heads above them, from the top down, so that order and position may
differ from the form; what a person said of a head goes before that. Of a merged head only its first
cell has the text; it covers the columns to its right that have a head of their own below it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from disclosures.intake.cells import is_number, normal
from disclosures.intake.recognise import HEAD_ROWS, says_of_all
from disclosures.intake.workbook import Sheet
from disclosures.tables import Block, Table

CODE_PARTS = 3
"""A code may be written in as many columns: 类, 款, 项."""

CODE_HEADS = ("类", "款", "项")

OPTIONAL = frozenset({"line", "unit"})
"""Columns of the form that hold no figure and name no row: 行次, 计量单位."""

FEWEST_HEADS = 2
"""Texts in the first row of heads; above it stand single ones: title, unit, year."""

MOST_HEAD_ROWS = 4

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

    @property
    def places(self) -> frozenset[int]:
        """All its columns."""
        return frozenset((*self.code, *self.stub.values(), *self.figures.values()))


class Head(NamedTuple):
    """The heads of a column from the top, as one text, and what the column is taken for.

    ``row`` and ``column`` are the indices of the lowest head. The second column with the same heads
    is called “本年支出·合计（2）”. ``id`` is one of ``column_ids``, '' for no column of the form.
    """

    row: int
    column: int
    text: str
    id: str


@dataclass(frozen=True)
class Layout:
    """The heads begin in row ``top``, the body in row ``first_row``; indices count from 0.

    ``repeated`` are the columns whose heads say the same as those of a column of figures, ``found``
    all heads.
    """

    blocks: tuple[Columns, ...]
    top: int
    first_row: int
    repeated: Mapping[int, str]
    found: tuple[Head, ...] = ()

    @cached_property
    def places(self) -> frozenset[int]:
        """The columns of the form, by index."""
        return frozenset[int]().union(*(columns.places for columns in self.blocks))


@dataclass(frozen=True)
class Missing:
    """The heads that were not found, in the order of the form: “本年支出·合计”.

    ``found`` are those that stand in the sheet, as far as they can be told.
    """

    heads: tuple[str, ...]
    found: tuple[Head, ...] = field(default=(), compare=False)


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

    @property
    def optional(self) -> bool:
        return self.kind in OPTIONAL


def column_ids(table: Table) -> Mapping[str, str]:
    """The columns of ``table`` by the ids of corrections, each with its heads.

    An id is that of a column of figures, or the kind of a stub (code, label, line, unit); where
    several blocks have the same, the number of the block stands before it: “2.amount”.
    """
    return {id: wanted.name for id, wanted in _by_id(table).items()}


def _by_id(table: Table) -> Mapping[str, _Wanted]:
    wanted = list(_wanted(table))
    times = Counter(column.id for column in wanted)
    return {
        column.id if times[column.id] == 1 else f"{column.block + 1}.{column.id}": column
        for column in wanted
    }


def layout_of(
    sheet: Sheet, table: Table, said: Mapping[str, str] | None = None
) -> Layout | Missing:
    """Where the columns of ``table`` stand; where some are missing, which.

    ``said`` gives for texts of heads the id of a column, '' for one to leave alone.
    """
    said = said or {}
    ids = _by_id(table)
    depth = max(len(column.path) for column in ids.values())
    attempts = []
    for top, rows in (*((top, depth) for top in range(HEAD_ROWS)), head_rows(sheet)):
        attempt = _Attempt(sheet, top, rows, ids, said)
        if not attempt.missing:
            return attempt.layout(table)
        attempts.append(attempt)
    best = min(attempts, key=lambda attempt: len(attempt.missing))
    if not best.places:
        best = attempts[-1]
    return Missing(best.missing, best.heads())


def heads_of(sheet: Sheet) -> tuple[Head, ...]:
    """The heads of a sheet that is no table of the standard, as far as they can be told."""
    return _Attempt(sheet, *head_rows(sheet), {}, {}).heads()


def head_rows(sheet: Sheet) -> tuple[int, int]:
    """The first row that looks like one of heads, and how many there are until the first number."""
    rows = [[value for value in row if normal(value)] for row in sheet.rows[: 2 * HEAD_ROWS]]
    texts = [not any(map(is_number, row)) for row in rows]
    for top, row in enumerate(rows[:HEAD_ROWS]):
        if texts[top] and len(row) >= FEWEST_HEADS and not any(map(says_of_all, row)):
            end = top + 1
            while end < len(rows) and rows[end] and texts[end]:
                end += 1
            return top, min(end - top, MOST_HEAD_ROWS)
    return 0, 1


class _Attempt:
    """The columns, if the heads stood in ``depth`` rows from ``top``."""

    def __init__(
        self,
        sheet: Sheet,
        top: int,
        depth: int,
        ids: Mapping[str, _Wanted],
        said: Mapping[str, str],
    ) -> None:
        self.sheet = sheet
        self.top = top
        self.depth = depth
        self.ids = ids
        self.paths = _paths(sheet, top, depth)
        self.through = _paths(sheet, top, depth, through=True)
        self.names = _named(self.paths)
        self.places: dict[str, int] = {}
        self.free = {place: path for place, path in self.paths.items() if path}
        if said:
            self._follow(said)
        self._recognise()
        self.missing = tuple(
            column.name
            for id, column in ids.items()
            if id not in self.places and not column.optional
        )

    def _follow(self, said: Mapping[str, str]) -> None:
        """Take the columns for what a person said they are; the id of no column says nothing."""
        for place, name in self.names.items():
            id = said.get(name)
            if id in self.ids and id is not None:
                self.places.setdefault(id, place)
            if id == "" or id in self.ids:
                del self.free[place]

    def _recognise(self) -> None:
        for id, column in self.ids.items():
            if id in self.places:
                continue
            path = tuple(map(normal, column.path))
            found = next((place for place in self.free if self.free[place] == path), None)
            if found is None and column.kind == "figure":
                found = next((place for place in self.free if self.through[place] == path), None)
            if found is None and column.kind == "code":
                found = next(filter(self._begins_parts, self.free), None)
            if found is not None:
                self.places[id] = found
                del self.free[found]

    def _begins_parts(self, place: int) -> bool:
        """Whether three columns from here are headed 类, 款, 项."""
        paths = (self.free.get(place + part, ("",)) for part in range(CODE_PARTS))
        return tuple(path[-1] for path in paths) == CODE_HEADS

    def layout(self, table: Table) -> Layout:
        """The layout, where none is missing."""
        blocks = tuple(self._columns(number, block) for number, block in enumerate(table.blocks))
        figures = {
            tuple(map(normal, column.path)): column.name
            for column in self.ids.values()
            if column.kind == "figure"
        }
        repeated = {place: figures[path] for place, path in self.free.items() if path in figures}
        return Layout(blocks, self.top, self.top + self.depth, repeated, self.heads())

    def heads(self) -> tuple[Head, ...]:
        """All columns with heads, from the left."""
        taken = {place: id for id, place in self.places.items()}
        return tuple(
            Head(self._lowest(place), place, name, taken.get(place, ""))
            for place, name in self.names.items()
        )

    def _lowest(self, place: int) -> int:
        rows = range(self.top + self.depth - 1, self.top, -1)
        return next((row for row in rows if normal(self.sheet.value(row, place))), self.top)

    def _columns(self, number: int, block: Block) -> Columns:
        own = {
            c: self.places[id]
            for id, c in self.ids.items()
            if c.block == number and id in self.places
        }
        stub = {column.id: place for column, place in own.items() if column.kind != "figure"}
        figures = {column.id: place for column, place in own.items() if column.kind == "figure"}
        code = stub.pop("code", None)
        parts = () if code is None else _code_columns(code, self.paths)
        return Columns(block, stub, parts, figures)


def _named(paths: Mapping[int, Path]) -> dict[int, str]:
    """The heads of each column that has some, as one text; no two are the same."""
    times: Counter[Path] = Counter()
    names = {}
    for place, path in paths.items():
        if path:
            times[path] += 1
            again = f"（{times[path]}）" if times[path] > 1 else ""
            names[place] = "·".join(path) + again
    return names


def _wanted(table: Table) -> Iterator[_Wanted]:
    for index, block in enumerate(table.blocks):
        title = (block.title,) if block.title else ()
        head = (block.stub_head,) if block.stub_head else ()
        for kind, label in block.stub:
            yield _Wanted(index, kind, kind, (*title, *head, label))
        for column in block.columns:
            yield _Wanted(index, "figure", column.id, (*title, *column.labels))


def _code_columns(first: int, paths: Mapping[int, Path]) -> tuple[int, ...]:
    """The column of a code and up to two to its right that belong to it.

    They have no head of their own, or are headed 款 and 项 where the first is headed 类.
    """
    end = first + 1
    while end < first + CODE_PARTS and (path := paths.get(end)) is not None:
        if path and path[-1] != CODE_HEADS[end - first]:
            break
        end += 1
    return tuple(range(first, end))


def _paths(sheet: Sheet, top: int, depth: int, through: bool = False) -> dict[int, Path]:
    """The heads above each column, () where there are none; ``_heads`` says what ``through`` is."""
    width = max((len(row) for row in sheet.rows[top : top + depth]), default=0)
    paths: dict[int, Path] = {}
    left: list[tuple[int, str]] = []
    for column in range(width):
        texts = [normal(sheet.value(row, column)) for row in range(top, top + depth)]
        heads = _heads(column, texts, left, through)
        paths[column] = tuple(text for _, text in dict.fromkeys(heads))
        left = heads or left
    return paths


def _heads(
    column: int, texts: list[str], left: list[tuple[int, str]], through: bool
) -> list[tuple[int, str]]:
    """The heads of a column, each with the column it begins in; ``left`` are its neighbour's.

    A blank below a head ends them, or else is ``through`` which the head reaches down.
    """
    heads: list[tuple[int, str]] = []
    last = max((level for level, text in enumerate(texts) if text), default=-1)
    for level, text in enumerate(texts[: last + 1]):
        if text:
            heads.append((column, text))
        elif len(left) > level and left[:level] == heads:
            heads.append(left[level])
        elif through and heads:
            heads.append(heads[-1])
        else:
            return heads
    return heads
