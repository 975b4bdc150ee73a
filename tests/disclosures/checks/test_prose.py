"""Amounts and claims in the unit's prose that contradict a figure of the document."""

import pytest

from disclosures.checks import prose
from disclosures.checks.context import Context
from tests.disclosures.checks.contexts import key, planted

DUTIES = "“主要职能”的文字："


def found(context: Context, line: str) -> list[tuple[str, str]]:
    findings = list(prose.check(planted(context, texts={"prose/duties": line})))
    assert {finding.texts for finding in findings} <= {(key("prose/duties"),)}
    return [(f.id, f.message.removeprefix(DUTIES)) for f in findings]


def test_clean_data(putuo_context: Context, demonstration_context: Context) -> None:
    assert list(prose.check(putuo_context)) == []
    assert list(prose.check(demonstration_context)) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2024年财政拨款收入125.27万元。", ("财政拨款收入", "125.27万元", "2940.05万元")),
        ("我局上年结转214.7万元", ("上年结转", "214.7万元", "49.14万元或21.63万元")),
        (
            "其中：其他收入6万元；本年支出合计2,940.06万元",
            ("本年支出合计", "2,940.06万元", "2940.05万元"),
        ),
        (
            "上海市普陀区财政局机关运行经费支出184.7元",
            ("机关运行经费支出", "184.7元", "184.65万元"),
        ),
        (
            "上年机关运行经费支出184.65万元",
            ("机关运行经费支出", "184.65万元", "182.10万元"),
        ),
        (
            "2024年机关运行经费支出182.1万元",
            ("机关运行经费支出", "182.1万元", "184.65万元"),
        ),
        (
            "2024年度财政拨款收入支出总计0.3万元",
            ("财政拨款收入支出总计", "0.3万元", "2961.68万元"),
        ),
        ("住房保障支出450万元", ("住房保障支出", "450万元", "445.69万元")),
        (
            "一般公共预算财政拨款支出：2939万元",
            ("一般公共预算财政拨款支出", "2939万元", "2940.05万元"),
        ),
    ],
)
def test_an_amount_that_contradicts_its_figure(
    line: str, said: tuple[str, str, str], putuo_context: Context
) -> None:
    name, written, known = said
    assert found(putuo_context, line) == [("P01", f"“{name}”写作{written}，本材料中是{known}")]


def test_a_name_in_quotation_marks_gets_no_second_pair(putuo_context: Context) -> None:
    assert found(putuo_context, "“三公”经费支出决算0.95万元") == [
        ("P01", "“三公”经费支出写作0.95万元，本材料中是0.00万元")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "2024年财政拨款收入2940.05万元，本年支出合计2,940.05万元。",
        "财政拨款收入约2940万元、0.294亿元、29400500元。",
        "2024年财政拨款收入125.27万元（非决算口径）。",
        "2023年机关运行经费支出182.1万元，2022年机关运行经费支出150万元。",
        "上年财政拨款收入3000万元。",
        "财政拨款收入支出总计2961.68万元，收入支出总计2995.39万元，收支总计2995.39万元。",
        "信息化平台财政拨款收入125.27万元。",
        "云平台项目支出5万元，项目支出13万元，实验考试其他收入9.71万元。",
        "机关运行经费支出200万元以上的单位。",
        "机关运行经费支出增加2.55万元，增长1.4%，年初预算150万元。",
        "全年培训4000人次，发放补助5万元。",
    ],
)
def test_amounts_that_contradict_nothing(line: str, putuo_context: Context) -> None:
    assert found(putuo_context, line) == []


@pytest.mark.parametrize(
    ("line", "said", "way"),
    [
        ("我局机关运行经费支出未超过上年。", "未超过上年", "比上年增加"),
        ("机关运行经费支出低于2023年。", "低于2023年", "比上年增加"),
        ("2024年机关运行经费支出与上年持平。", "与上年持平", "比上年增加"),
        ("机关运行经费支出比上年有所下降。", "比上年有所下降", "比上年增加"),
        ("一般公共预算财政拨款支出较上年度增长", "较上年度增长", "比上年减少"),
    ],
)
def test_a_claim_that_contradicts_its_figure(
    line: str, said: str, way: str, putuo_context: Context
) -> None:
    name = "一般公共预算财政拨款支出" if line.startswith("一般") else "机关运行经费支出"
    message = f"说“{name}”“{said}”，本材料中它{way}"
    assert found(putuo_context, line) == [("P02", message)]


@pytest.mark.parametrize(
    "line",
    [
        "机关运行经费支出比上年增加，“三公”经费支出与上年持平、未超过上年。",
        "一般公共预算财政拨款支出低于上年。",
        "机关运行经费支出低于2021年。",
        "培训人数未超过上年，项目支出比上年下降。",
        "财政拨款收入比上年增加。",
        "“三公”经费支出控制在预算以内。",
        "机关运行经费支出与上年相比变化不大。",
    ],
)
def test_claims_that_contradict_nothing(line: str, putuo_context: Context) -> None:
    assert found(putuo_context, line) == []


def test_without_last_year_nothing_is_claimed(putuo_context: Context) -> None:
    nothing = planted(putuo_context, prior={"matters/agency_operating/value": ""})
    assert found(nothing, "机关运行经费支出未超过上年。") == []
