"""How a text is called, where a faulty word was typed, and what counts as an amount."""

from decimal import Decimal

import pytest

from disclosures.checks.places import own_lines, text_name, typed
from disclosures.checks.quantities import matches, quantities
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.model import Standard
from tests.disclosures.checks.contexts import key


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("reason/total", "“收、支总计”与上年相比的增减原因"),
        ("reason/three_public", "“三公”经费支出与上年相比的增减原因"),
        ("budget_reason/item/2050102", "“2050102 一般行政管理事务”与预算数相比的差异原因"),
        ("use/reception_domestic", "“国内公务接待支出”用途（主要用于）"),
        ("term/item/2050803", "“2050803 培训支出”名词解释"),
        ("term/item/2999999", "“2999999”名词解释"),
        ("prose/duties", "“主要职能”的文字"),
        ("prose/achievements", "“2020年重点工作完成情况”的文字"),
        ("prose/appendix", "“附件”的文字"),
        ("prose/nowhere", "“nowhere”的文字"),
        ("prose/table.income", "“收入决算表”下的说明"),
    ],
)
def test_a_text_has_a_name(address: str, name: str, sichuan: Standard) -> None:
    assert text_name(key(address), sichuan) == name


def test_words_of_the_unit_are_found_where_they_stand() -> None:
    reason, duties = TextKey("reason", "total"), TextKey("prose", "duties")
    own = own_lines(Texts({reason: "人员减少。"}, {"duties": "一、职责\n\n 管理 教育\n"}))
    assert own == ((reason, "人员减少"), (duties, "一、职责"), (duties, "管理 教育"))
    line = "减少5万元。主要原因是人员减少。人员减少了"
    assert typed(line, 12, 14, own) == (reason,)
    assert typed(line, 16, 18, own) == (reason,)
    assert typed(line, 0, 2, own) == ()
    assert typed("管理 教育", 0, 2, own) == (duties,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共5万元", [("5万元", "50000", "10000", False)]),
        (
            "1,234.50万元和0.3亿元",
            [
                ("1,234.50万元", "12345000", "100", False),
                ("0.3亿元", "30000000", "10000000", False),
            ],
        ),
        (
            "占71.73%，提高2个百分点",
            [("71.73%", "71.73", "0.01", True), ("2个百分点", "2", "1", True)],
        ),
        ("568元", [("568元", "568", "1", False)]),
        ("2020年4批次，5公里，12,34万", []),
    ],
)
def test_amounts_in_a_text(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert [(q.text, q.value, q.step, q.percent) for q in quantities(text)] == [
        (shown, Decimal(value), Decimal(step), percent) for shown, value, step, percent in found
    ]


@pytest.mark.parametrize(
    ("text", "marked", "limit"),
    [
        ("5万元（非决算口径）", True, False),
        ("5万元(非决算口径)", True, False),
        ("5万元 （非决算口径）", False, False),
        ("5万元（含）以上", False, True),
        ("5万元以下", False, True),
    ],
)
def test_marks_behind_an_amount(text: str, marked: bool, limit: bool) -> None:
    (quantity,) = quantities(text)
    assert (quantity.marked, quantity.limit) == (marked, limit)


@pytest.mark.parametrize(
    ("text", "yuan", "same"),
    [
        ("2.55万元", "25549.99", True),
        ("2.55万元", "25450", True),
        ("2.55万元", "25551", False),
        ("2.55万元", "25600", False),
        ("2.6万元", "25500", True),
        ("2.6万元", "25499", False),
        ("减少2.55万元", "-25500", True),
        ("3万元", "25000", True),
        ("0.39万元", "3899", True),
    ],
)
def test_an_amount_is_a_figure_as_printed(text: str, yuan: str, same: bool) -> None:
    (quantity,) = quantities(text)
    assert matches(quantity, Decimal(yuan)) is same
