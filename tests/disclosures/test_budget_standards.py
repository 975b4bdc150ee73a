"""The shipped standards of budgets: forms, outline, what becomes of them for a 单位 and in 元."""

from dataclasses import replace

import pytest

from disclosures import classification
from disclosures.document.assemble import assemble
from disclosures.narrative.scope import Texts
from disclosures.narrative.sentences import plain, say
from disclosures.standards.folders import Folders
from disclosures.standards.loader import build
from disclosures.standards.model import Standard
from disclosures.tables import HeadCell, head
from tests.disclosures import samples

NATIONAL, SICHUAN = (samples.budget(of) for of in ("national", "sichuan"))


def forms(of: Standard) -> list[tuple[str, str]]:
    return [(table.form, table.title) for table in of.published_tables()]


def test_the_national_tables_in_their_order() -> None:
    assert forms(NATIONAL) == [
        ("预算公开01表", "部门收支总表"),
        ("预算公开02表", "部门收入总表"),
        ("预算公开03表", "部门支出总表"),
        ("预算公开04表", "财政拨款收支总表"),
        ("预算公开05表", "一般公共预算支出表"),
        ("预算公开06表", "一般公共预算基本支出表"),
        ("预算公开07表", "一般公共预算“三公”经费支出表"),
        ("预算公开08表", "政府性基金预算支出表"),
        ("预算公开09表", "国有资本经营预算支出表"),
    ]


def test_the_sichuan_tables_with_their_own_numbers() -> None:
    assert forms(SICHUAN) == [
        ("表1", "部门收支总表"),
        ("表1-1", "部门收入总表"),
        ("表1-2", "部门支出总表"),
        ("表2", "财政拨款收支预算总表"),
        ("表2-1", "财政拨款支出预算表"),
        ("表3", "一般公共预算支出表"),
        ("表3-1", "一般公共预算基本支出预算表"),
        ("表3-2", "一般公共预算项目支出预算表"),
        ("表3-3", "一般公共预算“三公”经费支出表"),
        ("表4", "政府性基金预算支出表"),
        ("表4-1", "政府性基金“三公”经费支出表"),
        ("表5", "国有资本经营支出预算表"),
    ]


def test_the_spending_of_the_sichuan_form_is_numbered_through() -> None:
    labels = [row.label for row in SICHUAN.tables["income_expenditure"].blocks[1].rows]
    assert labels[7:10] == ["八、社会保障和就业支出", "九、社会保险基金支出", "十、卫生健康支出"]
    assert labels[22:] == [
        "二十三、灾害防治及应急管理支出",
        "二十四、预备费",
        "二十五、其他支出",
        "二十六、转移性支出",
        "二十七、债务还本支出",
        "二十八、债务付息支出",
        "二十九、债务发行费用支出",
        "三十、抗疫特别国债安排的支出",
        "本年支出合计",
        "三十一、事业单位结余分配",
        "其中：转入事业基金",
        "三十二、结转下年",
        "支出总计",
    ]
    total = SICHUAN.tables["income_expenditure"].fixed_rows()["expenditure_of_year"]
    assert (len(total.sum_of), total.sum_of[-2:]) == (30, ("social_insurance", "transfers"))


@pytest.mark.parametrize("of", [NATIONAL, SICHUAN], ids=lambda of: of.jurisdiction)
def test_both_sides_of_a_form_are_equally_long(of: Standard) -> None:
    for name in ("income_expenditure", "appropriation"):
        assert len({len(block.rows) for block in of.tables[name].blocks}) == 1, name


def test_computed_columns_stand_in_the_head() -> None:
    assert head(NATIONAL.tables["general_public"]) == (
        (
            HeadCell("功能分类科目", 2, 1),
            HeadCell("上年执行数", 1, 2),
            HeadCell("本年预算数", 3, 1),
            HeadCell("本年预算数比上年执行数", 2, 1),
        ),
        tuple(
            HeadCell(text, 1, 1)
            for text in ("科目编码", "科目名称", "小计", "基本支出", "项目支出", "增减额", "增减%")
        ),
    )


def test_the_sichuan_text_runs_from_one_to_twelve() -> None:
    sheet = samples.sheet(SICHUAN, {})
    document = assemble(SICHUAN, sheet, "某局", Texts()).document
    assert document.title == "某局2020年部门预算编制说明"
    assert document.flowing
    assert [part.heading for part in document.parts] == [
        "一、基本职能及主要工作",
        "二、部门预算单位构成",
        "三、收支预算情况说明",
        "四、财政拨款收支预算情况说明",
        "五、一般公共预算当年拨款情况说明",
        "六、一般公共预算基本支出情况说明",
        "七、“三公”经费财政拨款预算安排情况说明",
        "八、政府性基金预算支出情况说明",
        "九、国有资本经营预算支出情况说明",
        "十、其他重要事项的情况说明",
        "十一、名词解释",
        "十二、部门预算报表",
    ]
    assert [section.heading for section in document.parts[0].sections] == [
        "（一）职能简介",
        "（二）2020年重点工作",
    ]
    last = [section.heading for section in document.parts[11].sections]
    assert last[0] == "（一）部门收支总表"
    assert last[11:] == [
        "（十二）国有资本经营支出预算表",
        "（十三）项目绩效目标表",
        "（十四）部门整体支出绩效目标表",
    ]


def test_the_wording_of_a_unit() -> None:
    unit = samples.budget(level="unit")
    assert unit.words == {"document": "单位预算", "entity": "单位", "holders": ""}
    assert [title for _, title in forms(unit)][:3] == [
        "单位收支总表",
        "单位收入总表",
        "单位支出总表",
    ]
    renamed = {name: unit.tables[name].title for name in unit.tables}
    same = {name: replace(t, title=renamed[name]) for name, t in SICHUAN.tables.items()}
    assert replace(unit, words=SICHUAN.words, level="department", tables=same) == replace(
        SICHUAN, tables=same
    )


def test_a_standard_in_yuan_needs_one_line() -> None:
    """Tables and sentences of all of it follow."""
    data = Folders().merged("sichuan/budget_2020")
    head = data["standard"]
    in_yuan = {**data, "standard": {**head, "tables": {**head["tables"], "unit": "元"}}}
    of = build(in_yuan, "x/budget_2020", "department", 2020, classification.load(2020))
    assert {table.unit for table in of.tables.values()} == {"元"}
    sheet = samples.sheet(of, {"income_expenditure/income_total/amount": "7842977.60"})
    said = plain(say("income", samples.scope(of, sheet)))
    assert said == "2020年收入预算7842977.6元。"


def test_a_column_that_a_province_leaves_out_falls_away_with_all_that_needs_it() -> None:
    assert NATIONAL.figures["general_public"].against == "general_public_executed"
    assert SICHUAN.figures["general_public"].against == ""
    assert "general_public_executed" not in SICHUAN.figures
    cells = [cell for rule in SICHUAN.identities for cell in (*rule.left, *rule.right)]
    gone = {
        ("general_public", "basic"),
        ("three_public", "last_total"),
        ("expenditure", "operating"),
    }
    assert [cell for cell in cells if (cell.table, cell.column) in gone] == []
    assert [rule.id for rule in SICHUAN.identities if rule.document] == []
