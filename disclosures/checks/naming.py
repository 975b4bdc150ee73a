"""How findings call a cell and a value."""

from decimal import Decimal

from disclosures import amounts
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Cell, Measure, RowSource


def cell_name(cell: Cell, standard: Standard) -> str:
    """``cell`` as a clerk would say it: 收入支出决算总表“本年收入合计”金额."""
    table = standard.tables[cell.table]
    column = next((c for c in table.columns() if c.id == cell.column), None)
    labels = "·".join(column.labels) if column else cell.column
    return f"{table.title}“{row_name(cell, standard)}”{labels}"


def row_name(cell: Cell, standard: Standard) -> str:
    """The row of ``cell``: its label, or its code and name."""
    table = standard.tables[cell.table]
    row = table.fixed_rows().get(cell.row)
    if row is not None and row.label:
        return row.label
    if cell.row == TOTAL:
        return "合计"
    if any(block.source is RowSource.ENTRIES for block in table.blocks):
        return f"第{cell.row}行"
    code = standard.codes.function.get(cell.row) or standard.codes.economic_department.get(cell.row)
    return f"{cell.row} {code.name}" if code else cell.row


def shown(value: Decimal, cell: Cell, standard: Standard) -> str:
    """A value with its unit: money in 万元 with every digit it has, a count in its own."""
    row = standard.tables[cell.table].fixed_rows().get(cell.row)
    if row is not None and row.measure is Measure.COUNT:
        return f"{amounts.trimmed(value)}{row.unit}"
    return f"{amounts.exact_wan(value)}万元"


def in_own_unit(value: Decimal, cell: Cell, standard: Standard) -> str:
    """A value as its table prints it, 元 or 万元, with every digit it has: 1,234.5678万元."""
    table = standard.tables[cell.table]
    row = table.fixed_rows().get(cell.row)
    if row is not None and row.measure is Measure.COUNT:
        return f"{amounts.trimmed(value)}{row.unit}"
    if table.unit == "元":
        return f"{amounts.fixed(value)}元"
    return f"{Decimal(amounts.exact_wan(value)):,f}万元"
