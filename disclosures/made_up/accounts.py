"""决算 of a made-up unit: a year of its money in the tables of the standard."""

from decimal import Decimal

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

PERSONNEL = ("301", "303")
"""类 of 经济分类 that are 人员经费."""

OCCASIONS_TABLE = "reception_occasions"
OCCASIONS = ("业务调研", "工作交流", "检查指导")
"""What guests came for; the lines of 国内公务接待明细, from 1."""


def accounts(standard: Standard, unit: MadeUp, of: Year) -> Figures:
    """Every figure that the forms ask for."""
    adding = Adding(standard)
    _general_public(adding, unit, of)
    for item, spent in of.spent.fund.items():
        _fund(adding, item, spent)
    if of.spent.own:
        _own(adding, unit, of.spent.own)
    _balances(adding, of)
    _basic(adding, of)
    three_public(adding, "budget", of.planned)
    three_public(adding, "final", of.spent)
    operating = adding.value("general_public_basic/operating_total/amount")
    matters(adding, unit, of, of.spent, operating)
    _counts(adding, of)
    return adding.figures()


def _general_public(adding: Adding, unit: MadeUp, of: Year) -> None:
    planned, left = by_item(unit, of.planned), unit.projects[0]
    for item, (basic, project) in by_item(unit, of.spent).items():
        carried = (of.opening, of.closing) if item == left else (ZERO, ZERO)
        spent = basic + project
        expended(adding, item, basic, project)
        for column, value in (("basic", basic), ("project", project), ("total", spent)):
            adding.item("general_public", item, column, value)
        appropriated(adding, "general_public", item, spent)
        _received(adding, "general_public", item, spent + carried[1] - carried[0])
        initial, revised = sum(planned[item], ZERO), spent + carried[1]
        for column, value in (
            ("initial", initial),
            ("revised", revised),
            ("adjustment", revised - initial),
        ):
            adding.item("item_budget", item, column, value)


def _fund(adding: Adding, item: str, spent: Decimal) -> None:
    expended(adding, item, ZERO, spent)
    for column in ("income", "project", "total"):
        adding.item("government_fund", item, column, spent)
    for column in ("opening", "basic", "closing"):
        adding.item("government_fund", item, column, ZERO)
    appropriated(adding, "government_fund", item, spent)
    _received(adding, "government_fund", item, spent)


def _own(adding: Adding, unit: MadeUp, spent: Decimal) -> None:
    """事业收入, all of it spent on the projects of the unit."""
    expended(adding, unit.projects[0], ZERO, spent)
    for column in ("institutional", "total"):
        adding.item("income", unit.projects[0], column, spent)
    rows = ("institutional", "income_of_year", "income_total")
    adding.add("income_expenditure", rows, "amount", spent)


def _received(adding: Adding, fund: str, item: str, amount: Decimal) -> None:
    for column in ("appropriation", "total"):
        adding.item("income", item, column, amount)
    rows = (f"{fund}_income", "income_of_year", "income_total")
    for table in ("income_expenditure", "appropriation"):
        adding.add(table, rows, "amount", amount)


def _balances(adding: Adding, of: Year) -> None:
    """What was left of 一般公共预算 at the beginning and at the end."""
    for table in ("income_expenditure", "appropriation"):
        adding.add(table, ("opening_balance", "income_total"), "amount", of.opening)
    adding.add("appropriation", "opening_general_public", "amount", of.opening)
    rows = ("closing_balance", "expenditure_total")
    adding.add("income_expenditure", rows, "amount", of.closing)
    for column in ("general_public", "total"):
        adding.add("appropriation", rows, column, of.closing)
    for fund in FUNDS:
        adding.add("appropriation", rows, fund, ZERO)


def _basic(adding: Adding, of: Year) -> None:
    for code, amount in of.spent.basic.items():
        kind = "personnel_total" if code[:3] in PERSONNEL else "operating_total"
        adding.add("general_public_basic", (code, code[:3], kind), "amount", amount)


def _counts(adding: Adding, of: Year) -> None:
    counts, reception = of.counts, of.spent.basic["30217"]

    def put(rows: tuple[str, ...], value: int | Decimal) -> None:
        adding.add("matters", rows, "value", Decimal(value))

    put(("abroad_groups",), counts.journeys)
    put(("abroad_people",), counts.travellers)
    put(("cars_held", "cars_held_sedan"), counts.cars)
    put(("cars_bought", "cars_bought_sedan"), counts.bought)
    put(("cars_bought_sedan_amount",), of.spent.basic.get("31013", ZERO))
    put(("reception_domestic",), reception)
    put(("reception_domestic_batches",), counts.receptions)
    put(("reception_domestic_people",), counts.guests)
    total = adding.value("matters/procurement_total/value")
    small = (total * 4 / 5).quantize(Decimal("0.01"))
    put(("procurement_sme",), small)
    put(("procurement_micro",), (small / 2).quantize(Decimal("0.01")))
    share = (reception / len(OCCASIONS)).quantize(Decimal("0.01"), "ROUND_DOWN")
    if reception:
        for number in range(1, len(OCCASIONS) + 1):
            last = number == len(OCCASIONS)
            amount = reception - share * (number - 1) if last else share
            adding.add(OCCASIONS_TABLE, str(number), "amount", amount)
