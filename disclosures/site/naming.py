"""How a list of changes calls a place and prints a figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from disclosures import amounts
from disclosures.checks.naming import row_name
from disclosures.checks.places import text_name
from disclosures.narrative.scope import TextKey
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Measure, Row, Table

WAN, YUAN = "万元", "元"


@dataclass(frozen=True)
class Names:
    """The names of ``standard``; without one places are called by their addresses, money in 元.

    ``labels`` are the names of rows that only the unit names.
    """

    standard: Standard | None
    labels: Mapping[tuple[str, str], str]

    def table(self, name: str) -> str:
        table = self._table(name)
        return table.title if table else name

    def unit(self, name: str, cells: Iterable[Cell]) -> str:
        """The unit in which the money of these cells of a table is printed, '' without money."""
        table = self._table(name)
        money = any(not self._counted(cell) for cell in cells)
        return (table.unit if table else YUAN) if money else ""

    def place(self, cell: Cell) -> str:
        """Row and column of ``cell``: 2050102 一般行政管理事务·基本支出.

        With the side of the table where it has two, without a column where all are called the same.
        """
        table = self._table(cell.table)
        if table is None or self.standard is None:
            return f"{cell.row}/{cell.column}"
        row = self.labels.get((cell.table, cell.row)) or row_name(cell, self.standard)
        column = next((column for column in table.columns() if column.id == cell.column), None)
        heads = column.labels if column else (cell.column,)
        if len({column.labels for column in table.columns()}) == 1:
            heads = ()
        sides = [block for block in table.blocks if cell.row in {row.key for row in block.rows}]
        side = f"{sides[0].title}：" if sides and len(table.blocks) > 1 and sides[0].title else ""
        return side + "·".join((row, *heads))

    def printed(self, cell: Cell, before: Decimal | None, after: Decimal | None) -> tuple[str, str]:
        """Both figures of ``cell`` as they are printed; '' for one that is not there."""
        short = (self._short(cell, before), self._short(cell, after))
        if short[0] != short[1]:
            return short
        return self._exact(cell, before), self._exact(cell, after)

    def text(self, key: TextKey) -> str:
        return text_name(key, self.standard) if self.standard else "/".join(key).rstrip("/")

    def label(self, table: str, row: str) -> str:
        return f"{self.table(table)}第{row}行的名称"

    def order_of_table(self, name: str) -> tuple[int, str]:
        """Tables as the standard prints them, those it does not know last."""
        known = (*self.standard.order, *self.standard.supplementary) if self.standard else ()
        return known.index(name) if name in known else len(known), name

    def order_in_table(self, cell: Cell) -> tuple[int, str, int, str]:
        """The lines of a form in its order, codes by their digits; columns from the left."""
        table = self._table(cell.table)
        rows = list(table.fixed_rows()) if table else []
        columns = [column.id for column in table.columns()] if table else []
        row = rows.index(cell.row) if cell.row in rows else len(rows)
        column = columns.index(cell.column) if cell.column in columns else len(columns)
        return row, cell.row, column, cell.column

    def _short(self, cell: Cell, value: Decimal | None) -> str:
        if value is None:
            return ""
        if row := self._counted(cell):
            return f"{amounts.trimmed(value)}{row.unit}"
        return amounts.fixed(amounts.to_wan(value) if self._in_wan(cell) else value)

    def _exact(self, cell: Cell, value: Decimal | None) -> str:
        if value is None or self._counted(cell) or not self._in_wan(cell):
            return self._short(cell, value)
        return amounts.exact_wan(value)

    def _in_wan(self, cell: Cell) -> bool:
        table = self._table(cell.table)
        return table is not None and table.unit == WAN

    def _counted(self, cell: Cell) -> Row | None:
        """The row of ``cell`` if it holds counts."""
        table = self._table(cell.table)
        row = table.fixed_rows().get(cell.row) if table else None
        return row if row and row.measure is Measure.COUNT else None

    def _table(self, name: str) -> Table | None:
        return self.standard.tables.get(name) if self.standard else None
