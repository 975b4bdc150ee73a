"""What a standard is examined for: mistakes planted in a shipped one, each named."""

from dataclasses import replace
from typing import Any

import pytest

from disclosures import classification
from disclosures.standards import loader
from disclosures.standards.lint import overlaps, problems, unused
from disclosures.standards.loader import load
from disclosures.standards.model import (
    ChartDef,
    FigureDef,
    ListDef,
    ListingDef,
    PointDef,
    SectionDef,
    Sentence,
    Standard,
    SubjectsDef,
    Term,
    TransferDef,
    UnitsDef,
    Variant,
)
from disclosures.tables import Cell, Column
from tests.disclosures import samples


@pytest.fixture(scope="module", params=samples.every(), ids=lambda of: of.id)
def standard(request: pytest.FixtureRequest) -> Standard:
    of: Standard = request.param
    return of


@pytest.mark.parametrize("level", ["department", "unit"])
def test_the_shipped_standards_agree_with_themselves(standard: Standard, level: str) -> None:
    codes = classification.load(standard.year)
    of = load(standard.jurisdiction, standard.kind, standard.year, level, codes)
    assert problems(of) == ()


def test_nothing_shipped_is_unused() -> None:
    for kind in ("final_accounts", "budget"):
        assert unused(of for of in samples.every() if of.kind == kind) == ()


def test_no_year_has_two_standards(monkeypatch: pytest.MonkeyPatch) -> None:
    assert overlaps() == ()
    heads = {
        name: {"jurisdiction": "x", "kind": "final_accounts", "from_year": year}
        for name, year in (("x/a", 2020), ("x/b", 2022))
    }
    monkeypatch.setattr(loader, "_heads", lambda: heads)
    assert overlaps() == ("x final_accounts：2022年有两个公开范本",)


BASE = samples.standard()


def sentence(text: str, when: str = "", **more: Any) -> Standard:
    """Sichuan with another first sentence."""
    said = Sentence("overall", variants=(Variant(text, when),), **more)
    return replace(BASE, sentences={**BASE.sentences, "overall": said})


def figure(name: str, **changes: Any) -> Standard:
    changed = replace(BASE.figures[name], **changes)
    return replace(BASE, figures={**BASE.figures, name: changed})


def with_table(name: str, **changes: Any) -> Standard:
    return replace(BASE, tables={**BASE.tables, name: replace(BASE.tables[name], **changes)})


def outline(*blocks: str, title: str = "题") -> Standard:
    return replace(BASE, parts=(*BASE.parts, SectionDef(title, blocks)))


def chart(**changes: Any) -> Standard:
    return replace(BASE, charts=(replace(BASE.charts[0], **changes), *BASE.charts[1:]))


def identity(**changes: Any) -> Standard:
    first = replace(BASE.identities[0], **changes)
    return replace(BASE, identities=(first,))


def columns(*added: Column) -> Standard:
    block = BASE.tables["income"].blocks[0]
    return with_table("income", blocks=(replace(block, columns=(*block.columns, *added)),))


CELL = Cell("income", "205", "total")

IDENTITY = "checks.toml E05“收入支出决算总表：收入总计应等于支出总计”"

PLANTED: list[tuple[Standard, tuple[str, ...]]] = [
    (sentence("{totl}"), ("sentences.toml overall：“totl”不是词，也不是数",)),
    (sentence("{year.rate}"), ("sentences.toml overall：“year”不是词，也不是数",)),
    (sentence("{total.rates}"), ("sentences.toml overall：没有“rates”这一属性：{total.rates}",)),
    (sentence("{total"), ("sentences.toml overall：花括号不成对：{total",)),
    (sentence("{$}"), ("sentences.toml overall：“$（没有交给它的数）”不是词，也不是数",)),
    (sentence("{@change}"), ("sentences.toml change：“$（没有交给它的数）”不是词，也不是数",)),
    (sentence("{@chnge(total)}"), ("sentences.toml overall：句子“chnge”没有定义",)),
    (
        sentence("{@change(totl)}"),
        (
            "sentences.toml overall：“totl”不是词，也不是数",
            "sentences.toml change：“totl”不是词，也不是数",
        ),
    ),
    (sentence("{total.share}"), ("sentences.toml overall：“total”没有写明 of，不能用 share",)),
    (
        sentence("{total.completion}{total.base}"),
        (
            "sentences.toml overall：“total”没有写明 budget，不能用 completion",
            "sentences.toml overall：“total”没有写明 budget，不能用 base",
        ),
    ),
    (sentence("{item}"), ("sentences.toml overall：“item”是逐行的数，这里没有行",)),
    (sentence("{row.name}"), ("sentences.toml overall：“row.name”不是词，也不是数",)),
    (sentence("", "rises(total)"), ("sentences.toml overall：无法识别的条件：rises(total)",)),
    (sentence("", "rise(totl)"), ("sentences.toml overall：“totl”不是词，也不是数",)),
    (
        sentence("", "below(total)"),
        ("sentences.toml overall：“total”没有写明 budget，不能用 below",),
    ),
    (sentence("", "any(itmes)"), ("sentences.toml overall：列表“itmes”没有定义",)),
    (sentence("", "any(items.itm)"), ("sentences.toml overall：“itm”不是词，也不是数",)),
    (sentence("", each="itmes"), ("sentences.toml overall：列表“itmes”没有定义",)),
    (
        sentence("", prefix="{total}"),
        ("sentences.toml overall：这里只能用词：{total}",),
    ),
    (
        replace(
            BASE,
            sentences={
                **BASE.sentences,
                "overall": Sentence("overall", (Variant("甲"), Variant("乙"))),
            },
        ),
        ("sentences.toml overall：没有条件的写法后面的写法用不到",),
    ),
    (
        figure("total", cell=Cell("incom", "x", "y")),
        ("figures.toml total：指向的表“incom”没有定义",),
    ),
    (
        figure("total", cell=Cell("income_expenditure", "totl", "amount")),
        ("figures.toml total：指向的行“totl”在表“income_expenditure”中不存在",),
    ),
    (
        figure("total", cell=Cell("income_expenditure", "income_total", "amont")),
        ("figures.toml total：指向的栏“amont”在表“income_expenditure”中不存在",),
    ),
    (
        figure("general_public", cell=Cell("general_public", "9999999", "total")),
        ("figures.toml general_public：指向的行“9999999”在表“general_public”中不存在",),
    ),
    (figure("total", label=""), ("figures.toml total：没有名称（label）",)),
    (figure("basic", of="expenditures"), ("figures.toml basic：引用的“expenditures”没有定义",)),
    (figure("abroad", budget=("abrod",)), ("figures.toml abroad：引用的“abrod”没有定义",)),
    (
        figure("abroad_budget", base=""),
        ("figures.toml abroad：预算“abroad_budget”没有写明叫法（base）",),
    ),
    (
        replace(BASE, lists={**BASE.lists, "items": ListDef("items", "generl_public")}),
        ("lists.toml items：表“generl_public”没有定义",),
    ),
    (identity(left=(Cell("x", "y", "z"),)), (f"{IDENTITY}：指向的表“x”没有定义",)),
    (
        identity(right=(Cell("income", "*", "totl"),)),
        (f"{IDENTITY}：指向的栏“totl”在表“income”中不存在",),
    ),
    (identity(relation="≥"), (f"{IDENTITY}：无法识别的关系“≥”",)),
    (identity(bodies="agency"), (f"{IDENTITY}：无法识别的单位性质“agency”",)),
    (identity(unknown="0"), (f"{IDENTITY}：无法识别的unknown“0”",)),
    (identity(left=()), (f"{IDENTITY}：左边没有单元格",)),
    (identity(document="last_year"), (f"{IDENTITY}：document 和 there 应同时写明",)),
    (
        identity(document="next_year", there=(CELL,)),
        (f"{IDENTITY}：无法识别的材料“next_year”",),
    ),
    (
        identity(document="last_year", there=(CELL._replace(row="x"),)),
        (f"{IDENTITY}：指向的行“x”在表“income”中不存在",),
    ),
    (
        identity(left=(Cell("three_public", "+", "final_total"),)),
        (f"{IDENTITY}：指向的行“+”在表“three_public”中不存在",),
    ),
    (
        identity(requires=(CELL._replace(row="*"),)),
        (f"{IDENTITY}：requires 只能是确定的单元格",),
    ),
    (
        replace(BASE, subjects=(SubjectsDef((CELL._replace(column="x"),), ("基金预算",)),)),
        (
            "checks.toml subjects：指向的栏“x”在表“income”中不存在",
            "checks.toml subjects：科目表中没有“基金预算”",
        ),
    ),
    (
        replace(BASE, units=UnitsDef((Cell("income", "*", "*"), Cell("x", "*", "*")))),
        ("checks.toml units：指向的表“x”没有定义",),
    ),
    (
        replace(BASE, units=UnitsDef((), (TransferDef("补助", CELL, Cell("x", "y", "z")),))),
        ("checks.toml units：指向的表“x”没有定义",),
    ),
    (
        chart(points=(PointDef("totl"), PointDef("total", "{yaer}年"))),
        (
            "charts.toml totals：“totl”不是词，也不是数",
            "charts.toml totals：这里只能用词：{yaer}年",
        ),
    ),
    (chart(whole="total"), ("charts.toml totals：“total”没有写明 of，不能用 share",)),
    (chart(each="itmes"), ("charts.toml totals：列表“itmes”没有定义",)),
    (
        chart(title="{unit}{total}"),
        ("charts.toml totals：这里只能用词：{unit}{total}",),
    ),
    (outline("tell:overall"), ("outline.toml “题”：无法识别的内容“tell:overall”",)),
    (outline("say:overal"), ("outline.toml “题”：句子“overal”没有定义",)),
    (outline("chart:total"), ("outline.toml “题”：图“total”没有定义",)),
    (outline("each:itmes:overall"), ("outline.toml “题”：列表“itmes”没有定义",)),
    (outline("each:personnel:item"), ("sentences.toml item：“row.path”不是词，也不是数",)),
    (
        outline(title="{yaer}年"),
        ("outline.toml “{yaer}年”：这里只能用词：{yaer}年",),
    ),
    (
        replace(BASE, terms=(Term(name="词", text="{total}"),)),
        ("glossary.toml 词：这里只能用词：{total}",),
    ),
    (
        replace(BASE, terms=(Term(items="itmes"),)),
        ("glossary.toml ：列表“itmes”没有定义",),
    ),
    (replace(BASE, order=(*BASE.order, "incom")), ("standard.toml：表“incom”没有定义",)),
    (replace(BASE, order=(*BASE.order, "income")), ("standard.toml：表“income”列了两次",)),
    (
        replace(BASE, supplementary=BASE.supplementary[:-1]),
        ("表 reception_occasions：不在 order 和 supplementary 中",),
    ),
    (
        with_table("income", notes=("{entiy}",)),
        ("表 income：这里只能用词：{entiy}",),
    ),
    (
        with_table("general_public_project", view_of="general"),
        ("表 general_public_project：表“general”没有定义",),
    ),
    (
        columns(Column("sum", ("和",), ("total", "totl"), "E06")),
        ("表 income：“sum”的分项“totl”不存在",),
    ),
    (
        columns(Column("sum", ("和",), ("total",))),
        ("表 income：“sum”是合计，没有写明勾稽关系编号",),
    ),
    (
        with_table(
            "comparatives",
            blocks=tuple(
                replace(
                    block,
                    rows=tuple(
                        replace(row, target=Cell("income", "total", "totl"))
                        for row in block.rows[:1]
                    ),
                )
                for block in BASE.tables["comparatives"].blocks
            ),
        ),
        ("表 comparatives：“收入支出决算总表：总计”指向的栏“totl”在表“income”中不存在",),
    ),
]


BUDGET = samples.budget("shanghai", 2025)

LOOKS: list[tuple[Standard, tuple[str, ...]]] = [
    (
        replace(BUDGET, cover=("{region}{year}年{who}",)),
        ("outline.toml cover：这里只能用词：{region}{year}年{who}",),
    ),
    (
        replace(
            BUDGET, parts=(replace(BUDGET.parts[0], heading="{region}职能"), *BUDGET.parts[1:])
        ),
        ("outline.toml “{entity}主要职能”：这里只能用词：{region}职能",),
    ),
    (
        replace(BUDGET, owner_line="{who}：{unit}"),
        ("standard.toml owner：这里只能用词：{who}：{unit}",),
    ),
    (
        replace(
            BUDGET,
            tables={
                **BUDGET.tables,
                "general_public_basic": replace(
                    BUDGET.tables["general_public_basic"],
                    blocks=(
                        replace(
                            BUDGET.tables["general_public_basic"].blocks[0],
                            code_parts=("类", "款", "项"),
                        ),
                    ),
                ),
            },
        ),
        ("表 general_public_basic：code_parts 应写明每一级编码的栏名，共2个",),
    ),
    (
        replace(BUDGET, terms=(*BUDGET.terms, Term(items="items"))),
        ("glossary.toml items：没有写明 name 和 fallback",),
    ),
    (
        replace(
            BUDGET,
            figures={
                **BUDGET.figures,
                "income_and_executed": replace(
                    BUDGET.figures["income_and_executed"], against="executed"
                ),
            },
        ),
        ("figures.toml income_and_executed：引用的“executed”没有定义",),
    ),
]


def listed(**changes: Any) -> Standard:
    """The final accounts of Shanghai with another table of units."""
    of = samples.standard("shanghai", 2024)
    return replace(of, listings={"units": replace(of.listings["units"], **changes)})


LISTINGS: list[tuple[Standard, tuple[str, ...]]] = [
    (
        replace(samples.standard("shanghai", 2024), listings={}),
        ("outline.toml “部门决算单位构成”：listings 中没有“units”",),
    ),
    (
        listed(columns=("单位名称",)),
        ("outline.toml listings：“units”的 columns 和 widths 应一样多",),
    ),
    (
        listed(columns=(), widths=()),
        ("outline.toml listings：“units”的 columns 和 widths 应一样多",),
    ),
    (
        listed(intro="nobody"),
        ("outline.toml “部门决算单位构成”：句子“nobody”没有定义",),
    ),
]


@pytest.mark.parametrize(("planted", "found"), LISTINGS)
def test_a_mistake_in_a_listing_is_named(planted: Standard, found: tuple[str, ...]) -> None:
    assert problems(planted) == found


@pytest.mark.parametrize(("planted", "found"), LOOKS, ids=[found[0] for _, found in LOOKS])
def test_a_mistake_in_the_looks_is_named(planted: Standard, found: tuple[str, ...]) -> None:
    assert problems(planted) == found


def test_a_budget_has_tables_of_its_own() -> None:
    assert problems(identity(document="budget", there=(CELL._replace(table="x"),))) == ()


def test_all_rows_of_a_classified_table_are_a_cell() -> None:
    assert problems(identity(left=(CELL._replace(row="+"),))) == ()


@pytest.mark.parametrize(("planted", "found"), PLANTED, ids=[found[0] for _, found in PLANTED])
def test_a_planted_mistake_is_named(planted: Standard, found: tuple[str, ...]) -> None:
    assert problems(planted) == found


def test_what_nothing_uses_is_named() -> None:
    planted = replace(
        BASE,
        sentences={**BASE.sentences, "spare": Sentence("spare", (Variant(""),))},
        figures={**BASE.figures, "spare": FigureDef("spare", "备用", BASE.figures["total"].cell)},
        lists={**BASE.lists, "spare": ListDef("spare", "income")},
        listings={"spare": ListingDef("spare", "备用", ("名称",), (1,))},
        charts=(*BASE.charts, ChartDef("spare", "备用图", "columns", (PointDef("total"),))),
    )
    national = samples.standard("national", 2020)
    assert unused((planted, national)) == (
        "句子“spare”没有用到",
        "数“spare”没有用到",
        "列表“spare”没有用到",
        "表格“spare”没有用到",
        "图“spare”没有用到",
    )
