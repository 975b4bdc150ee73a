"""十（四）预算绩效管理情况: whole sentences, from the data of the demonstration and of others."""

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.document.tree import Block, ChartBlock, FormBlock, Paragraph
from disclosures.narrative.figures import Figure
from disclosures.standards.model import Standard
from performance.overview import Overview
from performance.section import answer, section
from performance.standard import performance_standard
from performance.values import Project
from tests.disclosures import samples
from tests.performance.samples import indicator, money, project

DEMONSTRATION = [
    "根据预算绩效管理要求，遂宁市电教教仪站在年初预算编制阶段，组织对教育云平台服务项目开展了预算事前绩效评估，"
    "对2个项目编制了绩效目标，预算执行过程中，选取2个项目开展绩效监控，"
    "年终执行完毕后，对2个项目开展了绩效目标完成情况自评。",
    "遂宁市电教教仪站2020年部门整体支出开展绩效自评，从评价情况来看各项目标基本完成。"
    "本部门还自行组织了1个项目支出绩效评价，从评价情况来看项目目标基本完成。",
    "1.项目绩效目标完成情况。",
    "2020年度部门决算中反映实验操作考试等2个项目绩效目标实际完成情况。",
    "（1）实验操作考试项目绩效目标完成情况综述。项目全年预算数13万元，执行数为9.71万元，"
    "完成全年预算的74.69%。通过项目实施，完成全市初中毕业高中阶段招生考试和高中学业水平考试"
    "（主要是实验操作考试），提升教师职业素质和教学水平，提高学生素质和动手能力。",
    "（2）全市电化教学和信息化教学教师培训项目绩效目标完成情况综述。项目全年预算数13.7万元，"
    "执行数为13.7万元，完成全年预算的100%。通过项目实施，有效提高了教师的教学水平和教学质量。",
    "2.部门绩效评价结果。",
    "本部门按要求对2020年部门整体支出绩效情况开展自评，"
    "《遂宁市电教教仪站2020年度部门整体支出绩效评价自评报告》见附件。",
]


def made(of: Standard, overview: Overview) -> tuple[Block, ...]:
    own = performance_standard(of.id)
    assert own is not None
    words = {**of.words, "unit": "遂宁市电教教仪站", "year": str(of.year), "prior_year": ""}
    return section(own, overview, words, of.year, len(of.charts) + 1)


def said(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


@pytest.mark.django_db
def test_the_answer_to_a_citizen_tells_of_results(sichuan: Standard, overview: Overview) -> None:
    own = performance_standard(sichuan.id)
    assert own is not None
    words = {**sichuan.words, "unit": "遂宁市电教教仪站", "year": "2020", "prior_year": ""}
    whole, first, second = (DEMONSTRATION[place] for place in (1, 4, 5))
    assert said(answer(own, overview, words, 2020)) == [whole, first, second]
    assert answer(own, replace(overview, projects=()), words, 2020) == ()


@pytest.mark.django_db
def test_the_section_of_the_demonstration(sichuan: Standard, overview: Overview) -> None:
    blocks = made(sichuan, overview)
    assert said(blocks) == DEMONSTRATION
    assert [block.sheet for block in blocks if isinstance(block, FormBlock)] == [
        "绩效1 实验操作考试",
        "绩效2 全市电化教学和信息化教学教师培训",
    ]
    charts = [block for block in blocks if isinstance(block, ChartBlock)]
    assert [(chart.caption, chart.chart.points[0].text) for chart in charts] == [
        ("图8：2020年度项目预算执行率", "74.69")
    ]


@pytest.mark.django_db
def test_every_number_in_a_sentence_says_where_it_comes_from(
    sichuan: Standard, overview: Overview
) -> None:
    (sentence,) = (
        block
        for block in made(sichuan, overview)
        if isinstance(block, Paragraph) and block.lead == "（1）"
    )
    figures = [run for run in sentence.runs if isinstance(run, Figure)]
    assert [
        (figure.text, figure.unit, figure.value, [str(one.cell) for one in figure.operands])
        for figure in figures
    ] == [
        ("13", "万元", Decimal(130000), ["performance/1/revised"]),
        ("9.71", "万元", Decimal(97100), ["performance/1/executed"]),
        (
            "74.69",
            "%",
            Decimal("74.69"),
            ["performance/1/executed", "performance/1/revised"],
        ),
    ]


def test_nothing_is_said_without_a_project() -> None:
    assert made(samples.standard(), Overview(counts={"with_targets": Decimal(2)})) == ()


def test_what_is_not_known_is_left_out() -> None:
    of = project(funding={"total": money(revised="0", executed="0")}, completion="")
    assert said(made(samples.standard(), Overview((of,)))) == [
        "1.项目绩效目标完成情况。",
        "2020年度部门决算中反映设备购置项目绩效目标实际完成情况。",
        "设备购置项目绩效目标完成情况综述。项目全年预算数0万元，执行数为0万元。",
        "2.部门绩效评价结果。",
        "本部门按要求对2020年部门整体支出绩效情况开展自评，"
        "《遂宁市电教教仪站2020年度部门整体支出绩效评价自评报告》见附件。",
    ]


def test_the_national_section_has_scores_and_grades() -> None:
    whole = replace(project(key="2"), name="整体", whole=True)
    overview = Overview((project(), whole), counts={"self_assessed": Decimal(1)})
    blocks = made(samples.standard("national", 2020), overview)
    assert said(blocks) == [
        "根据预算绩效管理要求，遂宁市电教教仪站年终执行完毕后，对1个项目开展了绩效目标完成情况自评。",
        "部门整体支出绩效自评得分为100分，等级为“优”。",
        "2020年度部门决算中反映设备购置项目绩效目标实际完成情况。",
        "设备购置项目绩效目标完成情况综述。项目全年预算数10万元，执行数为10万元，完成全年预算的100%。"
        "通过项目实施，已购置设备。项目绩效自评得分为100分，等级为“优”。",
    ]
    charts = [block.chart for block in blocks if isinstance(block, ChartBlock)]
    assert [(chart.number, chart.title) for chart in charts] == [
        (8, "2020年度项目预算执行率"),
        (9, "设备购置项目绩效自评各部分得分"),
    ]
    assert [(point.label, point.text) for point in charts[1].points] == [
        ("预算执行率（满分10）", "10"),
        ("产出指标（满分90）", "90"),
    ]
    assert [block.title for block in blocks if isinstance(block, FormBlock)] == [
        "项目支出绩效自评表"
    ]


def test_no_chart_of_scores_while_one_is_missing() -> None:
    of: Project = project(indicator(nature="", actual="好"))
    blocks = made(samples.standard("national", 2020), Overview((of,)))
    assert len([block for block in blocks if isinstance(block, ChartBlock)]) == 1


@pytest.mark.parametrize(
    ("standard", "form"),
    [
        (("sichuan", 2020), "completion_2018"),
        (("national", 2020), "self_assessment_national_2020"),
        (("national", 2022), "self_assessment_national_2021"),
    ],
)
def test_which_standard_uses_which_form(standard: tuple[str, int], form: str) -> None:
    own = performance_standard(samples.standard(*standard).id)
    assert own is not None and own.form.id == form
