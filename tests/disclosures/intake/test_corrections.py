"""What a person said of a sheet and its columns, and what a page shows to say it on."""

import pytest

from disclosures.intake.corrections import SheetCorrection
from disclosures.intake.mapping import Mapped, map_workbook
from disclosures.intake.problems import IntakeError
from disclosures.intake.recognise import heading
from disclosures.intake.remarks import IgnoredColumn
from disclosures.intake.survey import Choice, SurveyedColumn, SurveyedSheet, survey
from disclosures.intake.workbook import Sheet, Workbook
from tests.disclosures.intake.workbooks import (
    FORMS,
    GENERAL_PUBLIC,
    INCOME,
    INCOME_EXPENDITURE,
    SHA256,
    forms,
    national,
    sheet,
    workbook,
)

FOREIGN = """
本级财力安排的支出
||||金额单位：万元
编码|名称|小计|基本|项目|说明
合计||80|50|30
205|教育支出|80|50|30|增
"""
CORRECTION = SheetCorrection(
    "本级财力安排的支出",
    "general_public",
    {
        "编码": "code",
        "名称": "label",
        "小计": "total",
        "基本": "basic",
        "项目": "project",
        "说明": "",
    },
)
MISSING = "缺少《一般公共预算财政拨款支出决算表》：没有以此为标题的工作表，请补上后重新上传"


def corrected(book: Workbook, *corrections: SheetCorrection) -> Mapped:
    return map_workbook(book, national(), "决算.xlsx", corrections)


def foreign() -> Workbook:
    return workbook(general_public=FOREIGN)


def surveyed(book: Workbook, name: str, *corrections: SheetCorrection) -> SurveyedSheet:
    (found,) = (s for s in survey(book, national(), corrections) if s.name == name)
    return found


def sentences(book: Workbook, *corrections: SheetCorrection) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        corrected(book, *corrections)
    return list(map(str, caught.value.problems))


# Headings


@pytest.mark.parametrize("year", ["2020", "2021"])
def test_the_heading_holds_in_another_year(year: str) -> None:
    page = sheet(GENERAL_PUBLIC.replace("2020", year).replace("一般公共", f"{year}年度一般公共", 1))
    assert heading(page) == "一般公共预算财政拨款支出决算表"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公开05表\n支出 明细|||金额单位：万元", "支出明细"),
        ("部门：测试单位|||2020年度\n项目|金额", "项目·金额"),
        ("二〇二〇年度测试市教育局“三公”经费", "测试市教育局三公经费"),
        ("单位代码|单位名称|2020年|合计", "单位代码·单位名称·合计"),
        ("\n\n1|2\n表头", "表头"),
        ("长" * 300, "长" * 200),
    ],
)
def test_headings(text: str, found: str) -> None:
    assert heading(sheet(text, "x")) == found


def test_a_sheet_without_a_heading_is_known_by_its_name() -> None:
    assert heading(Sheet("2020年支出", ((1, 2),))) == "支出"


# Corrections


def test_a_corrected_sheet_is_read() -> None:
    mapped = corrected(foreign(), CORRECTION)
    figures = {cell: fact.value for cell, fact in mapped.facts.items()}
    assert {
        f"{c.row}/{c.column}": v for c, v in figures.items() if c.table == "general_public"
    } == {
        "total/total": 800000,
        "total/basic": 500000,
        "total/project": 300000,
        "205/total": 800000,
        "205/basic": 500000,
        "205/project": 300000,
    }
    assert mapped.ignored_columns == (IgnoredColumn("公开05表", "F3", "说明"),)
    assert mapped.tables == tuple(FORMS)


def test_without_its_correction_it_is_missing() -> None:
    assert sentences(foreign()) == [MISSING]


def test_what_a_person_did_not_say_is_recognised() -> None:
    text = GENERAL_PUBLIC.replace("合计|基本支出", "总数|基本支出", 1)
    title = "一般公共预算财政拨款支出决算表"
    said = SheetCorrection(title, "general_public", {"本年支出·总数": "total"})
    book = workbook(general_public=text)
    assert corrected(book, said).facts == corrected(workbook()).facts


def test_a_sheet_is_left_alone() -> None:
    copy = sheet("收入决算表（旧）\n" + INCOME.replace("收入决算表", ""), "旧表")
    book = workbook(copy)
    said = SheetCorrection("收入决算表(旧)", "")
    assert corrected(book, said).ignored == ("旧表",)
    assert sentences(book)[0].startswith("工作表“旧表”：与工作表“公开02表”重复")


def test_one_of_two_columns_with_the_same_heads_is_left_alone() -> None:
    text = GENERAL_PUBLIC.replace("基本支出|项目支出", "基本支出|项目支出|基本支出")
    title = "一般公共预算财政拨款支出决算表"
    said = SheetCorrection(title, "general_public", {"本年支出·基本支出（2）": ""})
    assert corrected(workbook(general_public=text), said).facts == corrected(workbook()).facts


def test_columns_of_blocks_side_by_side() -> None:
    text = INCOME_EXPENDITURE.replace("行次|金额", "行次|决算数").replace(
        "）|行次|决算数", "）|行次|决算数"
    )
    columns = {"收入·决算数": "1.amount", "支出·决算数": "2.amount"}
    said = SheetCorrection("收入支出决算总表", "income_expenditure", columns)
    book = workbook(income_expenditure=text)
    assert corrected(book, said).facts == corrected(workbook()).facts


@pytest.mark.parametrize(
    "said",
    [
        SheetCorrection("本级财力安排的支出", "no_such_table"),
        SheetCorrection("别的表", "general_public"),
    ],
)
def test_a_correction_that_fits_nothing_is_passed_over(said: SheetCorrection) -> None:
    assert sentences(foreign(), said) == [MISSING]


def test_a_column_that_the_table_does_not_have_is_passed_over() -> None:
    title = "一般公共预算财政拨款支出决算表"
    said = SheetCorrection(title, "general_public", {"本年支出·合计": "no_such_column"})
    assert corrected(workbook(), said).facts == corrected(workbook()).facts


# The survey


def test_a_sheet_that_is_recognised() -> None:
    found = surveyed(workbook(), "公开05表")
    assert (found.heading, found.table) == ("一般公共预算财政拨款支出决算表", "general_public")
    assert (found.hidden, found.corrected, found.missing) == (False, False, ())
    assert found.columns == (
        SurveyedColumn("A5", "项目·功能分类科目编码", "code"),
        SurveyedColumn("B5", "项目·科目名称", "label"),
        SurveyedColumn("C5", "本年支出·合计", "total"),
        SurveyedColumn("D5", "本年支出·基本支出", "basic"),
        SurveyedColumn("E5", "本年支出·项目支出", "project"),
    )
    assert found.choices == (
        Choice("code", "项目·功能分类科目编码"),
        Choice("label", "项目·科目名称"),
        Choice("total", "本年支出·合计"),
        Choice("basic", "本年支出·基本支出"),
        Choice("project", "本年支出·项目支出"),
    )
    assert found.candidates[0] == Choice("general_public", "一般公共预算财政拨款支出决算表")
    assert len(found.candidates) == len(FORMS) + len(national().supplementary)


def test_blocks_with_the_same_columns_are_told_apart() -> None:
    found = surveyed(workbook(), "公开01表")
    assert [column.id for column in found.columns] == [
        *("1.label", "1.line", "1.amount"),
        *("2.label", "2.line", "2.amount"),
    ]


def test_a_sheet_that_is_not_recognised() -> None:
    found = surveyed(foreign(), "公开05表")
    assert (found.heading, found.table, found.choices) == ("本级财力安排的支出", "", ())
    assert [(column.cell, column.head, column.id) for column in found.columns] == [
        ("A3", "编码", ""),
        ("B3", "名称", ""),
        ("C3", "小计", ""),
        ("D3", "基本", ""),
        ("E3", "项目", ""),
        ("F3", "说明", ""),
    ]


def test_a_sheet_whose_columns_are_not_found() -> None:
    said = SheetCorrection("本级财力安排的支出", "general_public")
    found = surveyed(foreign(), "公开05表", said)
    assert (found.table, found.corrected) == ("general_public", True)
    assert found.missing == (
        "项目·功能分类科目编码",
        "项目·科目名称",
        "本年支出·合计",
        "本年支出·基本支出",
        "本年支出·项目支出",
    )
    assert [column.head for column in found.columns] == list(CORRECTION.columns)


def test_what_was_said_is_shown() -> None:
    found = surveyed(foreign(), "公开05表", CORRECTION)
    assert {column.head: column.id for column in found.columns} == dict(CORRECTION.columns)
    assert found.missing == ()


def test_some_columns_are_found() -> None:
    text = GENERAL_PUBLIC.replace("基本支出|项目支出", "基本|项目", 1)
    found = surveyed(workbook(general_public=text), "公开05表")
    assert found.missing == ("本年支出·基本支出", "本年支出·项目支出")
    assert [(column.head, column.id) for column in found.columns] == [
        ("项目·功能分类科目编码", "code"),
        ("项目·科目名称", "label"),
        ("本年支出·合计", "total"),
        ("本年支出·基本", ""),
        ("本年支出·项目", ""),
    ]


def test_hidden_and_empty_sheets() -> None:
    book = Workbook((*forms().values(), sheet(INCOME, "旧", hidden=True), Sheet("空", ())), SHA256)
    hidden, empty = surveyed(book, "旧"), surveyed(book, "空")
    assert (hidden.hidden, hidden.table) == (True, "income")
    assert (empty.heading, empty.table, empty.columns) == ("空", "", ())
