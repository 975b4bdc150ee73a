"""What is left out is said: columns and cells beside the form, and codes by another name."""

from disclosures.intake.remarks import IgnoredCell, IgnoredColumn, Renamed
from tests.disclosures.intake.workbooks import (
    GENERAL_PUBLIC,
    INCOME_EXPENDITURE,
    THREE_PUBLIC,
    general_public,
    problems,
    read,
    values,
    workbook,
)


def test_the_official_forms_leave_nothing_out() -> None:
    mapped = read(workbook())
    assert (mapped.ignored_columns, mapped.ignored_cells, mapped.renamed) == ((), (), ())


def test_columns_that_the_form_does_not_have() -> None:
    text = """
一般公共预算财政拨款支出决算表
2020年度|金额单位：万元
项目||本年支出|||比较|
功能分类科目编码|科目名称|合计|基本支出|项目支出|备注|上年数|空栏
栏次||1|2|3|4|5|6
合计||80|50|30||7|-
205|教育支出|80|50|30|增加|0
"""
    mapped = read(workbook(general_public=text))
    assert mapped.ignored_columns == (
        IgnoredColumn("公开05表", "F4", "比较·备注"),
        IgnoredColumn("公开05表", "G4", "比较·上年数"),
    )
    assert mapped.ignored_cells == ()


def test_a_column_of_formulas_without_results() -> None:
    lines = "项目支出|核对\n栏次||1|2|3|4\n合计||80|50|30|="
    text = GENERAL_PUBLIC.replace("项目支出\n栏次||1|2|3\n合计||80|50|30", lines, 1)
    assert read(workbook(general_public=text)).ignored_columns == (
        IgnoredColumn("公开05表", "F5", "本年支出·核对"),
    )


def test_columns_of_numbers_of_lines_are_not_worth_a_word() -> None:
    text = INCOME_EXPENDITURE.replace("项目|行次|金额|项目", "序号|项目|金额|项目")
    text = "\n".join(
        "1|一、一般公共预算财政拨款收入|90|一、一般公共服务支出|31"
        if line.startswith("一、")
        else line
        for line in text.split("\n")[:7]
    )
    mapped = read(workbook(income_expenditure=text))
    assert mapped.ignored_columns == ()


def test_cells_without_a_head() -> None:
    text = GENERAL_PUBLIC.replace("205|教育支出|80|50|30", "205|教育支出|80|50|30||差额|0.5")
    assert read(workbook(general_public=text)).ignored_cells == (
        IgnoredCell("公开05表", "G8", "差额"),
        IgnoredCell("公开05表", "H8", "0.5"),
    )


def test_numbers_below_the_notes_but_not_the_notes() -> None:
    text = GENERAL_PUBLIC + "注2：无\n财务负责人|张三||制表日期\n205|教育支出|'１，２３４．５\n"
    assert read(workbook(general_public=text)).ignored_cells == (
        IgnoredCell("公开05表", "A14", "205"),
        IgnoredCell("公开05表", "C14", "１，２３４．５"),
    )


def test_a_long_value_is_cut() -> None:
    text = GENERAL_PUBLIC.replace("205|教育支出|80|50|30", f"205|教育支出|80|50|30|{'长' * 30}")
    (cell,) = read(workbook(general_public=text)).ignored_cells
    assert cell.value == "长" * 20 + "…"


def test_leftovers_of_a_form_of_one_line() -> None:
    text = THREE_PUBLIC + "注：\n12.5\n"
    assert read(workbook(three_public=text)).ignored_cells == (
        IgnoredCell("公开07表", "A10", "12.5"),
    )


def test_codes_by_another_name() -> None:
    book = general_public(
        "合计||80\n205|教育 支出|80\n20501|“教育管理事务”|80\n2050102|行政管理|80\n"
        "2050103||80\n20502|二、普通教育|80\n2050201|幼儿园|\n"
    )
    assert read(book).renamed == (
        Renamed("公开05表", "B8", "2050102", "行政管理", "一般行政管理事务"),
    )
    assert problems(book) == []


def test_the_name_stands_in_its_own_column() -> None:
    text = (
        "一般公共预算财政拨款支出决算表\n金额单位：万元\n项目||||本年支出\n"
        "功能分类科目编码|||科目名称|合计|基本支出|项目支出\n205|||教育|80\n"
    )
    book = workbook(general_public=text)
    assert read(book).renamed == (Renamed("公开05表", "D5", "205", "教育", "教育支出"),)
    assert values(book, "general_public") == {"205/total": "800000.00"}
