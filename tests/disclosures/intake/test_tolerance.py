"""The same figures however the form is laid out: nothing of it depends on a fixed place."""

import pytest

from tests.disclosures.intake.workbooks import (
    FORMS,
    GENERAL_PUBLIC,
    INCOME_EXPENDITURE,
    in_05,
    problems,
    read,
    values,
    workbook,
)

HEADS = """
一般公共预算财政拨款支出决算表
金额单位：{unit}
项目||||本年支出
功能分类科目编码|||科目名称|合计|基本支出|项目支出
"""
IN_PARTS = {
    "2050102/total": "800000.00",
    "2050199/total": "10000.00",
    "20502/total": "20000.00",
    "2050201/total": "20000.00",
    "205/total": "900000.00",
    "20501/total": "810000.00",
}


def moved(text: str, down: int, right: int) -> str:
    """The form further down and to the right."""
    return "x" + "\n" * down + "\n".join("|" * right + line for line in text.strip().split("\n"))


@pytest.mark.parametrize(("down", "right"), [(1, 0), (2, 1), (5, 3), (8, 20)])
@pytest.mark.parametrize("table", FORMS)
def test_a_form_further_down_and_to_the_right(table: str, down: int, right: int) -> None:
    book = workbook(**{table: moved(FORMS[table], down, right)})
    assert values(book, table) == values(workbook(), table)


def test_without_the_columns_and_the_row_of_numbers() -> None:
    lines = INCOME_EXPENDITURE.strip().split("\n")
    kept = [line for line in lines if not line.startswith("栏次")]
    cells = [[cell for n, cell in enumerate(line.split("|")) if n not in {1, 4}] for line in kept]
    text = (
        "\n".join("|".join(row) for row in cells)
        .replace("金额单位：万元", "")
        .replace("2020年度", "2020年度　单位：万元")
    )
    book = workbook(income_expenditure=text)
    assert values(book, "income_expenditure") == values(workbook(), "income_expenditure")


@pytest.mark.parametrize(
    "rows",
    [
        "205||||90\n205|01|||81\n205|01|02||80\n205|01|99||1\n205|02|||2\n205|02|01||2",
        "205||||90\n|01|||81\n||02||80\n||99||1\n|02|||2\n||01||2",
        "205||||90\n|1|||81\n||2||80\n||99||1\n|2|||2\n||1||2",
        "205|教育|||90\n|20501|||81\n||2050102||80\n||2050199||1\n|20502|||2\n||2050201||2".replace(
            "|教育", "|"
        ),
        "205||||90\n205|20501|||81\n205|20501|2050102||80\n||2050199||1\n|'02|||2\n|'02|'01||2",
        "205||||\n|01|02||80\n||99||1\n205|02|||2\n||01||2\n205||||90\n|01|||81",
    ],
    ids=[
        "all parts",
        "blank-filled",
        "no zeros",
        "whole, blank-filled",
        "mixed",
        "no figures above",
    ],
)
@pytest.mark.parametrize("subheads", ["", "类|款|项\n", "类|款|项|栏次|1|2|3\n"])
def test_codes_in_three_columns(rows: str, subheads: str) -> None:
    book = workbook(general_public=HEADS.format(unit="万元") + subheads + rows)
    assert values(book, "general_public") == IN_PARTS


def test_three_columns_with_heads_in_place_of_the_code() -> None:
    text = HEADS.format(unit="万元").replace("功能分类科目编码||", "类|款|项")
    book = workbook(general_public=text + "205||||90\n|01|||81\n||02||80\n")
    assert values(book, "general_public") == {
        "205/total": "900000.00",
        "20501/total": "810000.00",
        "2050102/total": "800000.00",
    }
    assert read(book).ignored_columns == ()


def test_a_part_without_the_part_above_it_is_not_guessed() -> None:
    rows = "205||||90\n|01|||81\n208||||5\n||02||5\n合计||||95\n|05|||5\n"
    assert problems(workbook(general_public=HEADS.format(unit="万元") + rows)) == in_05(
        "C8：2020年支出功能分类科目中没有编码“2”；请核对编码，或加载当年正式的政府收支分类科目",
        "B10：2020年支出功能分类科目中没有编码“5”；请核对编码，或加载当年正式的政府收支分类科目",
    )


@pytest.mark.parametrize(
    ("unit", "figure"),
    [
        ("万元", "1234.5"),
        ("万元", "1,234.50"),
        ("万元", "'１，２３４．５０"),
        ("元", "12,345,000"),
        ("元", "12345000.00"),
        ("人民币元", "' 12,345,000.00 "),
    ],
)
@pytest.mark.parametrize("blank", ["", "-", "—", "——", " ", "－"])
def test_numbers_however_written(unit: str, figure: str, blank: str) -> None:
    text = GENERAL_PUBLIC.replace("万元", unit)
    head = text[: text.index("合计||")]
    book = workbook(general_public=f"{head}合计||{figure}|{blank}|{blank}")
    assert values(book, "general_public") == {"total/total": "12345000.00"}
