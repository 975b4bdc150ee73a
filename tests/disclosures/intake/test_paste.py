"""A copied block: with codes or names in front, as the official form, or figures alone."""

import pytest

from disclosures.facts import FactSheet
from disclosures.intake.paste import Anchor, NewEntry, Pasted, read_paste
from tests.disclosures import samples

STANDARD = samples.standard()
ITEMS = ("total", "205", "20501", "2050102")


def read(text: str, table: str, anchor: Anchor, sheet: FactSheet | None = None) -> Pasted:
    return read_paste(text, STANDARD.tables[table], STANDARD, sheet or FactSheet(2020, {}), anchor)


def budget(text: str, row: str = "", column: str = "initial") -> Pasted:
    return read(text, "item_budget", Anchor(0, row, column, ITEMS))


def cells(pasted: Pasted) -> dict[str, str]:
    return {f"{'prior ' if place.prior else ''}{place.cell}": text for place, text in pasted.cells}


def test_figures_from_the_cell_with_the_focus() -> None:
    pasted = budget("1\t2\n３，０００\t-\r\n\t\n", "20501")
    assert cells(pasted) == {
        "item_budget/20501/initial": "1",
        "item_budget/20501/revised": "2",
        "item_budget/2050102/initial": "３，０００",
        "item_budget/2050102/revised": "-",
    }
    assert (pasted.rows, pasted.entries, pasted.problems) == ([], [], [])


def test_what_does_not_fit_is_told() -> None:
    pasted = budget("1\t2\t3\n\t\n5\t6\n", "20501", "adjustment")
    assert cells(pasted) == {
        "item_budget/20501/adjustment": "1",
        "item_budget/2050102/adjustment": "",
    }
    assert pasted.problems == [
        "第1行右边多出的“2 3”没有填入：没有这么多栏",
        "“5 6”没有填入：下面没有行了",
    ]


def test_empty_lines_of_the_form_are_passed() -> None:
    rows = ("other", "", "", "income_of_year")
    anchor = Anchor(0, "other", "amount", rows)
    pasted = read("1\n\n2\n3\n", "income_expenditure", anchor)
    assert cells(pasted) == {
        "income_expenditure/other/amount": "1",
        "income_expenditure/income_of_year/amount": "3",
    }
    assert pasted.problems == ["“2”没有填入：这里是空行"]


def test_lines_with_codes() -> None:
    pasted = budget("2050102\t一般行政管理事务\t1\t2\n20805\t\t3\t\n9999999\t无\t4\t5\n")
    assert cells(pasted) == {
        "item_budget/2050102/initial": "1",
        "item_budget/2050102/revised": "2",
        "item_budget/20805/initial": "3",
        "item_budget/20805/revised": "",
    }
    assert pasted.rows == ["2050102", "20805"]
    assert pasted.problems == [
        "“9999999 无 4 5”没有填入：2020年支出功能分类科目中没有编码“9999999”；"
        "请核对编码，或加载当年正式的政府收支分类科目"
    ]


def test_codes_alone_and_codes_in_three_columns() -> None:
    alone = budget("2050102\t1\t2\n2080505\t3\t4\n")
    assert alone.rows == ["2050102", "2080505"]
    three = budget("205\t01\t02\t一般行政管理事务\t1\t2\n208\t05\t05\t养老\t3\t4\n")
    assert three.rows == ["2050102", "2080505"]
    assert cells(three) == cells(alone)


def test_lines_with_names() -> None:
    pasted = budget("教育支出\t9\t9\n教育管理事务\t9\t9\n行政运行\t1\t2\n住房公积金\t3\t4\n")
    assert pasted.rows == ["205", "20501", "2050101", "2210201"]
    unclear = budget("行政运行\t1\t2\n合计\t1\t2\n没有这个\t1\t1\n")
    assert cells(unclear) == {"item_budget/total/initial": "1", "item_budget/total/revised": "2"}
    count = sum(code.name == "行政运行" for code in STANDARD.codes.function)
    assert unclear.problems == [
        f"“行政运行 1 2”没有填入：名为“行政运行”的科目有{count}个，请在前面写明科目编码",
        "“没有这个 1 1”没有填入：2020年科目中没有“没有这个”",
    ]


def test_the_whole_form_with_its_heads() -> None:
    text = (
        "收入\t\t\t支出\t\t\n项目\t行次\t金额\t项目\t行次\t金额\n栏次\t\t1\t栏次\t\t2\n"
        "一、一般公共预算财政拨款收入\t1\t5\t一、一般公共服务支出\t31\t7\n"
        "总计\t30\t5\t总计\t60\t\n"
    )
    pasted = read(text, "income_expenditure", Anchor(0, "other", "amount", ("other",)))
    assert cells(pasted) == {
        "income_expenditure/general_public_income/amount": "5",
        "income_expenditure/201/amount": "7",
        "income_expenditure/income_total/amount": "5",
    }
    assert pasted.problems == []


def test_last_years_figures_and_counts_by_name() -> None:
    text = "收入支出决算总表：总计\t601.54\n"
    pasted = read(text, "comparatives", Anchor(0, "total", "amount", ("total",)))
    assert cells(pasted) == {"prior income_expenditure/income_total/amount": "601.54"}
    unit = "年末公务用车保有量\t辆\t3\n"
    pasted = read(unit, "matters", Anchor(0, "abroad_groups", "value", ("abroad_groups",)))
    assert cells(pasted) == {"matters/cars_held/value": "3"}


def test_lines_of_a_list() -> None:
    labels = {("reception_occasions", "2"): "甲单位"}
    sheet = FactSheet(2020, {}, labels)
    anchor = Anchor(0, "", "amount", ())
    pasted = read("甲单位\t1\n乙单位\t2\n合计\t3\n", "reception_occasions", anchor, sheet)
    assert cells(pasted) == {"reception_occasions/2/amount": "1"}
    assert pasted.entries == [NewEntry("乙单位", (("amount", "2"),))]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("你好\n再见\n", "粘贴的内容里没有数字，没有填入"),
        ("1\n2\n", "粘贴的内容没有科目编码或名称；请先选中要填入的单元格再粘贴"),
        ("1\n" * 2001, "粘贴的内容有2001行，最多2000行，没有填入"),
        ('"' + "1" * 200_000, "粘贴的内容不是表格，没有填入；请在表格软件中选中单元格后复制"),
    ],
)
def test_what_is_no_block(text: str, problem: str) -> None:
    pasted = budget(text)
    assert (pasted.cells, pasted.rows, pasted.problems) == ([], [], [problem])


def test_nothing_is_pasted() -> None:
    assert budget("") == Pasted()
