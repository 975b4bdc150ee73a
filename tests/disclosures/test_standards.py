"""The shipped standards: forms, orders, wording; how they are found, merged and read."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from disclosures import classification
from disclosures.standards import loader, rules
from disclosures.standards.entries import BadStandard, expect
from disclosures.standards.folders import merge
from disclosures.standards.language import (
    ATTRIBUTES,
    CALLED,
    OF_A_FIGURE,
    OF_A_VALUE,
    TEXT_KINDS,
)
from disclosures.standards.loader import UnknownStandard, available, load
from disclosures.standards.model import BLOCKS, Standard, Variant
from disclosures.standards.tables import build_table
from disclosures.tables import HeadCell, head
from tests.disclosures import samples

CODES = classification.load(2020)

PAGE = Path(__file__).parents[2] / "docs" / "standards.md"

CLASSES = (
    "一、一般公共服务支出",
    "二、外交支出",
    "三、国防支出",
    "四、公共安全支出",
    "五、教育支出",
    "六、科学技术支出",
    "七、文化旅游体育与传媒支出",
    "八、社会保障和就业支出",
    "九、卫生健康支出",
    "十、节能环保支出",
    "十一、城乡社区支出",
    "十二、农林水支出",
    "十三、交通运输支出",
    "十四、资源勘探工业信息等支出",
    "十五、商业服务业等支出",
    "十六、金融支出",
    "十七、援助其他地区支出",
    "十八、自然资源海洋气象等支出",
    "十九、住房保障支出",
    "二十、粮油物资储备支出",
    "二十一、国有资本经营预算支出",
    "二十二、灾害防治及应急管理支出",
    "二十三、其他支出",
    "二十四、债务还本支出",
    "二十五、债务付息支出",
    "二十六、抗疫特别国债安排的支出",
)
"""The 26 类 of 公开01表 and 公开04表."""


NATIONAL_FORMS = tuple(of for of in samples.SHIPPED if of[0] != "shanghai")
"""The standards whose tables look like the national ones; Shanghai's are in test_shanghai.py."""


@pytest.fixture(scope="module", params=NATIONAL_FORMS, ids=lambda of: f"{of[0]}-{of[1]}")
def standard(request: pytest.FixtureRequest) -> Standard:
    return samples.standard(*request.param)


def lines(of: Standard, table: str, block: int) -> list[tuple[int | None, str]]:
    return [(row.line, row.label) for row in of.tables[table].blocks[block].rows]


# ---- forms --------------------------------------------------------------------------------------


def test_the_rows_of_form_1(standard: Standard) -> None:
    income = [
        "一、一般公共预算财政拨款收入",
        "二、政府性基金预算财政拨款收入",
        "三、国有资本经营预算财政拨款收入",
        "四、上级补助收入",
        "五、事业收入",
        "六、经营收入",
        "七、附属单位上缴收入",
        "八、其他收入",
        *[""] * 18,
        "本年收入合计",
        "使用非财政拨款结余",
        "年初结转和结余",
        "总计",
    ]
    assert lines(standard, "income_expenditure", 0) == list(enumerate(income, 1))
    below = ("本年支出合计", "结余分配", "年末结转和结余", "总计")
    assert lines(standard, "income_expenditure", 1) == list(enumerate((*CLASSES, *below), 31))


def test_the_rows_of_form_4(standard: Standard) -> None:
    income = [
        "一、一般公共预算财政拨款",
        "二、政府性基金预算财政拨款",
        "三、国有资本经营预算财政拨款",
        *[""] * 23,
        "本年收入合计",
        "年初财政拨款结转和结余",
        "一般公共预算财政拨款",
        "政府性基金预算财政拨款",
        "国有资本经营预算财政拨款",
        "总计",
    ]
    assert lines(standard, "appropriation", 0) == list(enumerate(income, 1))
    below = ("本年支出合计", "年末财政拨款结转和结余", "", "", "", "总计")
    assert lines(standard, "appropriation", 1) == list(enumerate((*CLASSES, *below), 33))


def test_both_sides_of_a_form_are_equally_long(standard: Standard) -> None:
    for name in ("income_expenditure", "appropriation", "general_public_basic"):
        heights = {len(block.rows) for block in standard.tables[name].blocks}
        assert len(heights) == 1, name


ORDERS = {
    ("shanghai", 2024): [
        ("", "收入支出决算总表"),
        ("", "收入决算表"),
        ("", "支出决算表"),
        ("", "财政拨款收入支出决算总表"),
        ("", "一般公共预算财政拨款支出决算表"),
        ("", "一般公共预算财政拨款基本支出决算表"),
        ("", "财政拨款“三公”经费支出决算表"),
        ("", "政府性基金预算财政拨款收入支出决算表"),
        ("", "国有资本经营预算财政拨款收入支出决算表"),
    ],
    ("national", 2020): [
        ("公开01表", "收入支出决算总表"),
        ("公开02表", "收入决算表"),
        ("公开03表", "支出决算表"),
        ("公开04表", "财政拨款收入支出决算总表"),
        ("公开05表", "一般公共预算财政拨款支出决算表"),
        ("公开06表", "一般公共预算财政拨款基本支出决算表"),
        ("公开07表", "一般公共预算财政拨款“三公”经费支出决算表"),
        ("公开08表", "政府性基金预算财政拨款收入支出决算表"),
        ("公开09表", "国有资本经营预算财政拨款支出决算表"),
    ],
    ("national", 2022): [
        ("公开01表", "收入支出决算总表"),
        ("公开02表", "收入决算表"),
        ("公开03表", "支出决算表"),
        ("公开04表", "财政拨款收入支出决算总表"),
        ("公开05表", "一般公共预算财政拨款支出决算表"),
        ("公开06表", "一般公共预算财政拨款基本支出决算明细表"),
        ("公开07表", "政府性基金预算财政拨款收入支出决算表"),
        ("公开08表", "国有资本经营预算财政拨款支出决算表"),
        ("公开09表", "财政拨款“三公”经费支出决算表"),
    ],
    ("sichuan", 2020): [
        ("附表1", "收入支出决算总表"),
        ("附表2", "收入决算表"),
        ("附表3", "支出决算表"),
        ("附表4", "财政拨款收入支出决算总表"),
        ("附表5", "财政拨款支出决算明细表"),
        ("附表6", "一般公共预算财政拨款支出决算表"),
        ("附表7", "一般公共预算财政拨款支出决算明细表"),
        ("附表8", "一般公共预算财政拨款基本支出决算表"),
        ("附表9", "一般公共预算财政拨款项目支出决算表"),
        ("附表10", "一般公共预算财政拨款“三公”经费支出决算表"),
        ("附表11", "政府性基金预算财政拨款收入支出决算表"),
        ("附表12", "政府性基金预算财政拨款“三公”经费支出决算表"),
        ("附表13", "国有资本经营预算财政拨款支出决算表"),
    ],
    ("sichuan", 2021): [
        ("附表1", "收入支出决算总表"),
        ("附表2", "收入决算表"),
        ("附表3", "支出决算表"),
        ("附表4", "财政拨款收入支出决算总表"),
        ("附表5", "财政拨款支出决算明细表"),
        ("附表6", "一般公共预算财政拨款支出决算表"),
        ("附表7", "一般公共预算财政拨款支出决算明细表"),
        ("附表8", "一般公共预算财政拨款基本支出决算表"),
        ("附表9", "一般公共预算财政拨款项目支出决算表"),
        ("附表10", "一般公共预算财政拨款“三公”经费支出决算表"),
        ("附表11", "政府性基金预算财政拨款收入支出决算表"),
        ("附表12", "政府性基金预算财政拨款“三公”经费支出决算表"),
        ("附表13", "国有资本经营预算财政拨款收入支出决算表"),
        ("附表14", "国有资本经营预算财政拨款支出决算表"),
    ],
    ("sichuan", 2022): [
        ("附表1", "收入支出决算总表"),
        ("附表2", "收入决算表"),
        ("附表3", "支出决算表"),
        ("附表4", "财政拨款收入支出决算总表"),
        ("附表5", "财政拨款支出决算明细表"),
        ("附表6", "一般公共预算财政拨款支出决算表"),
        ("附表7", "一般公共预算财政拨款支出决算明细表"),
        ("附表8", "一般公共预算财政拨款基本支出决算明细表"),
        ("附表9", "一般公共预算财政拨款项目支出决算表"),
        ("附表10", "政府性基金预算财政拨款收入支出决算表"),
        ("附表11", "国有资本经营预算财政拨款收入支出决算表"),
        ("附表12", "国有资本经营预算财政拨款支出决算表"),
        ("附表13", "财政拨款“三公”经费支出决算表"),
    ],
}


@pytest.mark.parametrize("of", ORDERS, ids=lambda of: f"{of[0]}-{of[1]}")
def test_the_tables_in_their_order(of: tuple[str, int]) -> None:
    tables = samples.standard(*of).published_tables()
    assert [(table.form, table.title) for table in tables] == ORDERS[of]


def titles(of: Standard, part: int) -> list[str]:
    """The section titles of one part, as the standard has them."""
    return [section.title for section in of.parts[part].sections]


def test_the_sections_of_the_newer_sichuan_standards() -> None:
    of = {year: samples.standard("sichuan", year) for year in (2020, 2021, 2022)}
    assert {year: titles(standard, 0) for year, standard in of.items()} == {
        2020: ["基本职能及主要工作", "机构设置"],
        2021: ["职能简介", "{year}年重点工作完成情况", "机构设置"],
        2022: ["{entity}职责", "机构设置"],
    }
    assert titles(of[2021], 1) == titles(of[2020], 1)
    renamed = {"“三公”经费财政拨款支出决算情况说明": "财政拨款“三公”经费支出决算情况说明"}
    assert titles(of[2022], 1) == [renamed.get(title, title) for title in titles(of[2021], 1)]


def test_a_table_that_is_not_listed_falls_away_with_all_that_needs_it() -> None:
    older, newer = samples.standard("sichuan", 2021), samples.standard("sichuan", 2022)
    assert {*older.tables} - {*newer.tables} == {"government_fund_three_public"}
    assert {*newer.tables} - {*older.tables} == set()
    assert newer.identities == older.identities


def test_the_order_of_2021_is_that_of_2020() -> None:
    assert samples.standard("national", 2021).order == samples.standard("national", 2020).order
    assert samples.standard("national", 2025).order == samples.standard("national", 2022).order


def test_the_head_of_the_three_public_table(standard: Standard) -> None:
    kinds = ("合计", "因公出国（境）费", "公务接待费")
    wide = "公务用车购置及运行维护费"
    upper = [HeadCell(kinds[0], 1, 2), HeadCell(kinds[1], 1, 2), HeadCell(wide, 3, 1)]
    upper.append(HeadCell(kinds[2], 1, 2))
    lower = [HeadCell(t, 1, 1) for t in ("小计", "公务用车购置费", "公务用车运行维护费")]
    assert head(standard.tables["three_public"]) == (
        (HeadCell("预算数", 6, 1), HeadCell("决算数", 6, 1)),
        (*upper, *upper),
        (*lower, *lower),
        tuple(HeadCell(str(number), 1, 1) for number in range(1, 13)),
    )


def test_the_head_of_the_fund_table(standard: Standard) -> None:
    assert head(standard.tables["government_fund"]) == (
        (
            HeadCell("项目", 2, 1),
            HeadCell("年初结转和结余", 1, 2),
            HeadCell("本年收入", 1, 2),
            HeadCell("本年支出", 3, 1),
            HeadCell("年末结转和结余", 1, 2),
        ),
        (
            HeadCell("功能分类科目编码", 1, 1),
            HeadCell("科目名称", 1, 1),
            HeadCell("小计", 1, 1),
            HeadCell("基本支出", 1, 1),
            HeadCell("项目支出", 1, 1),
        ),
        (HeadCell("栏次", 2, 1), *(HeadCell(str(number), 1, 1) for number in range(1, 7))),
    )


def test_the_head_of_form_4(standard: Standard) -> None:
    assert head(standard.tables["appropriation"]) == (
        (HeadCell("收入", 3, 1), HeadCell("支出", 6, 1)),
        tuple(
            HeadCell(text, 1, 1)
            for text in (
                "项目",
                "行次",
                "金额",
                "项目（按功能分类）",
                "行次",
                "合计",
                "一般公共预算财政拨款",
                "政府性基金预算财政拨款",
                "国有资本经营预算财政拨款",
            )
        ),
        tuple(HeadCell(text, 1, 1) for text in ("栏次", "", "1", "栏次", "", "2", "3", "4", "5")),
    )


def test_the_seven_charts(standard: Standard) -> None:
    assert [(chart.title, chart.kind) for chart in standard.charts] == [
        ("收、支决算总计变动情况图", "columns"),
        ("收入决算结构图", "pie"),
        ("支出决算结构图", "pie"),
        ("财政拨款收、支决算总计变动情况", "columns"),
        ("一般公共预算财政拨款支出决算变动情况", "columns"),
        ("一般公共预算财政拨款支出决算结构", "pie"),
        ("“三公”经费财政拨款支出结构", "pie"),
    ]


def test_the_wording_of_a_department_and_of_a_unit() -> None:
    department, unit = (samples.standard(level=level) for level in ("department", "unit"))
    assert department.words == {"document": "部门决算", "entity": "部门"}
    assert unit.words == {"document": "单位决算", "entity": "单位"}
    assert replace(unit, words=department.words, level="department") == department


def test_the_page_explains_the_language() -> None:
    """Every attribute, predicate, kind of block and folder stands in docs/standards.md."""
    page = PAGE.read_text("utf-8")
    terms = "".join(re.findall(r"`[^`]+`", page))
    attributes = {*ATTRIBUTES, *TEXT_KINDS, *CALLED}
    assert [name for name in sorted(attributes) if f".{name}}}" not in terms] == []
    predicates = {*OF_A_FIGURE, *OF_A_VALUE, "known", "given", "any"}
    assert [name for name in sorted(predicates) if f"{name}(" not in terms] == []
    assert [kind for kind in sorted(BLOCKS) if f"`{kind}" not in terms] == []
    folders = re.findall(r"^\| `(\w+/\w+)` \|", page, re.MULTILINE)
    assert folders == sorted(of.id for of in samples.every())


def test_confirmed_tables_are_told_apart() -> None:
    """docs/standards.md lists every table whose columns no official form proves."""
    section = PAGE.read_text("utf-8").split("## Tables that are not confirmed\n")[1]
    listed = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section, re.MULTILINE)
    declared = {
        (table.id, table.title)
        for standard in samples.every()
        for table in standard.tables.values()
        if not table.confirmed
    }
    assert {(id, title.strip()) for id, title in listed} == declared
    assert len(listed) == len(declared)


# ---- finding, merging, reading ------------------------------------------------------------------


def test_what_is_shipped() -> None:
    assert available() == (
        ("national", "budget", 2020, None),
        ("national", "final_accounts", 2020, 2021),
        ("national", "final_accounts", 2022, None),
        ("shanghai", "budget", 2025, None),
        ("shanghai", "final_accounts", 2024, None),
        ("sichuan", "budget", 2020, None),
        ("sichuan", "final_accounts", 2020, 2020),
        ("sichuan", "final_accounts", 2021, 2021),
        ("sichuan", "final_accounts", 2022, None),
    )
    of_samples = {(of.jurisdiction, of.kind, of.year) for of in samples.every()}
    assert {of[:3] for of in available()} == of_samples


THERE = (
    "已有的范本是：全国预算（2020年起）、全国决算（2020年至2021年）、全国决算（2022年起）、"
    "上海市预算（2025年起）、上海市决算（2024年起）、四川省预算（2020年起）、四川省决算（2020年）、"
    "四川省决算（2021年）、四川省决算（2022年起）。"
    "请核对年度和单位的公开范本所属地区，或请管理员增加这一范本"
)


@pytest.mark.parametrize(
    ("jurisdiction", "kind", "year", "asked"),
    [
        ("national", "final_accounts", 2019, "全国2019年度决算"),
        ("sichuan", "final_accounts", 2019, "四川省2019年度决算"),
        ("sichuan", "budget", 2019, "四川省2019年度预算"),
        ("shanghai", "budget", 2020, "上海市2020年度预算"),
        ("hunan", "final_accounts", 2020, "hunan2020年度决算"),
    ],
)
def test_a_year_without_a_standard(jurisdiction: str, kind: str, year: int, asked: str) -> None:
    with pytest.raises(UnknownStandard) as error:
        load(jurisdiction, kind, year, "department", CODES)
    assert str(error.value) == f"没有适用于{asked}的公开范本，{THERE}"


def test_a_standard_is_read_once() -> None:
    assert samples.standard() is samples.standard()


def test_merging() -> None:
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 1, "c": {"z": 1}}
    own = {"a": {"y": [3]}, "b": {"n": 1}, "d": 2}
    assert merge(base, own) == {"a": {"x": 1, "y": [3]}, "b": {"n": 1}, "c": {"z": 1}, "d": 2}
    assert base == {"a": {"x": 1, "y": [1, 2]}, "b": 1, "c": {"z": 1}}


def test_a_table_is_merged_and_a_sentence_replaced() -> None:
    older, newer = samples.standard("national", 2020), samples.standard("national", 2022)
    assert newer.sentences == older.sentences
    assert newer.tables["three_public"].blocks == older.tables["three_public"].blocks
    assert newer.tables["three_public"].notes == older.tables["three_public"].notes
    assert newer.tables["three_public"].aliases == ("一般公共预算财政拨款“三公”经费支出决算表",)
    sichuan = samples.standard()
    assert sichuan.sentences["overall_change"].variants == (
        Variant("", "not comparable(total)"),
        Variant("与{prior_year}年相比，收、支总计持平。", "flat(total)"),
        Variant("与{prior_year}年相比，收、支总计各{@change(total)}。{@because_of_change(total)}"),
    )
    assert sichuan.sentences["change"] == older.sentences["change"]
    assert [part.title for part in sichuan.parts] == [
        "{entity}概况",
        "{year}年度{document}情况说明",
        "名词解释",
        "附件",
        "附表",
    ]


def test_a_key_that_nothing_reads() -> None:
    expect({"cell": 1}, "figures.toml total", ("cell", "of"))
    with pytest.raises(BadStandard) as error:
        expect({"cel": 1, "cell": 1, "off": 1}, "figures.toml total", ("cell", "of"))
    assert str(error.value) == "figures.toml total：无法识别的项“cel、off”"


MISTAKES: list[tuple[Callable[[], object], str]] = [
    (
        lambda: build_table("t", {"title": "表", "blocks": [], "notse": []}, CODES),
        "表 t：无法识别的项“notse”",
    ),
    (lambda: table(columns=[{"id": "a", "lables": ["甲"]}]), "表 t：无法识别的项“lables”"),
    (lambda: table(hierarchy="E09"), "表 t：无法识别的项“hierarchy”"),
    (lambda: table(rows=[{"key": "r", "label": "行", "chek": "E01"}]), "表 t：无法识别的项“chek”"),
    (lambda: table(rows=[{"codes": ["201"], "sum": []}]), "表 t：无法识别的项“sum”"),
    (lambda: table(rows=[{"empty": 2, "label": ""}]), "表 t：无法识别的项“label”"),
    (
        lambda: table(rows=[{"key": "r", "label": "行", "prior": "a/b"}]),
        "“a/b”不是“表/行/栏”形式的地址",
    ),
    (
        lambda: loader._figure("x", {"cell": "a/b/c", "off": "y"}),
        "figures.toml x：无法识别的项“off”",
    ),
    (lambda: loader._figure("x", {"cell": "a/b"}), "“a/b”不是“表/行/栏”形式的地址"),
    (lambda: loader._list("x", {"tabel": "t"}), "lists.toml x：无法识别的项“tabel”"),
    (lambda: loader._sentence("x", {"txt": ""}), "sentences.toml x：无法识别的项“txt”"),
    (
        lambda: loader._sentence("x", [{"text": "", "if": ""}]),
        "sentences.toml x：无法识别的项“if”",
    ),
    (
        lambda: loader._sections([{"title": "题", "block": []}], "unit"),
        "outline.toml 题：无法识别的项“block”",
    ),
    (
        lambda: loader._chart({"id": "c", "points": [], "type": "pie"}),
        "charts.toml c：无法识别的项“type”",
    ),
    (
        lambda: loader._chart({"id": "c", "points": [{"figur": "total"}]}),
        "charts.toml c：无法识别的项“figur”",
    ),
    (
        lambda: rules.build_identity({"id": "E01", "left": [], "right": [], "rel": "="}),
        "checks.toml E01：无法识别的项“rel”",
    ),
    (lambda: loader._term({"name": "词", "item": ""}), "glossary.toml 词：无法识别的项“item”"),
    (
        lambda: loader._tables({"standard": {"tables": {"order": ["x"]}}, "tables": {}}, CODES),
        "standard.toml：order 中的表“x”没有定义",
    ),
]


def table(**block: Any) -> object:
    columns = block.pop("columns", [{"id": "a", "labels": ["甲"]}])
    return build_table("t", {"title": "表", "blocks": [{"columns": columns, **block}]}, CODES)


@pytest.mark.parametrize(("read", "message"), MISTAKES, ids=[message for _, message in MISTAKES])
def test_a_misspelt_data_file_is_refused(read: Callable[[], object], message: str) -> None:
    with pytest.raises(BadStandard) as error:
        read()
    assert str(error.value) == message
