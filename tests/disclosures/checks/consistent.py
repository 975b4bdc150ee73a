"""Random accounts in which everything agrees, in 元 with 分, made from the items upwards."""

from collections import defaultdict
from decimal import Decimal
from random import Random

from disclosures.facts import Fact, FactSheet
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Cell

GENERAL = ("2010101", "2050102", "2050199", "2080505", "2101102", "2210201")
FUND = ("2120801", "2120802", "2120803")
CAPITAL = ("2230105",)

PERSONNEL = ("30101", "30102", "30113", "30302", "30309")
OPERATING = ("30201", "30212", "30217", "30231", "31002", "31013")

OTHER_INCOME = ("superior_subsidy", "institutional", "operating", "affiliated_remittance", "other")
OTHER_SPENDING = ("basic", "project", "remitted_upward", "operating", "affiliated_subsidy")

FUNDS = ("general_public", "government_fund", "state_capital")

ZERO = Decimal(0)


class Accounts:
    """The figures while they are made; ``cells`` holds every one, in 元 or as a count."""

    def __init__(self, standard: Standard, chance: Random) -> None:
        self.standard, self.chance = standard, chance
        self.cells: dict[Cell, Decimal] = defaultdict(lambda: ZERO)
        self.items = {
            "general_public": chance.sample(GENERAL, chance.randint(1, 4)),
            "government_fund": chance.sample(FUND, chance.randint(0, 2)),
            "state_capital": chance.sample(CAPITAL, chance.randint(0, 1)),
        }
        self.spent = dict.fromkeys(FUNDS, ZERO)

    def add(self, table: str, row: str, column: str, value: Decimal) -> None:
        self.cells[Cell(table, row, column)] += value

    def item(self, table: str, code: str, column: str, value: Decimal) -> None:
        """``value`` at an item, at the codes above it and in 合计."""
        for row in (TOTAL, *(c.code for c in self.standard.codes.function.path(code))):
            self.add(table, row, column, value)

    def money(self) -> Decimal:
        return Decimal(self.chance.choice((0, 0, 1, self.chance.randint(0, 10**10)))).scaleb(-2)

    def split(self, whole: Decimal, parts: int) -> list[Decimal]:
        """``whole`` in ``parts`` that add up to it."""
        cents = int(whole.scaleb(2))
        cuts = sorted(self.chance.randint(0, cents) for _ in range(parts - 1))
        ends = (0, *cuts, cents)
        return [Decimal(b - a).scaleb(-2) for a, b in zip(ends, ends[1:], strict=False)]

    def value(self, address: str) -> Decimal:
        return self.cells.get(Cell.parse(address), ZERO)

    def sheet(self, rounded: bool = False) -> FactSheet:
        """The accounts; ``rounded`` as a workbook in 万元 with two places tells them."""
        return FactSheet(
            self.standard.year,
            {cell: self._fact(cell, value, rounded) for cell, value in self.cells.items()},
        )

    def _fact(self, cell: Cell, value: Decimal, rounded: bool) -> Fact:
        if not rounded or is_count(cell, self.standard):
            return Fact(value)
        # 0.01 万元 is 100 元.
        return Fact((value / 100).quantize(Decimal(1), "ROUND_HALF_UP") * 100, rounded=True)


def is_count(cell: Cell, standard: Standard) -> bool:
    row = standard.tables[cell.table].fixed_rows().get(cell.row)
    return row is not None and row.unit != ""


def accounts(standard: Standard, chance: Random) -> Accounts:
    made = Accounts(standard, chance)
    _spending(made)
    for fund in FUNDS:
        _fund(made, fund)
    _appropriation_totals(made)
    _other_money(made)
    _basic(made)
    _three_public(made)
    _matters(made)
    return made


def _spending(made: Accounts) -> None:
    """3表, 5表, 8表, 9表 and the classes of 1表 and 4表."""
    for fund, codes in made.items.items():
        for code in codes:
            for column in ("basic", "project"):
                value = made.money()
                made.item(fund, code, column, value)
                made.item(fund, code, "total", value)
                _spent(made, code, column, value)
                made.spent[fund] += value
                for row in (code[:3], "expenditure_of_year"):
                    made.add("appropriation", row, fund, value)
                    made.add("appropriation", row, "total", value)
            if fund == "general_public":
                made.item("item_budget", code, "revised", made.money())


def _spent(made: Accounts, code: str, column: str, value: Decimal) -> None:
    made.item("expenditure", code, column, value)
    made.item("expenditure", code, "total", value)
    for row in (code[:3], "expenditure_of_year", "expenditure_total"):
        made.add("income_expenditure", row, "amount", value)


def _received(made: Accounts, code: str, column: str, row: str, value: Decimal) -> None:
    """An income in 1表 and 2表."""
    made.item("income", code, column, value)
    made.item("income", code, "total", value)
    for one in (row, "income_of_year", "income_total"):
        made.add("income_expenditure", one, "amount", value)


def _fund(made: Accounts, fund: str) -> None:
    """Income, opening and closing of one 财政拨款, item by item."""
    for code in made.items[fund]:
        closing = made.money()
        spent = made.value(f"{fund}/{code}/total")
        income, opening = made.split(spent + closing, 2)
        if fund == "government_fund":
            for column, value in (("income", income), ("opening", opening), ("closing", closing)):
                made.item(fund, code, column, value)
        _received(made, code, "appropriation", f"{fund}_income", income)
        for row in (f"{fund}_income", "income_of_year", "income_total"):
            made.add("appropriation", row, "amount", income)
        for row in (f"opening_{fund}", "opening_balance", "income_total"):
            made.add("appropriation", row, "amount", opening)
        for column in (fund, "total"):
            made.add("appropriation", "closing_balance", column, closing)
        for row in ("opening_balance", "income_total"):
            made.add("income_expenditure", row, "amount", opening)
        for row in ("closing_balance", "expenditure_total"):
            made.add("income_expenditure", row, "amount", closing)


def _appropriation_totals(made: Accounts) -> None:
    for column in (*FUNDS, "total"):
        for row in ("expenditure_of_year", "closing_balance"):
            value = made.value(f"appropriation/{row}/{column}")
            made.add("appropriation", "expenditure_total", column, value)


def _other_money(made: Accounts) -> None:
    """Means other than 财政拨款 and what was spent of them."""
    code = made.chance.choice(made.items["general_public"])
    spent = ZERO
    for column in OTHER_SPENDING:
        value = made.money()
        _spent(made, code, column, value)
        spent += value
    distributed, closing = made.money(), made.money()
    *incomes, used, opening = made.split(spent + distributed + closing, 7)
    for row, value in zip(OTHER_INCOME, incomes, strict=True):
        _received(made, code, row, row, value)
    for row, value in (("non_fiscal_surplus_used", used), ("opening_balance", opening)):
        made.add("income_expenditure", row, "amount", value)
        made.add("income_expenditure", "income_total", "amount", value)
    for row, value in (("surplus_distribution", distributed), ("closing_balance", closing)):
        made.add("income_expenditure", row, "amount", value)
        made.add("income_expenditure", "expenditure_total", "amount", value)


def _basic(made: Accounts) -> None:
    """6表."""
    basic = made.value("general_public/total/basic")
    codes = (*PERSONNEL, *OPERATING)
    for code, value in zip(codes, made.split(basic, len(codes)), strict=True):
        total = "personnel_total" if code in PERSONNEL else "operating_total"
        for row in (code, code[:3], total):
            made.add("general_public_basic", row, "amount", value)


def _three_public(made: Accounts) -> None:
    """7表: at least what stands in 基本支出."""
    for part, code in (
        ("abroad", "30212"),
        ("purchase", "31013"),
        ("running", "30231"),
        ("reception", "30217"),
    ):
        final = made.value(f"general_public_basic/{code}/amount") + made.money()
        for kind, value in (("final", final), ("budget", made.money())):
            sums = ["total", part, *(["vehicles"] if part in ("purchase", "running") else [])]
            for name in sums:
                made.add("three_public", TOTAL, f"{kind}_{name}", value)


def _matters(made: Accounts) -> None:
    chance = made.chance
    tables = made.standard.tables
    asked = tables["matters"].fixed_rows()

    def put(row: str, value: Decimal) -> None:
        if row in asked:
            made.add("matters", row, "value", value)

    def count(of: Decimal, least: int = 1) -> Decimal:
        return Decimal(chance.randint(least, least + 40)) if of else ZERO

    def reception(kind: str, spent: Decimal) -> None:
        batches = count(spent)
        put(f"reception_{kind}", spent)
        put(f"reception_{kind}_batches", batches)
        put(f"reception_{kind}_people", count(spent, int(batches)))

    abroad = made.value("three_public/total/final_abroad")
    groups = count(abroad)
    put("abroad_groups", groups)
    put("abroad_people", count(abroad, int(groups)))
    kinds = ("sedan", "offroad", "coach")
    bought = made.split(made.value("three_public/total/final_purchase"), len(kinds))
    for kind, spent in zip(kinds, bought, strict=True):
        put(f"cars_bought_{kind}_amount", spent)
        for row, number in (("bought", count(spent)), ("held", Decimal(chance.randint(0, 5)))):
            put(f"cars_{row}_{kind}", number)
            put(f"cars_{row}", number)
    spare = Decimal(chance.randint(0, 9))
    put("vehicles_leaders", spare)
    put("vehicles_other", made.value("matters/cars_held/value"))
    put("vehicles", spare + made.value("matters/cars_held/value"))
    spent = made.value("three_public/total/final_reception")
    # Where guests from abroad are a part of 国内公务接待, there is no sum of the two.
    domestic, foreign = made.split(spent, 2) if "reception_foreign" in asked else (spent, ZERO)
    reception("domestic", domestic)
    reception("foreign", foreign)
    reception("guests", made.split(domestic, 2)[0])
    if "reception_occasions" in tables:
        for place, value in enumerate(made.split(domestic, 3), 1):
            made.add("reception_occasions", str(place), "amount", value)
    put(
        "agency_operating",
        made.split(made.value("general_public_basic/operating_total/amount"), 2)[0],
    )
    for part in ("goods", "works", "services"):
        value = made.money()
        put(f"procurement_{part}", value)
        put("procurement_total", value)
    sme = made.split(made.value("matters/procurement_total/value"), 2)[0]
    put("procurement_sme", sme)
    put("procurement_micro", made.split(sme, 2)[0])
