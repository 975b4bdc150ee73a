"""Reasons and uses against their figures: each rule alone, whole messages, no false alarm."""

from dataclasses import replace

import pytest

from disclosures.amounts import Direction
from disclosures.checks import reasons
from disclosures.checks.context import Context, Earlier
from disclosures.checks.direction import contradicts
from disclosures.narrative.scope import Texts
from tests.disclosures.checks.contexts import Written, key, planted

QUIET = {"R06"}
"""Shown only, and so for every use that the clean data leaves out."""

Found = list[tuple[str, str, str]]


def found(context: Context, *, quiet: bool = True) -> Found:
    """(id, severity, message) of the findings, without those that are shown for clean data."""
    clean = [f for f in reasons.check(context) if not (quiet and f.id in QUIET)]
    return [(f.id, f.severity.value, f.message) for f in clean]


NOTE = (
    "R05",
    "说明",
    "同一原因“预算按充分保障预估，实际执行基本贴合预期”用于2处："
    "“2080501 行政单位离退休”与预算数相比的差异原因、"
    "“2080505 机关事业单位基本养老保险缴费支出”与预算数相比的差异原因",
)
"""The one reason that the clean data repeats inside one 类."""


def without_note(context: Context) -> Found:
    return [finding for finding in found(context) if finding != NOTE]


# ---- clean data ---------------------------------------------------------------------------------


def test_putuo_is_clean(putuo_context: Context) -> None:
    assert found(putuo_context, quiet=False) == [
        NOTE,
        ("R06", "说明", "“政府采购支出总额”用途（主要用于）没有填写，句子中不写“主要用于”"),
    ]


def test_the_demonstration_is_clean(demonstration_context: Context) -> None:
    assert found(demonstration_context) == [
        (
            "R05",
            "说明",
            "同一原因“2020年疫情有部分项目未完成”用于3处："
            "“2050102 一般行政管理事务”与预算数相比的差异原因、"
            "“2050199 其他教育管理事务支出”与预算数相比的差异原因、"
            "“2050803 培训支出”与预算数相比的差异原因",
        ),
    ]


# ---- one fault at a time ------------------------------------------------------------------------

FAULTS: dict[str, tuple[Written, Found]] = {
    "R01 against last year": (
        {"reason/total": ""},
        [("R01", "提示", "“收、支总计”与上年相比的增减原因没有填写：减少，应说明主要原因")],
    ),
    "R01 blanks are no reason": (
        {"reason/agency_operating": " 。 "},
        [("R01", "提示", "“机关运行经费支出”与上年相比的增减原因没有填写：增加，应说明主要原因")],
    ),
    "R01 against the budget": (
        {"budget_reason/item/2010601": ""},
        [
            (
                "R01",
                "提示",
                "“2010601 行政运行”与预算数相比的差异原因没有填写："
                "决算数小于预算数，应说明主要原因",
            )
        ],
    ),
    "R01 only the total may rest on its items": ({"budget_reason/general_public": ""}, []),
    "R02 持平": (
        {"budget_reason/item/2010602": "厉行节约"},
        [
            (
                "R02",
                "提示",
                "“2010602 一般行政管理事务”与预算数相比的差异原因："
                "与预算数持平，不需要原因，却填写了“厉行节约”",
            )
        ],
    ),
    "R02 nothing to compare with": (
        {"reason/appropriation_total": "人员减少"},
        [
            (
                "R02",
                "提示",
                "“财政拨款收、支总计”与上年相比的增减原因："
                "本年数或上年数是空的，没有增减可以说明，却填写了“人员减少”",
            )
        ],
    ),
    "R03 a fall with a rise": (
        {"reason/general_public": "信息化项目经费增加"},
        [
            (
                "R03",
                "提示",
                "“一般公共预算财政拨款支出”与上年相比的增减原因："
                "数字比上年减少63.14万元，原因却说“信息化项目经费增加”",
            )
        ],
    ),
    "R03 a rise with thrift": (
        {"reason/agency_operating": "厉行节约"},
        [
            (
                "R03",
                "提示",
                "“机关运行经费支出”与上年相比的增减原因：数字比上年增加2.55万元，原因却说“厉行节约”",
            )
        ],
    ),
    "R03 against the budget": (
        {"budget_reason/item/2010607": "系统采购增加"},
        [
            (
                "R03",
                "提示",
                "“2010607 信息化建设”与预算数相比的差异原因："
                "数字比预算减少0.65万元，原因却说“系统采购增加”",
            )
        ],
    ),
    "R05 two figures": (
        {"reason/general_public": "项目支出中合同支付进度条款等原因减少支付。"},
        [
            (
                "R05",
                "提示",
                "同一原因“项目支出中合同支付进度条款等原因减少支付”用于2处："
                "“收、支总计”与上年相比的增减原因、“一般公共预算财政拨款支出”与上年相比的增减原因",
            )
        ],
    ),
    "R05 another item's reason": (
        {"budget_reason/item/2101101": "预算按周全保障测算，实际执行基本贴合预期"},
        [
            (
                "R05",
                "提示",
                "同一原因“预算按周全保障测算，实际执行基本贴合预期”用于2处："
                "“2080506 机关事业单位职业年金缴费支出”与预算数相比的差异原因、"
                "“2101101 行政单位医疗”与预算数相比的差异原因",
            )
        ],
    ),
    "R05 a total and its item share a cause": (
        {"budget_reason/general_public": "预算按周全保障测算"},
        [],
    ),
    "R05 last year and the budget are two questions": (
        {"reason/total": "当年度无“三公”经费支出"},
        [],
    ),
    "R05 figures that move alike": (
        {"budget_reason/reception": "当年度无“三公”经费支出"},
        [],
    ),
    "R07 a code that is gone": (
        {"reason/item/2010699": "x", "budget_reason/item/2010650": "人员减少"},
        [
            (
                "R07",
                "提示",
                "“2010699 其他财政事务支出”与上年相比的增减原因：本年没有这一数，“x”无处可用",
            ),
            (
                "R07",
                "提示",
                "“2010650 事业运行”与预算数相比的差异原因：本年没有这一数，“人员减少”无处可用",
            ),
        ],
    ),
    "R07 a figure that the standard does not have": (
        {"reason/nothing": "x"},
        [("R07", "提示", "“nothing”与上年相比的增减原因：本年没有这一数，“x”无处可用")],
    ),
    "R07 a use of nothing": (
        {"use/vehicles_running": "机要通信"},
        [
            (
                "R07",
                "提示",
                "“公务用车运行维护费”用途（主要用于）：文本中没有需要它的句子，“机要通信”无处可用",
            )
        ],
    ),
    "R08 an amount of its own": (
        {"reason/agency_operating": "新增照明设施3.3万元"},
        [
            (
                "R08",
                "提示",
                "“机关运行经费支出”与上年相比的增减原因："
                "文字中有“3.3万元”，与本材料的任何一个数都不相等",
            )
        ],
    ),
    "R08 a percentage of its own": (
        {"use/item/2010601": "人员经费（占71.73%）"},
        [
            (
                "R08",
                "提示",
                "“2010601 行政运行”用途（主要用于）："
                "文字中有“71.73%”，与本材料的任何一个数都不相等",
            )
        ],
    ),
    "R08 figures of the document": (
        {
            "reason/agency_operating": "较上年182.1万元增加2.55万元，增长1.4%",
            "use/item/2010601": "人员经费，占71.65%",
        },
        [],
    ),
    "R08 thresholds and other measures": (
        {"use/item/2010601": "单价5万元以上设备，补助3.21万元（非决算口径）"},
        [],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_gives_its_finding_and_nothing_else(name: str, putuo_context: Context) -> None:
    texts, expected = FAULTS[name]
    assert without_note(planted(putuo_context, texts=texts)) == expected


def test_an_item_without_a_reason_leaves_the_total_without_one(putuo_context: Context) -> None:
    texts = {"budget_reason/general_public": "", "budget_reason/item/2010601": ""}
    assert [
        f.texts for f in reasons.check(planted(putuo_context, texts=texts)) if f.id == "R01"
    ] == [
        (key("budget_reason/general_public"),),
        (key("budget_reason/item/2010601"),),
    ]


def test_a_finding_names_text_cells_and_fix(putuo_context: Context) -> None:
    (finding,) = [
        f
        for f in reasons.check(planted(putuo_context, texts={"reason/total": ""}))
        if f.id == "R01"
    ]
    assert finding.texts == (key("reason/total"),)
    assert [str(cell) for cell in finding.cells] == ["income_expenditure/income_total/amount"]
    assert finding.fix == "请在该数旁边的“原因”栏写明增减的主要原因"


def test_a_figure_that_no_longer_moves_refuses_its_reason(putuo_context: Context) -> None:
    flat = planted(putuo_context, prior={"income_expenditure/income_total/amount": "2995.39"})
    assert without_note(flat) == [
        (
            "R02",
            "提示",
            "“收、支总计”与上年相比的增减原因：与上年数持平，不需要原因，"
            "却填写了“项目支出中合同支付进度条款等原因减少支付”",
        )
    ]


def test_many_figures_with_one_reason_are_counted(putuo_context: Context) -> None:
    items = [one for one in putuo_context.asked if one.kind == "budget_reason" and one.row]
    texts = {f"budget_reason/item/{one.row}": "工作安排" for one in items}
    (finding,) = [f for f in reasons.check(planted(putuo_context, texts=texts)) if f.id == "R05"]
    assert len(items) == 8
    assert finding.texts == tuple(items)
    assert finding.message.startswith("同一原因“工作安排”用于8处：“2010601 行政运行”")
    assert finding.message.endswith(
        "“2080506 机关事业单位职业年金缴费支出”与预算数相比的差异原因等"
    )


# ---- R04 ----------------------------------------------------------------------------------------


def last_year(context: Context, texts: Texts) -> Earlier:
    assert context.sheet.prior is not None
    title = "上海市普陀区财政局2023年度部门决算"
    return Earlier(title, context.sheet.prior, texts, context.standard)


def test_last_year_s_reason_unchanged(putuo_context: Context) -> None:
    explanations = {
        key("reason/general_public"): "基本支出中人员进出及退休变化。",
        key("reason/total"): "项目减少",
        key("use/item/2010602"): "局财政业务指导与宣传等基本支出",
    }
    context = replace(putuo_context, last_year=last_year(putuo_context, Texts(explanations)))
    assert without_note(context) == [
        (
            "R04",
            "提示",
            "“一般公共预算财政拨款支出”与上年相比的增减原因与上年公开的文本"
            "（上海市普陀区财政局2023年度部门决算）一字不差：“基本支出中人员进出及退休变化”",
        )
    ]


# ---- R03: the words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "reason", "clause"),
    [
        (Direction.RISE, "厉行节约，压减支出", "厉行节约"),
        (Direction.RISE, "公务接待批次减少", "公务接待批次减少"),
        (Direction.RISE, "严格压缩会议费用", "严格压缩会议费用"),
        (Direction.RISE, "因疫情影响，培训次数大幅下降", "培训次数大幅下降"),
        (Direction.FALL, "接待业务增加", "接待业务增加"),
        (Direction.FALL, "财政拨款收入增长较大", "财政拨款收入增长较大"),
        (Direction.FALL, "加大信息化投入", "加大信息化投入"),
    ],
)
def test_clear_contradictions(direction: Direction, reason: str, clause: str) -> None:
    assert contradicts(reason, direction) == clause


@pytest.mark.parametrize(
    ("direction", "reason"),
    [
        (Direction.RISE, "接待业务增加"),
        (Direction.RISE, "人员减少，但一次性抚恤金增加"),
        (Direction.RISE, "上年支出减少"),
        (Direction.RISE, "人员减少"),
        (Direction.RISE, "在厉行节约的前提下，新增两个项目"),
        (Direction.RISE, "支付上年未完成项目尾款"),
        (Direction.RISE, "冲减往年支出减少"),
        (Direction.RISE, "减少的项目恢复实施"),
        (Direction.FALL, "厉行节约"),
        (Direction.FALL, "退休人员增加，在职人员工资支出减少"),
        (Direction.FALL, "退休人员支出增加"),
        (Direction.FALL, "年中追加预算"),
        (Direction.FALL, "项目增加，尚未支付完毕"),
        (Direction.FALL, "提高资金使用效益"),
        (Direction.FALL, "加大节约力度"),
        (Direction.FALL, "工程款增加的部分转入下年"),
        (Direction.FLAT, "接待业务增加"),
    ],
)
def test_no_clear_contradiction(direction: Direction, reason: str) -> None:
    assert contradicts(reason, direction) == ""
