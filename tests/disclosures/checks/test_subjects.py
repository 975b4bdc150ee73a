"""E19: negative figures, and codes in the table of a budget to which they do not belong."""

from decimal import Decimal

import pytest

from disclosures.checks import subjects
from disclosures.checks.catalogue import CATALOGUE
from disclosures.checks.context import Context
from disclosures.checks.finding import Finding, Severity
from disclosures.tables import Cell
from tests.disclosures import samples

SICHUAN = samples.standard()

Figures = dict[str, str]


def findings(figures: Figures) -> tuple[Finding, ...]:
    return subjects.run(Context(SICHUAN, samples.sheet(SICHUAN, figures), "某局"))


def messages(figures: Figures) -> list[str]:
    return [finding.message for finding in findings(figures)]


def test_a_negative_amount_is_a_question() -> None:
    assert findings({"income_expenditure/closing_balance/amount": "-0.01"}) == (
        Finding(
            "E19",
            Severity.WARNING,
            "收入支出决算总表“年末结转和结余”金额：填报 -0.01万元，不应为负数",
            (Cell("income_expenditure", "closing_balance", "amount"),),
            Decimal("-100"),
            fix=CATALOGUE["E19"].fix,
        ),
    )


def test_a_negative_count_is_an_error() -> None:
    (found,) = findings({"matters/vehicles/value": "-1"})
    assert (found.severity, found.message) == (
        Severity.ERROR,
        "其他重要事项数据“国有资产：车辆”数值：填报 -1辆，不应为负数",
    )


def test_a_fund_in_the_general_public_budget() -> None:
    branch = dict.fromkeys(("212", "21208", "2120801"), "1")
    figures = {f"general_public/{code}/total": value for code, value in branch.items()}
    assert findings(figures) == (
        Finding(
            "E19",
            Severity.ERROR,
            "一般公共预算财政拨款支出决算表“21208 国有土地使用权出让收入安排的支出”"
            "本年支出·合计：填报 1.00万元，“21208 国有土地使用权出让收入安排的支出”"
            "只属于政府性基金预算，不应列在这里",
            (Cell("general_public", "21208", "total"),),
            Decimal(10000),
            fix="请把这一科目的数移到政府性基金预算的表，或改正科目编码",
        ),
    )


def test_an_item_alone_is_shown_by_the_code_above_it() -> None:
    assert messages({"general_public/2120801/total": "1"}) == [
        "一般公共预算财政拨款支出决算表“2120801 征地和拆迁补偿支出”本年支出·合计："
        "填报 1.00万元，“21208 国有土地使用权出让收入安排的支出”"
        "只属于政府性基金预算，不应列在这里"
    ]


def test_state_capital_in_the_columns_of_other_budgets() -> None:
    figures = {
        "appropriation/223/general_public": "1",
        "appropriation/223/government_fund": "2",
        "appropriation/223/state_capital": "3",
    }
    proof = "“223 国有资本经营预算支出”只属于国有资本经营预算，不应列在这里"
    place = "财政拨款收入支出决算总表“二十一、国有资本经营预算支出”"
    assert messages(figures) == [
        f"{place}一般公共预算财政拨款：填报 1.00万元，{proof}",
        f"{place}政府性基金预算财政拨款：填报 2.00万元，{proof}",
    ]


@pytest.mark.parametrize(
    "figures",
    [
        {"general_public/212/total": "1"},
        {"government_fund/21208/total": "1"},
        # A 款 for funds may be newer than the list: nothing is proven.
        {"government_fund/2050199/total": "1"},
        # The budget of this code is not known from an official list.
        {"general_public/22960/total": "1"},
        {"general_public/223/total": "0"},
        {"general_public/9999999/total": "1"},
        {"general_public/total/total": "1"},
    ],
    ids=lambda figures: next(iter(figures)),
)
def test_what_is_not_proven_is_no_finding(figures: Figures) -> None:
    assert findings(figures) == ()
