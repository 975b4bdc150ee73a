"""预算绩效 in a whole document: slots, findings, all outputs, and its place in the flow."""

import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from disclosures.document.text import lines
from disclosures.document.tree import Document, FormBlock, Paragraph
from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Duty, Prose
from disclosures.models import Fact as Row
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS
from performance import demonstration
from performance.models import Indicator, Project
from tests.disclosures.drafts import staff
from tests.performance.conftest import FOLDER

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def filled(draft: Disclosure, sheet: FactSheet) -> Disclosure:
    """The draft with the figures and the 预算绩效 of the demonstration."""
    assert sheet.prior is not None
    Row.objects.bulk_create(
        Row(disclosure=draft, year=of.year, value=fact.value, **cell._asdict())
        for of in (sheet, sheet.prior)
        for cell, fact in of.facts.items()
    )
    demonstration.load(draft, FOLDER)
    return draft


def section(document: Document, title: str) -> list[str]:
    return [line for place, line in lines(document) if title in place]


def test_both_slots_are_filled(filled: Disclosure) -> None:
    Prose.objects.create(disclosure=filled, name="performance", text="手写的绩效情况。")
    document = prepare(filled).document
    assert any("完成全年预算的74.69%" in line for line in section(document, "预算绩效管理情况"))
    assert "手写的绩效情况。" not in section(document, "预算绩效管理情况")
    assert "2021年7月22日" in section(document, "附件")


def test_without_projects_the_prose_of_the_unit_stands(draft: Disclosure) -> None:
    Prose.objects.create(disclosure=draft, name="performance", text="手写的绩效情况。")
    Prose.objects.create(disclosure=draft, name="appendix", text="手写的报告。")
    document = prepare(draft).document
    assert section(document, "预算绩效管理情况")[1:] == ["手写的绩效情况。"]
    assert section(document, "附件")[1:] == ["手写的报告。"]


def test_nothing_is_wrong_with_the_demonstration(filled: Disclosure) -> None:
    assert [one for one in prepare(filled).findings if one.id.startswith("K")] == []


def test_findings_reach_the_disclosure(filled: Disclosure) -> None:
    Indicator.objects.filter(actual="95%").update(actual="44561")
    Project.objects.filter(name="实验操作考试").update(name="")
    found = [one for one in prepare(filled).findings if one.id.startswith("K")]
    assert [(one.id, one.message) for one in found] == [
        ("K01", "预算绩效·项目“未命名”：没有填写项目名称"),
        (
            "K07",
            "预算绩效·项目“全市电化教学和信息化教学教师培训”·指标满意度指标“参加培训教师的满意率”："
            "完成值为“44561”，像是日期2021-12-31的序号",
        ),
    ]


def test_amounts_of_the_report_are_those_of_the_main_text(filled: Disclosure) -> None:
    """Errors 5 and 6 of the original: 125.27 and 214.7, 188.52 of appropriation, less “三公”."""
    document = prepare(filled).document
    main = "\n".join(block.text for _, block in document.blocks() if isinstance(block, Paragraph))
    appendix = document.parts[3]
    cells = {
        (operand.year, str(operand.cell)): figure.value
        for block in appendix.blocks
        if isinstance(block, FormBlock)
        for figure in block.figures()
        if figure.operation == "cell"
        for operand in figure.operands
    }
    sheet = prepare(filled).sheet
    of_accounts = {
        place: value for place, value in cells.items() if not place[1].startswith("performance/")
    }
    assert len(of_accounts) == 10
    for (year, place), value in of_accounts.items():
        held = {str(cell): fact.value for cell, fact in sheet.facts.items()}
        assert year == 2020 and held[place] == value
    assert "125.27" not in main and "增长143.75%" in main


def test_every_output_holds_the_forms(filled: Disclosure) -> None:
    document = prepare(filled).document
    rendered = {name: output.render(document) for name, output in FORMATS.items()}
    pdf = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=rendered["pdf"], capture_output=True, check=True
    ).stdout.decode()
    texts = {
        "html": re.sub("<[^>]+>", "", rendered["html"].decode()),
        "pdf": "".join(pdf.split()),
        "text": rendered["text"].decode(),
        "json": rendered["json"].decode(),
    }
    for name, text in texts.items():
        for piece in ("印制考卷2万份", "95%满意", "整体支出对比情况表", "可持续性"):
            assert piece in text, (name, piece)
    book = load_workbook(io.BytesIO(rendered["xlsx"]), data_only=True)
    names = [name for name in book.sheetnames if not name.startswith("附表")]
    assert names == [
        "绩效1 实验操作考试",
        "绩效2 全市电化教学和信息化教学教师培训",
        "自评报告 年初预算收支情况表",
        "自评报告 年度可用指标情况表",
        "自评报告 年初预算支出使用方向表",
        "自评报告 财政拨款收入决算情况表",
        "自评报告 整体支出对比情况表",
    ]
    first = book[names[0]]
    numbers = [
        cell.value for row in first.iter_rows() for cell in row if cell.number_format == "#,##0.00"
    ]
    assert [value for value in numbers if value is not None] == [13, 9.71, 13, 9.71]
    facts = {fact["cell"]: fact["value"] for fact in json.loads(rendered["json"])["facts"]}
    assert facts["performance/1/executed"] == "97100.00"


def test_a_draft_leads_no_figure_astray(filled: Disclosure, client: Client) -> None:
    client.force_login(staff("clerk", Duty.CLERK))
    page = client.get(f"/admin/disclosures/disclosure/{filled.pk}/preview/page/")
    assert page.status_code == 200
    assert "/tables/performance/" not in page.content.decode()


def test_every_check_is_documented() -> None:
    checks = (ROOT / "performance" / "checks").glob("*.py")
    files = (*checks, *(ROOT / "performance" / f"{name}.py" for name in ("accounts", "ties")))
    code = "".join(path.read_text("utf-8") for path in files)
    used = set(re.findall(r'"(K\d\d)"', code))
    page = (ROOT / "docs" / "performance.md").read_text("utf-8")
    assert set(re.findall(r"^\| (K\d\d) \|", page, re.MULTILINE)) == used
