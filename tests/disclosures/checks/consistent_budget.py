"""Random budgets in which everything agrees, in 元 with 分, made from the items upwards."""

from decimal import Decimal
from random import Random

from disclosures.standards.model import Standard
from disclosures.tables import TOTAL
from tests.disclosures.checks.consistent import FUNDS, OPERATING, PERSONNEL, ZERO, Accounts

OTHER_INCOME = (
    "institutional",
    "operating",
    "superior_subsidy",
    "affiliated_remittance",
    "other",
    "non_fiscal_surplus_used",
)
OF_OTHER = frozenset({"superior_subsidy", "affiliated_remittance", "other"})
"""Columns of 收入总表 that are 其他收入 of 收支总表."""


def budget(standard: Standard, chance: Random) -> Accounts:
    """A budget; of half of them the only income is 财政拨款."""
    made = Accounts(standard, chance)
    for fund in FUNDS:
        _fund(made, fund)
    _appropriation_totals(made)
    _other_money(made)
    _basic(made)
    _three_public(made)
    _detail(made)
    return made


def _fund(made: Accounts, fund: str) -> None:
    for code in made.items[fund]:
        basic, project, closing = made.money(), made.money(), made.money()
        spent = basic + project
        income, opening = made.split(spent + closing, 2)
        carried = made.split(opening, 2)[0] if spent >= opening else ZERO
        _spent(made, code, basic, project)
        _own_table(made, fund, code, basic, project, carried)
        for row in (code[:3], "expenditure_of_year", "expenditure_total"):
            for column in (fund, "total"):
                made.add("appropriation", row, column, spent)
        for column in (fund, "total"):
            made.add("appropriation", "closing_balance", column, closing)
            made.add("appropriation", "expenditure_total", column, closing)
        for row in (f"{fund}_income", "income_of_year", "income_total"):
            made.add("appropriation", row, "amount", income)
        for row in (f"opening_{fund}", "opening_balance", "income_total"):
            made.add("appropriation", row, "amount", opening)
        _received(made, code, fund, f"{fund}_income", income)
        _carried(made, code, opening, closing)


def _own_table(
    made: Accounts, fund: str, code: str, basic: Decimal, project: Decimal, carried: Decimal
) -> None:
    columns = {column.id for column in made.standard.tables[fund].columns()}
    made.item(fund, code, "total", basic + project)
    if "current" in columns:
        for column, value in (("current", basic + project - carried), ("carried", carried)):
            made.item(fund, code, column, value)
        made.item("general_public_project", code, "amount", project)
    else:
        made.item(fund, code, "basic", basic)
        made.item(fund, code, "project", project)
    if "executed" in columns:
        made.item(fund, code, "executed", made.money())


def _spent(made: Accounts, code: str, basic: Decimal, project: Decimal) -> None:
    for column, value in (("basic", basic), ("project", project)):
        made.item("expenditure", code, column, value)
        made.item("expenditure", code, "total", value)
        for row in (code[:3], "expenditure_of_year", "expenditure_total"):
            made.add("income_expenditure", row, "amount", value)


def _received(made: Accounts, code: str, column: str, row: str, value: Decimal) -> None:
    made.item("income", code, column, value)
    made.item("income", code, "total", value)
    of_year = ["income_of_year"] if row != "non_fiscal_surplus_used" else []
    for one in (row, *of_year, "income_total"):
        made.add("income_expenditure", one, "amount", value)


def _carried(made: Accounts, code: str, opening: Decimal, closing: Decimal) -> None:
    made.item("income", code, "opening", opening)
    made.item("income", code, "total", opening)
    for row, value in (("opening_balance", opening), ("closing_balance", closing)):
        made.add("income_expenditure", row, "amount", value)
    made.add("income_expenditure", "income_total", "amount", opening)
    made.add("income_expenditure", "expenditure_total", "amount", closing)


def _appropriation_totals(made: Accounts) -> None:
    for fund in FUNDS:
        made.add("appropriation", "expenditure_total", fund, ZERO)


def _other_money(made: Accounts) -> None:
    """Other income, and what is carried over beside 财政拨款; spent on one item."""
    chance, code = made.chance, made.chance.choice(made.items["general_public"])
    basic, project = made.money(), made.money()
    closing = made.money()
    _spent(made, code, basic, project)
    if chance.random() < 0.5:
        _carried(made, code, basic + project + closing, closing)
        return
    *incomes, opening = made.split(basic + project + closing, len(OTHER_INCOME) + 1)
    _carried(made, code, opening, closing)
    for column, value in zip(OTHER_INCOME, incomes, strict=True):
        _received(made, code, column, "other" if column in OF_OTHER else column, value)
        if column == "institutional":
            made.item("income", code, "tuition", made.split(value, 2)[0])


def _basic(made: Accounts) -> None:
    basic = made.value("general_public/total/basic")
    if "general_public_project" in made.standard.tables:
        basic = made.value("general_public/total/total")
        basic -= made.value("general_public_project/total/amount")
    codes = (*PERSONNEL, *OPERATING)
    for code, value in zip(codes, made.split(basic, len(codes)), strict=True):
        kind = "personnel" if code in PERSONNEL else "operating"
        for row in (code, code[:3], TOTAL):
            for column in (kind, "total"):
                made.add("general_public_basic", row, column, value)
    operating = made.value("general_public_basic/total/operating")
    made.add("matters", "agency_operating", "value", made.split(operating, 2)[0])


def _three_public(made: Accounts) -> None:
    kinds = {c.id.partition("_")[0] for c in made.standard.tables["three_public"].columns()}
    for part, code in (
        ("abroad", "30212"),
        ("purchase", "31013"),
        ("running", "30231"),
        ("reception", "30217"),
    ):
        planned = made.value(f"general_public_basic/{code}/total") + made.money()
        for kind in sorted(kinds):
            value = planned if kind == "budget" else made.money()
            for name in ("total", part, *(["vehicles"] if part in ("purchase", "running") else [])):
                made.add("three_public", TOTAL, f"{kind}_{name}", value)


def _detail(made: Accounts) -> None:
    """表2-1, whose rows are 经济分类: all of a fund under one 款, 基本 as 基本支出预算表 has it."""
    if "appropriation_detail" not in made.standard.tables:
        return
    for fund in FUNDS:
        spent = made.value(f"appropriation/expenditure_of_year/{fund}")
        carried = made.value("general_public/total/carried") if fund == "general_public" else ZERO
        current = spent - carried
        for row in ("30227", "302", TOTAL):
            for column in (f"current_{fund}_project", f"current_{fund}", "current", "total"):
                made.add("appropriation_detail", row, column, current)
            for column in (f"carried_{fund}", "carried", "total"):
                made.add("appropriation_detail", row, column, carried)
