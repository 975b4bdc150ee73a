"""Projects and indicators for tests; money is written in 万元."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from performance.standard import PerformanceStandard, performance_standard
from performance.values import Funding, Indicator, Nature, Project, Task

YUAN = 10_000


def own(id: str) -> PerformanceStandard:
    """What the standard with that id says of 预算绩效; it says something."""
    found = performance_standard(id)
    assert found is not None
    return found


def money(initial: str = "", revised: str = "", executed: str = "") -> Funding:
    """A line of money; '' is unknown."""
    return Funding(
        *(Decimal(text) * YUAN if text else None for text in (initial, revised, executed))
    )


def indicator(
    level1: str = "产出指标",
    level2: str = "数量指标",
    level3: str = "培训人数",
    *,
    nature: str = "≥",
    target: str = "100",
    unit: str = "人",
    actual: str = "120",
    weight: str = "90",
    score: str = "",
    reason: str = "",
) -> Indicator:
    return Indicator(
        (level1, level2, level3),
        Nature(nature) if nature else None,
        target,
        unit,
        actual,
        Decimal(weight) if weight else None,
        Decimal(score) if score else None,
        reason,
    )


def project(
    *indicators: Indicator,
    funding: Mapping[str, Funding] | None = None,
    key: str = "1",
    **texts: str,
) -> Project:
    """A project that nothing is wrong with, except what the arguments say."""
    good = {
        "name": "设备购置",
        "target": "购置设备",
        "completion": "已购置设备",
        "unit": "某某中心",
        "department": "某某局",
    }
    return Project(
        key=key,
        funding={"total": money("10", "10", "10")} if funding is None else funding,
        indicators=indicators or (indicator(),),
        **{**good, **texts},  # type: ignore[arg-type]
    )


DAYING = project(
    indicator(
        "产出指标",
        "质量指标",
        "完成安可产品购买并按要求支付资金",
        nature="=",
        target="100",
        unit="%",
        actual="100",
        weight="60",
    ),
    indicator(
        "产出指标",
        "经济成本指标",
        "成本控制数",
        nature="≤",
        target="30",
        unit="万元",
        actual="3.36",
        weight="30",
    ),
    funding={
        "total": money("0", "3.36", "3.36"),
        "appropriation": money("0", "3.36", "3.36"),
        "special_account": money("0", "0", "0"),
        "unit_funds": money("0", "0", "0"),
    },
    code="51092324T000010263357",
    name="2023年全县安可替代补助资金项目",
    department="大英县司法局部门",
    unit="大英县司法局",
    target="根据要求购买安可设备，并完成项目资金支付。",
    completion="完成",
    process="2023年购买13台安可电脑，并于12月前完成资金支付。",
    funding_reason="年中追加安可替代补助资金。",
    conclusion="根据财政局资金下达的管理办法，将资金支付给项目施工方。",
    problems="无",
    measures="无",
    leader="张某",
    accountant="李某",
)
"""After the form that 大英县司法局 published for 2023; its cut second page was completed."""

TIANCHANG = project(
    *(
        indicator(
            one, two, three, nature=nature, target=target, unit="", actual=actual, weight="10"
        )
        for one, two, three, nature, target, actual in (
            ("产出指标", "数量指标", "完成中型灌区节水改造项目数量", "=", "1", "1"),
            ("产出指标", "数量指标", "完成农业综合水价改革项目", "=", "1", "1"),
            ("产出指标", "质量指标", "工程质量合格", "", "", ""),
            ("产出指标", "时效指标", "年度资金支付完成率100%", "", "", ""),
            ("产出指标", "成本指标", "资金执行在预算范围内", "", "", ""),
            ("效益指标", "经济效益指标", "全市安全度汛", "", "", ""),
            ("效益指标", "社会效益指标", "保护全市人口财产不受损失", "", "", ""),
            ("效益指标", "可持续影响指标", "已建工程良性运行", "", "", ""),
            ("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥", "90%", "100%"),
        )
    ),
    funding={
        "total": money("880", "880", "880"),
        "appropriation": money("880", "880", "880"),
    },
    name="水旱灾害防御经费",
    department="",
    unit="天长市水利局",
    target="完成年度防汛工作，完成中型灌区节水改造项目和农业综合水价改革项目。",
    completion="完成年度目标。",
)
"""The form that 天长市水利局 published for 2022; the values it left empty are empty here."""


PLANNED = project(
    indicator(level3="考试场次", target="12", unit="场", actual="", weight="40"),
    indicator("产出指标", "质量指标", "试卷合格率", target="98", unit="%", actual="", weight="30"),
    indicator(
        "满意度指标",
        "服务对象满意度指标",
        "考生满意率",
        target="95",
        unit="%",
        actual="",
        weight="20",
    ),
    funding={"total": money("13.5")},
    code="51090321T000000000001",
    name="实验操作考试",
    completion="",
    department="",
    unit="某某站",
    target="组织全市实验操作考试。",
)
"""A project of a budget, as 部门预算项目绩效目标表 holds it."""

WHOLE = replace(
    project(
        indicator(target="6", unit="场", level3="培训场次", actual="", weight="90"),
        funding={
            "total": money("100"),
            "appropriation": money("80"),
            "other": money("20"),
        },
        name="某某站整体支出",
        completion="",
        department="",
        unit="某某站",
        target="履行职责。",
    ),
    tasks=(Task("培训", "培训全市教师"), Task("考试", "组织实验操作考试")),
    whole=True,
)
"""The department as a whole, as 部门整体支出绩效目标表 holds it."""
