"""Whose figures a file holds: by its name, by what its sheets say, and never by guessing."""

import pytest

from disclosures.intake.whose import Named, Register, Whose, said_in
from disclosures.intake.workbook import CellValue, Sheet, Workbook

BY_CODE, BY_NAME, BY_SHEET = "文件名中的单位代码", "文件名中的单位名称", "表内写明的单位"

REGISTER = Register(
    [
        Named(1, "101", "甲局"),
        Named(2, "101001", "甲局信息中心"),
        Named(3, "102", "乙局"),
        Named(4, "", "丙（丁）委员会"),
        Named(5, "ABC7", "戊站"),
    ]
)


def saying(*rows: tuple[CellValue, ...], hidden: bool = False) -> Workbook:
    return Workbook((Sheet("公开01表", rows, hidden),), "0" * 64)


SILENT = saying(("收入支出决算总表",), ("单位：万元",))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("101.xlsx", Whose(1, BY_CODE)),
        ("101_2020年决算.xlsx", Whose(1, BY_CODE)),
        ("决算（101001）.xlsx", Whose(2, BY_CODE)),
        ("决算１０２.xlsx", Whose(3, BY_CODE)),
        ("abc7 2020.xls", Whose(5, BY_CODE)),
        ("甲局2020年度部门决算.xlsx", Whose(1, BY_NAME)),
        ("2020甲局信息中心决算.xlsx", Whose(2, BY_NAME)),
        ("甲 局.xlsx", Whose(1, BY_NAME)),
        ("丙(丁)委员会.csv", Whose(4, BY_NAME)),
        ("101 甲局.xlsx", Whose(1, BY_NAME)),
        ("各单位/乙局/决算.xlsx", Whose(3, BY_NAME)),
        ("102/决算/公开表.xlsx", Whose(3, BY_CODE)),
        ("甲局/乙局.xlsx", Whose(3, BY_NAME)),
    ],
)
def test_by_the_name_of_the_file(path: str, found: Whose) -> None:
    assert REGISTER.whose(path, SILENT) == found


@pytest.mark.parametrize(
    "row",
    [
        ("部门：甲局",),
        ("单位: 甲局",),
        ("编制单位：甲局 金额单位：万元",),
        ("填报单位名称：甲局",),
        ("公开部门：甲局", None, "2020年"),
        ("部门：甲局2020年",),
        ("单位名称：", "甲局"),
        ("单位代码：101",),
        ("预算单位编码：", 101),
        (None, "部门：甲局"),
    ],
)
def test_by_what_the_sheets_say(row: tuple[CellValue, ...]) -> None:
    assert REGISTER.whose("决算.xlsx", saying(("收入支出决算总表",), row)) == Whose(1, BY_SHEET)


def test_name_and_sheets_agree() -> None:
    inside = saying(("部门：甲局",))
    assert REGISTER.whose("101.xlsx", inside) == Whose(1, BY_CODE)
    assert REGISTER.whose("甲局和乙局.xlsx", inside) == Whose(1, BY_SHEET)


@pytest.mark.parametrize(
    ("path", "inside", "why"),
    [
        (
            "甲局.xlsx",
            ("部门：乙局",),
            "文件名写的是“甲局”，表内写的是“乙局”，请核对是否传错了文件",
        ),
        (
            "甲局和乙局.xlsx",
            (),
            "文件名里有几个单位（“甲局”、“乙局”）；请在文件名里只写一个单位",
        ),
        (
            "102 甲局.xlsx",
            (),
            "文件名里有几个单位（“甲局”、“乙局”）；请在文件名里只写一个单位",
        ),
        (
            "决算.xlsx",
            ("部门：甲局", "部门：乙局"),
            "表内写的是“甲局”、“乙局”，请核对是否传错了文件；请在文件名里写明是哪个单位",
        ),
        (
            "决算.xlsx",
            ("部门：己局",),
            "表内写的是“己局”，没有登记这个单位，或者您没有它的录入权限",
        ),
        (
            "决算.xlsx",
            (),
            "文件名和表内都没有登记过的单位代码或名称；请在文件名里写上单位名称",
        ),
        (
            "10100.xlsx",
            (),
            "文件名和表内都没有登记过的单位代码或名称；请在文件名里写上单位名称",
        ),
    ],
)
def test_what_is_not_clear_is_asked(path: str, inside: tuple[str, ...], why: str) -> None:
    assert REGISTER.whose(path, saying(*((text,) for text in inside))) == Whose(None, why)


def test_a_unit_of_money_is_no_unit() -> None:
    texts = ("单位：元", "单位：万元", "单位：人民币万元", "金额单位：元", "单位：亿元")
    beside = (("单位：", "万元"), ("部门：", "金额单位：万元"), ("部门：", None), ("部门：",))
    said = said_in(saying(*((text,) for text in texts), *beside))
    assert (said.codes, said.names) == ((), ())


def test_what_is_hidden_or_far_below_says_nothing() -> None:
    assert said_in(saying(("部门：甲局",), hidden=True)).names == ()
    below = saying(*[("",)] * 12, ("部门：甲局",))
    assert said_in(below).names == ()


def test_a_unit_by_code_and_name() -> None:
    assert REGISTER.named("101", "乙局") == Named(1, "101", "甲局")
    assert REGISTER.named("999", "丙(丁) 委员会") == Named(4, "", "丙（丁）委员会")
    assert REGISTER.named("", "无") is None
