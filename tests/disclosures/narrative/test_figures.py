"""Named figures: value, text, unit, label and source of each kind, and when there is none."""

from decimal import Decimal

import pytest

from disclosures.amounts import Change, Direction
from disclosures.narrative.figures import Figure, Figures, Operand, Unknown
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples

BASIC = Cell("expenditure", "total", "basic")
TOTAL = Cell("expenditure", "total", "total")
RECEPTION = Cell("three_public", "total", "final_reception")
PLANNED = Cell("three_public", "total", "budget_reception")


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


def figures(
    of: Standard, now: dict[str, str], prior: dict[str, str] | None = None, row: str = ""
) -> Figures:
    return Figures(of, samples.sheet(of, now, prior), row)


def test_a_cell(standard: Standard) -> None:
    figure = figures(standard, {"expenditure/total/basic": "130.57"}).get("expenditure_basic")
    assert figure == Figure(
        name="expenditure_basic",
        label="基本支出",
        value=Decimal("1305700"),
        text="130.57",
        unit="万元",
        operation="cell",
        operands=(Operand(BASIC, 2020),),
    )
    assert figure.money


def test_a_count(standard: Standard) -> None:
    figure = figures(standard, {"matters/reception_domestic_people/value": "48"}).get(
        "reception_domestic_people"
    )
    assert (figure.label, figure.text, figure.unit) == ("国内公务接待人次", "48", "人次")
    assert not figure.money


def test_an_amount_of_a_table_in_yuan(standard: Standard) -> None:
    figure = figures(standard, {"reception_occasions/2/amount": "568.50"}, row="2").get("occasion")
    assert (figure.value, figure.text, figure.unit) == (Decimal("568.5"), "568.5", "元")
    assert figure.money


def test_a_row_at_hand(standard: Standard) -> None:
    now = {"general_public/2050199/total": "101.64", "general_public/2050102/total": "48.24"}
    figure = figures(standard, now, row="2050102").get("item")
    assert figure.text == "48.24"
    assert figure.operands == (Operand(Cell("general_public", "2050102", "total"), 2020),)


def test_last_year(standard: Standard) -> None:
    now, prior = {"expenditure/total/basic": "1"}, {"expenditure/total/basic": "2.5"}
    figure = figures(standard, now, prior).get("expenditure_basic", "prior")
    assert (figure.text, figure.operands) == ("2.5", (Operand(BASIC, 2019),))


def test_money_as_the_standard_prints_it() -> None:
    """Tables in 元, sentences in 万元 with separators; a zero has no places."""
    budget = samples.budget("shanghai", 2025)
    now = {"income_expenditure/income_total/amount": "371514655", "matters/vehicles/value": "1200"}
    now["income_expenditure/other/amount"] = "-0.001"
    over = figures(budget, now)
    printed = [over.get(name) for name in ("income", "income_other", "vehicles_held")]
    assert [(one.text, one.unit) for one in printed] == [
        ("37,151.47", "万元"),
        ("0", "万元"),
        ("1200", "辆"),
    ]
    assert printed[0].value == Decimal("371514655")


def test_a_figure_against_another_of_this_year() -> None:
    budget = samples.budget("shanghai", 2025)
    now = {
        "income_expenditure/appropriation/amount": "20000",
        "comparatives/income_executed/amount": "2.5",
    }
    over = figures(budget, now, {"income_expenditure/appropriation/amount": "10000"})
    assert over.change("income_and_executed") == Change(Direction.FALL, Decimal(5000), Decimal(20))
    assert over.get("income_and_executed", "prior").operands == (
        Operand(Cell("comparatives", "income_executed", "amount"), 2025),
    )
    assert over.change("income_appropriation").direction is Direction.RISE


def test_difference_and_rate(standard: Standard) -> None:
    now = {"three_public/total/final_reception": "0.16"}
    prior = {"three_public/total/final_reception": "0.39"}
    over = figures(standard, now, prior)
    both = (Operand(RECEPTION, 2020), Operand(RECEPTION, 2019))
    assert over.change("reception") == Change(Direction.FALL, Decimal(2300), Decimal("58.97"))
    assert over.get("reception", "difference") == Figure(
        "reception", "公务接待费较上年增减", Decimal(2300), "0.23", "万元", "difference", both
    )
    assert over.get("reception", "rate") == Figure(
        "reception", "公务接待费增减幅度", Decimal("58.97"), "58.97", "%", "rate", both
    )


def test_a_count_that_moved_by_one(standard: Standard) -> None:
    over = figures(standard, {"matters/cars_held/value": "3"}, {"matters/cars_held/value": "2"})
    assert over.change("cars_held") == Change(Direction.RISE, Decimal(1), Decimal(50))
    difference = over.get("cars_held", "difference")
    assert (difference.text, difference.unit) == ("1", "辆")


def test_share(standard: Standard) -> None:
    now = {"expenditure/total/basic": "130.57", "expenditure/total/total": "188.52"}
    assert figures(standard, now).get("expenditure_basic", "share") == Figure(
        "expenditure_basic",
        "基本支出占比",
        Decimal("69.26"),
        "69.26",
        "%",
        "share",
        (Operand(BASIC, 2020), Operand(TOTAL, 2020)),
    )


def test_completion_and_budget(standard: Standard) -> None:
    now = {
        "three_public/total/final_reception": "0.39",
        "three_public/total/budget_reception": "0.5",
    }
    over = figures(standard, now)
    assert over.get("reception", "completion") == Figure(
        "reception",
        "公务接待费完成预算比例",
        Decimal("78.00"),
        "78",
        "%",
        "completion",
        (Operand(RECEPTION, 2020), Operand(PLANNED, 2020)),
    )
    assert over.get("reception", "budget").operands == (Operand(PLANNED, 2020),)


@pytest.mark.parametrize(
    ("budgets", "base", "text"),
    [
        ({"initial": "5", "revised": "4"}, "全年预算", "4"),
        ({"initial": "0", "revised": "4"}, "全年预算", "4"),
        ({"initial": "5", "revised": "0"}, "年初预算", "5"),
        ({"initial": "0", "revised": "0"}, "全年预算", "0"),
        ({"initial": "5"}, "年初预算", "5"),
        ({"initial": "0"}, "年初预算", "0"),
    ],
)
def test_the_budget_is_the_first_known_that_is_not_zero(
    standard: Standard, budgets: dict[str, str], base: str, text: str
) -> None:
    now = {f"item_budget/2050199/{column}": value for column, value in budgets.items()}
    over = figures(standard, {**now, "general_public/2050199/total": "1"}, row="2050199")
    assert over.budget("item").base == base
    assert over.get("item", "budget").text == text


RECEPTION_NOW = {"three_public/total/final_reception": "0.39"}


@pytest.mark.parametrize(
    ("now", "prior", "attribute", "cell", "year"),
    [
        ({}, None, "", RECEPTION, 2020),
        (RECEPTION_NOW, None, "prior", RECEPTION, 2019),
        (RECEPTION_NOW, {}, "difference", RECEPTION, 2019),
        ({}, RECEPTION_NOW, "difference", RECEPTION, 2020),
        (RECEPTION_NOW, {"three_public/total/final_reception": "0"}, "rate", RECEPTION, 2019),
        (RECEPTION_NOW, RECEPTION_NOW, "rate", RECEPTION, 2019),
        (RECEPTION_NOW, None, "budget", PLANNED, 2020),
        (RECEPTION_NOW, None, "completion", PLANNED, 2020),
        (
            {**RECEPTION_NOW, "three_public/total/budget_reception": "0"},
            None,
            "completion",
            PLANNED,
            2020,
        ),
        (RECEPTION_NOW, None, "share", Cell("three_public", "total", "final_total"), 2020),
    ],
)
def test_an_unknown_figure_names_the_cell_that_is_empty(
    standard: Standard,
    now: dict[str, str],
    prior: dict[str, str] | None,
    attribute: str,
    cell: Cell,
    year: int,
) -> None:
    with pytest.raises(Unknown) as error:
        figures(standard, now, prior).get("reception", attribute)
    assert (error.value.cell, error.value.year) == (cell, year)
    assert str(error.value) == f"{year} {cell}"
