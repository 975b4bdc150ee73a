"""What a clerk is told about a figure that has to be explained."""

import pytest

from disclosures.narrative.figures import Figures
from disclosures.narrative.scope import TextKey
from disclosures.narrative.situation import situation
from tests.disclosures import samples

STANDARD = samples.standard()
TOTAL = "income_expenditure/income_total/amount"


def told(
    key: TextKey, now: dict[str, str], before: dict[str, str] | None = None
) -> tuple[str, ...]:
    sheet = samples.sheet(STANDARD, now, before)
    return situation(key, Figures(STANDARD, sheet, key.row))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("3", "2", ("2020年 3万元", "2019年 2万元", "增加1万元，增长50%")),
        ("1.5", "2", ("2020年 1.5万元", "2019年 2万元", "减少0.5万元，下降25%")),
        ("3", "0", ("2020年 3万元", "2019年 0万元", "增加3万元")),
        ("3", "3.004", ("2020年 3万元", "2019年 3万元", "持平")),
    ],
)
def test_against_last_year(now: str, before: str, expected: tuple[str, ...]) -> None:
    assert told(TextKey("reason", "total"), {TOTAL: now}, {TOTAL: before}) == expected


@pytest.mark.parametrize(
    ("final", "budget", "expected"),
    [
        ("3", "4", ("2020年 3万元", "全年预算 4万元", "决算数小于预算数，完成75%")),
        ("5", "4", ("2020年 5万元", "全年预算 4万元", "决算数大于预算数，完成125%")),
        ("4", "4", ("2020年 4万元", "全年预算 4万元", "决算数与预算数持平")),
        ("4", "0", ("2020年 4万元", "全年预算 0万元", "决算数大于预算数")),
    ],
)
def test_against_the_budget(final: str, budget: str, expected: tuple[str, ...]) -> None:
    now = {
        "three_public/total/final_reception": final,
        "three_public/total/budget_reception": budget,
    }
    assert told(TextKey("budget_reason", "reception"), now) == expected


def test_against_another_figure_it_is_called_by_its_name() -> None:
    budget = samples.budget("shanghai", 2025)
    now = {
        "income_expenditure/appropriation/amount": "20000",
        "comparatives/income_executed/amount": "2.5",
    }
    told_of = situation(
        TextKey("reason", "income_and_executed"), Figures(budget, samples.sheet(budget, now))
    )
    assert told_of == ("2025年 2.00万元", "上年预算执行数 2.50万元", "减少0.50万元，下降20%")


def test_a_use_is_of_one_amount() -> None:
    key = TextKey("use", "item", "2050102")
    assert told(key, {"general_public/2050102/total": "1.20"}) == ("2020年 1.2万元",)


def test_nothing_is_told_of_what_is_unknown() -> None:
    assert told(TextKey("reason", "total"), {TOTAL: "3"}) == ()
    assert told(TextKey("use", "total"), {}) == ()
