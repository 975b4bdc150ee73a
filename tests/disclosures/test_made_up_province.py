"""A province that the software does not know is added as data alone: tables, words, document."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures import classification
from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.facts import Fact, FactSheet
from disclosures.models import Disclosure, Kind, State, Unit
from disclosures.narrative.scope import Texts
from disclosures.pipeline import prepare
from disclosures.renderers import text
from disclosures.standards import loader
from disclosures.standards.examine import examine
from disclosures.standards.lint import overlaps
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures.drafts import draft

ROOT = Path(__file__).parents[1] / "data" / "made-up-province"
FOLDER = ROOT / "made_up" / "final_accounts_2023"

FIGURES = {
    "three_public/total/final_reception": "3900",
    "three_public/total/final_total": "3900",
    "general_public/total/total": "1500000.5",
    "general_public/205/total": "1200000.5",
    "general_public/208/total": "300000",
    "income_expenditure/general_public_income/amount": "1500000.5",
    "income_expenditure/other/amount": "20000",
    "income_expenditure/opening_balance/amount": "0",
    "income_expenditure/income_total/amount": "1520000.5",
    "income_expenditure/205/amount": "1200000.5",
    "income_expenditure/208/amount": "300000",
    "income_expenditure/229/amount": "0",
    "income_expenditure/closing_balance/amount": "20000",
    "income_expenditure/expenditure_total/amount": "1520000.5",
}
"""元."""


WHOLE = [
    "虚构局2024年收支公开",
    "第一部分 各表",
    "一、三项经费表",
    "第1表 三项经费表",
    "部门：虚构局 单位：元",
    "预算数\t决算数",
    "合计\t因公出国（境）费\t公务用车购置及运行维护费\t公务接待费\t合计\t因公出国（境）费\t公务用车购置及运行维护费\t公务接待费",
    "小计\t公务用车购置费\t公务用车运行维护费\t小计\t公务用车购置费\t公务用车运行维护费",
    "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12",
    "3,900.00\t3,900.00",
    "注：本表反映部门本年度财政拨款“三公”经费支出预决算情况。其中，预算数为全年预算数，反映按规定程序调整后的预算数；决算数是包括当年财政拨款和以前年度结转结余资金安排的实际支出。",
    "二、拨款支出表",
    "第2表 拨款支出表",
    "部门：虚构局 单位：元",
    "项目\t本年支出",
    "功能分类科目编码\t科目名称\t合计\t基本支出\t项目支出",
    "栏次\t1\t2\t3",
    "合计\t1,500,000.50",
    "205\t教育支出\t1,200,000.50",
    "208\t社会保障和就业支出\t300,000.00",
    "注：本表反映部门本年度一般公共预算财政拨款支出情况。",
    "三、收支总表",
    "第3表 收支总表",
    "部门：虚构局 单位：元",
    "收入\t支出",
    "来源\t数额\t用途\t数额",
    "栏次\t1\t栏次\t2",
    "（一）拨款\t1,500,000.50\t教育支出\t1,200,000.50",
    "（二）其他\t20,000.00\t社会保障和就业支出\t300,000.00",
    "（三）上年结余\t0.00\t其他支出\t0.00",
    "总计\t1,520,000.50\t年末结余\t20,000.00",
    "总计\t1,520,000.50",
    "注：本表反映部门本年度的总收支和年初、年末结转结余情况。",
    "第二部分 收支说明",
    "一、总体",
    "虚构局2024年总计1520000.5元，较上年减少79999.5元，下降5%。",
    "图1：总计变动",
    "二、支出",
    "1.拨款支出1500000.5元，包括教育支出1200000.5元（80%）、社会保障和就业支出300000元（20%）。",
    "2.公务接待3900元。",
    "第三部分 部门介绍",
    "本部门负责虚构事务。",
    "第四部分 名词解释",
    "1.拨款：指财政部门拨给单位的资金。",
    "",
]


@pytest.fixture(autouse=True)
def province() -> Iterator[None]:
    """The installation has a standard of its own."""
    own = loader.folders().roots[1:]
    loader.use((ROOT,))
    yield
    loader.use(own)


def standard(level: str = "department") -> Standard:
    return loader.load("made_up", "final_accounts", 2024, level, classification.load(2024))


def sheet() -> FactSheet:
    cells = {Cell.parse(address): Fact(Decimal(value)) for address, value in FIGURES.items()}
    total = Cell("income_expenditure", "income_total", "amount")
    return FactSheet(2024, cells, {}, FactSheet(2023, {total: Fact(Decimal("1600000"))}))


@pytest.fixture
def document() -> Document:
    texts = Texts({}, {"duties": "本部门负责虚构事务。"})
    return assemble(standard(), sheet(), "虚构局", texts).document


def test_nothing_is_wrong_with_it() -> None:
    assert examine(FOLDER, loader.folders()) == ()
    assert overlaps() == ()


def test_it_is_found_beside_the_shipped_ones() -> None:
    assert ("made_up", "final_accounts", 2023, None) in loader.available()
    assert loader.jurisdictions()["made_up"] == "虚构省"
    assert loader.jurisdictions()["sichuan"] == "四川省"
    assert standard().id == "made_up/final_accounts_2023"


def test_its_tables_have_its_order_titles_and_unit(document: Document) -> None:
    heads = [(t.form, t.title, t.unit_line, t.money_line) for t in document.tables()]
    assert heads == [
        ("第1表", "三项经费表", "部门：虚构局", "单位：元"),
        ("第2表", "拨款支出表", "部门：虚构局", "单位：元"),
        ("第3表", "收支总表", "部门：虚构局", "单位：元"),
    ]


def test_the_whole_document(document: Document) -> None:
    assert text.render(document).decode().split("\n") == WHOLE


@pytest.mark.django_db
def test_a_disclosure_of_the_province_is_prepared() -> None:
    disclosure = draft(sheet(), Texts({}, {}), "虚构局")
    Unit.objects.update(jurisdiction="made_up")
    disclosure.refresh_from_db()
    prepared = prepare(Disclosure.objects.get(kind=Kind.FINAL_ACCOUNTS, state=State.DRAFT))
    assert prepared.standard.id == "made_up/final_accounts_2023"
    assert [finding.message for finding in prepared.errors] == []
