"""预算 of a made-up unit: what it plans for a year in the tables of the standard."""

from decimal import Decimal

from disclosures.made_up.accounts import PERSONNEL
from disclosures.made_up.figures import (
    FUNDS,
    Adding,
    Figures,
    appropriated,
    by_item,
    expended,
    matters,
    three_public,
)
from disclosures.made_up.money import ZERO, Year
from disclosures.made_up.units import MadeUp
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL


def budget(standard: Standard, unit: MadeUp, of: Year, before: Year) -> Figures:
    """Every figure that the forms ask for; ``before`` is the year that was executed."""
    adding = Adding(standard)
    _general_public(adding, unit, of, before)
    for item, planned in of.planned.fund.items():
        expended(adding, item, ZERO, planned)
        for column in ("project", "total"):
            adding.item("government_fund", item, column, planned)
        adding.item("government_fund", item, "basic", ZERO)
        appropriated(adding, "government_fund", item, planned)
        _received(adding, "government_fund", item, planned)
    if of.planned.own:
        expended(adding, unit.projects[0], ZERO, of.planned.own)
        _received(adding, "institutional", unit.projects[0], of.planned.own)
    _opening(adding, unit, of.opening)
    _basic(adding, of)
    three_public(adding, "last", before.planned)
    three_public(adding, "budget", of.planned)
    operating = adding.value("general_public_basic/total/operating")
    matters(adding, unit, of, of.planned, operating)
    adding.add("matters", "vehicles_planned", "value", Decimal(of.counts.bought))
    return adding.figures()


def _general_public(adding: Adding, unit: MadeUp, of: Year, before: Year) -> None:
    executed = by_item(unit, before.spent)
    for item, (basic, project) in by_item(unit, of.planned).items():
        spent = basic + project
        expended(adding, item, basic, project)
        for column, value in (
            ("basic", basic),
            ("project", project),
            ("total", spent),
            ("executed", sum(executed[item], ZERO)),
        ):
            adding.item("general_public", item, column, value)
        appropriated(adding, "general_public", item, spent)
        _received(adding, "general_public", item, spent)


def _received(adding: Adding, source: str, item: str, amount: Decimal) -> None:
    for column in (source, "total"):
        adding.item("income", item, column, amount)
    row = f"{source}_income" if source in FUNDS else source
    adding.add("income_expenditure", (row, "income_of_year", "income_total"), "amount", amount)
    if source in FUNDS:
        adding.add("appropriation", (row, "income_of_year", "income_total"), "amount", amount)


def _opening(adding: Adding, unit: MadeUp, opening: Decimal) -> None:
    """What last year left pays for a part of what this year spends."""
    item = unit.projects[0]
    for column, amount in (("opening", opening), ("general_public", -opening)):
        adding.item("income", item, column, amount)
    for table in ("income_expenditure", "appropriation"):
        for rows, amount in (
            (("opening_balance", "income_total"), opening),
            (("general_public_income", "income_of_year", "income_total"), -opening),
        ):
            adding.add(table, rows, "amount", amount)
    adding.add("appropriation", "opening_general_public", "amount", opening)


def _basic(adding: Adding, of: Year) -> None:
    for code, amount in of.planned.basic.items():
        kind = "personnel" if code[:3] in PERSONNEL else "operating"
        for column in (kind, "total"):
            adding.add("general_public_basic", (code, code[:3], TOTAL), column, amount)
