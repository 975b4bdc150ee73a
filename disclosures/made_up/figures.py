"""Figures on their way into the tables of a standard: added up cell by cell, 元 or counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from disclosures.made_up.money import ZERO, Money, Year
from disclosures.made_up.units import MadeUp
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Cell

Figures = Mapping[Cell, Decimal]

ITEMS_OF_WAGES = {"30108": "2080505", "30109": "2080506", "30113": "2210201"}
"""Items of 功能分类 under which some of 基本支出 stands; the rest stands under the unit's own."""

MEDICAL = "30110"
"""职工基本医疗保险: an item of its own for 行政单位 and for 事业单位."""

FUNDS = ("general_public", "government_fund", "state_capital")

ASKED = frozenset({"matters", *FUNDS})
"""Tables of which something is told even where nothing stands in them."""


class Adding:
    """The figures of one document; what the standard has no cell for is left out."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.cells: dict[Cell, Decimal] = defaultdict(lambda: ZERO)

    def add(self, table: str, rows: str | Iterable[str], column: str, value: Decimal) -> None:
        """``value`` on top of what stands in ``column`` of each of ``rows``."""
        for row in (rows,) if isinstance(rows, str) else rows:
            self.cells[Cell(table, row, column)] += value

    def item(self, table: str, code: str, column: str, value: Decimal) -> None:
        """``value`` at an item, at the codes above it, and in 合计."""
        above = (one.code for one in self.standard.codes.function.path(code))
        self.add(table, (*above, TOTAL), column, value)

    def value(self, address: str) -> Decimal:
        return self.cells.get(Cell.parse(address), ZERO)

    def figures(self) -> Figures:
        """All of them; what the forms ask for in any case is 0 where nothing was added."""
        found = dict(self.cells)
        for cell in self._asked({cell.table for cell in found} | ASKED):
            found.setdefault(cell, ZERO)
        return {cell: value for cell, value in found.items() if self._has(cell)}

    def _asked(self, tables: Iterable[str]) -> Iterable[Cell]:
        """Named rows of fixed tables, and 合计 of those that follow a classification."""
        for name in sorted(tables):
            for block in self.standard.tables[name].blocks:
                named = (row.key for row in block.rows if row.key and not row.key.isdigit())
                totals = (TOTAL,) if block.total else ()
                for row in named if block.fixed else totals:
                    yield from (Cell(name, row, column.id) for column in block.columns)

    def _has(self, cell: Cell) -> bool:
        table = self.standard.tables.get(cell.table)
        return table is not None and any(column.id == cell.column for column in table.columns())


def by_item(unit: MadeUp, money: Money) -> dict[str, tuple[Decimal, Decimal]]:
    """By item of 功能分类 what 一般公共预算 pays: 基本支出 and projects."""
    basic: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for code, amount in money.basic.items():
        basic[item_of(unit, code)] += amount
    items = dict.fromkeys((*sorted(basic), *money.projects))
    return {item: (basic[item], money.projects.get(item, ZERO)) for item in items}


def item_of(unit: MadeUp, economic: str) -> str:
    """The item under which 基本支出 of this 经济分类 stands."""
    if economic == MEDICAL:
        return "2101101" if unit.agency else "2101102"
    return ITEMS_OF_WAGES.get(economic, unit.basic)


def expended(adding: Adding, item: str, basic: Decimal, project: Decimal) -> None:
    """What is spent at an item, in 支出表 and in 总表."""
    for column, value in (("basic", basic), ("project", project), ("total", basic + project)):
        adding.item("expenditure", item, column, value)
    rows = (item[:3], "expenditure_of_year", "expenditure_total")
    adding.add("income_expenditure", rows, "amount", basic + project)


def appropriated(adding: Adding, fund: str, item: str, amount: Decimal) -> None:
    """What of it 财政拨款 of ``fund`` pays, in 财政拨款收支总表."""
    rows = (item[:3], "expenditure_of_year", "expenditure_total")
    for column in (fund, "total"):
        adding.add("appropriation", rows, column, amount)


def three_public(adding: Adding, kind: str, money: Money) -> None:
    """The columns of 预算数 or 决算数 (``kind``) of the “三公” table."""
    parts = {"abroad": "30212", "purchase": "31013", "running": "30231", "reception": "30217"}
    for part, code in parts.items():
        within = ("vehicles",) if part in ("purchase", "running") else ()
        for name in (part, *within, "total"):
            adding.add("three_public", TOTAL, f"{kind}_{name}", money.basic.get(code, ZERO))


def matters(adding: Adding, unit: MadeUp, of: Year, money: Money, operating: Decimal) -> None:
    """其他重要事项 that both kinds of documents tell: 机关运行经费, 政府采购, cars."""

    def put(row: str, value: Decimal) -> None:
        adding.add("matters", row, "value", value)

    if unit.agency:
        put("agency_operating", operating)
    goods = money.basic["31002"] + money.basic.get("31013", ZERO)
    services = (sum(money.projects.values(), ZERO) / 5).quantize(Decimal("0.01"))
    put("procurement_goods", goods)
    put("procurement_services", services)
    put("procurement_total", goods + services)
    for row in ("vehicles", "vehicles_emergency"):
        put(row, Decimal(of.counts.cars))


def together(figures: Iterable[Figures]) -> Figures:
    """Those of a department: the sum of all its bodies, which pay each other nothing."""
    found: dict[Cell, Decimal] = defaultdict(lambda: ZERO)
    for one in figures:
        for cell, value in one.items():
            found[cell] += value
    return found
