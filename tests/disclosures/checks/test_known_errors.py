"""Errors proven in published disclosures, numbered; each is planted and cannot be published.

Either it cannot be made, because the sentence is generated (``says``: the exact lines), or it gives
exactly these findings (``finds``: id and message of every 错误 and 提示; clean data has none).
"""

import re
from dataclasses import dataclass, field

import pytest

from disclosures.checks.context import Context
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.run import run
from tests.disclosures.checks.contexts import Written, planted
from tests.disclosures.samples import Figures

DUTIES = "“主要职能”的文字："
DEMONSTRATION, PUTUO = "demonstration_context", "putuo_context"


@dataclass(frozen=True)
class Case:
    """One error: what is planted in which clean data, the lines it prints, what is found."""

    base: str
    says: tuple[str, ...] = ()
    finds: tuple[tuple[str, str], ...] = ()
    figures: Figures = field(default_factory=dict)
    prior: Figures = field(default_factory=dict)
    texts: Written = field(default_factory=dict)


def residue(place: str, *found: tuple[str, str, str]) -> tuple[tuple[str, str], ...]:
    """(id, what, line) as findings at ``place``."""
    return tuple((id, f"{place}：{what}，请改正：{line}") for id, what, line in found)


def left(word: str, line: str) -> tuple[str, str, str]:
    return "T01", f"留有范本文字“{word}”", line


def matter(name: str) -> str:
    return f"matters/{name}/value"


PERSONNEL = (
    "人员经费2152.26万元，主要包括：基本工资、津贴补贴、机关事业单位基本养老保险缴费、职业年金缴费、"
    "职工基本医疗保险缴费、其他社会保障缴费、住房公积金、其他工资福利支出、退休费、奖励金。"
)
OPERATING = (
    "公用经费184.65万元，主要包括：办公费、印刷费、手续费、邮电费、差旅费、维修（护）费、培训费、劳务费、"
    "工会经费、福利费、其他交通费用、其他商品和服务支出、办公设备购置。"
)
LIGHTS = "优化办公环境、提升照明效率，更换了老旧照明设施，导致相关支出略有增加"
LEFTOVERS = (
    "支出决算比2019年增加/减少0万元，增长/下降0%",
    "决算数小于预算数（或与预算数持平）",
    "主要用于…（具体工作）",
    "其他用车主要是用于……",
    "（图1：收、支决算总计变动情况图）（柱状图）",
    "[image: image6]",
)

CASES = {
    "1 the share is computed": Case(
        DEMONSTRATION,
        says=(
            "2020年一般公共预算财政拨款支出178.81万元，占本年支出合计的94.85%。与2019年相比，"
            "一般公共预算财政拨款支出减少191.78万元，下降51.75%。"
            "主要变动原因是2020年疫情有部分项目未完成。",
        ),
    ),
    "2 shares are not forced to 100": Case(
        DEMONSTRATION,
        says=(
            "2020年一般公共预算财政拨款支出178.81万元，主要用于以下方面："
            "教育支出（类）149.88万元，占83.82%；社会保障和就业支出（类）16.01万元，占8.95%；"
            "卫生健康支出（类）4.03万元，占2.25%；住房保障支出（类）8.89万元，占4.97%。",
        ),
    ),
    "3 percentages are rounded to two places": Case(
        DEMONSTRATION,
        figures={
            matter("procurement_total"): "13",
            matter("procurement_goods"): "13",
            matter("procurement_sme"): "9.71",
        },
        says=(
            "2020年，遂宁市电教教仪站政府采购支出总额13万元，其中：政府采购货物支出13万元、"
            "政府采购工程支出0万元、政府采购服务支出0万元。"
            "授予中小企业合同金额9.71万元，占政府采购支出总额的74.69%，"
            "其中：授予小微企业合同金额0万元，占政府采购支出总额的0%。",
        ),
    ),
    "4 the base of a completion is named": Case(
        DEMONSTRATION,
        says=(
            "2020年一般公共预算支出决算数为178.81万元，完成全年预算76.24%，决算数小于预算数。其中：",
        ),
    ),
    "5 the appendix prints other amounts": Case(
        DEMONSTRATION,
        texts={
            "prose/appendix": "2020年财政拨款收入125.27万元，上年结转214.7万元，"
            "财政拨款支出188.52万元。"
        },
        finds=tuple(
            ("P01", f"“附件”的文字：“{name}”写作{written}万元，本材料中是{known}万元")
            for name, written, known in (
                ("财政拨款收入", "125.27", "219.26"),
                ("上年结转", "214.7", "15.27"),
                ("财政拨款支出", "188.52", "178.81"),
            )
        ),
    ),
    "5 another measure is said to be one": Case(
        DEMONSTRATION,
        texts={"prose/appendix": "2020年财政拨款收入125.27万元（非决算口径）。"},
    ),
    "6 the appendix denies a rise": Case(
        DEMONSTRATION,
        texts={"prose/appendix": "我站“三公”经费支出未超过上年。"},
        finds=(
            (
                "P02",
                "“附件”的文字：说“三公”经费支出“未超过上年”，本材料中它比上年增加",
            ),
        ),
    ),
    "7 items of zero are not named": Case(
        PUTUO,
        figures={
            f"general_public_basic/{code}/amount": "0"
            for code in ("30208", "30212", "30231", "30301")
        },
        says=(PERSONNEL, OPERATING),
    ),
    "8 leftovers of the template": Case(
        DEMONSTRATION,
        texts={"prose/duties": "\n".join(LEFTOVERS)},
        says=("2020年，遂宁市电教教仪站无机关运行经费支出，与2019年决算数持平。",),
        finds=residue(
            "（一）主要职能",
            left("增加/减少", LEFTOVERS[0]),
            left("增长/下降", LEFTOVERS[0]),
            left("（或与预算数持平）", LEFTOVERS[1]),
            left("用于…", LEFTOVERS[2]),
            left("（具体工作）", LEFTOVERS[2]),
            left("用于…", LEFTOVERS[3]),
            left("（柱状图）", LEFTOVERS[4]),
            left("（图1：收、支决算总计变动情况图）", LEFTOVERS[4]),
            left("[image", LEFTOVERS[5]),
        ),
    ),
    "9 headings are numbered": Case(
        DEMONSTRATION,
        says=(
            "第二部分 2020年度部门决算情况说明",
            "一、收入支出决算总体情况说明",
            "九、国有资本经营预算支出决算情况说明",
            "第三部分 名词解释",
            "第五部分 附表",
        ),
    ),
    "10 units and brackets": Case(
        DEMONSTRATION,
        texts={
            "prose/duties": "支出决算数为178.81，完成预算。\n其他收入0万元，占*0%。\n"
            "因公出国（境)费"
        },
        finds=residue(
            "（一）主要职能",
            ("W01", "金额“决算数为178.81”没有单位", "支出决算数为178.81，完成预算。"),
            left("占*", "其他收入0万元，占*0%。"),
            ("W03", "括号“（境)”一半全角一半半角", "因公出国（境)费"),
        ),
    ),
    "11 wrong names": Case(
        DEMONSTRATION,
        texts={
            "prose/duties": "遂宁市电教教议站，遂宁市教育局电教教仪站。\n"
            "教育（类）和医疗卫生与计划生育支出。"
        },
        finds=(
            ("N06", f"{DUTIES}2020年的支出功能分类没有“医疗卫生与计划生育支出”这一类"),
            ("N06", f"{DUTIES}2020年的支出功能分类没有“教育（类）”，应为“教育支出（类）”"),
            ("N17", f"{DUTIES}单位名称写作“遂宁市电教教议站”，应为“遂宁市电教教仪站”"),
            ("N17", f"{DUTIES}单位名称写作“遂宁市教育局电教教仪站”，应为“遂宁市电教教仪站”"),
        ),
    ),
    "12 every item used is explained": Case(
        DEMONSTRATION,
        says=(
            "14.社会保障和就业支出（类）行政事业单位养老支出（款）事业单位离退休（项）："
            "反映事业单位开支的离退休经费。",
        ),
    ),
    "13 one reason for three falls, a running year": Case(
        DEMONSTRATION,
        texts={
            "reason/total": "厉行节约",
            "reason/general_public": "厉行节约",
            "prose/duties": "目前，上述活动正在进行之中。",
        },
        finds=(
            (
                "R05",
                "同一原因“厉行节约”用于3处：“收、支总计”与上年相比的增减原因、"
                "“财政拨款收、支总计”与上年相比的增减原因、"
                "“一般公共预算财政拨款支出”与上年相比的增减原因",
            ),
            *residue(
                "（一）主要职能",
                (
                    "T02",
                    "年度报告中有当年未完的说法“正在进行之中”",
                    "目前，上述活动正在进行之中。",
                ),
            ),
        ),
    ),
    "15 a reason although nothing moved": Case(
        PUTUO,
        prior={"appropriation/income_total/amount": "2961.68"},
        texts={"reason/appropriation_total": "人员进出及退休变化"},
        says=(
            "2024年度财政拨款收入总计、支出总计均为2961.68万元。"
            "与2023年度相比，财政拨款收入总计、支出总计持平。",
        ),
        finds=(
            (
                "R02",
                "“财政拨款收、支总计”与上年相比的增减原因：与上年数持平，不需要原因，"
                "却填写了“人员进出及退休变化”",
            ),
        ),
    ),
    "16 the share is computed": Case(
        PUTUO,
        says=(
            "2024年一般公共预算财政拨款支出2940.05万元，主要用于以下方面："
            "一般公共服务支出（类）2106.66万元，占71.65%；"
            "社会保障和就业支出（类）326.72万元，占11.11%；"
            "卫生健康支出（类）60.99万元，占2.07%；住房保障支出（类）445.69万元，占15.16%。",
        ),
    ),
    "17 the items named are those of the table": Case(PUTUO, says=(PERSONNEL,)),
    "18 one way of printing, and a full stop": Case(
        PUTUO,
        texts={"prose/duties": "负责编制年度预决算；"},
        says=(
            "2024年度本年收入合计2946.25万元，其中：一般公共预算财政拨款收入2940.05万元，占99.79%；"
            "其他收入6.2万元，占0.21%。",
        ),
        finds=residue("一、主要职能", ("W02", "以“；”结尾，话没有说完", "负责编制年度预决算；")),
    ),
    "20 基本支出 of the general public budget, not of all money": Case(
        PUTUO,
        figures={
            "expenditure/total/total": "2946.25",
            "expenditure/total/basic": "2343.11",
            "expenditure/201/total": "2112.86",
            "expenditure/201/basic": "1509.72",
            "expenditure/20106/total": "2112.86",
            "expenditure/20106/basic": "1509.72",
            "expenditure/2010601/total": "1518.09",
            "expenditure/2010601/basic": "1509.72",
            "income_expenditure/201/amount": "2112.86",
            "income_expenditure/expenditure_of_year/amount": "2946.25",
            "income_expenditure/closing_balance/amount": "49.14",
        },
        says=(
            "2024年度本年支出合计2946.25万元，其中：基本支出2343.11万元，占79.53%；"
            "项目支出603.14万元，占20.47%。",
            "2024年一般公共预算财政拨款基本支出2336.91万元，其中：",
        ),
    ),
    "21 numbers without units, instructions, open brackets": Case(
        PUTUO,
        texts={
            "prose/duties": "支出下降（增长）27.78%。\n经费比上年增长13.95。\n接待费支出0.39万，\n"
            "列明接待批次。\n预算（含调整由本局编制。"
        },
        finds=residue(
            "一、主要职能",
            left("（增长）", "支出下降（增长）27.78%。"),
            ("W01", "比例“增长13.95”没有百分号", "经费比上年增长13.95。"),
            ("W01", "金额“支出0.39万”没有单位", "接待费支出0.39万，"),
            left("列明", "列明接待批次。"),
            ("W03", "有没有闭合的括号“（”", "预算（含调整由本局编制。"),
        ),
    ),
    "22 the unit's name, a name no table has": Case(
        PUTUO,
        texts={
            "prose/duties": "上海市财政局2024年度部门决算。\n上海市普驼区财政局的职责。\n"
            "机关职业年金（项）"
        },
        finds=(
            ("N06", f"{DUTIES}2024年的支出功能分类没有“机关职业年金（项）”"),
            ("N17", f"{DUTIES}单位名称写作“上海市财政局”，应为“上海市普陀区财政局”"),
            ("N17", f"{DUTIES}单位名称写作“上海市普驼区财政局”，应为“上海市普陀区财政局”"),
        ),
    ),
    "23 nothing is a share of zero": Case(
        PUTUO,
        figures={
            "item_budget/total/initial": "2983.92",
            "item_budget/2010602/initial": "0",
            "item_budget/2010602/revised": "10.43",
            "item_budget/2010602/adjustment": "10.43",
        },
        prior={matter("agency_operating"): "0"},
        texts={"budget_reason/item/2010602": "部分宣传活动未开展"},
        says=(
            "2.一般公共服务支出（类）财政事务（款）一般行政管理事务（项）："
            "主要用于局财政业务指导与宣传等基本支出。支出决算为10万元，完成全年预算95.88%，"
            "决算数小于预算数的主要原因是部分宣传活动未开展。",
            "2024年，上海市普陀区财政局机关运行经费支出184.65万元，比2023年增加184.65万元"
            f"（上年为0，无法计算增幅）。主要原因是{LIGHTS}。",
        ),
    ),
    "24 another item's reason, last year's figure, a wrong year": Case(
        PUTUO,
        texts={
            "budget_reason/item/2080506": "人员进出及退休变化，减少人员经费开支",
            "prose/duties": "2024年机关运行经费支出182.1万元。\n经费支出与2022年相比减少。",
        },
        finds=(
            (
                "R05",
                "同一原因“人员进出及退休变化，减少人员经费开支”用于2处："
                "“2010601 行政运行”与预算数相比的差异原因、"
                "“2080506 机关事业单位职业年金缴费支出”与预算数相比的差异原因",
            ),
            ("P01", f"{DUTIES}“机关运行经费支出”写作182.1万元，本材料中是184.65万元"),
            ("N18", f"{DUTIES}“与2022年相比”的年份应为上年（2023年）"),
        ),
    ),
    "25 parts above their total, a filled table called empty": Case(
        PUTUO,
        figures={matter("procurement_services"): "256.47"},
        texts={"prose/table.income": "本表无数据。"},
        finds=(
            (
                "N11",
                "其他重要事项数据“政府采购支出总额”数值应等于各项之和："
                "填报 251.25万元，应为 261.26万元，差 10.01万元",
            ),
            ("P03", "“收入决算表”下的说明写“本表无数据”，表中有数"),
        ),
    ),
    "26 instructions of the template": Case(
        PUTUO,
        texts={
            "prose/duties": "（100字以内）\nPAGEREF _Toc25831 h 3\n（单位公开范本）\nXX局的职责。",
            "prose/table.government_fund": "注：请说明没有数据的原因。",
        },
        finds=(
            *residue(
                "一、主要职能",
                left("（100字以内）", "（100字以内）"),
                left("PAGEREF", "PAGEREF _Toc25831 h 3"),
                left("单位公开范本", "（单位公开范本）"),
                left("XX", "XX局的职责。"),
            ),
            *residue(
                "七、政府性基金预算财政拨款收入支出决算表",
                left("注：请", "说明：注：请说明没有数据的原因。"),
            ),
        ),
    ),
    "27 the rate of a change": Case(
        PUTUO,
        figures={matter("agency_operating"): "46.8"},
        prior={matter("agency_operating"): "31.2"},
        says=(
            "2024年，上海市普陀区财政局机关运行经费支出46.8万元，比2023年增加15.6万元，增长50%。"
            f"主要原因是{LIGHTS}。",
        ),
    ),
    "27 one total with two values": Case(
        PUTUO,
        figures={"income_expenditure/expenditure_total/amount": "2996.39"},
        finds=(
            (
                "E04",
                "收入支出决算总表“总计”金额应等于各项之和："
                "填报 2996.39万元，应为 2995.39万元，差 1.00万元",
            ),
            (
                "E05",
                "收入支出决算总表：收入总计应等于支出总计："
                "填报 2995.39万元，应为 2996.39万元，差 1.00万元",
            ),
        ),
    ),
    "28 what a spreadsheet leaves": Case(
        PUTUO,
        texts={"prose/duties": "公开时间：44561\n301 2津贴补贴"},
        finds=residue(
            "一、主要职能",
            ("L01", "日期成了电子表格的序号“44561”", "公开时间：44561"),
            ("L01", "科目编码断成了“301 2”", "301 2津贴补贴"),
        ),
    ),
    "29 人员 and 公用 split differently": Case(
        PUTUO,
        figures={
            "general_public_basic/personnel_total/amount": "2142.26",
            "general_public_basic/operating_total/amount": "194.65",
        },
        finds=(
            (
                "E16",
                "一般公共预算财政拨款基本支出决算明细表“人员经费合计”决算数应等于各项之和："
                "填报 2142.26万元，应为 2152.26万元，差 10.00万元",
            ),
            (
                "E16",
                "一般公共预算财政拨款基本支出决算明细表“公用经费合计”决算数应等于各项之和："
                "填报 194.65万元，应为 184.65万元，差 10.00万元",
            ),
        ),
    ),
}

ROUNDING = {
    14: (
        DEMONSTRATION,
        (
            "一般公共预算财政拨款支出决算表“20805 行政事业单位养老支出”本年支出·合计"
            "应等于各项之和：填报 16.01万元，应为 16.00万元，差 0.01万元，为四舍五入差异",
        ),
    ),
    19: (
        PUTUO,
        (
            "收入支出决算总表的各类支出应等于支出决算表的该类（八、社会保障和就业支出）："
            "填报 326.71万元，应为 326.72万元，差 0.01万元，为四舍五入差异",
            "财政拨款收入支出决算总表的一般公共预算各类支出应等于一般公共预算财政拨款支出决算表的该类"
            "（八、社会保障和就业支出）："
            "填报 326.71万元，应为 326.72万元，差 0.01万元，为四舍五入差异",
        ),
    ),
}
"""What is rounding, not an error: its number, where it stands, and the 说明 it gives."""


def blocking(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """(id, message) of what blocks publication or must be answered."""
    return [(f.id, f.message) for f in findings if f.severity is not Severity.NOTE]


@pytest.mark.parametrize("name", CASES)
def test_a_known_error(name: str, request: pytest.FixtureRequest) -> None:
    case = CASES[name]
    clean: Context = request.getfixturevalue(case.base)
    context = planted(clean, case.figures, case.texts, case.prior)
    assert blocking(run(context)) == list(case.finds)
    printed = [line for _, line in context.lines]
    assert [line for line in case.says if line not in printed] == []


@pytest.mark.parametrize("number", ROUNDING)
def test_rounding_is_no_error(number: int, request: pytest.FixtureRequest) -> None:
    base, messages = ROUNDING[number]
    notes = [f for f in run(request.getfixturevalue(base)) if f.message in messages]
    assert [(f.message, f.severity) for f in notes] == [(one, Severity.NOTE) for one in messages]


def test_every_known_error_is_here() -> None:
    assert {int(name.split()[0]) for name in CASES} | set(ROUNDING) == set(range(1, 30))


@pytest.mark.parametrize("base", [DEMONSTRATION, PUTUO])
def test_clean_data_gives_nothing_to_answer(base: str, request: pytest.FixtureRequest) -> None:
    assert blocking(run(request.getfixturevalue(base))) == []


def test_every_item_used_has_its_entry_in_the_glossary(demonstration_context: Context) -> None:
    used = set(re.findall(r"\n\d+\.([^\n：]+（项）)：支出决算", _text(demonstration_context)))
    explained = set(re.findall(r"\n\d+\.([^\n：]+（项）)：反映", _text(demonstration_context)))
    assert (len(used), used - explained) == (7, set())


def _text(context: Context) -> str:
    return "\n".join(line for _, line in context.lines)
