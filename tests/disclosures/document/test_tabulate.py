"""Tables as printed: cells with their figures, notes, totals with their parts."""

from decimal import Decimal

import pytest

from disclosures.document.tabulate import tabulate
from disclosures.document.tree import BodyCell, TableBlock
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.figures import Figure, Operand
from disclosures.narrative.scope import words_of
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


def printed(
    of: Standard, table: str, figures: dict[str, str], remark: str = "", unit: str = samples.UNIT
) -> TableBlock:
    words = words_of(of, unit, of.year)
    return tabulate(of.tables[table], of, samples.sheet(of, figures), words, remark)


def texts(block: TableBlock) -> list[list[str]]:
    return [[cell.text for cell in row] for row in block.body]


def test_the_face_of_a_table(standard: Standard) -> None:
    block = printed(standard, "government_fund", {"government_fund/total/income": "1"})
    assert (block.id, block.title, block.form) == (
        "government_fund",
        "政府性基金预算财政拨款收入支出决算表",
        "附表11",
    )
    assert (block.unit_line, block.money) == ("部门：某某中心", "万元")
    assert block.divisor == 10000
    assert block.landscape
    assert block.kinds == ("code", "label", *["amount"] * 6)
    assert block.notes == (
        "注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。",
    )
    assert not block.empty


def test_a_classified_table(standard: Standard) -> None:
    figures = {
        "general_public/total/total": "12345.675",
        "general_public/2050199/total": "0",
        "general_public/2050199/basic": "-0.001",
    }
    block = printed(standard, "general_public", figures)
    assert texts(block) == [
        ["", "合计", "12,345.68", "", ""],
        ["205", "教育支出", "", "", ""],
        ["20501", "教育管理事务", "", "", ""],
        ["2050199", "其他教育管理事务支出", "0.00", "0.00", ""],
    ]
    assert [(row[1].level, row[1].strong) for row in block.body] == [
        (0, True),
        (1, True),
        (2, False),
        (3, False),
    ]


def test_a_cell_carries_its_figure(standard: Standard) -> None:
    block = printed(standard, "general_public", {"general_public/2050199/basic": "12.5"})
    cell = Cell("general_public", "2050199", "basic")
    assert block.body[3][2:] == (
        BodyCell("amount", address=cell._replace(column="total")),
        BodyCell(
            "amount",
            "12.50",
            Figure(
                str(cell),
                "2050199 其他教育管理事务支出 本年支出·基本支出",
                Decimal(125000),
                "12.50",
                "万元",
                "cell",
                (Operand(cell, 2020),),
            ),
            cell,
            (),
            3,
        ),
        BodyCell("amount", address=cell._replace(column="project")),
    )


def test_an_exact_total_names_its_known_parts(standard: Standard) -> None:
    figures = {
        "general_public/total/total": "3",
        "general_public/205/total": "1",
        "general_public/208/total": "2",
        "general_public/208/basic": "2",
    }
    body = printed(standard, "general_public", figures).body
    cell = Cell("general_public", "total", "total")
    assert body[0][2].parts == (cell._replace(row="205"), cell._replace(row="208"))
    assert body[2][2].parts == (Cell("general_public", "208", "basic"),)
    assert body[1][2].parts == ()


def test_a_total_that_misses_its_parts_names_none(standard: Standard) -> None:
    figures = {"general_public/total/total": "3.01", "general_public/205/total": "3"}
    assert printed(standard, "general_public", figures).body[0][2].parts == ()


def test_two_sides_with_empty_lines_between(standard: Standard) -> None:
    body = texts(printed(standard, "income_expenditure", {"income_expenditure/205/amount": "1"}))
    assert len(body) == 30
    assert body[0] == ["一、一般公共预算财政拨款收入", "1", "", "一、一般公共服务支出", "31", ""]
    assert body[4] == ["五、事业收入", "5", "", "五、教育支出", "35", "1.00"]
    assert body[8] == ["", "9", "", "九、卫生健康支出", "39", ""]
    assert body[29] == ["总计", "30", "", "总计", "60", ""]


def test_the_shorter_side_is_filled_up(standard: Standard) -> None:
    block = printed(standard, "general_public_basic", {})
    assert len({len(row) for row in block.body}) == 1
    assert texts(block)[-1] == ["", "人员经费合计", "", "", "", "", "", "公用经费合计", ""]


@pytest.mark.parametrize(("level", "entity"), [("department", "部门"), ("unit", "单位")])
def test_an_empty_table_says_so(level: str, entity: str) -> None:
    block = printed(
        samples.standard(level=level), "state_capital", {"state_capital/total/total": "0"}
    )
    assert block.empty
    assert block.unit_line == f"{entity}：某某中心"
    assert block.notes == (
        f"注：本表反映{entity}本年度国有资本经营预算财政拨款支出情况。",
        f"说明：本{entity}2020年度没有国有资本经营预算财政拨款支出，故本表无数据。",
    )
    assert texts(block) == [["", "合计", "0.00", "", ""]]


def test_a_remark_by_the_unit_comes_last(standard: Standard) -> None:
    block = printed(standard, "income", {}, "口径{year}不同")
    assert block.notes == (
        "注：本表反映部门本年度取得的各项收入情况。",
        "说明：口径{year}不同",
    )


def test_the_name_of_the_unit_is_never_filled(standard: Standard) -> None:
    assert printed(standard, "income", {}, unit="某{year}局").unit_line == "部门：某{year}局"


def test_a_view_shows_the_facts_of_its_table(standard: Standard) -> None:
    figures = {"general_public/2050199/project": "2", "general_public/2080505/basic": "1"}
    block = printed(standard, "general_public_project", figures)
    assert texts(block) == [
        ["", "合计", ""],
        ["205", "教育支出", ""],
        ["20501", "教育管理事务", ""],
        ["2050199", "其他教育管理事务支出", "2.00"],
    ]
    assert block.body[3][2].address == Cell("general_public", "2050199", "project")


def test_the_sheets_of_the_workbook(standard: Standard) -> None:
    cells = samples.facts(standard, {"matters/reception_domestic_people/value": "48"})
    entry = Cell("reception_occasions", "1", "amount")
    prior = samples.facts(standard, {"income_expenditure/income_total/amount": "601.54"})
    sheet = FactSheet(
        2020,
        {**cells, entry: Fact(Decimal("568.5"))},
        {("reception_occasions", "1"): "接待调研"},
        FactSheet(2019, prior),
    )
    tables = {
        table.id: table
        for table in samples.intake_tables(standard, sheet, words_of(standard, samples.UNIT, 2020))
    }
    assert list(tables) == [
        *(name for name in standard.order if name != "general_public_project"),
        "comparatives",
        "item_budget",
        "matters",
        "reception_occasions",
    ]
    total = tables["comparatives"].body[0]
    assert [cell.text for cell in total] == ["收入支出决算总表：总计", "601.54"]
    assert total[1].address == Cell("income_expenditure", "income_total", "amount")
    assert total[1].figure is not None
    assert total[1].figure.operands[0].year == 2019
    people = next(r for r in tables["matters"].body if r[0].text == "国内公务接待人次")
    assert [cell.text for cell in people] == ["国内公务接待人次", "人次", "48"]
    assert texts(tables["reception_occasions"]) == [["接待调研", "568.50"]]
    assert tables["reception_occasions"].divisor == 1
