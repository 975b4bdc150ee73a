"""Random budgets of the Shanghai form in which everything agrees, in 元 with 分."""

from decimal import Decimal
from random import Random

from disclosures.standards.model import Standard
from disclosures.tables import TOTAL
from tests.disclosures.checks.consistent import OPERATING, PERSONNEL, ZERO, Accounts

OTHER_INCOME = ("institutional", "operating", "other")

KINDS = (
    "ministerial",
    "leaders",
    "confidential",
    "emergency",
    "law_enforcement",
    "special",
    "retired",
    "other",
)
"""Kinds of vehicles."""


def budget(standard: Standard, chance: Random) -> Accounts:
    made = Accounts(standard, chance)
    for fund, codes in made.items.items():
        for code in codes:
            _item(made, fund, code)
    for row in OTHER_INCOME:
        _other_income(made, row)
    _basic(made)
    _three_public(made)
    _matters(made)
    return made


def _item(made: Accounts, fund: str, code: str) -> None:
    """An item of 财政拨款 in all tables but the eighth."""
    for column in ("basic", "project"):
        value = made.money()
        for name in (column, "total"):
            made.item(fund, code, name, value)
        for row in (code[:3], "expenditure_total"):
            for name in (fund, "total"):
                made.add("appropriation", row, name, value)
        for row in (f"{fund}_income", "income_total"):
            made.add("appropriation", row, "amount", value)
        made.add("income_expenditure", f"{fund}_income", "amount", value)
        _both_sides(made, code, column, "appropriation", value)


def _other_income(made: Accounts, row: str) -> None:
    """Income beside 财政拨款, spent in the year it comes in."""
    code = made.chance.choice(made.items["general_public"])
    column, value = made.chance.choice(("basic", "project")), made.money()
    _both_sides(made, code, column, row, value)


def _both_sides(made: Accounts, code: str, column: str, source: str, value: Decimal) -> None:
    """Income of ``source`` and spending of it in the first three tables."""
    for name in (column, "total"):
        made.item("expenditure", code, name, value)
    for name in (source, "total"):
        made.item("income", code, name, value)
    for row in (source, "income_total", code[:3], "expenditure_total"):
        made.add("income_expenditure", row, "amount", value)


def _basic(made: Accounts) -> None:
    """8表."""
    codes = (*PERSONNEL, *OPERATING)
    whole = made.value("general_public/total/basic")
    for code, value in zip(codes, made.split(whole, len(codes)), strict=True):
        column = "personnel" if code in PERSONNEL else "operating"
        for row in (TOTAL, code[:3], code):
            for name in (column, "total"):
                made.add("general_public_basic", row, name, value)


def _three_public(made: Accounts) -> None:
    """9表: at least what stands in 基本支出."""
    for part, code in (
        ("abroad", "30212"),
        ("purchase", "31013"),
        ("running", "30231"),
        ("reception", "30217"),
    ):
        value = made.value(f"general_public_basic/{code}/total") + made.money()
        above = ("vehicles",) if part in ("purchase", "running") else ()
        for name in ("total", *above, part):
            made.add("three_public", TOTAL, f"budget_{name}", value)
    operating = made.value("general_public_basic/total/operating")
    made.add("three_public", TOTAL, "agency_operating", made.split(operating, 2)[0])


def _matters(made: Accounts) -> None:
    def put(row: str, value: Decimal) -> None:
        made.add("matters", row, "value", value)

    for part in ("goods", "works", "services"):
        value = made.money()
        put(f"procurement_{part}", value)
        put("procurement_total", value)
    reserved = made.split(made.value("matters/procurement_total/value"), 2)[0]
    put("reserved_sme", reserved)
    put("reserved_micro", made.split(reserved, 2)[0])
    projects = made.split(made.value("expenditure/total/project"), 2)[0]
    put("target_projects", Decimal(made.chance.randint(0, 40)))
    put("target_amount", projects)
    bought = made.value("three_public/total/budget_purchase")
    for kind in KINDS:
        held = Decimal(made.chance.randint(0, 9))
        planned = Decimal(made.chance.randint(0, 3)) if bought else ZERO
        if bought and kind == KINDS[-1]:
            planned += 1
        for row, number in ((f"vehicles_{kind}", held), ("vehicles", held)):
            put(row, number)
        for row, number in ((f"planned_{kind}", planned), ("planned", planned)):
            put(row, number)
    for row in ("equipment", "planned_equipment", "agencies", "civil_service"):
        put(row, Decimal(made.chance.randint(0, 5)))
