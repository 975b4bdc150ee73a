"""The sheet of figures: what is known, what is empty, and which rows a table has."""

from decimal import Decimal

import pytest

from disclosures.facts import Fact, FactSheet, Source, rows_of
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Row
from tests.disclosures import samples


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


def rows(of: Standard, table: str, figures: dict[str, str]) -> list[Row]:
    block = of.tables[table].blocks[0]
    return list(rows_of(of.tables[table], block, samples.sheet(of, figures), of.codes))


def test_unknown_is_not_zero() -> None:
    zero, unknown = Cell("t", "zero", "c"), Cell("t", "unknown", "c")
    sheet = FactSheet(2020, {zero: Fact(Decimal(0))})
    assert sheet.value(zero) == 0
    assert sheet.value(unknown) is None


def test_a_sheet_does_not_change() -> None:
    cells = {Cell("t", "r", "c"): Fact(Decimal(1))}
    labels = {("t", "r"): "名称"}
    sheet = FactSheet(2020, cells, labels)
    cells.clear()
    labels.clear()
    assert sheet.row_keys("t") == ("r",)
    assert sheet.labels == {("t", "r"): "名称"}
    with pytest.raises(TypeError):
        sheet.facts[Cell("t", "r", "c")] = Fact(Decimal(2))  # type: ignore[index]


def test_rows_of_a_table_in_the_order_of_entry() -> None:
    cells = [Cell("t", "b", "x"), Cell("u", "z", "x"), Cell("t", "a", "x"), Cell("t", "b", "y")]
    sheet = FactSheet(2020, {cell: Fact(Decimal(1)) for cell in cells})
    assert sheet.row_keys("t") == ("b", "a")
    assert sheet.row_keys("v") == ()
    assert list(sheet.facts_of("t")) == [cells[0], cells[2], cells[3]]


def test_with_prior() -> None:
    before = FactSheet(2019, {})
    sheet = FactSheet(2020, {})
    assert sheet.prior is None
    assert sheet.with_prior(before).prior is before


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (Source(), "手工录入"),
        (Source(by="lihui"), "手工录入（lihui）"),
        (
            Source("publication", "甲单位2019年度单位决算 第1版"),
            "已公开的甲单位2019年度单位决算 第1版",
        ),
        (Source("workbook", "决算.xlsx", "ab", "收入决算表", "B27"), "决算.xlsx “收入决算表”B27"),
    ],
)
def test_a_source_says_where(source: Source, text: str) -> None:
    assert str(source) == text


def test_a_table_of_zeros_is_empty(standard: Standard) -> None:
    fund = standard.tables["government_fund"]
    assert samples.sheet(standard, {}).is_empty(fund)
    assert samples.sheet(standard, {"government_fund/total/total": "0"}).is_empty(fund)
    assert not samples.sheet(standard, {"government_fund/total/closing": "0.0001"}).is_empty(fund)


def test_a_view_is_empty_by_its_own_columns(standard: Standard) -> None:
    projects = standard.tables["general_public_project"]
    basic = samples.sheet(standard, {"general_public/2050199/basic": "1"})
    assert basic.is_empty(projects)
    assert not basic.is_empty(standard.tables["general_public"])


def test_fixed_rows_do_not_depend_on_the_figures(standard: Standard) -> None:
    assert len(rows(standard, "income_expenditure", {})) == 30
    assert rows(standard, "three_public", {}) == [Row("total", "")]


def test_rows_that_are_used_only_are_numbered_among_themselves() -> None:
    budget = samples.budget("shanghai", 2025)
    figures = {
        "appropriation/205/government_fund": "1",
        "appropriation/201/total": "0",
        "appropriation/221/total": "-1",
        "income_expenditure/204/amount": "1",
    }
    table = budget.tables["appropriation"]
    printed = rows_of(table, table.blocks[1], samples.sheet(budget, figures), budget.codes)
    assert [row.label for row in printed] == ["一、教育支出", "二、住房保障支出", "", "支出总计"]


def test_a_classified_table_shows_the_codes_with_figures_and_those_above(
    standard: Standard,
) -> None:
    figures = {
        "general_public/2080505/total": "1",
        "general_public/2050199/basic": "0",
        "general_public/total/total": "1",
    }
    assert rows(standard, "general_public", figures) == [
        Row("total", "合计", strong=True),
        Row("205", "教育支出", code="205", level=1, strong=True),
        Row("20501", "教育管理事务", code="20501", level=2),
        Row("2050199", "其他教育管理事务支出", code="2050199", level=3),
        Row("208", "社会保障和就业支出", code="208", level=1, strong=True),
        Row("20805", "行政事业单位养老支出", code="20805", level=2),
        Row("2080505", "机关事业单位基本养老保险缴费支出", code="2080505", level=3),
    ]


def test_an_empty_classified_table_shows_its_total(standard: Standard) -> None:
    assert rows(standard, "general_public", {}) == [Row("total", "合计", strong=True)]


def test_a_view_leaves_out_zeros(standard: Standard) -> None:
    figures = {
        "general_public/2050199/project": "0",
        "general_public/2050199/basic": "5",
        "general_public/2080505/project": "1",
    }
    shown = rows(standard, "general_public_project", figures)
    assert [row.key for row in shown] == ["total", "208", "20805", "2080505"]


def test_an_economic_table(standard: Standard) -> None:
    shown = rows(standard, "appropriation_detail", {"appropriation_detail/30201/total": "1"})
    assert [(row.key, row.label) for row in shown] == [
        ("total", "合计"),
        ("302", "商品和服务支出"),
        ("30201", "办公费"),
    ]


def test_entries_in_their_order_with_their_names(standard: Standard) -> None:
    amounts = {f"reception_occasions/{number}/amount": "1" for number in (10, 2, 1)}
    labels = {("reception_occasions", "2"): "接待调研"}
    sheet = samples.sheet(standard, amounts, labels=labels)
    table = standard.tables["reception_occasions"]
    assert rows_of(table, table.blocks[0], sheet, standard.codes) == (
        Row("1", ""),
        Row("2", "接待调研"),
        Row("10", ""),
    )
