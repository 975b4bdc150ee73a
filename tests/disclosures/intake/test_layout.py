"""Where the columns of a table are found."""

from collections.abc import Mapping

from disclosures.intake.layout import Layout, Missing, layout_of
from tests.disclosures import samples
from tests.disclosures.intake.workbooks import (
    GENERAL_PUBLIC,
    GENERAL_PUBLIC_BASIC,
    INCOME_EXPENDITURE,
    THREE_PUBLIC,
    national,
    sheet,
)


def layout(text: str, table: str) -> Layout:
    found = layout_of(sheet(text), national().tables[table])
    assert isinstance(found, Layout), found
    return found


def figures(text: str, table: str) -> list[Mapping[str, int]]:
    return [columns.figures for columns in layout(text, table).blocks]


def test_blocks_side_by_side() -> None:
    found = layout(INCOME_EXPENDITURE, "income_expenditure")
    assert (found.top, found.first_row, found.repeated) == (3, 5, {})
    assert [(columns.stub, columns.code, columns.figures) for columns in found.blocks] == [
        ({"label": 0, "line": 1}, (), {"amount": 2}),
        ({"label": 3, "line": 4}, (), {"amount": 5}),
    ]


def test_blocks_under_one_merged_title() -> None:
    found = layout(GENERAL_PUBLIC_BASIC, "general_public_basic")
    assert [(columns.code, columns.stub, columns.figures) for columns in found.blocks] == [
        ((0,), {"label": 1}, {"amount": 2}),
        ((3,), {"label": 4}, {"amount": 5}),
        ((6,), {"label": 7}, {"amount": 8}),
    ]


def test_heads_of_three_levels() -> None:
    found = layout(THREE_PUBLIC, "three_public")
    assert (found.top, found.first_row) == (3, 6)
    assert list(found.blocks[0].figures.values()) == list(range(12))
    assert found.blocks[0].figures["final_running"] == 10


def test_columns_in_another_order_and_further_right() -> None:
    text = "\n\n|项目||附注|本年支出\n|科目名称|功能分类科目编码||项目支出|合计|基本支出"
    found = layout("x" + text, "general_public")
    (columns,) = found.blocks
    assert (found.top, found.first_row) == (2, 4)
    assert (columns.code, columns.stub) == ((2,), {"label": 1})
    assert columns.figures == {"project": 4, "total": 5, "basic": 6}


def test_a_code_in_three_columns() -> None:
    heads = "项目||||本年支出\n功能分类科目编码|||科目名称|合计|基本支出|项目支出"
    (columns,) = layout(heads, "general_public").blocks
    assert (columns.code, columns.stub) == ((0, 1, 2), {"label": 3})


def test_a_code_in_three_columns_with_heads_of_their_own() -> None:
    heads = "功能分类科目编码|||科目名称|年初预算数|全年预算数|预算调整数\n类|款|项"
    (columns,) = layout(heads, "item_budget").blocks
    assert (columns.code, columns.stub) == ((0, 1, 2), {"label": 3})


def test_a_code_in_two_columns_with_heads_of_their_own() -> None:
    """The economic classification of a form that prints 类 and 款 apart."""
    budget = samples.budget("shanghai", 2025)
    heads = (
        "项目|||一般公共预算基本支出\n部门预算经济分类科目\u3000编码||经济分类科目名称"
        "|合计|人员经费|公用经费\n类|款"
    )
    found = layout_of(sheet(heads), budget.tables["general_public_basic"])
    assert isinstance(found, Layout)
    (columns,) = found.blocks
    assert (columns.code, columns.stub) == ((0, 1), {"label": 2})
    assert columns.figures == {"total": 3, "personnel": 4, "operating": 5}


def test_heads_broken_into_lines() -> None:
    text = GENERAL_PUBLIC.replace("功能分类科目编码", "功能分类\u3000科目 编码")
    assert figures(text, "general_public") == [{"total": 2, "basic": 3, "project": 4}]


def test_missing_heads_are_named_in_the_order_of_the_form() -> None:
    text = GENERAL_PUBLIC.replace("合计|基本支出|项目支出", "合计|基本|项目")
    found = layout_of(sheet(text), national().tables["general_public"])
    assert found == Missing(("本年支出·基本支出", "本年支出·项目支出"))


def test_missing_names_of_rows() -> None:
    text = INCOME_EXPENDITURE.replace("项目（按功能分类）", "科目")
    found = layout_of(sheet(text), national().tables["income_expenditure"])
    assert found == Missing(("支出·项目（按功能分类）",))


def test_the_columns_of_line_numbers_may_be_missing() -> None:
    text = INCOME_EXPENDITURE.replace("行次", "")
    assert figures(text, "income_expenditure") == [{"amount": 2}, {"amount": 5}]


def test_an_empty_sheet_misses_everything() -> None:
    found = layout_of(sheet(""), national().tables["comparatives"])
    assert found == Missing(("项目", "金额"))


def test_a_repeated_column_is_told() -> None:
    text = "项目||本年支出\n功能分类科目编码|科目名称|合计|基本支出|项目支出|基本支出"
    assert layout(text, "general_public").repeated == {5: "本年支出·基本支出"}
