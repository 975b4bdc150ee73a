"""A declared table and a sheet become rows of printed cells."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from disclosures import amounts
from disclosures.classification import code_parts
from disclosures.document.tree import BodyCell, TableBlock
from disclosures.facts import FactSheet, rows_of
from disclosures.narrative.figures import Figure, Operand
from disclosures.standards.language import fill
from disclosures.standards.model import Standard
from disclosures.sums import sums_of
from disclosures.tables import (
    Block,
    Cell,
    Column,
    Derived,
    Measure,
    Row,
    Table,
    column_names,
    head,
)

Formulas = dict[Cell, tuple[Cell, ...]]


def tabulate(
    table: Table, standard: Standard, sheet: FactSheet, words: Mapping[str, str], remark: str = ""
) -> TableBlock:
    """``table`` as printed: head, body, the note that it is empty where it is, and ``remark``."""
    formulas = _formulas(table, standard, sheet)
    lists = [list(rows_of(table, block, sheet, standard.codes)) for block in table.blocks]
    height = max(map(len, lists))
    columns = [
        [_printed(table, block, row, sheet, formulas) for row in _as_high(rows, height)]
        for rows, block in zip(lists, table.blocks, strict=True)
    ]
    body = tuple(tuple(cell for row in line for cell in row) for line in zip(*columns, strict=True))
    empty = bool(table.empty_note) and sheet.is_empty(table)
    notes = [f"注：{fill(note, words)}" for note in table.notes]
    if empty:
        notes.append(f"{standard.empty_lead}{fill(table.empty_note, words)}")
    if remark:
        notes.append(f"说明：{remark}")
    return TableBlock(
        id=table.id,
        title=table.title,
        form=table.form,
        unit_line=fill(standard.owner_line, words),
        money=table.unit,
        money_line=fill(standard.money_line, {**words, "money": table.unit}),
        divisor=amounts.YUAN_PER_WAN if table.unit == "万元" else Decimal(1),
        head=head(table),
        body=body,
        kinds=tuple(kind for block in table.blocks for kind in _kinds(block)),
        notes=tuple(notes),
        landscape=table.landscape,
        empty=empty,
        columns=column_names(table),
    )


def _kinds(block: Block) -> tuple[str, ...]:
    return (*block.stub_kinds(), *("amount" for _ in (*block.columns, *block.derived)))


def _as_high(rows: list[Row], height: int) -> list[Row]:
    """``rows`` with what they lack put at their last empty line, or else at their end."""
    empty = [place for place, row in enumerate(rows, 1) if not row.key]
    at = empty[-1] if empty else len(rows)
    return [*rows[:at], *[Row("", "")] * (height - len(rows)), *rows[at:]]


def _formulas(table: Table, standard: Standard, sheet: FactSheet) -> Formulas:
    """For each total the parts that add up to it exactly; a rounded total has none."""
    formulas: Formulas = {}
    for total in sums_of(table, sheet, standard.codes):
        known = [part for part in total.parts if sheet.value(part) is not None]
        values = [sheet.facts[part].value for part in known]
        if known and sheet.value(total.total) == sum(values, Decimal(0)):
            formulas.setdefault(total.total, tuple(known))
    return formulas


def _printed(
    table: Table, block: Block, row: Row, sheet: FactSheet, formulas: Formulas
) -> tuple[BodyCell, ...]:
    return (
        *(cell for kind, _ in block.stub for cell in _stub(kind, row, block)),
        *(_amount(table, row, column, sheet, formulas) for column in block.columns),
        *(_derived(table, row, column, sheet) for column in block.derived),
    )


def _stub(kind: str, row: Row, block: Block) -> Iterator[BodyCell]:
    if kind == "line":
        yield BodyCell(kind, "" if row.line is None else str(row.line))
    elif kind == "code" and block.code_parts:
        parts = (*code_parts(row.code), *("" for _ in block.code_parts))
        for part, _ in zip(parts, block.code_parts, strict=False):
            yield BodyCell(kind, part, level=row.level, strong=row.strong)
    else:
        text = {"code": row.code, "label": row.label, "unit": row.unit}[kind]
        yield BodyCell(kind, text, level=row.level, strong=row.strong)


def _amount(
    table: Table, row: Row, column: Column, sheet: FactSheet, formulas: Formulas
) -> BodyCell:
    if not row.key:
        return BodyCell("blank")
    address = row.target or Cell(table.facts_table, row.key, column.id)
    holder = sheet.prior if row.prior else sheet
    value = holder.value(address) if holder else None
    if value is None or holder is None:
        return BodyCell("amount", address=address, strong=row.strong)
    text, unit = _text(table, row, value)
    if not value and not table.zeros:
        text = ""
    operands = (Operand(address, holder.year),)
    figure = Figure(str(address), _label(row, column), value, text, unit, "cell", operands)
    parts = formulas.get(address, ())
    return BodyCell("amount", text, figure, address, parts, row.level, row.strong)


def _derived(table: Table, row: Row, column: Derived, sheet: FactSheet) -> BodyCell:
    """By how much, or at what rate, one figure of the row is above another; blank where unknown."""
    cells = tuple(Cell(table.facts_table, row.key, name) for name in (column.of, column.base))
    now, base = map(sheet.value, cells)
    if now is None or base is None:
        return BodyCell("amount", strong=row.strong)
    increase = now - base
    text, unit = _text(table, row, increase)
    if column.change == "growth":
        rate = amounts.growth(now, base)
        if rate is None:
            return BodyCell("amount", strong=row.strong)
        increase, text, unit = rate, amounts.fixed(rate), "%"
    operands = tuple(Operand(cell, sheet.year) for cell in cells)
    name, label = f"{table.id}/{row.key}/{column.change}", _label(row, column)
    figure = Figure(name, label, increase, text, unit, column.change, operands)
    return BodyCell("amount", text, figure, level=row.level, strong=row.strong)


def _text(table: Table, row: Row, value: Decimal) -> tuple[str, str]:
    if row.measure is Measure.COUNT:
        return amounts.trimmed(value), row.unit
    if table.unit == "万元":
        return amounts.fixed(amounts.to_wan(value)), table.unit
    return amounts.fixed(value), table.unit


def _label(row: Row, column: Column | Derived) -> str:
    return " ".join(part for part in (row.code, row.label or "", "·".join(column.labels)) if part)
