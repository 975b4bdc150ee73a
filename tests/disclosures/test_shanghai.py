"""A real document of Shanghai, made again from its figures: 上海市普陀区财政局 2024年度部门决算."""

import re
import tomllib
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures import amounts
from disclosures.checks.finding import Severity
from disclosures.checks.run import run
from disclosures.document.assemble import assemble
from disclosures.document.tree import Document, FormBlock, Paragraph, Section, TableBlock
from disclosures.facts import FactSheet
from disclosures.intake.mapping import map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.narrative.scope import Texts, words_of
from disclosures.narrative.sentences import plain, say
from disclosures.renderers.excel import render_tables
from disclosures.standards.model import Standard
from disclosures.tables import Cell, HeadCell
from tests.disclosures import samples
from tests.disclosures.checks.contexts import context
from tests.disclosures.conftest import PUTUO
from tests.disclosures.samples import intake_tables

UNIT = "上海市普陀区财政局"

Putuo = tuple[Standard, FactSheet]


@pytest.fixture(scope="module")
def document(putuo_in_shanghai: Putuo, putuo_texts: Texts) -> Document:
    return assemble(*putuo_in_shanghai, UNIT, putuo_texts).document


def said(section: Section) -> list[str]:
    """Headings and paragraphs of a section and all below it."""
    return [
        line
        for below in section.walk()
        for line in (
            below.heading,
            *(block.text for block in below.blocks if isinstance(block, Paragraph)),
        )
    ]


def table(document: Document, id: str) -> TableBlock:
    return next(table for table in document.tables() if table.id == id)


def labels(block: TableBlock, place: int) -> list[str]:
    return [row[place].text for row in block.body]


def test_the_parts_and_their_sections(document: Document) -> None:
    headings = [[part.heading, *(s.heading for s in part.sections)] for part in document.parts]
    assert document.title == "上海市普陀区财政局2024年度部门决算"
    assert headings[0] == [
        "第一部分 上海市普陀区财政局概况",
        "一、主要职能",
        "二、部门决算单位构成",
    ]
    assert headings[1] == [
        "第二部分 上海市普陀区财政局2024年度部门决算表",
        "一、收入支出决算总表",
        "二、收入决算表",
        "三、支出决算表",
        "四、财政拨款收入支出决算总表",
        "五、一般公共预算财政拨款支出决算表",
        "六、一般公共预算财政拨款基本支出决算表",
        "七、财政拨款“三公”经费支出决算表",
        "八、政府性基金预算财政拨款收入支出决算表",
        "九、国有资本经营预算财政拨款收入支出决算表",
    ]
    assert headings[2] == [
        "第三部分 上海市普陀区财政局2024年度部门决算情况说明",
        "一、收入支出决算总体情况说明",
        "二、收入决算情况说明",
        "三、支出决算情况说明",
        "四、财政拨款收入支出决算总体情况说明",
        "五、一般公共预算财政拨款支出决算情况说明",
        "六、一般公共预算财政拨款基本支出决算情况说明",
        "七、财政拨款“三公”经费支出决算情况说明",
        "八、政府性基金预算财政拨款收入支出决算情况说明",
        "九、国有资本经营预算财政拨款收入支出决算情况说明",
        "十、预算绩效管理情况",
        "十一、其他重要事项的情况说明",
    ]
    assert headings[3:] == [["第四部分 名词解释"]]


def test_the_units_are_a_table(document: Document) -> None:
    """序号|单位名称|备注, from the lines that the bureau wrote."""
    section = document.parts[0].sections[1]
    intro, block = section.blocks
    assert isinstance(intro, Paragraph)
    assert intro.text == (
        "从预算单位构成看，上海市普陀区财政局部门决算包括：上海市普陀区财政局本级决算、下属行政事业单位"
        "决算。纳入上海市普陀区财政局2024年度部门决算编制范围的单位包括："
    )
    assert isinstance(block, FormBlock)
    assert (block.id, block.sheet, block.widths) == ("listing-units", "部门决算单位构成", (1, 6, 4))
    assert [[cell.text for cell in row] for row in block.rows] == [
        ["序号", "单位名称", "备注"],
        ["1", "上海市普陀区财政局（本级）", ""],
        ["2", "上海市普陀区财政局财政所", "预算不单列，并入本级"],
        ["3", "上海市普陀区国库收付中心", "预算不单列，并入本级"],
    ]


def test_the_narrative_is_that_of_the_document(document: Document) -> None:
    expected = (PUTUO / "narrative.txt").read_text("utf-8").splitlines()
    assert said(document.parts[2]) == expected


def test_its_errors_are_gone(document: Document) -> None:
    """What the published text got wrong (README.md of its figures), printed right."""
    text = "\n".join(said(document.parts[2]))
    assert "财政拨款收入支出总计2961.68万元。\n" in text
    assert "一般公共服务支出（类）2106.66万元，占71.65%" in text
    assert "退休费、奖励金；" in text
    assert "个人农业生产补贴" not in text
    assert "其他收入6.2万元，占0.21%。\n" in text
    assert "；\n" not in text


def test_flat_has_no_reason(putuo_in_shanghai: Putuo) -> None:
    standard, _ = putuo_in_shanghai
    figures = {"appropriation/income_total/amount": "2961.68"}
    over = samples.sheet(standard, figures, figures)
    scope = samples.scope(standard, over, {"reason/appropriation_total": "这句话不应出现"})
    assert plain(say("appropriation", scope)) == (
        "某某中心2024年度财政拨款收入支出总计2961.68万元。"
        "与2023年度相比，财政拨款收入支出总计持平。"
    )


def test_every_figure_of_the_nine_tables_as_published(document: Document) -> None:
    published = tomllib.loads((PUTUO / "facts.toml").read_text("utf-8"))
    own = tomllib.loads((PUTUO / "shanghai.toml").read_text("utf-8"))
    for block in document.tables():
        printed = {
            (cell.address.row, cell.address.column): cell.text
            for row in block.body
            for cell in row
            if cell.address is not None and cell.figure is not None
        }
        expected = {
            (row, column): amounts.fixed(Decimal(text))
            for part in (published, own)
            for row, columns in part.get(block.id, {}).items()
            for column, text in columns.items()
        }
        assert printed == expected, block.title


def test_the_notes_under_the_tables(document: Document) -> None:
    assert [table.notes for table in document.tables()] == [
        ("注：本表反映部门本年度的总收支和年末结转结余情况。",),
        ("注：本表反映部门本年度取得的各项收入情况。",),
        ("注：本表反映部门本年度各项支出情况。",),
        ("注：本表反映部门本年度财政拨款总收支和结转结余情况。",),
        ("注：本表反映部门本年度一般公共预算财政拨款支出情况。",),
        ("注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。",),
        ("注：本表反映部门本年度“三公”经费支出预决算情况。",),
        (
            "注：本表反映部门本年度政府性基金预算财政拨款收入支出及结转和结余情况。",
            f"说明：{UNIT}本年度没有政府性基金预算财政拨款收入和支出，故本表无数据。",
        ),
        (
            "注：本表反映部门本年度国有资本经营预算财政拨款收入支出及结转和结余情况。",
            f"说明：{UNIT}本年度没有国有资本经营预算财政拨款收入和支出，故本表无数据。",
        ),
    ]


def test_above_a_table_stands_its_unit_of_money_alone(document: Document) -> None:
    above = {(table.form, table.unit_line, table.money_line) for table in document.tables()}
    assert above == {("", "", "单位：万元")}


def test_the_rows_of_the_first_table(document: Document) -> None:
    block = table(document, "income_expenditure")
    assert labels(block, 0) == [
        "一、一般公共预算财政拨款收入",
        "二、政府性基金预算财政拨款收入",
        "三、国有资本经营预算财政拨款收入",
        "四、上级补助收入",
        "五、事业收入",
        "六、经营收入",
        "七、附属单位上缴收入",
        "八、其他收入",
        *[""] * 16,
        "本年收入合计",
        "使用非财政拨款结余",
        "年初结转和结余",
        "总计",
    ]
    assert labels(block, 2)[19:] == [
        "二十、粮油物资储备支出",
        "二十一、国有资本经营预算支出",
        "二十二、灾害防治及应急管理支出",
        "二十三、其他支出",
        "二十四、抗疫特别国债安排的支出",
        "本年支出合计",
        "结余分配",
        "年末结转和结余",
        "总计",
    ]
    assert block.head == (
        (HeadCell("收入", 2, 1), HeadCell("支出", 2, 1)),
        tuple(HeadCell(text, 1, 1) for text in ("项目", "决算数", "项目", "决算数")),
    )


def test_the_rows_of_the_appropriation_table(document: Document) -> None:
    assert labels(table(document, "appropriation"), 0)[24:] == [
        "本年收入合计",
        "年初财政拨款结转和结余",
        "一、一般公共预算财政拨款",
        "二、政府性基金预算财政拨款",
        "三、国有资本经营预算财政拨款",
        "总计",
    ]


def test_the_total_of_the_fifth_table_is_its_last_row(document: Document) -> None:
    rows = labels(table(document, "general_public"), 1)
    assert (rows[0], rows[-1]) == ("一般公共服务支出", "合计")
    assert labels(table(document, "income"), 1)[0] == "合计"


def test_both_sides_of_the_basic_table_end_together(document: Document) -> None:
    last = table(document, "general_public_basic").body[-1]
    assert [cell.text for cell in last] == [
        "",
        "人员经费合计",
        "2,152.26",
        "",
        "公用经费合计",
        "184.65",
    ]


def test_the_head_of_the_three_public_table(document: Document) -> None:
    wide = "公务用车购置及运行维护费"
    assert table(document, "three_public").head == (
        (HeadCell("财政拨款“三公”经费", 12, 1),),
        (
            HeadCell("合计", 2, 2),
            HeadCell("因公出国（境）费", 2, 2),
            HeadCell(wide, 6, 1),
            HeadCell("公务接待费", 2, 2),
        ),
        tuple(HeadCell(text, 2, 1) for text in ("小计", "公务用车购置费", "公务用车运行维护费")),
        tuple(HeadCell(text, 1, 1) for text in ("预算数", "决算数") * 6),
    )


def test_its_workbook_is_read_again(putuo_in_shanghai: Putuo, document: Document) -> None:
    standard, sheet = putuo_in_shanghai
    words = words_of(standard, UNIT, sheet.year)
    data = render_tables(intake_tables(standard, sheet, words), document)
    mapped = map_workbook(read_workbook(data), standard, "决算.xlsx")
    assert mapped.prior is not None
    for read, written in ((mapped.facts, sheet.facts), (mapped.prior, prior_of(sheet).facts)):
        assert {c: f.value for c, f in read.items()} == {c: f.value for c, f in written.items()}


def prior_of(sheet: FactSheet) -> FactSheet:
    assert sheet.prior is not None
    return sheet.prior


def test_nothing_is_found_but_rounding_and_a_repeated_reason(
    putuo_in_shanghai: Putuo, putuo_texts: Texts
) -> None:
    found = run(context(*putuo_in_shanghai, putuo_texts, UNIT))
    assert {finding.severity for finding in found} == {Severity.NOTE}
    assert [finding.id for finding in found] == [
        *["E09"] * 6,
        *["E15"] * 2,
        "E09",
        "N11",
        "E24",
        "E25",
        "N11",
        "R05",
        "R06",
    ]


ROUNDED = re.compile(r"差 0\.0[12]万元，为四舍五入差异$")


def test_a_difference_of_rounding_is_said_to_be_one(
    putuo_in_shanghai: Putuo, putuo_texts: Texts
) -> None:
    """As published (README.md): 208 is 326.71 beside 326.72, 302 is 171.07 and sums to 171.09."""
    found = run(context(*putuo_in_shanghai, putuo_texts, UNIT))
    about_figures = [finding for finding in found if finding.expected is not None]
    assert len(about_figures) == 13
    assert [finding for finding in about_figures if not ROUNDED.search(finding.message)] == []
    messages = "\n".join(finding.message for finding in about_figures)
    assert "填报 326.71万元，应为 326.72万元，差 0.01万元" in messages
    assert "填报 171.07万元，应为 171.09万元，差 0.02万元" in messages


def test_more_than_rounding_is_an_error(putuo_in_shanghai: Putuo, putuo_texts: Texts) -> None:
    standard, sheet = putuo_in_shanghai
    cell = Cell.parse("general_public_basic/302/amount")
    facts = {**sheet.facts, cell: replace(sheet.facts[cell], value=Decimal("1811700"))}
    found = run(context(standard, replace(sheet, facts=facts), putuo_texts, UNIT))
    errors = [finding.id for finding in found if finding.severity is Severity.ERROR]
    assert errors == ["E15", "E16"]


def test_a_unit_has_its_own_words(putuo_in_shanghai: Putuo, putuo_texts: Texts) -> None:
    standard = samples.standard("shanghai", 2024, "unit")
    document = assemble(standard, putuo_in_shanghai[1], UNIT, putuo_texts).document
    assert document.title == "上海市普陀区财政局2024年度单位决算"
    assert [section.heading for section in document.parts[0].sections] == [
        "一、主要职能",
        "二、机构设置",
    ]
    assert [part.title for part in document.parts[1:3]] == [
        "上海市普陀区财政局2024年度单位决算表",
        "上海市普陀区财政局2024年度单位决算情况说明",
    ]
    assert table(document, "income").notes == ("注：本表反映单位本年度取得的各项收入情况。",)
    text = "\n".join(said(document.parts[2]))
    assert "2024年度本单位面向中小企业预留政府采购项目预算金额246.47万元" in text
    assert "部门" not in text


def test_the_eleven_terms(document: Document) -> None:
    terms = [line.partition("：")[0] for line in said(document.parts[3])[1:]]
    assert terms == [
        "一、财政拨款收入",
        "二、事业收入",
        "三、经营收入",
        "四、其他收入",
        "五、年初结转和结余",
        "六、年末结转和结余",
        "七、基本支出",
        "八、项目支出",
        "九、经营支出",
        "十、“三公”经费",
        "十一、机关运行经费",
    ]
