"""Which figures are compared, and where each standard holds them."""

import pytest

from disclosures import classification
from disclosures.comparison.lines import Stage, places
from disclosures.standards.loader import load

INITIAL, REVISED, FINAL = Stage


def found(jurisdiction: str, kind: str, year: int) -> dict[tuple[str, Stage], str]:
    standard = load(jurisdiction, kind, year, "department", classification.load(year))
    return {(line, stage): str(cell) for (line, stage), cell in places(standard).items()}


def test_a_budget() -> None:
    assert found("sichuan", "budget", 2020) == {
        ("total", INITIAL): "income_expenditure/income_total/amount",
        ("expenditure", INITIAL): "expenditure/total/total",
        ("basic", INITIAL): "expenditure/total/basic",
        ("project", INITIAL): "expenditure/total/project",
        ("general_public", INITIAL): "general_public/total/current",
        ("three_public", INITIAL): "three_public/total/budget_total",
        ("abroad", INITIAL): "three_public/total/budget_abroad",
        ("vehicles", INITIAL): "three_public/total/budget_vehicles",
        ("reception", INITIAL): "three_public/total/budget_reception",
        ("agency_operating", INITIAL): "matters/agency_operating/value",
        ("staff", INITIAL): "matters/staff/value",
    }


def test_final_accounts() -> None:
    assert found("sichuan", "final_accounts", 2020) == {
        ("total", FINAL): "income_expenditure/income_total/amount",
        ("income", FINAL): "income_expenditure/income_of_year/amount",
        ("expenditure", FINAL): "expenditure/total/total",
        ("basic", FINAL): "expenditure/total/basic",
        ("project", FINAL): "expenditure/total/project",
        ("general_public", FINAL): "general_public/total/total",
        ("general_public", REVISED): "item_budget/total/revised",
        ("general_public", INITIAL): "item_budget/total/initial",
        ("three_public", FINAL): "three_public/total/final_total",
        ("three_public", REVISED): "three_public/total/budget_total",
        ("abroad", FINAL): "three_public/total/final_abroad",
        ("abroad", REVISED): "three_public/total/budget_abroad",
        ("vehicles", FINAL): "three_public/total/final_vehicles",
        ("vehicles", REVISED): "three_public/total/budget_vehicles",
        ("reception", FINAL): "three_public/total/final_reception",
        ("reception", REVISED): "three_public/total/budget_reception",
        ("agency_operating", FINAL): "matters/agency_operating/value",
        ("staff", FINAL): "matters/staff/value",
    }


def test_a_budget_is_revised_or_initial_as_the_standard_calls_it() -> None:
    """上海 holds “三公”经费 against 年初预算."""
    shanghai = found("shanghai", "final_accounts", 2024)
    assert shanghai["three_public", INITIAL] == "three_public/total/budget_total"
    assert ("three_public", REVISED) not in shanghai


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ("total", "income_expenditure/income_total/amount"),
        ("expenditure", "income_expenditure/expenditure_total/amount"),
        ("agency_operating", "three_public/total/agency_operating"),
    ],
)
def test_another_province_names_the_same_figures(line: str, cell: str) -> None:
    assert found("shanghai", "budget", 2025)[line, INITIAL] == cell
