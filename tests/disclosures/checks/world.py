"""Sound accounts with all that they are held against: last year's, the budget, the units."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from disclosures import classification
from disclosures.checks.context import Context, Earlier, Member
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.scope import Texts
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples

FOLDER = Path(__file__).parent

UNIT = "某局"

PRIOR = {
    "income_expenditure/closing_balance/amount": "15",
    "general_public/total/total": "80",
    "matters/agency_operating/value": "14",
}
"""Figures of last year in this year's sheet, 万元."""

LAST_YEAR = {
    **PRIOR,
    "appropriation/closing_balance/total": "10",
    "appropriation/closing_balance/general_public": "8",
    "appropriation/closing_balance/government_fund": "2",
    "appropriation/closing_balance/state_capital": "0",
    "government_fund/total/closing": "2",
    "government_fund/212/closing": "2",
    "government_fund/21208/closing": "2",
    "government_fund/2120801/closing": "2",
    "matters/cars_held/value": "1",
}
"""Last year's published figures."""

BUDGET = {
    "general_public/total/total": "90",
    "general_public/205/total": "70",
    "general_public/2050199/total": "70",
    "general_public/208/total": "20",
    "general_public/2080505/total": "20",
    "three_public/total/budget_total": "19",
    "three_public/total/budget_abroad": "5",
    "three_public/total/budget_purchase": "5",
    "three_public/total/budget_running": "5",
    "three_public/total/budget_reception": "4",
    "matters/agency_operating/value": "15",
    "matters/procurement_total/value": "30",
    "income_expenditure/opening_balance/amount": "15",
}
"""The published budget of the same year."""

OWN = {
    "shanghai": {
        "matters/reception_domestic/value": "3",
        "matters/reception_guests/value": "1",
        "matters/reception_guests_batches/value": "1",
        "matters/reception_guests_people/value": "5",
        "matters/awarded_sme/value": "20",
        "state_capital/total/income": "5",
        "state_capital/223/income": "5",
        "state_capital/22301/income": "5",
        "state_capital/2230105/income": "5",
    },
}
"""What the sound accounts are in a jurisdiction whose sheets ask for something else."""

SUBSIDY = "income/total/superior_subsidy"
SUBSIDISED = "expenditure/total/affiliated_subsidy"

Figures = Mapping[str, str]


def accounts(standard: Standard) -> dict[str, str]:
    """accounts.toml by address, as far as the standard has the tables."""
    tables = tomllib.loads((FOLDER / "accounts.toml").read_text("utf-8"))
    figures = {
        f"{table}/{row}/{column}": str(value)
        for table, rows in tables.items()
        if table in standard.tables
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    return figures | OWN.get(standard.jurisdiction, {})


def budget_standard(of: Standard) -> Standard:
    """A small standard of a budget: four tables of ``of``."""
    kept = ("income_expenditure", "general_public", "three_public", "matters")
    tables = {name: of.tables[name] for name in kept}
    return replace(of, id="test/budget", kind="budget", tables=tables, identities=())


def context(
    of: Standard,
    changed: Figures | None = None,
    *,
    prior: Figures = PRIOR,
    last_year: Figures | None = None,
    budget: Figures | None = None,
    nature: str = "",
    rounded: bool = False,
) -> Context:
    """The sound accounts with what is ``changed`` in each document; '' takes a figure away."""
    now = samples.sheet(of, over(accounts(of), changed), prior, rounded=rounded)
    before = samples.sheet(of, over(LAST_YEAR, last_year), rounded=rounded)
    planned = samples.sheet(of, over(BUDGET, budget), rounded=rounded)
    earlier = load(of.jurisdiction, of.kind, of.year, of.level, classification.load(of.year))
    return Context(
        standard=of,
        sheet=now,
        unit=UNIT,
        nature=nature,
        last_year=Earlier("某局2019年度部门决算", before, Texts(), earlier),
        budget=Earlier("某局2020年度部门预算", planned, Texts(), budget_standard(of)),
    )


def over(figures: Figures, changed: Figures | None) -> dict[str, str]:
    """``figures`` with ``changed`` over them."""
    merged = {**figures, **(changed or {})}
    return {address: value for address, value in merged.items() if value != ""}


def with_units(of: Standard, changed: Figures | None = None) -> Context:
    """The sound accounts of a department, and the halves of which they are the sum.

    The office paid its unit 2 万元 beyond what left the department.
    """
    department = samples.sheet(of, accounts(of))
    half = {cell: fact.value // 2 for cell, fact in department.facts.items()}
    rest = {cell: fact.value - half[cell] for cell, fact in department.facts.items()}
    received, paid = Cell.parse(SUBSIDY), Cell.parse(SUBSIDISED)
    half |= {received: Decimal(0), paid: Decimal(50000)}
    rest |= {received: Decimal(80000), paid: Decimal(0)}
    office, unit = ({cell: Fact(value) for cell, value in one.items()} for one in (half, rest))
    unit |= samples.facts(of, changed or {})
    return Context(
        standard=of,
        sheet=department,
        unit=UNIT,
        members=(
            Member(UNIT, "", FactSheet(of.year, office)),
            Member("某中心", "", FactSheet(of.year, unit)),
        ),
    )


LAST_BUDGET = {
    "three_public/total/budget_total": "21",
    "three_public/total/budget_abroad": "6",
    "three_public/total/budget_vehicles": "10",
    "three_public/total/budget_purchase": "5",
    "three_public/total/budget_running": "5",
    "three_public/total/budget_reception": "5",
}
"""The published budget of the year before that of budgets.toml."""


def budgeted(standard: Standard, fiscal: bool = False) -> dict[str, str]:
    """budgets.toml by address: what all forms have, and what those of the jurisdiction have.

    With ``fiscal`` it is the budget of a unit that has no income but 财政拨款.
    """
    of_forms = tomllib.loads((FOLDER / "budgets.toml").read_text("utf-8"))
    figures = {
        Cell(table, row, column): str(value)
        for forms in ("all", standard.jurisdiction, *(["fiscal"] if fiscal else []))
        for table, rows in of_forms[forms].items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    return {str(cell): value for cell, value in figures.items() if _has(standard, cell)}


def _has(standard: Standard, cell: Cell) -> bool:
    columns = standard.tables[cell.table].columns() if cell.table in standard.tables else ()
    return any(column.id == cell.column for column in columns)


def budget_context(
    of: Standard,
    changed: Figures | None = None,
    *,
    last_year: Figures | None = None,
    nature: str = "",
    rounded: bool = False,
    fiscal: bool = False,
) -> Context:
    """The sound budget with what is ``changed`` in each document; '' takes a figure away."""
    before = samples.sheet(of, over(LAST_BUDGET, last_year), rounded=rounded)
    return Context(
        standard=of,
        sheet=samples.sheet(of, over(budgeted(of, fiscal), changed), rounded=rounded),
        unit=UNIT,
        nature=nature,
        last_year=Earlier("某局2019年度部门预算", before, Texts(), of),
    )
