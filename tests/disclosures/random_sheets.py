"""Sheets and texts as no clerk would fill them in: zero, negative, vanished, new, and unknown.

What a seed gives is the same on every machine, so a failing example can be run again.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from disclosures.document.assemble import Assembled, assemble
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Block, Cell, Measure, RowSource, Table

NASTY = (
    "厉行节约",
    "厉行节约。",
    "<script>alert(1)</script>&amp;",
    "{total}和{@overall}",
    "{unit}{{year}}%s {0}",
    "第一行\n第二行\r\n\t第三行\x00",
    "“引号”、'单引号'和\"双引号\"",
    "；以分号开头，以逗号结尾，",
    "\u200b\ufeff零宽",
    "  ",
    "。",
    "增加/减少",
    "（没有闭合",
)
"""Texts by the unit."""


@dataclass(frozen=True)
class Case:
    """A sheet, the texts, and what became of them."""

    standard: Standard
    sheet: FactSheet
    texts: Texts
    unit: str
    assembled: Assembled


def case(standard: Standard, seed: int) -> Case:
    chance = Random(seed)  # noqa: S311
    sheet = random_sheet(standard, chance)
    texts = random_texts(standard, sheet, chance)
    unit = chance.choice(("某某中心", "某{year}局", "<b>某局</b>"))
    return Case(standard, sheet, texts, unit, assemble(standard, sheet, unit, texts))


def random_sheet(standard: Standard, chance: Random) -> FactSheet:
    density = chance.choice((0, 0.3, 0.7, 0.95, 1))
    absent = chance.choice((0, 0, 0.3, 0.9))
    cells: dict[Cell, Fact] = {}
    labels: dict[tuple[str, str], str] = {}
    for table in standard.tables.values():
        if table.view_of or chance.random() < absent:
            continue
        for block in table.blocks:
            for row in _rows(block, standard, chance):
                if block.source is RowSource.ENTRIES:
                    labels[table.id, row] = chance.choice(NASTY)
                for column in block.columns:
                    if chance.random() < density:
                        cell = Cell(table.id, row, column.id)
                        cells[cell] = Fact(value(table, row, chance))
    return FactSheet(standard.year, cells, labels, _prior(standard, cells, chance))


def _rows(block: Block, standard: Standard, chance: Random) -> list[str]:
    if block.fixed:
        return [row.key for row in block.rows if row.key and row.target is None]
    if block.source is RowSource.ENTRIES:
        return [str(number) for number in range(1, chance.randint(1, 4))]
    function = block.source is RowSource.FUNCTION
    codes = standard.codes.function if function else standard.codes.economic_department
    lowest = [code.code for code in codes if code.level == (3 if function else 2)]
    chosen = chance.sample(lowest, chance.choice((0, 1, 2, 6)))
    above = [up.code for code in chosen for up in codes.ancestors(code)]
    kept = [code for code in above if chance.random() < 0.9]
    return list(dict.fromkeys([*chosen, *kept, *([TOTAL] if chance.random() < 0.9 else [])]))


def value(table: Table, row: str, chance: Random) -> Decimal:
    """元 with 分 from -1e9 to 1e12, or a count from 0."""
    fixed = table.fixed_rows().get(row)
    if fixed is not None and fixed.measure is Measure.COUNT:
        return Decimal(chance.choice((0, 0, 1, 2, 48, 1200)))
    cents = chance.choice(
        (
            0,
            0,
            chance.randint(-9999, 9999),
            chance.randint(1, 10**9),
            chance.randint(1, 10**9),
            chance.randint(-(10**11), -1),
            chance.randint(1, 10**14),
        )
    )
    return Decimal(cents).scaleb(-2)


def _prior(standard: Standard, now: dict[Cell, Fact], chance: Random) -> FactSheet | None:
    known = chance.choice((None, 0.3, 0.9))
    if known is None:
        return None
    cells = {
        cell: Fact(_before(standard, cell, fact.value, chance))
        for cell, fact in now.items()
        if chance.random() < known
    }
    return FactSheet(standard.year - 1, cells)


def _before(standard: Standard, cell: Cell, now: Decimal, chance: Random) -> Decimal:
    same, near = chance.random() < 0.2, chance.random() < 0.2
    fixed = standard.tables[cell.table].fixed_rows().get(cell.row)
    if same or (fixed is not None and fixed.measure is Measure.COUNT):
        return now
    if near:
        return now + Decimal(chance.randint(-6000, 6000)).scaleb(-2)
    return value(standard.tables[cell.table], cell.row, chance)


def random_texts(standard: Standard, sheet: FactSheet, chance: Random) -> Texts:
    explanations = {}
    for kind in ("reason", "budget_reason", "use", "term"):
        for figure, definition in standard.figures.items():
            rows = sheet.row_keys(definition.cell.table) if definition.cell.row == "*" else ("",)
            for row in rows:
                if chance.random() < 0.5:
                    explanations[TextKey(kind, figure, row)] = chance.choice(NASTY)
    return Texts(explanations, {name: chance.choice(NASTY) for name in standard.prose_names()})
