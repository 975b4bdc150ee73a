"""From a standard, a sheet and texts to the tree: parts, numbers, slots, prose."""

from dataclasses import replace

import pytest

from disclosures.document.assemble import assemble
from disclosures.document.text import lines
from disclosures.document.tree import ChartBlock, Note, Paragraph, ProseHeading, Section
from disclosures.narrative.figures import Operand
from disclosures.narrative.scope import TextKey, Texts
from disclosures.narrative.sentences import Written
from disclosures.standards.model import SectionDef, Standard
from disclosures.tables import Cell
from tests.disclosures import samples


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


def parts(
    of: Standard, figures: samples.Figures | None = None, texts: Texts | None = None
) -> tuple[Section, ...]:
    sheet = samples.sheet(of, figures or {})
    return assemble(of, sheet, samples.UNIT, texts or Texts()).document.parts


def section(part: Section, title: str) -> Section:
    return next(one for one in part.walk() if one.title == title)


def test_the_cover(standard: Standard) -> None:
    sheet = samples.sheet(standard, {})
    document = assemble(standard, sheet, "某{year}局", Texts(), notice="演示数据").document
    assert document.title == "某{year}局2020年度部门决算"
    assert (document.unit, document.year, document.kind) == ("某{year}局", 2020, "final_accounts")
    assert (document.standard, document.notice) == ("sichuan/final_accounts_2020", "演示数据")
    assert list(lines(document))[:2] == [("封面", document.title), ("封面", "演示数据")]


@pytest.mark.parametrize(
    ("of", "level", "headings"),
    [
        (
            ("sichuan", 2020),
            "department",
            [
                "第一部分 部门概况",
                "第二部分 2020年度部门决算情况说明",
                "第三部分 名词解释",
                "第四部分 附件",
                "第五部分 附表",
            ],
        ),
        (
            ("sichuan", 2020),
            "unit",
            [
                "第一部分 单位概况",
                "第二部分 2020年度单位决算情况说明",
                "第三部分 名词解释",
                "第四部分 附件",
                "第五部分 附表",
            ],
        ),
        (
            ("national", 2022),
            "department",
            [
                "第一部分 某某中心概况",
                "第二部分 2022年度部门决算表",
                "第三部分 2022年度部门决算情况说明",
                "第四部分 名词解释",
            ],
        ),
    ],
)
def test_the_parts(of: tuple[str, int], level: str, headings: list[str]) -> None:
    assert [part.heading for part in parts(samples.standard(*of, level))] == headings


def test_numbers_and_ids_of_sections(standard: Standard) -> None:
    overview = parts(standard)[0]
    assert [(one.id, one.heading) for one in overview.walk()] == [
        ("part-1", "第一部分 部门概况"),
        ("part-1-1", "一、基本职能及主要工作"),
        ("part-1-1-1", "（一）主要职能"),
        ("part-1-1-2", "（二）2020年重点工作完成情况"),
        ("part-1-2", "二、机构设置"),
    ]


def test_every_id_is_its_own(standard: Standard) -> None:
    ids = [one.id for part in parts(standard) for one in part.walk()]
    assert len(ids) == len(set(ids)) == 41


def test_tables_are_sections_of_their_part(standard: Standard) -> None:
    tables = parts(standard)[4]
    assert tables.blocks == ()
    assert [one.heading for one in tables.sections][-2:] == [
        "十二、政府性基金预算财政拨款“三公”经费支出决算表",
        "十三、国有资本经营预算财政拨款支出决算表",
    ]
    assert [len(one.blocks) for one in tables.sections] == [1] * 13


def test_prose_becomes_paragraphs_and_headings(standard: Standard) -> None:
    texts = Texts(prose={"duties": "一、职责\n（一）业务\n做好{unit}<b>服务</b>。\n\n\n"})
    assert section(parts(standard, texts=texts)[0], "主要职能").blocks == (
        ProseHeading("一、职责", 1),
        ProseHeading("（一）业务", 2),
        Paragraph((Written("做好{unit}<b>服务</b>。"),)),
    )


def test_a_section_without_content_keeps_its_heading(standard: Standard) -> None:
    assert section(parts(standard)[1], "政府采购支出情况").blocks == ()


def test_a_slot_shows_what_was_contributed_before_the_own_prose(standard: Standard) -> None:
    sheet = samples.sheet(standard, {})
    texts = Texts(prose={"performance": "自评良好。", "appendix": "附件1"})
    given = {"performance": [Note("绩效表")], "appendix": []}
    document = assemble(standard, sheet, samples.UNIT, texts, given).document
    assert section(document.parts[1], "预算绩效管理情况").blocks == (Note("绩效表"),)
    assert document.parts[3].blocks == (Paragraph((Written("附件1"),)),)


def test_items_are_numbered_as_they_are_said(standard: Standard) -> None:
    figures = {
        "general_public/total/total": "3",
        "general_public/2050102/total": "1",
        "general_public/2050199/basic": "1",
        "general_public/2080505/total": "2",
    }
    said = section(parts(standard, figures)[1], "一般公共预算财政拨款支出决算具体情况")
    assert [block.text for block in said.blocks if isinstance(block, Paragraph)] == [
        "2020年一般公共预算支出决算数为3万元。其中：",
        "1.教育支出（类）教育管理事务（款）一般行政管理事务（项）：支出决算为1万元。",
        "2.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）："
        "支出决算为2万元。",
    ]


def test_the_three_public_paragraphs_count_what_is_said(standard: Standard) -> None:
    figures = {
        "three_public/total/final_abroad": "0",
        "three_public/total/final_reception": "1",
        "matters/reception_foreign/value": "0",
    }
    said = section(parts(standard, figures)[1], "“三公”经费财政拨款支出决算具体情况说明")
    assert [block.text for block in said.blocks if isinstance(block, Paragraph)] == [
        "2020年“三公”经费财政拨款支出决算中，因公出国（境）费支出决算0万元；"
        "公务接待费支出决算1万元。具体情况如下：",
        "1.因公出国（境）经费支出0万元。",
        "2.公务接待费支出1万元。",
        "外事接待支出0万元。",
    ]
    assert [block.caption for block in said.blocks if isinstance(block, ChartBlock)] == [
        "图7：“三公”经费财政拨款支出结构"
    ]


def test_charts_are_numbered_by_the_standard() -> None:
    of = samples.standard("national", 2020)
    captions = [
        block.caption
        for part in parts(of)
        for one in part.walk()
        for block in one.blocks
        if isinstance(block, ChartBlock)
    ]
    assert captions == [f"图{n}：{chart.title}" for n, chart in enumerate(of.charts, 1)]


def test_what_was_asked_and_missing(standard: Standard) -> None:
    now = {"three_public/total/final_reception": "1", "income_expenditure/income_total/amount": "2"}
    prior = {"three_public/total/final_reception": "2"}
    assembled = assemble(standard, samples.sheet(standard, now, prior), "某局", Texts())
    assert assembled.asked == (TextKey("reason", "reception"),)
    assert Operand(Cell("government_fund", "total", "total"), 2020) in assembled.missing
    assert Operand(Cell("three_public", "total", "final_reception"), 2020) not in assembled.missing
    assert len(assembled.missing) == len(set(assembled.missing))


def test_an_outline_with_an_unknown_block_is_refused(standard: Standard) -> None:
    wrong = replace(standard, parts=(SectionDef("题", ("tell:overall",)),))
    with pytest.raises(ValueError, match="^unknown block in an outline: tell:overall$"):
        parts(wrong)


def test_lines_of_a_table(standard: Standard) -> None:
    figures = {"three_public/total/final_total": "0.39", "three_public/total/budget_total": "0.5"}
    sheet = samples.sheet(standard, figures)
    printed = [
        line
        for place, line in lines(assemble(standard, sheet, "某局", Texts()).document)
        if place == "十、一般公共预算财政拨款“三公”经费支出决算表"
    ]
    assert printed == [
        "十、一般公共预算财政拨款“三公”经费支出决算表",
        "附表10 一般公共预算财政拨款“三公”经费支出决算表",
        "部门：某局 金额单位：万元",
        "预算数\t决算数",
        "合计\t因公出国（境）费\t公务用车购置及运行维护费\t公务接待费\t"
        "合计\t因公出国（境）费\t公务用车购置及运行维护费\t公务接待费",
        "小计\t公务用车购置费\t公务用车运行维护费\t小计\t公务用车购置费\t公务用车运行维护费",
        "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12",
        "0.50\t0.39",
        "注：本表反映部门本年度财政拨款“三公”经费支出预决算情况。其中，预算数为全年预算数，"
        "反映按规定程序调整后的预算数；决算数是包括当年财政拨款和以前年度结转结余资金安排的实际支出。",
    ]


def test_lines_of_a_chart_in_words(standard: Standard) -> None:
    document = assemble(standard, samples.sheet(standard, {}), "某局", Texts()).document
    overall = "一、收入支出决算总体情况说明"
    assert [line for place, line in lines(document) if place == overall] == [
        overall,
        "图1：收、支决算总计变动情况图",
        "各项均未列明，不绘制图形。",
    ]
