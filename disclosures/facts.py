"""The figures of one disclosure: an immutable sheet of cells, each with its value and source.

Figures are kept as reported, totals included; the identities between them are checked, never
enforced by overwriting. A cell without a fact is unknown, which is not the same as zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import count
from types import MappingProxyType

from disclosures.amounts import numbered
from disclosures.classification import Classification, Classifications
from disclosures.tables import TOTAL, Block, Cell, Row, RowSource, Table


@dataclass(frozen=True)
class Source:
    """Where a figure came from.

    ``kind`` is ``workbook`` (then ``file``, ``sha256``, ``sheet`` and ``cell`` name the place) or
    ``entry`` (typed in a form ``by`` a user) or ``publication`` (taken over from the published
    version that ``file`` names).
    """

    kind: str = "entry"
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    by: str = ""

    def __str__(self) -> str:
        if self.kind == "workbook":
            return f"{self.file} “{self.sheet}”{self.cell}"
        if self.kind == "publication":
            return f"已公开的{self.file}"
        return f"手工录入（{self.by}）" if self.by else "手工录入"


@dataclass(frozen=True)
class Fact:
    """One figure: 元 (or a count), exact. ``rounded`` says that only 0.01 万元 of it is known."""

    value: Decimal
    source: Source = Source()
    rounded: bool = False


@dataclass(frozen=True)
class FactSheet:
    """All figures of one year; ``prior`` holds those of the year before, as far as known.

    ``labels`` names the rows that are neither in the standard nor in a classification (the
    occasions of 公务接待), by (table, row). ``partial`` are rows (table, row) below which some rows
    are not shown, so that they are the sum of more than what is.
    """

    year: int
    facts: Mapping[Cell, Fact]
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    prior: "FactSheet | None" = None
    partial: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        object.__setattr__(self, "labels", MappingProxyType(dict(self.labels)))

    def value(self, cell: Cell) -> Decimal | None:
        """The figure in ``cell``, None when it is unknown."""
        fact = self.facts.get(cell)
        return None if fact is None else fact.value

    @cached_property
    def _tables(self) -> Mapping[str, Mapping[Cell, Fact]]:
        tables: dict[str, dict[Cell, Fact]] = {}
        for cell, fact in self.facts.items():
            tables.setdefault(cell.table, {})[cell] = fact
        return tables

    def facts_of(self, table: str) -> Mapping[Cell, Fact]:
        """The figures stored under the table id ``table``, in the order of entry."""
        return self._tables.get(table, {})

    def row_keys(self, table: str) -> tuple[str, ...]:
        """Keys of the rows of ``table`` with at least one figure, in the order of entry."""
        return tuple(dict.fromkeys(cell.row for cell in self.facts_of(table)))

    def is_empty(self, table: Table) -> bool:
        """Whether ``table`` holds no figure other than zero."""
        columns = {column.id for column in table.columns()}
        return not any(
            fact.value
            for cell, fact in self.facts_of(table.facts_table).items()
            if cell.column in columns
        )

    def with_prior(self, prior: "FactSheet | None") -> "FactSheet":
        return replace(self, prior=prior)


def rows_of(
    table: Table, block: Block, sheet: FactSheet, codes: Classifications
) -> tuple[Row, ...]:
    """The printed rows of one block of ``table``: fixed, by classification, or by entry.

    Of fixed rows those that are only printed where they are used are left out elsewhere. A
    classified block shows every code that has a figure in the table, and the codes above it, in
    code order with the 合计 row where the standard puts it. A table that is a view shows only the
    codes with a figure other than zero in its own columns.
    """
    if block.source is RowSource.FIXED:
        return tuple(_used_rows(table, block, sheet))
    keys = _keys_with_figures(table, block, sheet)
    if block.source is RowSource.ENTRIES:
        return tuple(
            Row(key, sheet.labels.get((table.facts_table, key), ""))
            for key in sorted(keys, key=int)
        )
    classification = (
        codes.function if block.source is RowSource.FUNCTION else codes.economic_department
    )
    rows = tuple(_classified_rows(keys - {TOTAL}, classification))
    total = Row(TOTAL, block.total_label, strong=True)
    if block.total == "first":
        return (total, *rows)
    return (*rows, total) if block.total == "last" else rows


def _used_rows(table: Table, block: Block, sheet: FactSheet) -> Iterable[Row]:
    numbers = count(1)
    for row in block.rows:
        cells = (Cell(table.facts_table, row.key, column.id) for column in block.columns)
        if not row.used:
            yield row
        elif any(map(sheet.value, cells)):
            yield replace(row, label=f"{numbered(row.used, next(numbers))}{row.label}")


def _keys_with_figures(table: Table, block: Block, sheet: FactSheet) -> set[str]:
    columns = {column.id for column in block.columns}
    return {
        cell.row
        for cell, fact in sheet.facts_of(table.facts_table).items()
        if cell.column in columns and (fact.value or not table.view_of)
    }


def _classified_rows(keys: Iterable[str], classification: Classification) -> Iterable[Row]:
    shown = {code.code: code for key in keys for code in classification.path(key)}
    for code in sorted(shown):
        entry = shown[code]
        yield Row(code, entry.name, code=code, level=entry.level, strong=entry.level == 1)
