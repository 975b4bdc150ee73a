"""Whole workbooks: what they hold, or every sentence for which they are refused."""

from decimal import Decimal

from disclosures import classification
from disclosures.facts import Fact, Source
from disclosures.intake.problems import IntakeError, Problem
from disclosures.intake.reading import LONGEST_LABEL, MOST_PROBLEMS
from disclosures.intake.workbook import Sheet, Workbook
from disclosures.models import RowLabel
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures.intake.workbooks import (
    COMPARATIVES,
    EXPENDITURE,
    FORMS,
    GENERAL_PUBLIC,
    GENERAL_PUBLIC_BASIC,
    GOVERNMENT_FUND,
    INCOME,
    MATTERS,
    OCCASIONS,
    SHA256,
    THREE_PUBLIC,
    forms,
    general_public,
    in_05,
    national,
    problems,
    read,
    sheet,
    values,
    workbook,
)

# The forms


def test_the_nine_forms() -> None:
    mapped = read(workbook())
    assert mapped.tables == tuple(FORMS)
    assert (mapped.prior, mapped.labels, mapped.ignored, mapped.hidden) == ({}, {}, (), ())
    assert values(workbook(), "general_public_basic") == {
        "301/amount": "400000.00",
        "302/amount": "100000.00",
        "30101/amount": "400000.00",
        "30201/amount": "80000.00",
        "30299/amount": "20000.00",
        "personnel_total/amount": "400000.00",
        "operating_total/amount": "100000.00",
    }
    assert values(workbook(), "income_expenditure") == {
        "general_public_income/amount": "900000.00",
        "other/amount": "50000.00",
        "205/amount": "800000.00",
        "income_of_year/amount": "950000.00",
        "expenditure_of_year/amount": "800000.00",
        "opening_balance/amount": "50000.00",
        "closing_balance/amount": "200000.00",
        "income_total/amount": "1000000.00",
        "expenditure_total/amount": "1000000.00",
    }
    assert values(workbook(), "three_public") == {
        "total/budget_total": "5000.00",
        "total/budget_reception": "5000.00",
        "total/final_total": "3900.00",
        "total/final_reception": "3900.00",
    }
    assert values(workbook(), "government_fund") == {}
    assert values(workbook(), "state_capital") == {"total/total": "0.00"}


def test_every_fact_names_its_place() -> None:
    cell = Cell("general_public", "2050102", "project")
    source = Source("workbook", "决算.xlsx", SHA256, "公开05表", "E10")
    assert read(workbook()).facts[cell] == Fact(Decimal("300000.00"), source, rounded=True)


def test_the_order_of_2022_with_its_titles() -> None:
    texts = {**FORMS}
    texts["three_public"] = THREE_PUBLIC.replace("一般公共预算财政拨款“三公”", "财政拨款“三公”")
    texts["three_public"] = texts["three_public"].replace("公开07表", "公开09表")
    texts["general_public_basic"] = GENERAL_PUBLIC_BASIC.replace("支出决算表", "支出决算明细表")
    standard = national(2022)
    texts = {id: text.replace("2020年度", "2022年度") for id, text in texts.items()}
    ordered = {id: texts[id] for id in standard.order}
    pages = tuple(sheet(text, id) for id, text in ordered.items())
    mapped = read(Workbook(pages, SHA256), standard)
    assert mapped.tables == standard.order
    assert len(mapped.facts) == len(read(workbook()).facts)


def test_sheets_may_stand_in_any_order_under_any_name() -> None:
    pages = [Sheet(f"表{n}", page.rows) for n, page in enumerate(reversed(forms().values()))]
    mapped = read(Workbook(tuple(pages), SHA256))
    assert mapped.tables == tuple(reversed(FORMS))
    assert {c: f.value for c, f in mapped.facts.items()} == {
        c: f.value for c, f in read(workbook()).facts.items()
    }


def test_empty_rows_and_columns_before_the_table() -> None:
    shifted = "\n\n\n" + "\n".join("||" + line for line in INCOME.strip().split("\n"))
    assert values(workbook(income="|" + shifted), "income") == values(workbook(), "income")


def test_a_form_without_its_number_and_with_its_title_in_the_second_row() -> None:
    text = INCOME.replace("公开02表", "").replace("收入决算表", "|||\n||收入决算表")
    assert values(workbook(income="|" + text), "income") == values(workbook(), "income")


def test_other_sheets_are_ignored_and_listed() -> None:
    book = workbook(sheet("目录\n收入决算表\n支出决算表", "目录"), sheet("随便写的", "草稿"))
    mapped = read(book)
    assert (mapped.ignored, mapped.hidden) == (("目录", "草稿"), ())


def test_hidden_sheets_are_never_read_and_listed() -> None:
    book = workbook(sheet(INCOME, "去年", hidden=True), sheet("草稿", "草稿", hidden=True))
    mapped = read(book)
    assert (mapped.ignored, mapped.hidden) == ((), ("去年", "草稿"))


def test_views_are_not_read(sichuan: Standard) -> None:
    view = sheet("一般公共预算财政拨款项目支出决算表\n项目||项目支出", "视图")
    mapped = read(workbook(view), sichuan)
    assert mapped.ignored == ("视图",)


# Supplementary sheets


def test_supplementary_sheets() -> None:
    book = workbook(sheet(COMPARATIVES, "上年"), sheet(MATTERS, "其他"), sheet(OCCASIONS, "接待"))
    mapped = read(book)
    assert {str(cell): str(fact.value) for cell, fact in mapped.prior.items()} == {
        "income_expenditure/income_total/amount": "6015400.00",
        "matters/agency_operating/value": "30000.00",
    }
    assert values(book, "matters") == {
        "cars_held/value": "2",
        "procurement_total/value": "15000.00",
        "procurement_goods/value": "15000.00",
    }
    assert values(book, "reception_occasions") == {
        "1/amount": "568.00",
        "2/amount": "791.56",
        "3/amount": "1.00",
    }
    assert mapped.labels == {
        ("reception_occasions", "1"): "接待甲单位调研",
        ("reception_occasions", "2"): "接待乙单位",
        ("reception_occasions", "3"): "接待甲单位调研",
    }


def test_counts_and_units_of_lines() -> None:
    text = MATTERS.replace("辆|2", "辆|2.5").replace("||1.5", "|台|1.5").replace("元|", "万元|")
    text += "年末保有：轿车|元|1\n年末保有：越野车||-1\n"
    assert problems(workbook(sheet(text, "其他"))) == [
        "工作表“其他”C4：这里应为0或正整数，填的是“2.5”",
        "工作表“其他”B5：计量单位应为“万元”或“元”，填的是“台”",
        "工作表“其他”B7：计量单位应为“辆”，填的是“元”",
        "工作表“其他”C8：这里应为0或正整数，填的是“-1”",
    ]


def test_entries_have_names_of_bounded_length() -> None:
    long = "长" * (LONGEST_LABEL + 1)
    text = f"国内公务接待明细\n金额单位：元\n接待事项|金额\n|5\n{long}|6\n"
    assert problems(workbook(sheet(text, "接待"))) == [
        "工作表“接待”A4：名称是空的，而这一行有数字；请改正",
        "工作表“接待”A5：名称有201个字，最多200个；请改正",
    ]
    assert RowLabel._meta.get_field("text").max_length == LONGEST_LABEL


# Sheets


def test_a_workbook_of_something_else() -> None:
    assert problems(Workbook((sheet("课程表"), sheet("")), SHA256)) == [
        "没有找到任何公开表格，如《收入支出决算总表》；请上传按规定表样填写的工作簿，"
        "每张表一个工作表，表名写在表格上方"
    ]


def test_missing_sheets() -> None:
    pages = forms()
    del pages["income"], pages["state_capital"]
    assert problems(Workbook(tuple(pages.values()), SHA256)) == [
        "缺少《收入决算表》：没有以此为标题的工作表，请补上后重新上传",
        "缺少《国有资本经营预算财政拨款支出决算表》：没有以此为标题的工作表，请补上后重新上传",
    ]


def test_a_missing_sheet_that_is_hidden() -> None:
    pages = {**forms(), "income": sheet(INCOME, "公开02表", hidden=True)}
    assert problems(Workbook(tuple(pages.values()), SHA256)) == [
        "工作表“公开02表”：《收入决算表》在隐藏的工作表中；请取消隐藏后重新上传"
    ]


def test_the_same_table_twice() -> None:
    copy = sheet(INCOME.replace("95|90", "96|91"), "公开02表 (2)")
    assert problems(workbook(copy)) == [
        "工作表“公开02表 (2)”：与工作表“公开02表”重复，都是《收入决算表》；请只保留一张"
    ]


def test_the_name_of_a_sheet_is_bounded() -> None:
    pages = {**forms(), "income": sheet(INCOME, "名" * 32)}
    assert problems(Workbook(tuple(pages.values()), SHA256)) == [
        f"工作表“{'名' * 32}”：工作表名称有32个字，最多31个；请改短"
    ]


def test_another_year() -> None:
    texts = {id: text.replace("2020年", "2019年") for id, text in FORMS.items()}
    columns = ["D3", "E3", "E3", "E3", "C3", "E3", "E3", "E3", "C3"]
    assert problems(workbook(**texts)) == [
        f"工作表“公开0{number}表”{cell}：写的是2019年，应为2020年的数据；请核对是否传错了文件"
        for number, cell in enumerate(columns, 1)
    ]


def test_a_sheet_of_another_year_is_read_no_further() -> None:
    text = GENERAL_PUBLIC.replace("2020年度", "2021年度").replace("205|", "999|")
    assert problems(workbook(general_public=text)) == in_05(
        "C3：写的是2021年，应为2020年的数据；请核对是否传错了文件"
    )


def test_no_unit_is_told_with_the_other_problems_of_the_sheet() -> None:
    text = GENERAL_PUBLIC.replace("金额单位：万元", "").replace("30\n2050102", "暂无\n2050102")
    assert problems(workbook(general_public=text)) == in_05(
        "：没有写明金额单位；请在表格上方注明“金额单位：万元”或“金额单位：元”",
        "E9：这里应为数字，填的是“暂无”",
    )


def test_missing_columns() -> None:
    text = GENERAL_PUBLIC.replace("基本支出|项目支出", "基本|项目")
    wrong = THREE_PUBLIC.replace("预算数||", "计划||")
    assert problems(workbook(general_public=text, three_public=wrong)) == [
        "工作表“公开05表”：没有找到“本年支出·基本支出”、“本年支出·项目支出”栏，"
        "请使用《一般公共预算财政拨款支出决算表》的规定表样",
        "工作表“公开07表”：没有找到“预算数·合计”、“预算数·因公出国（境）费”、"
        "“预算数·公务用车购置及运行维护费·小计”等6栏，"
        "请使用《一般公共预算财政拨款“三公”经费支出决算表》的规定表样",
    ]


def test_a_repeated_column() -> None:
    text = GENERAL_PUBLIC.replace("基本支出|项目支出", "基本支出|项目支出|基本支出")
    assert problems(workbook(general_public=text)) == in_05(
        "F5：“本年支出·基本支出”栏重复，请只保留一栏"
    )


# Everything at once


def test_all_problems_in_the_order_of_sheets_rows_and_columns() -> None:
    book = workbook(
        sheet(OCCASIONS.replace("568", "若干"), "接待"),
        sheet(INCOME, "副本"),
        expenditure=EXPENDITURE.replace("205|教育支出|80|50", "205|教育支出|八十|五十"),
        general_public=GENERAL_PUBLIC.replace("金额单位：万元", "单位：千元").replace(
            "205|", "299|"
        ),
        government_fund=GOVERNMENT_FUND.replace("政府性基金预算财政拨款收入支出决算表", "基金表"),
    )
    assert problems(book) == [
        "缺少《政府性基金预算财政拨款收入支出决算表》：没有以此为标题的工作表，请补上后重新上传",
        "工作表“公开03表”C8：这里应为数字，填的是“八十”",
        "工作表“公开03表”D8：这里应为数字，填的是“五十”",
        "工作表“公开05表”E3：金额单位是“千元”，应为“万元”或“元”；请换算后重新上传",
        "工作表“公开05表”A8：2020年支出功能分类科目中没有编码“299”；"
        "请核对编码，或加载当年正式的政府收支分类科目",
        "工作表“接待”B4：这里应为数字，填的是“若干”",
        "工作表“副本”：与工作表“公开02表”重复，都是《收入决算表》；请只保留一张",
    ]


def test_a_sheet_full_of_problems_is_read_to_the_two_hundredth() -> None:
    rows = "\n".join(f"{code.code}||多|多|多" for code in list(national().codes.function)[:100])
    found = problems(general_public(rows))
    assert len(found) == MOST_PROBLEMS + 2
    assert found[-1] == "工作表“公开05表”A72：问题太多，从这一行起没有检查；请先改正以上各处"


def test_the_error_spells_out_twenty_problems() -> None:
    error = IntakeError(Problem("应为数字", "公开01表", f"C{row}") for row in range(1, 23))
    lines = str(error).split("\n")
    assert len(error.problems) == 22
    assert lines[0] == "工作表“公开01表”C1：应为数字"
    assert lines[20:] == ["另有2处问题，请改正以上各处后再试"]


def test_the_codes_are_those_of_the_year() -> None:
    standard = load("national", "final_accounts", 2021, "unit", classification.load(2021))
    texts = {id: text.replace("2020", "2021") for id, text in FORMS.items()}
    assert problems(workbook(**texts), standard) == []
