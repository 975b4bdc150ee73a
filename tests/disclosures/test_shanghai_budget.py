"""A real budget of Shanghai, made again from its figures: 上海市普陀区商务委员会 2025年部门预算."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures import amounts
from disclosures.checks.context import Context, Earlier
from disclosures.checks.run import run
from disclosures.completeness import progress
from disclosures.document.assemble import assemble
from disclosures.document.text import lines
from disclosures.document.tree import Document, Paragraph, ProseHeading, Section, TableBlock
from disclosures.document.worksheets import worksheets
from disclosures.facts import Fact, FactSheet
from disclosures.intake.mapping import IntakeError, map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.models import Disclosure, Kind, Prose, Unit
from disclosures.narrative.scope import Texts, words_of
from disclosures.pipeline import prepare
from disclosures.renderers.excel import render_tables
from disclosures.standards.model import Standard
from disclosures.tables import Cell, HeadCell
from tests.disclosures import drafts, samples
from tests.disclosures.checks.contexts import context
from tests.disclosures.conftest import COMMERCE
from tests.disclosures.samples import intake_tables

UNIT = "上海市普陀区商务委员会"
REGION = "上海市普陀区"

PUBLISHED = (COMMERCE / "published.txt").read_text("utf-8")

Budget = tuple[Standard, FactSheet]


@pytest.fixture(scope="module")
def document(commerce: Budget, commerce_texts: Texts) -> Document:
    return assemble(*commerce, UNIT, commerce_texts, region=REGION).document


@pytest.fixture(scope="module")
def of_a_unit(commerce: Budget, commerce_texts: Texts) -> Document:
    """The same figures as a 单位 would publish them."""
    standard = samples.budget("shanghai", 2025, "unit")
    return assemble(standard, commerce[1], UNIT, commerce_texts, region=REGION).document


def said(section: Section) -> list[str]:
    """Headings above the text and paragraphs of a section and all below it."""
    return [
        line
        for below in section.walk()
        for line in (
            below.shown,
            *(block.text for block in below.blocks if isinstance(block, Paragraph | ProseHeading)),
        )
    ]


def table(document: Document, id: str) -> TableBlock:
    return next(table for table in document.tables() if table.id == id)


# ---- cover and contents -------------------------------------------------------------------------


def test_the_cover(document: Document, of_a_unit: Document) -> None:
    assert document.cover == ("上海市普陀区2025年区级部门预算", f"预算主管部门：{UNIT}")
    assert of_a_unit.cover == ("上海市普陀区2025年区级单位预算", f"预算单位：{UNIT}")
    assert [document.title, of_a_unit.title] == [f"{UNIT}2025年部门预算", f"{UNIT}2025年单位预算"]


def contents(document: Document) -> list[str]:
    return [entry.heading for part in document.parts for entry in (part, *part.entries)]


def test_the_contents_are_those_of_the_document(document: Document) -> None:
    begin, end = PUBLISHED.index("一、部门主要职能"), PUBLISHED.index("主要职能\n\n   上海市")
    published = [line.strip() for line in PUBLISHED[begin:end].splitlines() if line.strip()]
    # From the fourth table on a wide stop stands behind the number; the last line is a heading.
    assert [line.replace("．", ". ") for line in published[:-1]] == contents(document)
    assert contents(document)[:6] == [
        "一、部门主要职能",
        "二、部门机构设置",
        "三、名词解释",
        "四、部门预算编制说明",
        "五、部门预算表",
        "1. 2025年部门财务收支预算总表",
    ]


def test_the_contents_of_a_unit(of_a_unit: Document) -> None:
    assert contents(of_a_unit) == [
        "一、单位主要职能",
        "二、单位机构设置",
        "三、名词解释",
        "四、单位预算编制说明",
        "五、单位预算表",
        "1. 2025年预算单位财务收支预算总表",
        "2. 2025年预算单位收入预算总表",
        "3. 2025年预算单位支出预算总表",
        "4. 2025年预算单位财政拨款收支预算总表",
        "5. 2025年预算单位一般公共预算支出功能分类预算表",
        "6. 2025年预算单位政府性基金预算支出功能分类预算表",
        "7. 2025年预算单位国有资本经营预算支出功能分类预算表",
        "8. 2025年预算单位一般公共预算基本支出部门预算经济分类预算表",
        "9. 2025年预算单位“三公”经费和机关运行经费预算表",
        "六、其他相关情况说明",
    ]


def test_the_headings_above_the_text(document: Document) -> None:
    assert [part.shown for part in document.parts] == [
        "上海市普陀区商务委员会主要职能",
        "上海市普陀区商务委员会机构设置",
        "名词解释",
        "2025年部门预算编制说明",
        "2025年部门预算表",
        "其他相关情况说明",
        "项目经费情况说明",
    ]
    assert [section.shown for section in document.parts[5].sections] == [
        "一、2025年“三公”经费预算情况说明",
        "二、机关运行经费预算",
        "三、政府采购预算情况",
        "四、绩效目标设置情况",
        "五、国有资产占有使用情况",
    ]
    shown = [section.shown for section in document.parts[4].sections]
    assert shown == [table.title for table in document.tables()]


# ---- the nine tables ----------------------------------------------------------------------------


def published_tables(document: Document) -> list[list[str]]:
    """The lines of each table from its title to the next, blanks made single."""
    lines = [re.sub(r"\s+", " ", line).strip() for line in PUBLISHED.splitlines()]
    starts = [
        next(at for at, line in enumerate(lines) if line == block.title)
        for block in document.tables()
    ]
    ends = [*starts[1:], lines.index("其他相关情况说明")]
    return [lines[start:end] for start, end in zip(starts, ends, strict=True)]


def test_every_line_of_the_tables_as_published(document: Document) -> None:
    """Title, the line below it, all rows with their codes in three columns, notes, in order."""
    for block, published in zip(document.tables(), published_tables(document), strict=True):
        rows = [line for line in published[2:] if line == "合计" or re.search(r"\d", line)]
        printed = [" ".join(cell.text for cell in row if cell.text) for row in block.body]
        notes = [note.replace("：", ":", 1) for note in block.notes]
        assert published[0] == block.title
        assert published[1].replace("单位:", "单位：") == f"{block.unit_line} {block.money_line}"
        assert [line for line in printed if line] + notes == rows, block.title


def test_every_cell_of_the_tables_as_published(document: Document) -> None:
    """Each figure in its column; a cell without one, and a zero, is blank."""
    published = tomllib.loads((COMMERCE / "facts.toml").read_text("utf-8"))
    count = 0
    for block in document.tables():
        printed = {
            (cell.address.row, cell.address.column): cell.text
            for row in block.body
            for cell in row
            if cell.address is not None and cell.text
        }
        expected = {
            (row, column): amounts.fixed(Decimal(text))
            for row, columns in published.get(block.id, {}).items()
            for column, text in columns.items()
            if Decimal(text)
        }
        assert printed == expected, block.title
        count += len(printed)
    assert count == 287


def test_above_a_table_stand_who_made_it_and_the_unit_of_money(document: Document) -> None:
    above = [(table.form, table.unit_line, table.money_line) for table in document.tables()]
    assert above == [("", f"编制部门：{UNIT}", "单位：元")] * 8 + [
        ("", f"编制部门：{UNIT}", "单位：万元")
    ]
    assert all(table.landscape for table in document.tables())


def test_the_notes_under_the_tables(document: Document, of_a_unit: Document) -> None:
    for of, entity in ((document, "部门"), (of_a_unit, "单位")):
        assert [table.notes for table in of.tables()] == [
            *[()] * 5,
            (f"注：本{entity}2025年无政府性基金预算财政拨款安排的预算，故本表为空表。",),
            (f"注：本{entity}2025年无国有资本经营预算财政拨款安排的预算，故本表为空表。",),
            *[()] * 2,
        ]


def test_the_first_table_has_the_classes_that_are_used(document: Document) -> None:
    block = table(document, "income_expenditure")
    assert [row[2].text for row in block.body] == [
        "一、一般公共服务支出",
        "二、科学技术支出",
        "三、社会保障和就业支出",
        "四、卫生健康支出",
        "五、资源勘探工业信息等支出",
        "六、商业服务业等支出",
        "七、住房保障支出",
        "",
        "支出总计",
    ]
    assert [row[0].text for row in block.body][-3:] == ["四、其他收入", "", "收入总计"]


def test_totals_stand_on_one_line_however_many_classes_there_are(commerce: Budget) -> None:
    standard, _ = commerce
    codes = ("201", "203", "204", "205", "206", "207", "208", "210", "211", "212")
    figures = {f"income_expenditure/{code}/amount": "1" for code in codes}
    figures["income_expenditure/202/amount"] = "0"
    document = assemble(standard, samples.sheet(standard, figures), UNIT, Texts()).document
    rows = [[cell.text for cell in row] for row in table(document, "income_expenditure").body]
    assert len(rows) == 12
    assert rows[7:] == [
        ["", "", "八、卫生健康支出", "1.00"],
        ["", "", "九、节能环保支出", "1.00"],
        ["", "", "十、城乡社区支出", "1.00"],
        ["", "", "", ""],
        ["收入总计", "", "支出总计", ""],
    ]


def heads(*rows: str) -> tuple[tuple[HeadCell, ...], ...]:
    """Rows of heads as ``text`` or ``text*columns*rows``."""
    made = []
    for row in rows:
        parts = [cell.split("*") for cell in row.split(" ")]
        made.append(
            tuple(
                HeadCell(p[0], int(p[1]), int(p[2])) if p[1:] else HeadCell(p[0], 1, 1)
                for p in parts
            )
        )
    return tuple(made)


HEADS = {
    "income_expenditure": heads("本年收入*2*1 本年支出*2*1", "项目 预算数 项目 预算数"),
    "income": heads(
        "项目*4*1 收入预算*5*1",
        "功能分类科目编码*3*1 功能分类科目名称*1*2 合计*1*2 财政拨款收入*1*2 事业收入*1*2 "
        "事业单位经营收入*1*2 其他收入*1*2",
        "类 款 项",
    ),
    "expenditure": heads(
        "项目*4*1 支出预算*3*1",
        "功能分类科目编码*3*1 功能分类科目名称*1*2 合计*1*2 基本支出*1*2 项目支出*1*2",
        "类 款 项",
    ),
    "appropriation": heads(
        "财政拨款收入*2*1 财政拨款支出*5*1",
        "项目 预算数 项目 合计 一般公共预算 政府性基金预算 国有资本经营预算",
    ),
    "general_public_basic": heads(
        "项目*3*1 一般公共预算基本支出*3*1",
        "部门预算经济分类科目编码*2*1 经济分类科目名称*1*2 合计*1*2 人员经费*1*2 公用经费*1*2",
        "类 款",
    ),
    "three_public": heads(
        "“三公”经费预算数*6*1 机关运行经费预算数*1*3",
        "合计*1*2 因公出国（境）费*1*2 公务接待费*1*2 公务用车购置及运行费*3*1",
        "小计 购置费 运行费",
    ),
}


@pytest.mark.parametrize("id", HEADS)
def test_the_heads_of_the_tables(document: Document, id: str) -> None:
    assert table(document, id).head == HEADS[id]


@pytest.mark.parametrize(
    ("id", "over"),
    [
        ("general_public", "一般公共预算支出"),
        ("government_fund", "政府性基金预算支出"),
        ("state_capital", "国有资本经营预算支出"),
    ],
)
def test_the_tables_of_the_three_budgets_are_alike(document: Document, id: str, over: str) -> None:
    expected = HEADS["expenditure"]
    top = (expected[0][0], HeadCell(over, 3, 1))
    assert table(document, id).head == (top, *expected[1:])


# ---- the text -----------------------------------------------------------------------------------

DIFFERENCES = [
    # Half-width brackets (W04).
    ("（款)", "（款）", 6),
    ("（类)", "（类）", 2),
    # Nothing is “比…持平”, and the sentence compares with last year's budget throughout.
    ("比2024年预算执行数持平", "与2024年预算持平", 2),
    # Separators of thousands everywhere or nowhere.
    ("3136.40", "3,136.40", 1),
    ("11381.60", "11,381.60", 1),
    # Nothing is explained where nothing moved (R02).
    ("，主要原因是此部分预算由区外办统一安排", "", 1),
    ("，主要原因是无公务用车车辆", "", 3),
    ("，主要原因是根据本部门实际业务需求开展公务接待", "", 1),
    # A sentence broken in two.
    ("（三）公务接待费1.00万元。与", "（三）公务接待费1.00万元，与", 1),
]
"""What the published text says, what is printed in its place and why, how often it is there."""


def published_text(first: str, last: str) -> str:
    """The text from the page headed ``first`` to the one headed ``last``, without blanks."""
    text = PUBLISHED[PUBLISHED.rindex(f" {first}\n") : PUBLISHED.rindex(f" {last}\n")]
    return re.sub(r"\s+", "", text)


def test_the_text_is_the_published_one_but_for_its_mistakes(document: Document) -> None:
    published = published_text("2025年部门预算编制说明", "2025年部门财务收支预算总表")
    published += published_text("其他相关情况说明", "科技创新专项经费情况说明")
    for wrong, right, times in DIFFERENCES:
        assert published.count(wrong) == times, wrong
        published = published.replace(wrong, right)
    printed = "".join([*said(document.parts[3]), *said(document.parts[5])])
    assert re.sub(r"\s+", "", printed) == published


def test_every_amount_of_the_text_is_the_published_one(document: Document) -> None:
    """The same numbers in the same order, whatever separators they are written with."""

    def numbers(text: str) -> list[Decimal]:
        found = re.findall(r"(\d[\d,]*(?:\.\d+)?)(?=万元|辆|台|个)", text)
        return [Decimal(number.replace(",", "")) for number in found]

    for part, first, last in (
        (3, "2025年部门预算编制说明", "2025年部门财务收支预算总表"),
        (5, "其他相关情况说明", "科技创新专项经费情况说明"),
    ):
        printed = numbers("".join(said(document.parts[part])))
        assert printed == numbers(published_text(first, last))
        assert len(printed) == {3: 29, 5: 35}[part]


def test_the_terms_are_the_published_ones(document: Document) -> None:
    published = published_text("名词解释", "2025年部门预算编制说明")
    assert "".join(said(document.parts[2])) == published


def test_the_units_own_text_is_the_published_one(document: Document) -> None:
    """Of the projects every amount in 万 is in 万元."""
    published = re.sub(r"\s+", "", PUBLISHED[PUBLISHED.index(" 科技创新专项经费情况说明") :])
    assert len(re.findall(r"\d万(?!元)", published)) == 21
    mended = re.sub(r"(\d)万(?!元)", r"\1万元", published)
    assert re.sub(r"\s+", "", "".join(said(document.parts[6])[1:])) == mended
    titles = [b for b in document.parts[6].blocks if isinstance(b, ProseHeading) and not b.level]
    assert [title.text for title in titles] == [
        "科技创新专项经费情况说明",
        "生命健康专项（政策资金）经费情况说明",
        "商业创新专项（政策资金）经费情况说明",
        "贸易高质量发展专项（政策资金）经费情况说明",
    ]
    organisation = published_text("上海市普陀区商务委员会机构设置", "名词解释")
    assert re.sub(r"\s+", "", "".join(said(document.parts[1]))) == organisation


def test_a_unit_has_its_own_words(of_a_unit: Document) -> None:
    assert [part.shown for part in of_a_unit.parts] == [
        "上海市普陀区商务委员会主要职能",
        "上海市普陀区商务委员会机构设置",
        "名词解释",
        "2025年单位预算编制说明",
        "2025年单位预算表",
        "其他相关情况说明",
    ]
    assert {table.unit_line for table in of_a_unit.tables()} == {f"编制单位：{UNIT}"}
    text = "\n".join([*said(of_a_unit.parts[3]), *said(of_a_unit.parts[5])])
    assert "部门" not in text
    assert "2025年度本单位政府采购预算38.20万元" in text
    assert "2025年度，本单位编报绩效目标的项目共25个" in text
    assert "。\n2025年单位预算安排购置车辆0辆，" in text
    assert "；单位预算安排购置单价100万元（含）以上设备（不含车辆）0台（套）。" in text


# ---- what is checked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "nature", "rule"),
    [
        ("department", "", "机关运行经费不应大于基本支出的公用经费"),
        ("unit", "administrative", "行政单位和参公单位的机关运行经费应等于基本支出的公用经费"),
    ],
)
def test_nothing_is_found_but_rounding_and_brackets(
    commerce: Budget, commerce_texts: Texts, level: str, nature: str, rule: str
) -> None:
    """机关运行经费 is known to 0.01万元; the brackets stand in the words of a project."""
    standard = samples.budget("shanghai", 2025, level)
    within = "应不大于 " if level == "department" else "应为 "
    found = [
        f"{finding.id} {finding.severity.value} {finding.message}"
        for finding in run(context(standard, commerce[1], commerce_texts, UNIT, nature=nature))
    ]
    rounding = (
        f"C17 说明 {rule}：填报 171.01万元，{within}171.0062万元，差 0.0038万元，为四舍五入差异"
    )
    assert found[0] == rounding
    assert [message.split("，请改正")[0] for message in found[1:]] == (
        ["W04 提示 七、项目经费情况说明：中文中的括号“(便利店总部)”应为全角"]
        if level == "department"
        else []
    )


def test_an_institution_has_no_money_for_running_an_agency(
    commerce: Budget, commerce_texts: Texts
) -> None:
    standard = samples.budget("shanghai", 2025, "unit")
    found = run(context(standard, commerce[1], commerce_texts, UNIT, nature="institution"))
    assert [finding.message for finding in found if finding.id == "C17"] == [
        "事业单位不应有机关运行经费：填报 171.01万元，应为 0.00万元，差 171.01万元"
    ]


def test_nothing_is_missing(commerce: Budget, commerce_texts: Texts) -> None:
    assembled = assemble(*commerce, UNIT, commerce_texts)
    assert progress(*commerce, commerce_texts, assembled).missing == ()


# ---- its workbook -------------------------------------------------------------------------------


def values(facts: Mapping[Cell, Fact]) -> dict[Cell, Decimal]:
    return {cell: fact.value for cell, fact in facts.items()}


@pytest.mark.parametrize("columns", ["three", "one"])
@pytest.mark.parametrize("level", ["department", "unit"])
def test_its_workbook_is_read_again(
    commerce: Budget, document: Document, level: str, columns: str
) -> None:
    """The official layout with a column for each of 类, 款 and 项, and with one for the code."""
    standard, sheet = samples.budget("shanghai", 2025, level), commerce[1]
    if columns == "one":
        tables = {
            name: replace(
                table, blocks=tuple(replace(block, code_parts=()) for block in table.blocks)
            )
            for name, table in standard.tables.items()
        }
        written = replace(standard, tables=tables)
    else:
        written = standard
    words = words_of(standard, UNIT, sheet.year)
    data = render_tables(intake_tables(written, sheet, words), document)
    mapped = map_workbook(read_workbook(data), standard, "预算.xlsx")
    assert sheet.prior is not None
    assert values(mapped.facts) == values(sheet.facts)
    assert values(mapped.prior) == values(sheet.prior.facts)
    assert (mapped.tables, mapped.ignored) == ((*standard.order, *standard.supplementary), ())
    assert (mapped.ignored_columns, mapped.ignored_cells, mapped.renamed) == ((), (), ())


def test_the_tables_of_another_year_and_level_are_known_and_refused(commerce: Budget) -> None:
    standard, sheet = commerce[0], replace(commerce[1], year=2026)
    other = samples.budget("shanghai", 2026, "unit")
    document = assemble(other, sheet, UNIT, Texts()).document
    data = render_tables(intake_tables(other, sheet, words_of(other, UNIT, 2026)), document)
    with pytest.raises(IntakeError) as refused:
        map_workbook(read_workbook(data), standard, "预算.xlsx")
    wrong = "写的是2026年，应为2025年的数据；请核对是否传错了文件"
    assert [problem.message for problem in refused.value.problems] == [wrong] * 11


def test_the_workbook_to_fill_in_has_every_line_and_every_zero(
    commerce: Budget, document: Document
) -> None:
    """All 类 without numbers, spare lines above 合计, 0.00 where the page is blank."""
    standard, sheet = commerce
    blocks, of = worksheets(standard, sheet, UNIT)
    first = next(block for block in blocks if block.id == "income_expenditure")
    spending = [row[2].text for row in first.body if row[2].text]
    assert (len(spending), spending[:2], spending[-1]) == (
        27,
        ["一般公共服务支出", "外交支出"],
        "支出总计",
    )
    assert [row[1].text for row in first.body if row[0].text == "四、其他收入"] == ["0.00"]
    fund = next(block for block in blocks if block.id == "government_fund")
    assert (len(fund.body), fund.body[-1][3].text, fund.notes) == (21, "合计", ())
    mapped = map_workbook(read_workbook(render_tables(blocks, of)), standard, "预算.xlsx")
    assert values(mapped.facts) == values(sheet.facts)


def test_income_is_known_by_its_name_whatever_its_number(commerce: Budget) -> None:
    """1、 for 1. and 一、 for the first 类 of the form, as units number them."""
    standard, sheet = commerce
    words = words_of(standard, UNIT, sheet.year)
    renamed = {"1. 一般公共预算资金": "（1）一般公共预算资金", "2. 政府性基金": "2、政府性基金"}
    tables = []
    for block in intake_tables(standard, sheet, words):
        body = tuple(
            tuple(replace(cell, text=renamed.get(cell.text, cell.text)) for cell in row)
            for row in block.body
        )
        tables.append(replace(block, body=body))
    document = assemble(*commerce, UNIT, Texts()).document
    mapped = map_workbook(read_workbook(render_tables(tables, document)), standard, "预算.xlsx")
    assert values(mapped.facts) == values(sheet.facts)


# ---- in the database ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_disclosure_in_the_database_becomes_the_document(
    commerce: Budget, commerce_texts: Texts, document: Document
) -> None:
    unit = Unit.objects.create(name=UNIT, slug="putuo", region=REGION, jurisdiction="shanghai")
    disclosure = Disclosure.objects.create(unit=unit, year=2025, kind=Kind.BUDGET)
    for sheet in (commerce[1], commerce[1].prior):
        assert sheet is not None
        drafts.store(disclosure, sheet)
    for key, text in commerce_texts.explanations.items():
        drafts.write(disclosure, key, text)
    for name, text in commerce_texts.prose.items():
        Prose.objects.create(disclosure=disclosure, name=name, text=text)
    prepared = prepare(disclosure)
    assert prepared.document.cover == document.cover
    assert list(lines(prepared.document)) == list(lines(document))
    assert [finding.id for finding in prepared.findings] == ["C17", "W04"]
    assert (prepared.errors, prepared.progress.missing) == ((), ())


# ---- the final accounts of the same year --------------------------------------------------------


def test_the_final_accounts_are_held_against_it(commerce: Budget) -> None:
    """年初预算 of each item, “三公”经费, 机关运行经费 and 政府采购 as published in the budget."""
    standard, sheet = commerce
    accounts = samples.standard("shanghai", 2025)
    figures = {
        "item_budget/2011301/initial": "938.99",
        "item_budget/2011302/initial": "454.60",
        "item_budget/2011350/initial": "290.18",
        "three_public/total/budget_total": "1.05",
        "three_public/total/budget_reception": "1.00",
        "matters/agency_operating/value": "171.05",
        "matters/procurement_total/value": "38.25",
    }
    now = samples.sheet(accounts, figures, rounded=True)
    budget = Earlier(f"{UNIT}2025年度部门预算", sheet, Texts(), standard)
    found = run(Context(accounts, now, UNIT, budget=budget))
    called = f"按《{UNIT}2025年度部门预算》"
    item = "年初预算数应等于公开的预算中一般公共预算支出的同一科目"
    assert [f"{f.id} {f.severity.value} {f.message}" for f in found if f.id[0] == "B"] == [
        f"B01 说明 {item}（2011301 行政运行）：填报 938.99万元，{called}应为 938.9913万元，"
        "差 0.0013万元，为四舍五入差异",
        f"B01 提示 {item}（2011302 一般行政管理事务）：填报 454.60万元，{called}应为 454.50万元，"
        "差 0.10万元",
        f"B01 说明 {item}（2011350 事业运行）：填报 290.18万元，{called}应为 290.182万元，"
        "差 0.002万元，为四舍五入差异",
        f"B01 提示 {item}（2011399 其他商贸事务支出）：一般公共预算财政拨款支出预算数没有填列，"
        f"{called}应为 476.50万元",
        f"B02 提示 “三公”经费预算数不应大于公开的“三公”经费预算：填报 1.05万元，{called}"
        "应不大于 1.00万元，差 0.05万元",
        f"B03 说明 政府采购支出大于公开的预算数：填报 38.25万元，{called}应不大于 38.20万元，"
        "差 0.05万元",
        f"B03 说明 机关运行经费支出大于公开的预算数：填报 171.05万元，{called}应不大于 "
        "171.01万元，差 0.04万元",
    ]
