"""Addresses, table heads with their spans, and the rows of a table."""

import pytest

from disclosures.tables import (
    Block,
    Cell,
    Column,
    Derived,
    HeadCell,
    Row,
    RowSource,
    Table,
    column_names,
    head,
)


def test_an_address_is_written_and_read() -> None:
    cell = Cell("general_public", "2050199", "total")
    assert str(cell) == "general_public/2050199/total"
    assert Cell.parse("general_public/2050199/total") == cell


@pytest.mark.parametrize("text", ["", "a/b", "a/b/c/d", "a//c", "/b/c", "a/b/"])
def test_another_shape_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="not a cell address"):
        Cell.parse(text)


def test_a_head_of_one_row() -> None:
    block = Block(
        columns=(Column("amount", ("金额",)),), stub=(("label", "项目"), ("line", "行次"))
    )
    assert head(Table("t", "表", (block,))) == (
        (HeadCell("项目", 1, 1), HeadCell("行次", 1, 1), HeadCell("金额", 1, 1)),
    )


def test_a_head_of_two_blocks_with_numbers() -> None:
    left = Block(
        title="收入",
        columns=(Column("amount", ("金额",)),),
        stub=(("label", "项目"), ("line", "行次")),
    )
    right = Block(
        title="支出",
        columns=(Column("total", ("合计",)), Column("fund", ("基金",))),
        stub=(("label", "项目"), ("line", "行次")),
    )
    assert head(Table("t", "表", (left, right), column_numbers=True)) == (
        (HeadCell("收入", 3, 1), HeadCell("支出", 4, 1)),
        (
            HeadCell("项目", 1, 1),
            HeadCell("行次", 1, 1),
            HeadCell("金额", 1, 1),
            HeadCell("项目", 1, 1),
            HeadCell("行次", 1, 1),
            HeadCell("合计", 1, 1),
            HeadCell("基金", 1, 1),
        ),
        (
            HeadCell("栏次", 1, 1),
            HeadCell("", 1, 1),
            HeadCell("1", 1, 1),
            HeadCell("栏次", 1, 1),
            HeadCell("", 1, 1),
            HeadCell("2", 1, 1),
            HeadCell("3", 1, 1),
        ),
    )


def test_columns_of_unequal_depth() -> None:
    block = Block(
        columns=(
            Column("opening", ("年初",)),
            Column("total", ("本年", "小计")),
            Column("basic", ("本年", "基本")),
            Column("closing", ("年末",)),
        ),
        stub_head="项目",
        stub=(("code", "编码"), ("label", "名称")),
    )
    assert head(Table("t", "表", (block,))) == (
        (
            HeadCell("项目", 2, 1),
            HeadCell("年初", 1, 2),
            HeadCell("本年", 2, 1),
            HeadCell("年末", 1, 2),
        ),
        (
            HeadCell("编码", 1, 1),
            HeadCell("名称", 1, 1),
            HeadCell("小计", 1, 1),
            HeadCell("基本", 1, 1),
        ),
    )


def test_equal_labels_below_different_ones_are_not_joined() -> None:
    columns = (Column("a", ("一", "小计")), Column("b", ("二", "小计")))
    assert head(Table("t", "表", (Block(columns=columns),))) == (
        (HeadCell("一", 1, 1), HeadCell("二", 1, 1)),
        (HeadCell("小计", 1, 1), HeadCell("小计", 1, 1)),
    )


def test_equal_columns_side_by_side_stay_apart() -> None:
    columns = (Column("a", ("金额",)), Column("b", ("金额",)))
    assert head(Table("t", "表", (Block(columns=columns),))) == (
        (HeadCell("金额", 1, 1), HeadCell("金额", 1, 1)),
    )


def test_rows_and_columns_of_all_blocks() -> None:
    one = Block(columns=(Column("a", ("甲",)),), rows=(Row("x", "X"), Row("", "")))
    other = Block(columns=(Column("b", ("乙",)),), rows=(Row("y", "Y"),))
    table = Table("t", "表", (one, other))
    assert [column.id for column in table.columns()] == ["a", "b"]
    assert table.fixed_rows() == {"x": Row("x", "X"), "y": Row("y", "Y")}
    assert (one.fixed, Block(columns=(), source=RowSource.FUNCTION).fixed) == (True, False)


def test_a_view_shows_the_facts_of_another_table() -> None:
    assert Table("t", "表", ()).facts_table == "t"
    assert Table("t", "表", (), view_of="other").facts_table == "other"


def test_a_code_in_columns_of_its_parts() -> None:
    block = Block(
        columns=(Column("total", ("合计",)),),
        stub_head="项目",
        stub=(("code", "科目编码"), ("label", "科目名称")),
        code_parts=("类", "款", "项"),
    )
    table = Table("t", "表", (block,), column_numbers=True)
    assert block.stub_kinds() == ("code", "code", "code", "label")
    assert head(table) == (
        (HeadCell("项目", 4, 1), HeadCell("合计", 1, 3)),
        (HeadCell("科目编码", 3, 1), HeadCell("科目名称", 1, 2)),
        (HeadCell("类", 1, 1), HeadCell("款", 1, 1), HeadCell("项", 1, 1)),
        (HeadCell("栏次", 4, 1), HeadCell("1", 1, 1)),
    )
    assert column_names(table) == (
        "项目·科目编码·类",
        "项目·科目编码·款",
        "项目·科目编码·项",
        "项目·科目名称",
        "合计",
    )


def test_a_table_to_fill_in_leaves_nothing_out() -> None:
    block = Block(
        columns=(Column("a", ("甲",)), Column("b", ("乙",))),
        derived=(Derived("increase", "a", "b", ("增减",)),),
        rows=(Row("201", "一般公共服务支出", used="{numeral}、"), Row("total", "合计")),
    )
    table = Table("t", "表", (block,), empty_note="本表为空表。", zeros=False)
    assert table.to_fill_in() == Table(
        "t",
        "表",
        (
            Block(
                columns=block.columns,
                rows=(Row("201", "一般公共服务支出"), Row("total", "合计")),
            ),
        ),
    )


def test_a_column_is_called_by_all_that_stands_above_it() -> None:
    one = Block(
        columns=(
            Column("a", ("甲", "小计"), levels=("甲", "甲", "小计")),
            Column("b", ("乙",)),
        ),
        stub=(("code", "编码"), ("label", "名称")),
        stub_head="项目",
        title="收入",
    )
    assert column_names(Table("t", "表", (one, Block(columns=(Column("c", ("丙",)),))))) == (
        "收入·项目·编码",
        "收入·项目·名称",
        "收入·甲·小计",
        "收入·乙",
        "丙",
    )
