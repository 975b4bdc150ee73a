"""Which figures are the sum of which: across, down, and along the hierarchy."""

import pytest

from disclosures.standards.model import Standard
from disclosures.sums import Sum, sums_of
from disclosures.tables import Cell
from tests.disclosures import samples


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


def sums(of: Standard, table: str, figures: dict[str, str]) -> list[Sum]:
    return list(sums_of(of.tables[table], samples.sheet(of, figures), of.codes))


def a_sum(check: str, total: str, *parts: str) -> Sum:
    return Sum(check, Cell.parse(total), tuple(map(Cell.parse, parts)))


def test_across_columns(standard: Standard) -> None:
    assert sums(standard, "government_fund_three_public", {}) == [
        a_sum(
            "E17",
            f"government_fund_three_public/total/{kind}_{total}",
            *(f"government_fund_three_public/total/{kind}_{part}" for part in parts),
        )
        for kind in ("budget", "final")
        for total, parts in (
            ("total", ("abroad", "vehicles", "reception")),
            ("vehicles", ("purchase", "running")),
        )
    ]


def test_down_fixed_rows(standard: Standard) -> None:
    down = [sum for sum in sums(standard, "income_expenditure", {}) if sum.check == "E04"]
    assert down == [
        a_sum(
            "E04",
            "income_expenditure/expenditure_total/amount",
            "income_expenditure/expenditure_of_year/amount",
            "income_expenditure/surplus_distribution/amount",
            "income_expenditure/closing_balance/amount",
        )
    ]


def test_all_codes_of_a_form(standard: Standard) -> None:
    year = next(s for s in sums(standard, "income_expenditure", {}) if s.check == "E03")
    assert [part.row for part in year.parts] == [
        row.key for row in standard.tables["income_expenditure"].blocks[1].rows if row.code
    ]
    assert len(year.parts) == 26


@pytest.mark.parametrize("jurisdiction", ["national", "sichuan"])
def test_all_codes_of_a_form_whose_total_stands_above_them(jurisdiction: str) -> None:
    budget = samples.budget(jurisdiction)
    rows = budget.tables["appropriation"].blocks[1].rows
    assert rows[0].key == "expenditure_of_year"
    named = {"social_insurance", "transfers"} if jurisdiction == "sichuan" else set()
    down = [
        one
        for one in sums(budget, "appropriation", {})
        if one.total == Cell("appropriation", "expenditure_of_year", "general_public")
    ]
    assert [{part.row for part in one.parts} for one in down] == [
        {row.key for row in rows if row.code} | named
    ]


def test_codes_of_a_form_below_their_class(standard: Standard) -> None:
    found = {
        sum.total.row: [part.row for part in sum.parts]
        for sum in sums(standard, "general_public_basic", {})
    }
    assert list(found) == [
        "301",
        "303",
        "personnel_total",
        "302",
        "307",
        "310",
        "312",
        "399",
        "operating_total",
    ]
    assert found["307"] == ["30701", "30702"]
    assert found["personnel_total"] == ["301", "303"]
    assert found["operating_total"] == ["302", "307", "310", "312", "399"]


def by_code(standard: Standard, figures: samples.Figures) -> list[Sum]:
    """The sums along the codes of the budget by item, without those across its columns."""
    return [one for one in sums(standard, "item_budget", dict(figures)) if one.check == "E09"]


def test_the_hierarchy_of_a_classified_table(standard: Standard) -> None:
    figures = {f"item_budget/{code}/initial": "1" for code in ("205", "20501", "2050199", "total")}
    figures |= {"item_budget/2050102/initial": "1", "item_budget/20502/initial": "1"}
    assert by_code(standard, figures) == [
        a_sum("E09", "item_budget/total/initial", "item_budget/205/initial"),
        a_sum(
            "E09",
            "item_budget/205/initial",
            "item_budget/20501/initial",
            "item_budget/20502/initial",
        ),
        a_sum(
            "E09",
            "item_budget/20501/initial",
            "item_budget/2050102/initial",
            "item_budget/2050199/initial",
        ),
    ]


def test_a_level_that_is_not_reported_is_passed_over(standard: Standard) -> None:
    figures = {f"item_budget/{code}/revised": "1" for code in ("205", "2050199", "2080505")}
    assert by_code(standard, figures) == [
        a_sum(
            "E09",
            "item_budget/total/revised",
            "item_budget/205/revised",
            "item_budget/2080505/revised",
        ),
        a_sum("E09", "item_budget/205/revised", "item_budget/2050199/revised"),
    ]


def test_each_column_has_its_own_hierarchy(standard: Standard) -> None:
    figures = {"item_budget/205/initial": "1", "item_budget/2050199/revised": "1"}
    assert by_code(standard, figures) == [
        a_sum("E09", "item_budget/total/initial", "item_budget/205/initial"),
        a_sum("E09", "item_budget/total/revised", "item_budget/2050199/revised"),
    ]


def test_a_view_has_no_sums(standard: Standard) -> None:
    assert sums(standard, "general_public_project", {"general_public/205/project": "1"}) == []
