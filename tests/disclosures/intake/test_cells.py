"""What one cell says: amounts, counts, codes and blanks, or the sentence why it is none."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.amounts import YUAN_PER_WAN
from disclosures.intake.cells import Unreadable, amount, code, count, is_blank, normal
from disclosures.intake.workbook import CellValue

YUAN = Decimal(1)


def refusal(value: CellValue) -> str:
    with pytest.raises(Unreadable) as caught:
        amount(value, YUAN)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "unit", "yuan"),
    [
        (Decimal("244.238905"), YUAN_PER_WAN, "2442389.05"),
        (244, YUAN_PER_WAN, "2440000.00"),
        (Decimal(repr(0.1 + 0.2)), YUAN_PER_WAN, "3000.00"),
        (Decimal(repr(0.1 + 0.2)), YUAN, "0.30"),
        (Decimal("12345678901.23"), YUAN, "12345678901.23"),
        (Decimal("-15.27"), YUAN_PER_WAN, "-152700.00"),
        (0, YUAN, "0.00"),
        ("-0", YUAN, "0.00"),
        # Half up to 分, away from zero.
        (Decimal("1.005"), YUAN, "1.01"),
        (Decimal("1.0049999"), YUAN, "1.00"),
        (Decimal("-1.005"), YUAN, "-1.01"),
        (Decimal("0.0000005"), YUAN_PER_WAN, "0.01"),
        (Decimal("1E-300"), YUAN_PER_WAN, "0.00"),
        # As text.
        ("1,234,567.891", YUAN, "1234567.89"),
        ("１，２３４．５０", YUAN, "1234.50"),
        (" 1234.5\u3000", YUAN, "1234.50"),
        ("+12", YUAN, "12.00"),
        ("－12.5", YUAN, "-12.50"),
        ("−12.5", YUAN, "-12.50"),
        (Decimal("999999999999999.99"), YUAN, "999999999999999.99"),
        (Decimal("99999999999.999999"), YUAN_PER_WAN, "999999999999999.99"),
    ],
)
def test_amounts_are_in_yuan_with_two_places(value: CellValue, unit: Decimal, yuan: str) -> None:
    assert str(amount(value, unit)) == yuan


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("暂无", "这里应为数字，填的是“暂无”"),
        ("12万元", "这里应为数字，填的是“12万元”"),
        ("1 234", "这里应为数字，填的是“1 234”"),
        ("1,23", "这里应为数字，填的是“1,23”"),
        ("1.2.3", "这里应为数字，填的是“1.2.3”"),
        ("1E5", "这里应为数字，填的是“1E5”"),
        ("=A1+B1", "这里应为数字，填的是“=A1+B1”"),
        ("NaN", "这里应为数字，填的是“NaN”"),
        ("Infinity", "这里应为数字，填的是“Infinity”"),
        (
            "一二三四五六七八九十" * 3,
            "这里应为数字，填的是“一二三四五六七八九十一二三四五六七八九十…”",
        ),
        ("12.5%", "这里应为数字，填的是百分数“12.5%”"),
        ("１２％", "这里应为数字，填的是百分数“１２％”"),
        ("(123.45)", "负数应写成“-123.45”，填的是“(123.45)”"),
        ("（1,234）", "负数应写成“-1,234”，填的是“（1,234）”"),
        ("(无)", "这里应为数字，填的是“(无)”"),
        ("#REF!", "公式出错，结果是“#REF!”；请改正公式后重新上传"),
        ("#DIV/0!", "公式出错，结果是“#DIV/0!”；请改正公式后重新上传"),
        ("#N/A", "公式出错，结果是“#N/A”；请改正公式后重新上传"),
        (True, "这里应为数字，填的是逻辑值TRUE"),
        (False, "这里应为数字，填的是逻辑值FALSE"),
        (
            date(2020, 1, 5),
            "这里应为数字，单元格却是日期“2020-01-05”；请把单元格格式改为“数值”后重新填写",
        ),
        (
            datetime(1905, 7, 12, 6, 30),
            "这里应为数字，单元格却是日期“1905-07-12”；请把单元格格式改为“数值”后重新填写",
        ),
        (10**15, "“1000000000000000”超出了可以填报的范围，请核对数字和金额单位"),
        (-(10**15), "“-1000000000000000”超出了可以填报的范围，请核对数字和金额单位"),
        (Decimal("1E+308"), "“1E+308”超出了可以填报的范围，请核对数字和金额单位"),
        ("9" * 5000, f"“{'9' * 20}…”超出了可以填报的范围，请核对数字和金额单位"),
    ],
)
def test_what_is_no_amount_is_told_in_a_sentence(value: CellValue, sentence: str) -> None:
    assert refusal(value) == sentence


def test_the_range_is_that_of_yuan() -> None:
    with pytest.raises(Unreadable):
        amount(10**11, YUAN_PER_WAN)


@given(st.integers(-(10**14), 10**14), st.sampled_from([YUAN, YUAN_PER_WAN]))
def test_amounts_survive_being_written_in_either_unit(fen: int, unit: Decimal) -> None:
    yuan = Decimal(fen) / 100
    assert amount(yuan / unit, unit) == yuan


@pytest.mark.parametrize(
    ("value", "number"), [(0, 0), (12, 12), (Decimal("3.0"), 3), ("1,024", 1024)]
)
def test_counts(value: CellValue, number: int) -> None:
    assert count(value) == number


@pytest.mark.parametrize("value", [Decimal("1.5"), -1, 10**15, Decimal("1E+308"), "2.5"])
def test_what_is_no_count(value: CellValue) -> None:
    with pytest.raises(Unreadable) as caught:
        count(value)
    assert str(caught.value) == f"这里应为0或正整数，填的是“{value}”"


@pytest.mark.parametrize(
    "value", [None, "", " ", "-", "--", "—", "——", "－", "–", "/", " \u3000- "]
)
def test_blanks(value: CellValue) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, Decimal("0.00"), False, "0", "无", "-1", "…"])
def test_no_blanks(value: CellValue) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([2050102], "2050102"),
        ([Decimal("2050102.0")], "2050102"),
        (["2050102"], "2050102"),
        (["2050102.0"], "2050102"),
        ([" ２０５ 01\u300002 "], "2050102"),
        (["205", "01", "02"], "2050102"),
        ([205, 1, 2], "2050102"),
        (["205", "1", None], "20501"),
        ([205, None, None], "205"),
        ([205, 20501, 2050102], "2050102"),
        ([2050102, None, None], "2050102"),
        (["合计", None, None], "合计"),
        (["合", "", "计"], "合计"),
        ([None], ""),
        ([], ""),
        # No codes, but text to show.
        ([Decimal("205.5")], "205.5"),
        ([Decimal("1E+308")], "1E+308"),
        ([-205], "-205"),
        ([10**300], str(10**300)),
        ([True], "True"),
    ],
)
def test_codes(parts: list[CellValue], text: str) -> None:
    assert code(parts) == text


def test_text_for_comparison() -> None:
    assert normal("“三公”\u3000经 费（境）\n：\u200b１") == "三公经费(境):1"
    assert normal(None) == ""
    assert normal(Decimal("1.50")) == "1.50"
