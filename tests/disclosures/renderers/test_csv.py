"""The CSV: every figure once, exact, and every total from its parts."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.document.assemble import assemble
from disclosures.document.tree import BodyCell, Document, Section, TableBlock
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figure
from disclosures.narrative.scope import Texts
from disclosures.renderers import csv as renderer
from disclosures.renderers import data
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL
from tests.disclosures.renderers.totals import Line, address, faults, is_cell, totals

ROUNDED = "2020:general_public/20805/total"
"""A total that the unit reported in 万元, as it did its parts, whose sum is 0.01 less."""

OF_ROUNDED = [f"{ROUNDED}: 160100, its parts 160000", f"{ROUNDED}: 合计自 says []"]


@pytest.fixture(scope="module")
def written(demonstration: Document) -> bytes:
    return renderer.render(demonstration)


def read(content: bytes) -> list[Line]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture(scope="module")
def lines(written: bytes) -> list[Line]:
    return read(written)


def test_the_file_is_what_excel_and_rfc_4180_ask_for(written: bytes) -> None:
    assert written.startswith(
        "\ufeff表,表名,行,行名,栏,栏名,年度,数值,单位,公开数,公开单位,合计自\r\n".encode()
    )
    assert written.endswith(b"\r\n")
    assert written.count(b"\n") == written.count(b"\r\n") == 140


def test_lines_of_the_tables(written: bytes) -> None:
    text = written.decode("utf-8-sig").split("\r\n")
    title = "一般公共预算财政拨款支出决算表"
    assert [line for line in text if line.startswith("general_public,")][:9] == [
        f"general_public,{title},total,合计,total,本年支出·合计,2020,1788100,元,178.81,万元,"
        "general_public/total/basic general_public/total/project",
        f"general_public,{title},total,合计,basic,本年支出·基本支出,2020,1305700,元,130.57,万元,",
        f"general_public,{title},total,合计,project,本年支出·项目支出,2020,482400,元,48.24,万元,",
        f"general_public,{title},205,教育支出,total,本年支出·合计,2020,1498800,元,149.88,万元,"
        "general_public/20501/total general_public/20508/total",
        f"general_public,{title},20501,教育管理事务,total,本年支出·合计,2020,1498800,元,149.88,万元,"
        "general_public/2050102/total general_public/2050199/total",
        f"general_public,{title},2050102,一般行政管理事务,total,本年支出·合计,2020,482400,元,48.24,万元,",
        f"general_public,{title},2050199,其他教育管理事务支出,total,本年支出·合计,2020,1016400,元,"
        "101.64,万元,",
        f"general_public,{title},20508,进修及培训,total,本年支出·合计,2020,0,元,0.00,万元,"
        "general_public/2050803/total",
        f"general_public,{title},2050803,培训支出,total,本年支出·合计,2020,0,元,0.00,万元,",
    ]


def test_lines_of_the_sentences(written: bytes) -> None:
    text = written.decode("utf-8-sig").split("\r\n")
    section = "（二）“三公”经费财政拨款支出决算具体情况说明"
    assert [line for line in text if "接待" in line and line.startswith("matters,")] == [
        f"matters,{section},reception_domestic,国内公务接待支出,value,,2020,3900,元,0.39,万元,",
        f"matters,{section},reception_domestic_batches,国内公务接待批次,value,,2020,4,批次,4,批次,",
        f"matters,{section},reception_domestic_people,国内公务接待人次,value,,2020,48,人次,48,人次,",
        f"matters,{section},reception_foreign,外事接待支出,value,,2020,0,元,0,万元,",
    ]


def test_blocks_side_by_side_have_labels_of_their_own(lines: list[Line]) -> None:
    balance = [
        (line["行名"], line["栏名"], line["公开数"])
        for line in lines
        if line["表"] == "income_expenditure" and line["行"].endswith("balance")
    ]
    assert balance == [
        ("年初结转和结余", "收入·金额", "15.27"),
        ("年末结转和结余", "支出·金额", "55.72"),
    ]
    heads = [line["栏名"] for line in lines if line["栏"] == "final_running"]
    assert heads == ["决算数·公务用车购置及运行维护费·公务用车运行维护费"]


def test_every_fact_is_there_once(demonstration: Document, lines: list[Line]) -> None:
    facts = json.loads(data.render(demonstration))["facts"]
    expected = {(f["cell"], f["year"]): (Decimal(f["value"]), f["unit"]) for f in facts}
    found = {
        (f"{line['表']}/{line['行']}/{line['栏']}", int(line["年度"])): (
            Decimal(line["数值"]),
            line["单位"],
        )
        for line in lines
        if is_cell(line)
    }
    assert found == expected
    assert len(lines) == len({address(line) for line in lines}) == len(found) + 38


def recomputed(lines: list[Line]) -> dict[str, bool]:
    """Whether each total is the sum of what it says, by its year and address."""
    values = {address(line): Decimal(line["数值"]) for line in lines}
    return {
        address(line): Decimal(line["数值"])
        == sum((values[f"{line['年度']}:{part}"] for part in parts), Decimal(0))
        for line in lines
        if (parts := line["合计自"].split())
    }


def printed_totals(document: Document) -> set[str]:
    """The figures of the tables that are printed as sums, by year and address."""
    cells = (cell for table in document.tables() for row in table.body for cell in row)
    return {
        f"{cell.figure.operands[0].year}:{cell.address}"
        for cell in cells
        if cell.parts and cell.figure
    }


def test_every_total_is_recomputed_from_the_file_alone(
    demonstration: Document, lines: list[Line]
) -> None:
    assert recomputed(lines) == dict.fromkeys(printed_totals(demonstration), True)
    assert set(totals(lines)) == {*printed_totals(demonstration), ROUNDED}
    assert faults(lines) == OF_ROUNDED


def test_a_total_that_does_not_say_its_parts_is_found(lines: list[Line]) -> None:
    total = next(line for line in lines if address(line) == "2020:expenditure/total/total")
    silent = [{**line, "合计自": ""} if line is total else line for line in lines]
    assert faults(silent) == ["2020:expenditure/total/total: 合计自 says []", *OF_ROUNDED]


def test_a_total_that_is_another_than_its_parts_is_found(lines: list[Line]) -> None:
    part = next(line for line in lines if address(line) == "2020:general_public/2101102/total")
    wrong = [{**line, "数值": "40299"} if line is part else line for line in lines]
    assert faults(wrong) == [
        *OF_ROUNDED,
        "2020:general_public/21011/total: 40300, its parts 40299",
    ]


def test_last_year_in_the_same_cells_is_kept_apart(lines: list[Line]) -> None:
    last = [{**line, "年度": "2019", "数值": "0"} for line in lines]
    assert recomputed([*lines, *last]) == {
        **recomputed(lines),
        **{name.replace("2020:", "2019:"): True for name in recomputed(lines)},
    }


def test_so_it_is_for_a_whole_department(
    putuo_in_shanghai: tuple[Standard, FactSheet], putuo_texts: Texts
) -> None:
    standard, sheet = putuo_in_shanghai
    document = assemble(standard, sheet, "上海市普陀区财政局", putuo_texts).document
    found = recomputed(read(renderer.render(document)))
    assert found == dict.fromkeys(printed_totals(document), True)
    assert f"2024:expenditure/{TOTAL}/total" in found


def test_what_is_made_of_cells_has_its_formula_for_a_column(written: bytes) -> None:
    text = written.decode("utf-8-sig").split("\r\n")
    section = "一、收入支出决算总体情况说明"
    now, before = (f"{year}:income_expenditure/income_total/amount" for year in (2020, 2019))
    assert [line for line in text if line.startswith("sentences,")][:2] == [
        f"sentences,{section},total,收、支总计较上年增减,abs({now} - {before}),,2020,"
        "3573000,元,357.3,万元,",
        f"sentences,{section},total,收、支总计增减幅度,"
        f'"round(abs({now} - {before}) / {before} * 100, 2)",,2020,59.4,%,59.4,%,',
    ]


def test_a_computed_column_of_a_table_stands_in_its_row(demonstration: Document) -> None:
    table = demonstration.tables()[0]
    figure = next(cell.figure for row in table.body for cell in row if cell.figure)
    operand = figure.operands[0]
    base = replace(operand, cell=operand.cell._replace(column="budget"))
    growth = replace(
        figure,
        value=Decimal("-4.50"),
        text="-4.50",
        unit="%",
        operation="growth",
        operands=(operand, base),
    )
    body = ((BodyCell("label", "一项"), BodyCell("amount", "-4.50", growth)),)
    (line,) = read(renderer.render(of_one_table(demonstration, replace(table, body=body))))
    a, b = (f"2020:income_expenditure/general_public_income/{of}" for of in ("amount", "budget"))
    assert list(line.values()) == [
        *("income_expenditure", "'=evil", "general_public_income", "一项"),
        *(f"round(({a} - {b}) / {b} * 100, 2)", "'@金额", "2020"),
        *("-4.5", "%", "-4.50", "%", ""),
    ]


def test_texts_are_guarded_and_numbers_are_not(demonstration: Document) -> None:
    table = demonstration.tables()[0]
    labels = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=2", "＝3", 'a,"b"\r\nc')
    cell = next(cell for row in table.body for cell in row if cell.figure)
    assert cell.figure is not None
    body = tuple(
        (BodyCell("label", label), replace(cell, figure=negative(cell, number), parts=()))
        for number, label in enumerate(labels, 1)
    )
    lines = read(renderer.render(of_one_table(demonstration, replace(table, body=body))))
    assert [line["行名"] for line in lines] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "'=2",
        "'＝3",
        'a,"b" c',
    ]
    assert {line["表名"] for line in lines} == {"'=evil"}
    assert [line["数值"] for line in lines] == [f"-{number}00" for number in range(1, 8)]
    assert {line["公开数"] for line in lines} == {"-1,234.50"}


def negative(cell: BodyCell, number: int) -> Figure:
    assert cell.figure is not None
    operand = cell.figure.operands[0]
    other = replace(operand, cell=operand.cell._replace(row=str(number)))
    return replace(cell.figure, value=Decimal(-100 * number), text="-1,234.50", operands=(other,))


def of_one_table(document: Document, table: TableBlock) -> Document:
    block = replace(table, title="=evil", kinds=("label", "amount"), columns=("项目", "@金额"))
    return replace(document, parts=(Section("part-1", "第一部分", "附表", 0, (block,)),))
