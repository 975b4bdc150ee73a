"""The budgets of the demonstration: their sentences whole, their sums, and where they are from."""

import io
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from disclosures.demonstration import load_demonstration
from disclosures.document.tree import Document, Paragraph, Section
from disclosures.models import Disclosure, Kind, Unit
from disclosures.models.publication import Publication
from disclosures.models.unit import DEMONSTRATION_NOTICE
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS
from tests.data.build import Source, sources

pytestmark = pytest.mark.django_db

SENTENCES = (
    "按照综合预算的原则，遂宁市电教教仪站所有收入和支出均纳入部门预算管理。收入包括：一般公共预算拨款收入、"
    "上年结转；支出包括：教育支出、社会保障和就业支出、卫生健康支出、住房保障支出。2021年收支总预算298.2万元，"
    "较2020年收支预算总数减少41.77万元，下降12.29%，主要原因是压减一般性项目支出。",
    "2021年收入预算298.2万元，其中：上年结转55.72万元，占18.69%；一般公共预算拨款收入242.48万元，占81.31%。",
    "2021年支出预算298.2万元，其中：教育支出273.22万元，占91.62%；社会保障和就业支出9.6万元，占3.22%；"
    "卫生健康支出5.3万元，占1.78%；住房保障支出10.08万元，占3.38%。",
    "遂宁市电教教仪站2021年财政拨款收支总预算298.2万元，较2020年预算减少41.77万元，下降12.29%，"
    "主要原因是压减一般性项目支出。收入包括：一般公共预算拨款收入242.48万元、上年结转55.72万元；"
    "支出包括：教育支出273.22万元、社会保障和就业支出9.6万元、卫生健康支出5.3万元、住房保障支出10.08万元。",
    "遂宁市电教教仪站2021年一般公共预算当年拨款242.48万元，较2020年预算减少97.49万元，下降28.68%，"
    "主要原因是压减一般性项目支出，上年未完成的项目使用结转资金。",
    "遂宁市电教教仪站2021年一般公共预算当年拨款242.48万元，主要用于以下方面：教育支出（类）217.5万元，占89.7%；"
    "社会保障和就业支出（类）9.6万元，占3.96%；卫生健康支出（类）5.3万元，占2.19%；"
    "住房保障支出（类）10.08万元，占4.16%。",
    "1.教育支出（类）教育管理事务（款）一般行政管理事务（项）2021年预算数为60万元，"
    "主要用于：全市实验操作考试、教育装备管理等项目支出。",
    "2.教育支出（类）教育管理事务（款）其他教育管理事务支出（项）2021年预算数为137.5万元，"
    "主要用于：单位正常运转的人员和公用支出，以及教育云平台运行维护。",
    "3.教育支出（类）进修及培训（款）培训支出（项）2021年预算数为20万元，"
    "主要用于：全市电化教学和信息化教学教师培训。",
    "4.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）"
    "2021年预算数为9.6万元，主要用于：按规定由单位缴纳的基本养老保险费。",
    "5.卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）2021年预算数为5.3万元，"
    "主要用于：按规定由单位缴纳的基本医疗保险费。",
    "6.住房保障支出（类）住房改革支出（款）住房公积金（项）2021年预算数为10.08万元，"
    "主要用于：按规定由单位缴纳的住房公积金。",
    "遂宁市电教教仪站2021年一般公共预算基本支出117.48万元，其中：",
    "人员经费88.58万元，主要包括：基本工资、绩效工资、机关事业单位基本养老保险缴费、职工基本医疗保险缴费、"
    "其他社会保障缴费、住房公积金。",
    "公用经费28.9万元，主要包括：办公费、印刷费、邮电费、差旅费、维修（护）费、培训费、公务接待费、劳务费、"
    "工会经费、福利费、其他商品和服务支出。",
    "遂宁市电教教仪站2021年“三公”经费财政拨款预算数为0.45万元，其中：因公出国（境）经费0万元，"
    "公务接待费0.45万元，公务用车购置及运行维护费0万元。“三公”经费财政拨款预算较2020年预算减少0.05万元，"
    "下降10%，主要原因是进一步压减公务接待次数。",
    "2021年因公出国（境）经费预算0万元，与2020年预算持平。",
    "2021年公务接待费预算0.45万元，较2020年预算减少0.05万元，下降10%，主要原因是线上交流增多，接待减少。"
    "2021年公务接待费计划用于接待上级检查指导和外地同行学习交流。",
    "2021年公务用车购置及运行维护费预算0万元，与2020年预算持平。单位现有公务用车0辆。",
    "2021年未安排公务用车购置费。",
    "2021年未安排公务用车运行维护费。",
    "遂宁市电教教仪站2021年没有使用政府性基金预算拨款安排的支出。",
    "遂宁市电教教仪站2021年没有使用国有资本经营预算拨款安排的支出。",
    "2021年，遂宁市电教教仪站没有安排机关运行经费预算，与2020年预算持平。",
    "2021年，遂宁市电教教仪站安排政府采购预算12万元，主要用于采购教师培训用计算机和打印设备。",
    "截至2020年底，遂宁市电教教仪站所属各预算单位共有车辆0辆。单位价值200万元以上大型设备0台（套）。",
    "2021年部门预算未安排购置车辆及单位价值200万元以上大型设备。",
    "2021年遂宁市电教教仪站开展绩效目标管理的项目3个，涉及预算130.72万元。其中：特定目标类项目3个，"
    "涉及预算130.72万元。",
)
"""Every sentence between 三 and 十 of the budget of 2021, in order."""

ANSWERS_2021 = (
    (
        "今年安排了多少钱？",
        "2021年预算一共安排298.2万元，其中保障日常运转的基本支出117.48万元，占39.4%，"
        "完成专门任务的项目支出180.72万元，占60.6%。",
    ),
    (
        "比上年多还是少，为什么？",
        "收支总预算298.2万元，较2020年预算减少41.77万元，下降12.29%，"
        "主要原因是压减一般性项目支出。",
    ),
    (
        "钱从哪里来？",
        "2021年收入预算298.2万元，其中：上年结转55.72万元，占18.69%；"
        "一般公共预算拨款收入242.48万元，占81.31%。",
    ),
    (
        "花在哪些方面？",
        "按用途分：教育支出273.22万元，占91.62%；社会保障和就业支出9.6万元，占3.22%；"
        "卫生健康支出5.3万元，占1.78%；住房保障支出10.08万元，占3.38%。",
    ),
    (
        "“三公”经费安排了多少？",
        "遂宁市电教教仪站2021年“三公”经费财政拨款预算数为0.45万元，其中："
        "因公出国（境）经费0万元，公务接待费0.45万元，公务用车购置及运行维护费0万元。"
        "“三公”经费财政拨款预算较2020年预算减少0.05万元，下降10%，"
        "主要原因是进一步压减公务接待次数。",
    ),
    (
        "钱花得好不好，怎么管？",
        "2021年遂宁市电教教仪站开展绩效目标管理的项目3个，涉及预算130.72万元。其中："
        "特定目标类项目3个，涉及预算130.72万元。",
    ),
)
ANSWERS_2020 = (
    (
        "今年安排了多少钱？",
        "2020年预算一共安排339.97万元，其中保障日常运转的基本支出112.27万元，占33.02%，"
        "完成专门任务的项目支出227.7万元，占66.98%。",
    ),
    (
        "比上年多还是少，为什么？",
        "收支总预算339.97万元，较2019年预算减少25.23万元，下降6.91%，"
        "主要原因是教育云平台一次性建设项目减少。",
    ),
    (
        "钱从哪里来？",
        "2020年收入预算339.97万元，其中：一般公共预算拨款收入339.97万元，占100%。",
    ),
    (
        "花在哪些方面？",
        "按用途分：教育支出313.72万元，占92.28%；社会保障和就业支出9.95万元，占2.93%；"
        "卫生健康支出5.47万元，占1.61%；住房保障支出10.83万元，占3.19%。",
    ),
    (
        "“三公”经费安排了多少？",
        "遂宁市电教教仪站2020年“三公”经费财政拨款预算数为0.5万元，其中："
        "因公出国（境）经费0万元，公务接待费0.5万元，公务用车购置及运行维护费0万元。"
        "“三公”经费财政拨款预算较2019年预算减少0.1万元，下降16.67%，主要原因是压减公务接待费。",
    ),
    (
        "钱花得好不好，怎么管？",
        "2020年遂宁市电教教仪站开展绩效目标管理的项目2个，涉及预算26.7万元。其中："
        "特定目标类项目2个，涉及预算26.7万元。",
    ),
)
"""The questions of a citizen, each with what answers it."""


@pytest.fixture
def budget(monkeypatch: pytest.MonkeyPatch) -> Disclosure:
    """That of 2021, loaded with all before it; no file of it is made."""
    monkeypatch.setattr("disclosures.publication.rendering.FORMATS", {})
    load_demonstration()
    return Disclosure.objects.get(kind=Kind.BUDGET, year=2021)


def said(section: Section) -> Iterator[str]:
    """The paragraphs of a part and its sections, with their numbers."""
    for block in section.blocks:
        if isinstance(block, Paragraph):
            yield block.text
    for below in section.sections:
        yield from said(below)


def test_every_sentence_of_the_budget(budget: Disclosure) -> None:
    parts = prepare(budget).document.parts[2:10]
    assert tuple(sentence for part in parts for sentence in said(part)) == SENTENCES


def answered(document: Document) -> tuple[tuple[str, str], ...]:
    return tuple((one.title, "".join(said(one))) for one in document.answers)


def test_the_questions_of_a_citizen_are_answered(budget: Disclosure) -> None:
    assert answered(prepare(budget).document) == ANSWERS_2021
    before = Disclosure.objects.get(kind=Kind.BUDGET, year=2020)
    assert answered(prepare(before).document) == ANSWERS_2020


def test_every_output_says_that_it_is_made_up(budget: Disclosure) -> None:
    document = prepare(budget).document
    outputs = {name: FORMATS[name].render(document) for name in ("html", "pdf", "xlsx", "text")}
    pdf = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=outputs["pdf"], capture_output=True, check=True
    ).stdout.decode()
    book = load_workbook(io.BytesIO(outputs["xlsx"]))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert DEMONSTRATION_NOTICE in outputs["html"].decode()
    assert DEMONSTRATION_NOTICE in outputs["text"].decode()
    assert DEMONSTRATION_NOTICE in "".join(pdf.split())
    assert any(DEMONSTRATION_NOTICE in str(value) for value in cells)


def test_all_are_published_of_one_unit_that_is_no_real_one(budget: Disclosure) -> None:
    assert Publication.objects.current().count() == 3
    assert [(unit.name, unit.demonstration) for unit in Unit.objects.all()] == [
        (budget.unit.name, True)
    ]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.folder.name)
def test_the_workbooks_are_made_from_the_figures_beside_them(source: Source) -> None:
    stored = load_workbook(source.workbook)
    made = load_workbook(io.BytesIO(source.build()))
    assert made.sheetnames == stored.sheetnames
    for name in made.sheetnames:
        assert _values(made, name) == _values(stored, name), name


def _values(book: object, name: str) -> list[list[object]]:
    rows = book[name].iter_rows(values_only=True)  # type: ignore[index]  # a workbook
    return [list(row) for row in rows]


def test_every_file_calls_the_unit_the_same() -> None:
    units = [
        tomllib.loads((source.folder / "unit.toml").read_text("utf-8"))["unit"]
        for source in sources()
    ]
    assert units[1:] == units[:-1]


@pytest.mark.parametrize("source", sources()[1:], ids=lambda source: source.folder.name)
def test_files_made_up_say_so(source: Source) -> None:
    for name in ("facts.toml", "unit.toml", "performance.toml"):
        head = Path(source.folder / name).read_text("utf-8").split("\n\n")[0]
        assert re.search(r"made up\s+(# )?for the\s+(# )?demonstration", head), name
