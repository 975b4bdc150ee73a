"""附件: the self-assessment report, whose amounts are those of the main text."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.document.tree import Block, FormBlock, Paragraph, ProseHeading
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.scope import Scope, TextKey, Texts, words_of
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from performance.checks import check_project
from performance.forms.loader import load_form
from performance.overview import BudgetLine, Overview
from performance.report import report_blocks, with_published
from performance.reports.loader import load_report, report_names
from performance.standard import performance_standard
from tests.disclosures import samples
from tests.performance.samples import indicator, project

UNIT = "遂宁市电教教仪站"
TEXTS = Texts(
    {TextKey("budget_reason", "three_public"): "厉行节约"},
    {"organisation": "正科级公益一类事业单位。", "duties": "做好电教工作。"},
)


def made(of: Standard, sheet: FactSheet, overview: Overview, outline: str = "") -> list[Block]:
    own = performance_standard(of.id)
    assert own is not None
    if outline:
        own = replace(own, report=load_report(outline))
    return list(report_blocks(own, overview, Scope(of, sheet, TEXTS, words_of(of, UNIT, 2020))))


def tables(blocks: list[Block]) -> dict[str, list[str]]:
    return {
        block.title: ["|".join(cell.text for cell in row) for row in block.rows]
        for block in blocks
        if isinstance(block, FormBlock)
    }


@pytest.mark.django_db
def test_the_outline_of_the_demonstration(
    sichuan: Standard, sheet: FactSheet, overview: Overview
) -> None:
    blocks = made(sichuan, sheet, overview)
    headings = [(one.level, one.text) for one in blocks if isinstance(one, ProseHeading)]
    assert headings == [
        (1, "附件1 遂宁市电教教仪站2020年度部门整体支出绩效评价自评报告"),
        (1, "一、基本概况"),
        (2, "（一）机构组成"),
        (2, "（二）主要职责"),
        (2, "（三）人员概况"),
        (1, "二、部门财政资金收支情况"),
        (2, "（一）部门财政资金收入情况"),
        (2, "（二）部门财政资金支出情况"),
        (1, "三、部门整体预算绩效管理情况"),
        (2, "（一）部门预算管理"),
        (2, "（二）结果应用情况"),
        (1, "四、评价结论及建议"),
        (2, "（一）评价结论"),
        (2, "（二）存在的主要问题"),
        (2, "（三）改进措施"),
    ]


@pytest.mark.django_db
def test_its_tables_are_computed_from_the_accounts_and_the_budget(
    sichuan: Standard, sheet: FactSheet, overview: Overview
) -> None:
    assert tables(made(sichuan, sheet, overview)) == {
        "年初预算收支情况表": [
            "预算项目|合计（万元）",
            "财政拨款|339.97",
            "收入预算合计|339.97",
            "基本支出|112.27",
            "其中：财政拨款支出|112.27",
            "项目支出|227.7",
            "其中：财政拨款支出|227.7",
            "支出预算合计|339.97",
        ],
        "年度可用指标情况表": [
            "项目|基本支出（万元）|项目支出（万元）|合计（万元）",
            "年初预算|112.27|227.7|339.97",
        ],
        "年初预算支出使用方向表": [
            "支出项目|基本支出（万元）|项目支出（万元）",
            "工资福利支出|85.26|",
            "商品和服务支出|27.01|227.7",
            "合计|112.27|227.7",
        ],
        "财政拨款收入决算情况表": [
            "财政拨款收入支出总计（万元）|本年财政拨款收入（万元）|年末财政拨款结转和结余（万元）"
            "|年初财政拨款结转和结余（万元）",
            "234.53|219.26|55.72|15.27",
        ],
        "整体支出对比情况表": [
            "比较项目|支出项目|合计（万元）|其中：财政拨款（万元）",
            "年初预算|基本支出|112.27|112.27",
            "项目支出|227.7|227.7",
            "合计|339.97|339.97",
            "决算|基本支出|130.57|130.57",
            "项目支出|57.95|48.24",
            "合计|188.52|178.81",
        ],
    }


@pytest.mark.django_db
def test_its_sentences(sichuan: Standard, sheet: FactSheet, overview: Overview) -> None:
    said = [one.text for one in made(sichuan, sheet, overview) if isinstance(one, Paragraph)]
    assert said[:2] == [
        "市财政局：",
        "根据《遂宁市财政局关于开展2021年部门、项目、政策支出绩效自评工作的通知》（遂财绩〔2021〕3号）"
        "文件要求，现将遂宁市电教教仪站2020年度部门整体支出绩效评价情况报告如下：",
    ]
    assert said[-2:] == ["遂宁市电教教仪站", "2021年7月22日"]
    for sentence in (
        "正科级公益一类事业单位。",
        "年初预算支出包括：教育支出313.72万元、社会保障和就业支出9.95万元、卫生健康支出5.47万元、"
        "住房保障支出10.83万元。",
        "年初预算支出339.97万元，其中：基本支出112.27万元，占33.02%；项目支出227.7万元，占66.98%。",
        "2020年财政拨款收、支总计234.53万元，其中：本年财政拨款收入219.26万元，"
        "年初财政拨款结转和结余15.27万元；财政拨款支出178.81万元，年末财政拨款结转和结余55.72万元。",
        "2020年“三公”经费财政拨款支出决算为0.39万元，完成全年预算78%，"
        "决算数小于预算数的主要原因是厉行节约。",
        "“三公”经费支出2020年决算数比2019年增加0.23万元，增长143.75%。",
        "根据部门支出绩效评价指标体系，遂宁市电教教仪站2020年度评价得分为85分。",
        "1.2020年年末财政拨款结转和结余为55.72万元，需进一步加大执行力度，减少年末结转资金数。",
    ):
        assert sentence in said


@pytest.mark.django_db
def test_no_amount_contradicts_the_main_text(
    sichuan: Standard, sheet: FactSheet, overview: Overview
) -> None:
    """The original printed 125.27, 214.7 and an appropriation of 188.52 here."""
    blocks = made(sichuan, sheet, overview)
    text = "\n".join(one.text for one in blocks if isinstance(one, Paragraph))
    cells = "\n".join("\n".join(rows) for rows in tables(blocks).values())
    assert re.findall(r"125\.27|214\.7\b|未超[^。]*上年", text + cells) == []


def test_without_the_budget_its_tables_are_left_out(sheet: FactSheet) -> None:
    overview = Overview(addressee="财政局")
    blocks = made(samples.standard(), sheet, overview)
    assert list(tables(blocks)) == ["财政拨款收入决算情况表", "整体支出对比情况表"]


def test_nothing_entered_leaves_the_prose(sheet: FactSheet) -> None:
    assert made(samples.standard(), sheet, Overview()) == []


def test_an_unknown_name_in_braces_stays(sheet: FactSheet) -> None:
    overview = Overview(texts={"problems": "结转{年末结转}。"})
    said = [one.text for one in made(samples.standard(), sheet, overview) if hasattr(one, "text")]
    assert "结转{年末结转}。" in said


def test_the_budget_is_not_all_appropriation(
    sheet: FactSheet, overview_of_budget: Overview
) -> None:
    rows = tables(made(samples.standard(), sheet, overview_of_budget))["整体支出对比情况表"]
    assert rows[1:4] == ["年初预算|基本支出|10|", "项目支出|5|", "合计|15|12"]


@pytest.fixture
def overview_of_budget() -> Overview:
    line = BudgetLine("economic", "302", Decimal(100000), Decimal(50000))
    return Overview(budget=(line,), appropriation=Decimal(120000))


def test_the_outlines_shipped() -> None:
    assert [(name, load_report(name).unconfirmed) for name in report_names()] == [
        ("self_assessment_2020", ()),
        ("self_assessment_2023", ("各部分的标题和顺序",)),
    ]


def test_the_newer_outline(sheet: FactSheet) -> None:
    overview = Overview(addressee="财政局", texts={"performance": "履职良好。"})
    blocks = made(samples.standard(), sheet, overview, "self_assessment_2023")
    headings = [one.text for one in blocks if isinstance(one, ProseHeading) and one.level == 1]
    assert headings[1:] == [
        "一、基本情况",
        "二、部门资金收支情况",
        "三、部门整体绩效分析",
        "四、评价结论",
        "五、存在主要问题",
        "六、改进建议",
    ]
    assert "履职良好。" in [one.text for one in blocks if isinstance(one, Paragraph)]


def test_the_score_of_the_department_is_that_of_its_own_indicators(sheet: FactSheet) -> None:
    scored = tuple(
        indicator(
            one, two, three, nature="定性", target="", actual="已完成", weight=weight, score=score
        )
        for one, two, three, weight, score in (
            ("部门决策", "目标任务", "目标明确", "25", "25"),
            ("综合管理", "资产管理", "账实相符", "30", "28"),
            ("部门绩效情况", "履职成效", "完成任务", "45", "40.5"),
        )
    )
    whole = replace(project(*scored, funding={}, name="部门整体支出"), whole=True)
    overview = Overview((whole,), addressee="财政局", score=Decimal(85))
    blocks = made(samples.standard(), sheet, overview)
    said = [one.text for one in blocks if isinstance(one, Paragraph)]
    assert "根据部门支出绩效评价指标体系，遂宁市电教教仪站2020年度评价得分为93.5分。" in said
    assert tables(blocks)["部门整体支出绩效评价得分表"] == [
        "一级指标|二级指标|三级指标|完成情况|分值|得分|扣分原因",
        "部门决策|目标任务|目标明确|已完成|25|25|",
        "综合管理|资产管理|账实相符|已完成|30|28|",
        "部门绩效情况|履职成效|完成任务|已完成|45|40.5|",
        "总分|100|93.5|",
    ]
    found = check_project(whole, load_form("whole_assessment_sichuan_2018"))
    assert [one.message for one in found] == [
        "预算绩效·部门整体支出“部门整体支出”·指标资产管理“账实相符”：得分28，低于权重30，没有说明原因",
        "预算绩效·部门整体支出“部门整体支出”·指标履职成效“完成任务”：得分40.5，低于权重45，没有说明原因",
    ]


@pytest.mark.django_db
def test_the_published_budget_goes_before_what_was_entered(
    sichuan: Standard, sheet: FactSheet, overview: Overview
) -> None:
    cells = {
        Cell("expenditure", row, column): Fact(Decimal(value))
        for row, columns in {
            "205": {"basic": "900000", "project": "2237200", "total": "3137200"},
            "20502": {"total": "3137200"},
            "221": {"basic": "100000", "total": "100000"},
            "total": {"total": "3237200"},
        }.items()
        for column, value in columns.items()
    }
    cells[Cell("appropriation", "income_of_year", "amount")] = Fact(Decimal("3237200"))
    report = load_report("self_assessment_2020")
    held = with_published(overview, report, FactSheet(2020, cells))
    assert held.lines("function") == (
        BudgetLine("function", "205", Decimal(900000), Decimal(2237200), Decimal(3137200)),
        BudgetLine("function", "221", Decimal(100000), None, Decimal(100000)),
    )
    assert held.lines("economic") == overview.lines("economic")
    assert held.appropriation == Decimal(3237200)
    assert with_published(overview, report, FactSheet(2020, {})) == overview
