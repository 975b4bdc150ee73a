"""The document on paper: what stays on one line, how tables are placed, the markup of cells."""

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.document.tree import (
    BodyCell,
    Document,
    FormBlock,
    FormCell,
    Note,
    ProseHeading,
    Section,
    TableBlock,
)
from disclosures.renderers.paper import cells, placing
from disclosures.renderers.paper.placing import TALL, WIDE
from disclosures.renderers.paper.sections import contents, printed
from disclosures.renderers.paper.words import HEADS, one_word, unbroken
from disclosures.tables import HeadCell


def table(rows: int, amount: str = "1.00", **changes: object) -> TableBlock:
    """A table of a label and an amount with so many rows."""
    block = TableBlock(
        id="t",
        title="收入表",
        form="附表1",
        unit_line="单位：甲 乙",
        money="万元",
        money_line="金额单位：万元",
        divisor=Decimal(10000),
        head=((HeadCell("项目", 1, 1), HeadCell("财政拨款收入", 1, 1)),),
        body=((BodyCell("label", "合计"), BodyCell("amount", amount)),) * rows,
        kinds=("label", "amount"),
        notes=("注：说明。",),
        landscape=False,
        empty=False,
    )
    return replace(block, **changes)  # type: ignore[arg-type]  # names are those of the fields


def placed(*tables: TableBlock, above: float = 0) -> list[tuple[str, int]]:
    """The paper and the number of tables of each page."""
    return [(page.paper.name, len(page.tables)) for page in placing.pages(tables, above)]


def size(block: TableBlock) -> str:
    (page,) = placing.pages([block], 0)
    return page.tables[0][1].size.name


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("支出1,234.56万元，占5%。", "支出<span>1,234.56万元</span>，占5%。"),
        ("2批次48人次", "<span>2批</span>次<span>48人</span>次"),
        ("2020年12月31日", "<span>2020年</span><span>12月</span><span>31日</span>"),
        ("达30万人以上，3所", "达<span>30万人</span>以上，<span>3所</span>"),
        ("第2期", "第2期"),
        ("<b>1元</b>&", "&lt;b&gt;<span>1元</span>&lt;/b&gt;&amp;"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, markup: str) -> None:
    assert unbroken(text) == markup


def test_words_of_heads_stay_whole() -> None:
    assert unbroken("本年收入合计（1元）", HEADS) == "<span>本年收入合计</span>（1元）"


def test_blanks_of_a_spread_line_are_wide() -> None:
    assert one_word("第一部分 概况") == "第一部分\u3000概况"


def test_short_tables_share_a_page() -> None:
    assert placed(*[table(1)] * 9) == [("tall", 7), ("tall", 2)]


def test_a_long_table_shares_with_short_ones_only() -> None:
    assert placed(table(10), table(1), table(10), table(1)) == [("tall", 2), ("tall", 2)]


def test_a_landscape_table_takes_short_ones_along() -> None:
    assert placed(table(1), table(2, landscape=True), table(1)) == [("wide", 3)]


def test_a_landscape_table_without_figures_may_stand_upright() -> None:
    upright = table(1, "", landscape=True, empty=True)
    assert placed(table(10), upright) == [("tall", 2)]
    assert placed(upright) == [("wide", 1)]


def test_what_stands_above_takes_room() -> None:
    assert placed(*[table(1)] * 7, above=100) == [("tall", 6), ("tall", 1)]


def test_a_table_longer_than_a_page_stands_alone_in_large_type() -> None:
    assert placed(table(1), table(200), table(1)) == [("tall", 1), ("tall", 1), ("tall", 1)]
    assert size(table(200)) == "large"


def test_the_type_is_as_large_as_the_page_allows() -> None:
    assert [size(table(rows)) for rows in (39, 42, 50)] == ["large", "medium", "small"]


def test_columns_fill_the_page() -> None:
    for paper in (TALL, WIDE):
        for block in (table(3), table(3, "1,234,567,890.12"), table(50)):
            fit = placing._fit(block, paper, placing.SIZES)
            assert sum(fit.columns) * fit.size.em == pytest.approx(paper.width)


def test_a_label_takes_what_amounts_do_not_need() -> None:
    (page,) = placing.pages([table(1)], 0)
    assert page.tables[0][1].columns == pytest.approx((36.2, 12.0))


def test_only_labels_wrap_when_a_table_is_too_wide() -> None:
    label = BodyCell("label", "很长的名称" * 20)
    long = table(1, body=((label, BodyCell("amount", "1,234,567.00")),))
    fit = placing._fit(long, TALL, placing.SIZES)
    assert fit.size.name == "small"
    assert fit.columns[1] == pytest.approx(6.9)


def test_cells_are_written_lean() -> None:
    row = (
        BodyCell("code", "205"),
        BodyCell("label", "教育<支出>", level=1, strong=True),
        BodyCell("label", "普通教育", level=3),
        BodyCell("line", "7"),
        BodyCell("amount", "1.00", strong=True),
        BodyCell("amount", "2.00"),
        BodyCell("amount"),
        BodyCell("blank"),
    )
    assert cells.body(table(0, body=(row,))) == (
        '<tr><td class="c">205</td><th scope="row" class="b">教育&lt;支出&gt;</th>'
        '<th scope="row" class="l3">普通教育</th><td class="c">7</td><td class="b">1.00</td>'
        "<td>2.00</td><td/><td/></tr>"
    )


def test_heads_span_and_keep_their_words() -> None:
    head = ((HeadCell("财政拨款收入", 2, 1), HeadCell("", 1, 2)),)
    assert cells.head(table(0, head=head)) == (
        '<tr><th colspan="2"><span>财政拨款收入</span></th><td rowspan="2"/></tr>'
    )


def section(id: str, level: int, title: str, *below: Section, **changes: object) -> Section:
    made = Section(id, "", title, level, sections=below)
    return replace(made, **changes)  # type: ignore[arg-type]  # names are those of the fields


def document(*parts: Section) -> Document:
    return Document("甲2020年度部门决算", "甲", 2020, "final_accounts", "", parts)


def test_the_contents_list_parts_and_sections() -> None:
    part = section("a", 0, "概况", section("b", 1, "职能", section("c", 2, "细目")))
    assert [(entry.id, entry.level) for entry in contents(document(part))] == [("a", 0), ("b", 1)]


def test_headings_in_the_text_of_the_unit_continue_the_levels() -> None:
    blocks = (ProseHeading("一、概况", 1), ProseHeading("（一）细目", 2), Note("说明"))
    (part,) = printed(document(section("a", 0, "附件", blocks=blocks)))
    assert part.blocks == (
        '<h3 class="p1">一、概况</h3>',
        '<h4 class="p2">（一）细目</h4>',
        '<p class="note">说明</p>',
    )


def test_tables_stand_before_the_other_sections() -> None:
    holder = section("b", 1, "收入表", blocks=(table(1),))
    text = section("c", 1, "说明")
    (only,) = printed(document(section("a", 0, "附表", holder)))
    (both,) = printed(document(section("a", 0, "附表", holder, text)))
    (said,) = printed(document(section("a", 0, "附表", holder, blocks=(Note("说明"),))))
    assert (only.heads_tables, both.heads_tables, said.heads_tables) == (True, True, False)
    assert [below.section.id for below in both.sections] == ["c"]
    assert only.pages[0].tables[0].meta == "单位：甲\u3000乙 附表1 金额单位：万元"


def test_a_heading_goes_to_the_page_of_the_form_below_it() -> None:
    form = FormBlock(
        id="f",
        title="目标表",
        subtitle="（2021年度）",
        sheet="表",
        rows=((FormCell("text", "甲"),),),
        widths=(1,),
        page="wide",
    )
    (own,) = printed(document(section("a", 1, "绩效目标表", blocks=(form,))))
    (inside,) = printed(document(section("a", 1, "绩效", blocks=(replace(form, page=""),))))
    (below,) = printed(document(section("a", 1, "绩效", blocks=(Note("说明"), form))))
    assert (own.heads_form, inside.heads_form, below.heads_form) == (True, False, False)
    heading = '<h3 id="a"><span>绩效目标表</span></h3>'
    title = '<p class="ft">目标表</p>'
    assert own.blocks[0].startswith(f'<div class="form own wide">{heading}{title}')
    assert heading not in "".join((*inside.blocks, *below.blocks))


def test_a_table_needs_a_section_of_its_own() -> None:
    with pytest.raises(TypeError):
        printed(document(section("a", 0, "附表", blocks=(table(1),))))
