"""Which table of the standard a sheet holds, in which unit, for which year, and where its columns are.

A sheet is recognised by the title that stands in its first rows, or by its own name; columns by the
path of heads above them, so that order and position may differ from the form.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.intake.workbook import CellValue, Sheet
from disclosures.tables import Block, Measure, Table

HEAD_ROWS = 12
"""Title, unit line and heads are looked for in this many rows."""

_UNIT = re.compile(r"单位[:：]\s*(万元|元)")
_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass(frozen=True)
class Columns:
    """Column numbers of one block: of its stub by kind, of its figures by column id."""

    block: Block
    stub: dict[str, int]
    figures: dict[str, int]


@dataclass(frozen=True)
class Layout:
    """A sheet whose heads were found; the body starts at ``first_row``."""

    blocks: tuple[Columns, ...]
    first_row: int


def normal(value: CellValue) -> str:
    """Text for comparison: half-width, without any blanks."""
    if value is None:
        return ""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))


def table_of(sheet: Sheet, tables: list[Table]) -> Table | None:
    """The table whose title stands alone in a cell of the first rows, or is the sheet's name."""
    heads = {normal(value) for row in sheet.rows[:HEAD_ROWS] for value in row if value is not None}
    for table in tables:
        if any(normal(title) in heads for title in _titles(table)):
            return table
    name = normal(sheet.name)
    return next((table for table in tables if name in map(normal, _titles(table))), None)


def _titles(table: Table) -> tuple[str, ...]:
    return (table.title, *table.aliases)


def money_unit(sheet: Sheet) -> str | None:
    """万元 or 元 as the line 金额单位：… says; None when there is no such line."""
    for text in _head_texts(sheet):
        match = _UNIT.search(text)
        if match:
            return match.group(1)
    return None


def years(sheet: Sheet) -> set[int]:
    """The years named above the heads of ``sheet``."""
    return {int(year) for text in _head_texts(sheet) for year in _YEAR.findall(text)}


def _head_texts(sheet: Sheet) -> Iterator[str]:
    for row in sheet.rows[:HEAD_ROWS]:
        for value in row:
            if isinstance(value, str):
                yield unicodedata.normalize("NFKC", value)


def has_money(table: Table) -> bool:
    """Whether any figure of ``table`` is an amount of money."""
    rows = table.fixed_rows().values()
    return not rows or any(row.measure is Measure.MONEY for row in rows)


def layout_of(sheet: Sheet, table: Table) -> Layout | str:
    """Where the columns of ``table`` stand; the head that was not found when one is missing."""
    missing = ""
    for top in range(min(HEAD_ROWS, len(sheet.rows))):
        found = _layout_at(sheet, table, top)
        if isinstance(found, Layout):
            return found
        missing = missing or found
    return missing or _label(_expected(table)[0][2])


def _layout_at(sheet: Sheet, table: Table, top: int) -> Layout | str:
    expected = _expected(table)
    depth = max(len(path) for _, _, path in expected)
    paths = _paths(sheet, top, depth)
    first = normal(expected[0][2][0])
    if first not in {path[0] for path in paths.values() if path}:
        return ""
    blocks = [Columns(block, {}, {}) for block in table.blocks]
    free = dict(sorted(paths.items()))
    for index, (kind, id), path in expected:
        wanted = tuple(normal(label) for label in path)
        column = next((c for c, found in free.items() if found == wanted), None)
        if column is None and kind == "figure":
            return _label(path)
        if column is not None:
            del free[column]
            (blocks[index].stub if kind == "stub" else blocks[index].figures)[id] = column
    return Layout(tuple(blocks), top + depth)


def _expected(table: Table) -> list[tuple[int, tuple[str, str], tuple[str, ...]]]:
    """(block number, (stub or figure, id), path of heads) of every column of ``table``."""
    expected = []
    for index, block in enumerate(table.blocks):
        title = (block.title,) if block.title else ()
        head = (block.stub_head,) if block.stub_head else ()
        for kind, label in block.stub:
            expected.append((index, ("stub", kind), (*title, *head, label)))
        for column in block.columns:
            expected.append((index, ("figure", column.id), (*title, *column.labels)))
    return expected


def _label(path: tuple[str, ...]) -> str:
    return "·".join(path)


def _paths(sheet: Sheet, top: int, depth: int) -> dict[int, tuple[str, ...]]:
    """The heads above each column, merged cells spread over the columns they cover."""
    width = max((len(row) for row in sheet.rows[top : top + depth]), default=0)
    paths: dict[int, tuple[str, ...]] = {}
    groups: dict[int, tuple[int, ...]] = {}
    for column in range(width):
        labels: list[str] = []
        origins: list[int] = []
        for level in range(depth):
            text = normal(sheet.value(top + level, column))
            left = groups.get(column - 1, ())
            spread = (
                not text
                and left[: level + 1][:-1] == tuple(origins)
                and len(left) > level
                and _has_text_below(sheet, top + level, top + depth, column)
            )
            if text:
                labels.append(text)
                origins.append(column)
            elif spread:
                labels.append(paths[column - 1][level])
                origins.append(left[level])
            else:
                break
        paths[column] = tuple(labels)
        groups[column] = tuple(origins)
    return paths


def _has_text_below(sheet: Sheet, row: int, end: int, column: int) -> bool:
    return any(normal(sheet.value(below, column)) for below in range(row + 1, end))

