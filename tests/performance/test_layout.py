"""Projects in their official forms, cell by cell."""

import subprocess

import pytest

from disclosures.document.tree import Document, FormBlock, Section
from disclosures.renderers import pdf
from performance.forms.loader import form_names, load_form
from performance.layout import lay_out
from performance.overview import Overview
from performance.values import Indicator, Project, Task
from tests.performance.samples import DAYING, TIANCHANG, indicator, money, project


def texts(block: FormBlock) -> list[str]:
    """One line a row; a span across is ·, one down is ↓ with its number of rows."""
    return [
        "|".join(
            cell.text + "·" * (cell.colspan - 1) + (f"↓{cell.rowspan}" if cell.rowspan > 1 else "")
            for cell in row
        )
        for row in block.rows
    ]


@pytest.mark.parametrize("name", form_names())
@pytest.mark.parametrize("of", [DAYING, TIANCHANG, project(Indicator(("", "", "")))])
def test_every_form_is_a_whole_grid(name: str, of: Project) -> None:
    block = lay_out(load_form(name), of, 2023, "表")
    heights = [0] * len(block.widths)
    for row in block.rows:
        free = [column for column, height in enumerate(heights) if height == 0]
        assert sum(cell.colspan for cell in row) == len(free), row
        spans = [cell.rowspan for cell in row for _ in range(cell.colspan)]
        for column, span in zip(free, spans, strict=True):
            heights[column] = span
        heights = [height - 1 for height in heights]
    assert set(heights) == {0}


@pytest.mark.django_db
def test_the_first_form_of_the_demonstration(overview: Overview) -> None:
    block = lay_out(load_form("completion_2018"), overview.projects[0], 2020, "表")
    assert (block.title, block.subtitle) == ("项目绩效目标完成情况表", "（2020年度）")
    what = "信息化考试、实验操作考试和教师培训"
    done = "完成全市初中毕业高中阶段招生考试和高中学业水平考试（主要是实验操作考试）"
    printed = "印制考卷2万份、阅卷2万份，组织2万多人进行现场实验操作考试，培训教师1000人"
    better = "提升教师职业素质和教学水平、提高学生素质和提高学生动手能力。"
    times = "信息化考试1年2次、实验操作考试1年1次和教师培训1年2-"
    assert texts(block) == [
        "项目名称|实验操作考试····",
        "预算单位|遂宁市电教教仪站····",
        "预算执行情况（万元）↓3|预算数·|13|执行数|9.71",
        "其中-财政拨款·||其中-财政拨款|",
        "其它资金·|13|其它资金|9.71",
        "年度目标完成情况↓2|预期目标··|实际完成目标·",
        f"{done}··|{done}·",
        "绩效指标完成情况↓7|一级指标|二级指标|三级指标|预期指标值（包含数字及文字描述）"
        "|实际完成指标值（包含数字及文字描述）",
        f"项目完成指标↓3|数量指标|{what}|{printed}|{printed}",
        f"质量指标|{what}|{better}|{better}",
        f"时效指标|{what}|{times}3次|{times}2次",
        f"效益指标↓2|社会效益|{what}|{better}|{better}",
        f"可持续性|{what}|可持续|可持续",
        f"满意度指标|满意度指标|{what}|95%满意|95%满意",
    ]


def test_the_sichuan_form() -> None:
    block = lay_out(load_form("self_assessment_sichuan_2022"), DAYING, 2023, "表")
    assert block.meta == "报表编号：510000_0013zp"
    assert texts(block) == [
        "项目名称|51092324T000010263357-2023年全县安可替代补助资金项目·········",
        "主管部门|大英县司法局部门···|实施单位·|大英县司法局···",
        "项目基本情况↓3|1.项目年度目标完成情况↓2|项目年度目标···|年度目标完成情况····",
        "根据要求购买安可设备，并完成项目资金支付。···|完成····",
        "2.项目实施内容及过程概述|2023年购买13台安可电脑，并于12月前完成资金支付。········",
        "预算执行情况（10分）↓6|年度预算数（万元）·|年初预算|调整后预算数·|预算执行数|预算执行率|权重"
        "|得分|原因",
        "总额·|0.00|3.36·|3.36|100.00%|10|10|年中追加安可替代补助资金。↓5",
        "其中：财政资金·|0.00|3.36·|3.36|100.00%||",
        "财政专户管理资金·|0.00|0.00·|0.00|||",
        "单位资金·|0.00|0.00·|0.00|||",
        "其他资金·||·||||",
        "绩效指标（90分）↓3|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分"
        "|未完成原因分析",
        "产出指标↓2|质量指标|完成安可产品购买并按要求支付资金|=|100|%|100|60|60|",
        "经济成本指标|成本控制数|≤|30|万元|3.36|30|30|",
        "合计|······|100|100|",
        "评价结论|根据财政局资金下达的管理办法，将资金支付给项目施工方。·········",
        "存在问题|无·········",
        "改进措施|无·········",
        "项目负责人|张某···|财务负责人·|李某···",
    ]


def test_the_national_form() -> None:
    block = lay_out(load_form("self_assessment_national_2020"), TIANCHANG, 2022, "表")
    lines = texts(block)
    assert lines[2:7] == [
        "项目资金（万元）↓5|·|年初预算数|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分",
        "年度资金总额·|880|880|880|10|100%|10",
        "其中：本年财政拨款·|880|880|880||100%|",
        "上年结转资金·||||||",
        "其他资金·||||||",
    ]
    assert lines[9:12] == [
        "年度绩效指标完成情况↓10|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
        "产出指标↓5|数量指标↓2|完成中型灌区节水改造项目数量|1|1|10|10|",
        "完成农业综合水价改革项目|1|1|10|10|",
    ]
    assert lines[-1] == "总分|····|100||"
    assert "≥90%|100%|10|10|" in lines[-2]


def test_the_target_tables() -> None:
    whole = Project(
        "1",
        "整体",
        unit="某某局",
        funding={"appropriation": money("80"), "other": money("20")},
        target="履行职责",
        indicators=(indicator(actual="", weight="50"),),
        tasks=(Task("培训", "培训教师"), Task("考试", "组织考试")),
        whole=True,
    )
    assert texts(lay_out(load_form("whole_targets_sichuan"), whole, 2024, "表")) == [
        "部门名称|某某局······",
        "年度主要任务↓3|任务名称·|主要内容····",
        "培训·|培训教师····",
        "考试·|组织考试····",
        "年度部门整体支出预算（万元）↓2|资金总额·|财政拨款|其他资金···",
        "100.00·|80.00|20.00···",
        "年度总体目标|履行职责······",
        "年度绩效指标↓2|一级指标|二级指标|三级指标|绩效指标性质|绩效指标值|绩效度量单位|权重",
        "产出指标|数量指标|培训人数|≥|100|人|50",
    ]
    block = lay_out(load_form("targets_sichuan"), DAYING, 2024, "表")
    assert texts(block)[1:] == [
        "大英县司法局↓2|51092324T000010263357-2023年全县安可替代补助资金项目↓2|0.00↓2"
        "|根据要求购买安可设备，并完成项目资金支付。↓2|产出指标↓2|质量指标"
        "|完成安可产品购买并按要求支付资金|=|100|%|60",
        "经济成本指标|成本控制数|≤|30|万元|30",
    ]


def test_an_indicator_without_a_unit_has_none() -> None:
    of = project(indicator(nature="定性", target="有效提高", unit="", actual=""), unit="某某中心")
    for name in ("targets_sichuan", "self_assessment_sichuan_2022"):
        block = lay_out(load_form(name), of, 2024, "表")
        line = next(row for row in block.rows if any(cell.text == "有效提高" for cell in row))
        place = [cell.text for cell in line].index("有效提高")
        assert (line[place + 1].kind, line[place + 1].text) == ("word", "")


def test_amounts_carry_their_source() -> None:
    block = lay_out(load_form("self_assessment_sichuan_2022"), DAYING, 2023, "表")
    sources = [
        (figure.text, figure.operation, [str(operand.cell) for operand in figure.operands])
        for figure in block.figures()
    ]
    assert sources[:5] == [
        ("0.00", "cell", ["performance/1/initial"]),
        ("3.36", "cell", ["performance/1/revised"]),
        ("3.36", "cell", ["performance/1/executed"]),
        ("100.00", "completion", ["performance/1/executed", "performance/1/revised"]),
        ("0.00", "cell", ["performance/1/initial.appropriation"]),
    ]


def test_a_form_of_several_pages_repeats_its_labels_on_each() -> None:
    """The group and the levels stand on every page that holds a part of them."""
    lines = tuple(indicator(level3=f"指标{number}" * 12, weight="2") for number in range(40))
    form = load_form("self_assessment_sichuan_2022")
    block = lay_out(form, project(*lines), 2023, "表")
    part = Section("a", "第一部分", "附件", 0, (block,))
    content = pdf.render(Document("某单位", "某单位", 2023, "final_accounts", "x", (part,)))
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    pages = ["".join(page.split()) for page in text.split("\f") if "指标39" in page or "≥" in page]
    assert len(pages) >= 3
    assert ["绩效指标" in page and "产出指标" in page for page in pages] == [True] * len(pages)
    assert sum(page.count("≥") for page in pages) == 40
