"""The lines of one sheet: numbers, rows, notes, and the sentence for what is none of them."""

import pytest

from disclosures.intake.workbook import Workbook
from tests.disclosures.intake.workbooks import (
    COMPARATIVES,
    FORMS,
    GENERAL_PUBLIC,
    GENERAL_PUBLIC_BASIC,
    INCOME_EXPENDITURE,
    MATTERS,
    THREE_PUBLIC,
    figures,
    general_public,
    in_05,
    problems,
    read,
    sheet,
    value,
    values,
    workbook,
)

# Numbers


def test_both_units_in_one_workbook() -> None:
    yuan = GENERAL_PUBLIC.replace("万元", "元").replace(
        "|80|50|30", "|'８００，０００．００5|500000|300000.0"
    )
    book = workbook(general_public=yuan)
    assert values(book, "general_public")["205/total"] == "800000.01"
    assert values(book, "general_public")["2050102/project"] == "300000.00"
    assert values(book, "expenditure")["205/project"] == "300000.00"


def test_full_precision() -> None:
    assert figures("205|教育支出|244.238905|0.30000000000000004|-15.27") == {
        "205/total": "2442389.05",
        "205/basic": "3000.00",
        "205/project": "-152700.00",
    }


def rounded(book: Workbook, table: str) -> set[bool]:
    return {fact.rounded for cell, fact in read(book).facts.items() if cell.table == table}


def test_a_sheet_in_wan_with_two_decimals_at_most_is_rounded() -> None:
    assert rounded(workbook(), "general_public") == {True}
    assert rounded(general_public("205||244.24000000000001|0.3|1"), "general_public") == {True}


def test_one_figure_of_more_decimals_makes_the_sheet_exact() -> None:
    book = general_public("205||244.238905|0.3|1")
    assert rounded(book, "general_public") == {False}
    assert rounded(book, "expenditure") == {True}


def test_a_sheet_in_yuan_is_never_rounded() -> None:
    assert rounded(general_public("205||100|200|300", "元"), "general_public") == {False}


def test_counts_and_lines_in_yuan_are_never_rounded() -> None:
    facts = read(workbook(sheet(MATTERS, "其他"))).facts
    marks = {cell.row: fact.rounded for cell, fact in facts.items() if cell.table == "matters"}
    assert marks == {"cars_held": False, "procurement_total": True, "procurement_goods": False}


def test_figures_of_last_year_are_marked_too() -> None:
    assert {f.rounded for f in read(workbook(sheet(COMPARATIVES, "上年"))).prior.values()} == {True}


def test_blanks_are_unknown_and_zero_is_zero() -> None:
    assert figures("205|教育支出|0|-|　\n20501|教育管理事务|/||——") == {"205/total": "0.00"}


def test_every_figure_that_is_none_is_told_with_its_cell() -> None:
    rows = "205|教育支出|(80)|#REF!|30%\n20501|教育管理事务|=|暂无|30\n"
    assert problems(general_public(rows)) == in_05(
        "C5：负数应写成“-80”，填的是“(80)”",
        "D5：公式出错，结果是“#REF!”；请改正公式后重新上传",
        "E5：这里应为数字，填的是百分数“30%”",
        "C6：公式没有计算结果；请在 Excel 或 WPS 中打开文件，保存后重新上传",
        "D6：这里应为数字，填的是“暂无”",
    )


def test_a_formula_without_a_result_in_place_of_a_name() -> None:
    assert problems(general_public("=|教育支出|80||\n20501|=|80||\n=|=|||")) == in_05(
        "A5：公式没有计算结果；请在 Excel 或 WPS 中打开文件，保存后重新上传",
        "B6：公式没有计算结果；请在 Excel 或 WPS 中打开文件，保存后重新上传",
    )


# Rows


@pytest.mark.parametrize(
    "row",
    [
        "2050102|一般行政管理事务|80||",
        "'2050102|一般行政管理事务|80||",
        "2050102.0||80||",
        "'205 01 02||80||",
        "'２０５０１０２|随便什么名称|80||",
    ],
)
def test_codes_however_written(row: str) -> None:
    assert figures(row) == {"2050102/total": "800000.00"}


@pytest.mark.parametrize("parts", ["205|01|02", "'205|'01|'02", "205|1|2", "205|20501|2050102"])
def test_a_code_in_three_columns(parts: str) -> None:
    text = (
        "一般公共预算财政拨款支出决算表\n金额单位：万元\n项目||||本年支出\n"
        "功能分类科目编码|||科目名称|合计|基本支出|项目支出\n类|款|项|栏次|1|2|3\n合计||||90\n"
        f"205|||教育支出|80\n205|'01||教育管理事务|80\n{parts}|一般行政管理事务|80\n"
    )
    assert values(workbook(general_public=text), "general_public") == {
        "total/total": "900000.00",
        "205/total": "800000.00",
        "20501/total": "800000.00",
        "2050102/total": "800000.00",
    }


@pytest.mark.parametrize(
    "total", ["合计||90", "|合计|90", "合 计||90", "|　合　　计|90", "-|合计|90"]
)
def test_the_total_is_first_or_last_and_in_either_column(total: str) -> None:
    expected = {"total/total": "900000.00", "205/total": "800000.00"}
    assert figures(f"{total}\n205|教育支出|80") == expected
    assert figures(f"205|教育支出|80\n{total}") == expected


def test_rows_without_figures_say_nothing() -> None:
    rows = "9999999|不认识的科目\n|没有编码的科目||-|\n\n205|教育支出|80\n20501||||"
    assert figures(rows) == {"205/total": "800000.00"}


def test_rows_of_numbers_of_columns_are_left_out() -> None:
    rows = "栏次||1|2|3\n||1|2|3\n|行次|1|2|3\n类款项|||\n205|教育支出|1|2|3"
    assert figures(rows) == {
        "205/total": "10000.00",
        "205/basic": "20000.00",
        "205/project": "30000.00",
    }


@pytest.mark.parametrize(
    "note", ["注：本表…", "注:", "注1：本表…", "备注：", "说明：没有", "|附注：无"]
)
def test_a_note_ends_the_table(note: str) -> None:
    assert figures(f"205|教育支出|80\n{note}\n9999999||80\n财务负责人||张三") == {
        "205/total": "800000.00"
    }


def test_codes_of_another_budget_are_left_to_the_checks() -> None:
    assert figures("2120801|征地和拆迁补偿支出|80") == {"2120801/total": "800000.00"}


def test_rows_that_the_form_does_not_have() -> None:
    rows = (
        "9999999|不认识的科目|80\n301|工资福利支出|80\n教育支出||80\n|教育支出|80\n||80\n"
        "205 01 2||80\n"
    )
    assert problems(general_public(rows)) == in_05(
        "A5：2020年支出功能分类科目中没有编码“9999999”；请核对编码，或加载当年正式的政府收支分类科目",
        "A6：2020年支出功能分类科目中没有编码“301”；请核对编码，或加载当年正式的政府收支分类科目",
        "A7：“教育支出”没有科目编码，请填写这一行的科目编码",
        "B8：“教育支出”没有科目编码，请填写这一行的科目编码",
        "A9：这一行有数字，却没有写明是什么项目",
        "A10：2020年支出功能分类科目中没有编码“205012”；请核对编码，或加载当年正式的政府收支分类科目",
    )


def test_fixed_rows_that_the_form_does_not_have() -> None:
    first = INCOME_EXPENDITURE.replace("八、其他收入", "九、捐赠收入").replace("总计|60", "|60")
    sixth = GENERAL_PUBLIC_BASIC.replace("30201|办公费", "30204|手续费").replace(
        "30101|基本工资", "39906|赠与"
    )
    assert problems(workbook(income_expenditure=first, general_public_basic=sixth)) == [
        "工作表“公开01表”A8：《收入支出决算总表》没有“九、捐赠收入”这一行，请按规定表样核对",
        "工作表“公开01表”D12：这一行有数字，却没有写明是什么项目",
        "工作表“公开06表”A7：《一般公共预算财政拨款基本支出决算表》没有“39906 赠与”这一行，"
        "请按规定表样核对",
    ]


def test_the_ordinal_before_a_label_may_differ() -> None:
    text = INCOME_EXPENDITURE.replace("五、教育支出", "二十四、教育支出")
    assert value(workbook(income_expenditure=text), "income_expenditure/205/amount") == 800000
    text = INCOME_EXPENDITURE.replace("五、教育支出", "教育支出")
    assert value(workbook(income_expenditure=text), "income_expenditure/205/amount") == 800000


def test_labels_that_differ_in_their_ordinal_alone_are_told_apart() -> None:
    facts = values(workbook(), "appropriation")
    assert facts["general_public_income/amount"] == "900000.00"
    assert facts["opening_general_public/amount"] == "50000.00"
    text = FORMS["appropriation"].replace(
        "一、一般公共预算财政拨款|1", "七、一般公共预算财政拨款|1"
    )
    assert problems(workbook(appropriation=text)) == [
        "工作表“公开04表”A7：《财政拨款收入支出决算总表》没有“七、一般公共预算财政拨款”这一行，"
        "请按规定表样核对"
    ]


def test_a_total_named_in_the_block_before_its_own() -> None:
    assert value(workbook(), "general_public_basic/operating_total/amount") == 100000
    text = GENERAL_PUBLIC_BASIC.replace("公用经费合计|||||10", "公用经费合计||7|||10")
    assert problems(workbook(general_public_basic=text)) == [
        "工作表“公开06表”G8：这一行有数字，却没有写明是什么项目"
    ]


def test_repeated_rows() -> None:
    rows = "205|教育支出|80|50\n合计||90\n205|教育支出|80|50\n|合计|90\n"
    assert problems(general_public(rows)) == in_05(
        "C7：与C5重复，都是“205 教育支出”；请合并为一行", "C8：与C6重复，都是“合计”；请合并为一行"
    )


def test_a_second_line_where_the_form_has_one() -> None:
    assert problems(workbook(three_public=THREE_PUBLIC + "1||||||1\n")) == [
        "工作表“公开07表”A9：与A8重复；请合并为一行"
    ]
