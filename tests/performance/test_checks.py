"""Every finding over a project, with its place; whole lists are compared."""

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.checks.finding import Severity
from performance.checks import check_project
from performance.forms.loader import load_form
from performance.forms.model import Form
from performance.values import Project
from tests.performance.samples import DAYING, TIANCHANG, indicator, money, project

SICHUAN = load_form("self_assessment_sichuan_2022")
NATIONAL = load_form("self_assessment_national_2020")
COMPLETION = load_form("completion_2018")

PLACE = "预算绩效·项目“设备购置”"
ONE = f"{PLACE}·指标数量指标“培训人数”"


def found(of: Project, form: Form = SICHUAN) -> list[tuple[str, str]]:
    return [(one.id, one.message) for one in check_project(of, form)]


def test_nothing_is_wrong() -> None:
    assert found(project()) == []
    assert found(DAYING) == []


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (project(name=" "), ("K01", "预算绩效·项目“ ”：没有填写项目名称")),
        (project(completion=""), ("K01", f"{PLACE}：没有填写年度目标完成情况")),
        (
            project(conclusion="好" * 201),
            ("K02", f"{PLACE}：评价结论有201字，部门预算项目支出绩效自评表最多200字"),
        ),
        (
            project(indicator(weight="80")),
            ("K03", f"{PLACE}：各指标权重之和为80，应为90"),
        ),
        (
            project(indicator("效果指标")),
            (
                "K05",
                f"{ONE}：一级指标为“效果指标”，应为产出指标、成本指标、效益指标、满意度指标之一",
            ),
        ),
        (
            project(indicator(nature="")),
            ("K06", f"{ONE}：没有指标性质，无法判断是否达到指标值"),
        ),
        (
            project(
                funding={"total": money("10", "10", "8"), "appropriation": money("9", "10", "8")}
            ),
            ("K10", f"{PLACE}：年初预算数总额为10.00万元，各项资金之和为9.00万元"),
        ),
        (
            project(funding={"carried_over": money("10", "10", "10")}),
            ("K11", f"{PLACE}：填有“上年结转资金”，而部门预算项目支出绩效自评表没有这一项资金"),
        ),
        (
            project(funding={"total": money("10", "10", "11")}),
            ("K12", f"{PLACE}：执行数11.00万元大于全年预算数10.00万元"),
        ),
        (
            project(funding={"total": money("10", "10", "8.9")}),
            ("K13", f"{PLACE}：预算执行率89%，未达到90%，没有说明原因"),
        ),
        (
            project(funding={"total": money("8", "10", "10")}),
            ("K13", f"{PLACE}：年初预算8.00万元，调整后预算10.00万元，没有说明调整的理由"),
        ),
        (
            replace(project(), reported_total=Decimal(99)),
            ("K09", f"{PLACE}：总分填报99，按规则应为100"),
        ),
        (
            project(indicator(actual="")),
            ("K06", f"{ONE}：没有完成值"),
        ),
        (
            project(indicator(actual="120", score="80")),
            ("K08", f"{ONE}：得分填报80，按规则应为90"),
        ),
        (
            project(indicator(actual="80", score="90", reason="疫情")),
            ("K08", f"{ONE}：完成值80人未达到指标值≥100人，得分却为满分90"),
        ),
        (
            project(indicator(actual="80", score="70")),
            ("K08", f"{ONE}：得分70，低于权重90，没有说明原因"),
        ),
        (
            project(indicator(score="91")),
            ("K08", f"{ONE}：得分91，应在0至权重90之间"),
        ),
        (
            project(indicator(nature="定性", target="合格", actual="合格")),
            ("K08", f"{ONE}：没有得分"),
        ),
    ],
)
def test_one_fault_one_finding(of: Project, expected: tuple[str, str]) -> None:
    assert expected in found(of)
    related = {"K01", "K06", "K08", "K13"}
    assert {id for id, _ in found(of)} - related <= {expected[0]}


@pytest.mark.parametrize(
    ("target", "actual", "unit", "expected"),
    [
        ("90", "1000", "%", "完成值为1000%，百分比一般不超过100%"),
        ("95%", "120%", "", "完成值为120%，百分比一般不超过100%"),
        ("100", "44561", "人", "完成值为“44561”，像是日期2021-12-31的序号"),
        ("44561", "12月底前", "", "指标值为“44561”，像是日期2021-12-31的序号"),
        ("30", "完成", "万元", "完成值为“完成”，指标性质为“≥”，应为数字"),
        ("10", "2021-12-31", "人", "完成值为“2021-12-31”，指标性质为“≥”，应为数字"),
        ("90", "-5", "%", "完成值为-5%，不应为负数"),
    ],
)
def test_words_dates_and_percentages(target: str, actual: str, unit: str, expected: str) -> None:
    one = indicator(target=target, actual=actual, unit=unit, score="1", reason="说明")
    assert ("K07", f"{ONE}：{expected}") in found(project(one))


def test_a_large_number_beside_a_large_target_is_a_number() -> None:
    assert found(project(indicator(target="44000", actual="44561"))) == []


def test_a_percentage_of_a_thousand_is_an_error_and_one_over_a_hundred_a_question() -> None:
    absurd, much, satisfied = (
        check_project(project(one), SICHUAN)
        for one in (
            indicator(target="90", actual="1000", unit="%"),
            indicator(target="90", actual="110", unit="%"),
            indicator("满意度指标", "服务对象满意度指标", target="90", actual="110", unit="%"),
        )
    )
    assert [one.severity for one in (*absurd, *much, *satisfied)] == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.ERROR,
    ]


def test_the_total_row_that_is_zero_while_a_part_is_not() -> None:
    of = project(
        indicator(weight="50"),
        funding={"total": money("0", "0", "0"), "appropriation": money("90", "89.974", "89.974")},
    )
    assert [one for one in found(of, NATIONAL) if one[0] in ("K09", "K10")] == [
        ("K10", f"{PLACE}：年初预算数总额为0.00万元，各项资金之和为90.00万元"),
        ("K10", f"{PLACE}：全年预算数总额为0.00万元，各项资金之和为89.974万元"),
        ("K10", f"{PLACE}：执行数总额为0.00万元，各项资金之和为89.974万元"),
        ("K09", f"{PLACE}：全年预算数为0或没有填写，无法计算预算执行率得分"),
    ]


def test_a_published_form_with_empty_values() -> None:
    place = "预算绩效·项目“水旱灾害防御经费”·指标"
    empty = [
        f"{level}“{name}”"
        for level, name in (
            ("质量指标", "工程质量合格"),
            ("时效指标", "年度资金支付完成率100%"),
            ("成本指标", "资金执行在预算范围内"),
            ("经济效益指标", "全市安全度汛"),
            ("社会效益指标", "保护全市人口财产不受损失"),
            ("可持续影响指标", "已建工程良性运行"),
        )
    ]
    assert found(TIANCHANG, NATIONAL) == [
        one
        for name in empty
        for one in (
            ("K06", f"{place}{name}：没有指标值"),
            ("K06", f"{place}{name}：没有完成值"),
            ("K08", f"{place}{name}：没有得分"),
        )
    ]


def test_a_form_without_scores_asks_for_none() -> None:
    words = indicator(
        "效益指标", "社会效益", nature="", target="提高", actual="提高", weight="", unit=""
    )
    assert found(project(words), COMPLETION) == []


def test_an_indicator_without_its_values() -> None:
    empty = indicator("效益指标", "社会效益", nature="", target="", actual="", weight="", unit="")
    place = f"{PLACE}·指标社会效益“培训人数”"
    assert found(project(empty), COMPLETION) == [
        ("K06", f"{place}：没有指标值"),
        ("K06", f"{place}：没有完成值"),
    ]


def test_weights_of_first_levels_are_asked_about() -> None:
    of = project(indicator(weight="60"), indicator("效益指标", "社会效益指标", weight="30"))
    assert [(one.severity, one.message) for one in check_project(of, NATIONAL)] == [
        (Severity.WARNING, f"{PLACE}：产出指标的权重之和为60，统一设置为50"),
        (Severity.WARNING, f"{PLACE}：满意度指标的权重之和为0，统一设置为10"),
    ]


def test_every_finding_says_how_to_mend_it() -> None:
    bad = project(
        indicator("x", "", "", nature="=", target="完成", actual="44561", weight="-1"),
        funding={"total": money("1", "0", "-1"), "carried_over": money("2", "", "")},
        completion="长" * 300,
    )
    findings = check_project(bad, SICHUAN)
    assert len(findings) >= 9
    assert all(one.fix and one.message.startswith(PLACE) for one in findings)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (
            project(indicator(weight="89.99")),
            (
                "K03",
                "indicators-group",
                "各指标权重之和为89.99，应为90",
                "请调整各指标的权重，使其合计为90分",
            ),
        ),
        (
            project(indicator(target="90", actual="1,000", unit="%")),
            (
                "K07",
                "indicators-0-actual",
                "完成值为1000%，百分比一般不超过100%",
                "请核对数值和度量单位",
            ),
        ),
        (
            project(indicator(target="100", actual="44561")),
            (
                "K07",
                "indicators-0-actual",
                "完成值为“44561”，像是日期2021-12-31的序号",
                "表格把日期存成了序号；请改为日期（2021-12-31）或真正的数值",
            ),
        ),
        (
            project(problems="长" * 201),
            (
                "K02",
                "problems",
                "存在问题有201字，部门预算项目支出绩效自评表最多200字",
                "请压缩到200字以内",
            ),
        ),
    ],
)
def test_bad_input_is_told_with_its_place(of: Project, expected: tuple[str, str, str, str]) -> None:
    id, field, what, fix = expected
    said = ONE if field.startswith("indicators-0") else PLACE
    (found,) = check_project(replace(of, place="performance:project:7"), SICHUAN)
    place = f"performance:project:7:{field}"
    assert (found.id, found.severity, found.place) == (id, Severity.ERROR, place)
    assert (found.message, found.fix) == (f"{said}：{what}", fix)
