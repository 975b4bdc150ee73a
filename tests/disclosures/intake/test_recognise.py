"""Which table a sheet holds, in which unit of money and for which year."""

from datetime import date
from decimal import Decimal

import pytest

from disclosures.intake.problems import Fault
from disclosures.intake.recognise import money_unit, table_of, wrong_year
from disclosures.intake.workbook import CellValue, Sheet
from tests.disclosures.intake.workbooks import FORMS, forms, national, sheet

THREE_PUBLIC = "一般公共预算财政拨款“三公”经费支出决算表"
YUAN, WAN = Decimal(1), Decimal(10000)
NO_UNIT = "没有写明金额单位；请在表格上方注明“金额单位：万元”或“金额单位：元”"


def recognised(page: Sheet) -> str | None:
    table = table_of(page, national().tables.values())
    return table.id if table else None


def rows(*cells: CellValue) -> Sheet:
    """A sheet with these cells in its first row."""
    return Sheet("Sheet1", (cells,))


@pytest.mark.parametrize("id", FORMS)
def test_every_form_is_recognised_by_its_title(id: str) -> None:
    assert recognised(forms()[id]) == id


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("收 入 支 出 决 算 总 表", "income_expenditure"),
        ("2020年度收入支出决算总表", "income_expenditure"),
        ("二〇二〇年度收入支出决算总表", "income_expenditure"),
        ("测试市教育局2020年度部门收入支出决算总表", "income_expenditure"),
        ("公开01表 收入支出决算总表", "income_expenditure"),
        ("附表一：收入支出决算总表", "income_expenditure"),
        ("一、收入支出决算总表", "income_expenditure"),
        ("收入支出决算总表（公开01表）", "income_expenditure"),
        ("部门支出决算表", "expenditure"),
        ("支出决算表", "expenditure"),
        ("财政拨款收入支出决算总表", "appropriation"),
        ("一般公共预算财政拨款支出决算表", "general_public"),
        ('一般公共预算财政拨款"三公"经费支出决算表', "three_public"),
        ("财政拨款「三公」经费支出决算表", "three_public"),
        ("上年决算数", "comparatives"),
        # Titles of no table of the standard, though each ends in one.
        ("项目支出决算表", None),
        ("政府性基金预算财政拨款“三公”经费支出决算表", None),
        ("收入支出决算总表：总计", None),
        ("注：数据取自2020年度支出决算表", None),
        ("", None),
    ],
)
def test_titles(title: str, id: str | None) -> None:
    assert recognised(rows(title)) == id


def test_the_title_may_stand_in_any_of_the_first_twelve_rows_and_in_any_column() -> None:
    above: tuple[tuple[CellValue, ...], ...] = ((),) * 11
    assert recognised(Sheet("x", (*above, (None, None, "收入决算表")))) == "income"
    assert recognised(Sheet("x", (*above, (), ("收入决算表",)))) is None


def test_a_sheet_without_a_title_is_recognised_by_its_name() -> None:
    assert recognised(Sheet("公开02表 收入决算表", ())) == "income"
    assert recognised(Sheet("Z02收入决算表", ())) == "income"
    assert recognised(Sheet("公开02表", ())) is None


def test_the_title_goes_before_the_name() -> None:
    assert recognised(Sheet("收入决算表", (("支出决算表",),))) == "expenditure"


def test_a_list_of_contents_is_no_table() -> None:
    contents = Sheet("目录", (("公开01表", "收入支出决算总表"), ("公开02表", "收入决算表")))
    assert recognised(contents) is None


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["金额单位：万元"], 10000),
        (["金额单位：元"], 1),
        (["单位:元"], 1),
        (["部门：测试单位　金额单位：万元"], 10000),
        (["金额单位：人民币万元"], 10000),
        (["单 位 ： 万 元"], 10000),
        (["金额单位：", "万元"], 10000),
        (["金额单位：", None, None, "元"], 1),
        (["（单位：万元）"], 10000),
        (["单位：万元（保留两位小数）"], 10000),
        (["编制单位：元坝区财政局", "单位：万元"], 10000),
        (["单位：万元镇人民政府", "金额单位：元"], 1),
        (["金额单位：元", "单位：元"], 1),
    ],
)
def test_units(cells: list[CellValue], unit: int) -> None:
    assert money_unit(rows(*cells), 1) == (Decimal(unit), [])


@pytest.mark.parametrize(
    "cells", [[], ["部门：测试单位"], ["（万元）"], ["编制单位：元坝区财政局"], ["单位：", "测试"]]
)
def test_without_a_unit(cells: list[CellValue]) -> None:
    assert money_unit(rows(*cells), 1) == (YUAN, [Fault(-1, -1, NO_UNIT)])


def test_the_unit_stands_above_the_heads() -> None:
    page = Sheet("x", ((), ("金额单位：万元",)))
    assert money_unit(page, 2) == (WAN, [])
    assert money_unit(page, 1) == (YUAN, [Fault(-1, -1, NO_UNIT)])


def test_units_that_are_not_used() -> None:
    assert money_unit(rows("金额单位：千元"), 1) == (
        YUAN,
        [Fault(0, 0, "金额单位是“千元”，应为“万元”或“元”；请换算后重新上传")],
    )
    assert money_unit(rows("", "单位：亿元"), 1)[1] == [
        Fault(0, 1, "金额单位是“亿元”，应为“万元”或“元”；请换算后重新上传")
    ]


def test_two_units() -> None:
    assert money_unit(rows("单位：元", None, "金额单位：万元"), 1)[1] == [
        Fault(0, 2, "金额单位前面写的是“元”，这里又写“万元”；请只保留一个")
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["2020年度"],
        ["二〇二〇年度"],
        ["二○二○年度部门决算"],
        ["收入支出决算总表"],
        ["2020年度", "2021年8月15日"],
        ["2020年度", "2022-03-01"],
        ["编制日期：2021年8月15日"],
        [date(2021, 8, 15)],
        ["截至2020年12月31日"],
        ["2020年1-12月"],
        ["年度：2020"],
        ["电话：2019888"],
    ],
)
def test_fitting_years(cells: list[CellValue]) -> None:
    assert wrong_year(rows(*cells), 1, 2020, prior=False) == []


@pytest.mark.parametrize(
    ("cells", "found", "column"),
    [
        (["2019年度收入支出决算总表"], 2019, 0),
        (["二〇一九年度收入支出决算总表"], 2019, 0),
        (["收入支出决算总表", None, "2021年度"], 2021, 2),
        (["2020年度收入支出决算总表", "2019年度"], 2019, 1),
        (["会计年度：2019"], 2019, 0),
        (["2019年12月31日"], 2019, 0),
        (["二〇一九年十二月"], 2019, 0),
        (["编制日期：2022-01-05"], 2022, 0),
        ([None, date(2019, 12, 31)], 2019, 1),
    ],
)
def test_other_years(cells: list[CellValue], found: int, column: int) -> None:
    sentence = f"写的是{found}年，应为2020年的数据；请核对是否传错了文件"
    assert wrong_year(rows(*cells), 1, 2020, prior=False) == [Fault(0, column, sentence)]


def test_the_sheet_of_last_years_figures_may_name_either_year() -> None:
    assert wrong_year(rows("2019年度"), 1, 2020, prior=True) == []
    assert wrong_year(rows("2020年度", "2019年度"), 1, 2020, prior=True) == []
    assert len(wrong_year(rows("2018年度"), 1, 2020, prior=True)) == 1


def test_the_name_of_the_sheet_tells_the_year_where_nothing_else_does() -> None:
    page = Sheet("2019年决算", (("收入支出决算总表",), ("2020年度",)))
    sentence = "写的是2019年，应为2020年的数据；请核对是否传错了文件"
    assert wrong_year(page, 1, 2020, prior=False) == [Fault(-1, -1, sentence)]
    assert wrong_year(page, 2, 2020, prior=False) == []


def test_years_below_the_heads_say_nothing() -> None:
    page = sheet("2020年度\n项目|金额\n2019年结转|5")
    assert wrong_year(page, 1, 2020, prior=False) == []
