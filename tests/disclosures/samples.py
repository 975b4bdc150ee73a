"""Standards, sheets and scopes for tests; money is written in 万元, a count as it is."""

from collections.abc import Mapping
from decimal import Decimal

from disclosures import classification
from disclosures.document.tabulate import tabulate
from disclosures.document.tree import TableBlock
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.scope import Scope, TextKey, Texts, words_of
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Measure

SHIPPED = (
    ("sichuan", 2020),
    ("sichuan", 2021),
    ("sichuan", 2022),
    ("national", 2020),
    ("national", 2022),
    ("shanghai", 2024),
)
"""Jurisdiction and first year of every standard of final accounts."""

BUDGETS = (("sichuan", 2020), ("national", 2020))
"""Jurisdiction and first year of every standard of a budget with tables like the national ones."""

OWN_BUDGETS = (("shanghai", 2025),)
"""Those of budgets whose tables are their own."""

UNIT = "某某中心"

Figures = Mapping[str, str]
"""table/row/column → 万元 or count; of tables in 元 the 元."""


def standard(
    jurisdiction: str = "sichuan", year: int = 2020, level: str = "department"
) -> Standard:
    return load(jurisdiction, "final_accounts", year, level, classification.load(year))


def budget(jurisdiction: str = "sichuan", year: int = 2020, level: str = "department") -> Standard:
    return load(jurisdiction, "budget", year, level, classification.load(year))


def every(level: str = "department") -> tuple[Standard, ...]:
    """Every shipped standard, final accounts before budgets."""
    accounts = (standard(*of, level) for of in SHIPPED)
    return (*accounts, *(budget(*of, level) for of in (*BUDGETS, *OWN_BUDGETS)))


def but_national_budgets() -> tuple[Standard, ...]:
    """Every shipped standard but those of BUDGETS, of which the common tests have their own."""
    own = (budget(*of) for of in OWN_BUDGETS)
    return (*(standard(*of) for of in SHIPPED), *own)


def facts(of: Standard, figures: Figures, rounded: bool = False) -> dict[Cell, Fact]:
    """Facts in 元."""
    cells = {Cell.parse(address): Decimal(text) for address, text in figures.items()}
    return {cell: Fact(value * factor(of, cell), rounded=rounded) for cell, value in cells.items()}


def factor(of: Standard, cell: Cell) -> int:
    """How many 元 the number 1 stands for in ``cell``; 1 for counts."""
    row = of.tables[cell.table].fixed_rows().get(cell.row)
    counted = row is not None and row.measure is Measure.COUNT
    return 1 if counted or of.tables[cell.table].unit == "元" else 10000


def sheet(
    of: Standard,
    figures: Figures,
    prior: Figures | None = None,
    labels: Mapping[tuple[str, str], str] | None = None,
    rounded: bool = False,
) -> FactSheet:
    before = None if prior is None else FactSheet(of.year - 1, facts(of, prior))
    return FactSheet(of.year, facts(of, figures, rounded), labels or {}, before)


def scope(of: Standard, over: FactSheet, texts: Mapping[str, str] | None = None) -> Scope:
    """A scope with the words of a document; ``texts`` by ``kind/figure`` or ``kind/figure/row``."""
    explanations = {TextKey(*key.split("/")): text for key, text in (texts or {}).items()}
    return Scope(of, over, Texts(explanations), words_of(of, UNIT, of.year))


def intake_tables(
    standard: Standard, sheet: FactSheet, words: Mapping[str, str]
) -> tuple[TableBlock, ...]:
    """The sheets of a workbook that intake reads, printed as the official forms are."""
    return tuple(tabulate(table, standard, sheet, words) for table in standard.entry_tables())
