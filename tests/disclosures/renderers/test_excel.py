"""The workbook: layout, live formulas with their values, and text that stays text."""

import io
import re
from dataclasses import replace
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.document.tree import BodyCell, Document, Section, TableBlock
from disclosures.renderers import excel
from disclosures.tables import HeadCell


def opened(document: Document, values: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(excel.render(document)), data_only=values)


def test_one_sheet_per_table(demonstration: Document) -> None:
    assert opened(demonstration).sheetnames == [
        "附表1 收入支出决算总表",
        "附表2 收入决算表",
        "附表3 支出决算表",
        "附表4 财政拨款收入支出决算总表",
        "附表5 财政拨款支出决算明细表",
        "附表6 一般公共预算财政拨款支出决算表",
        "附表7 一般公共预算财政拨款支出决算明细表",
        "附表8 一般公共预算财政拨款基本支出决算表",
        "附表9 一般公共预算财政拨款项目支出决算表",
        "附表10 一般公共预算财政拨款“三公”经费支出决算表",
        "附表11 政府性基金预算财政拨款收入支出决算表",
        "附表12 政府性基金预算财政拨款“三公”经费支出决算表",
        "附表13 国有资本经营预算财政拨款支出决算表",
    ]


def test_head_of_a_sheet(demonstration: Document) -> None:
    sheet = opened(demonstration)["附表6 一般公共预算财政拨款支出决算表"]
    assert [[cell.value for cell in row] for row in sheet["A1:E9"]] == [
        ["一般公共预算财政拨款支出决算表", None, None, None, None],
        ["演示数据：仅供演示软件功能，不是正式公开材料。", None, None, None, None],
        ["2020年度  附表6", None, None, None, None],
        ["部门：遂宁市电教教仪站", None, "金额单位：万元", None, None],
        ["项目", None, "本年支出", None, None],
        ["功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["栏次", None, "1", "2", "3"],
        [None, "合计", "=SUM(D8:E8)", 130.57, 48.24],
        ["205", "教育支出", "=SUM(C10,C13)", None, None],
    ]


def test_formulas_give_the_reported_totals(demonstration: Document) -> None:
    formulas, values = opened(demonstration), opened(demonstration, values=True)
    count = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    count += 1
                    stored = values[sheet.title][cell.coordinate].value
                    assert computed(formulas, sheet, cell.coordinate) == Decimal(repr(stored))
    assert count == 30


def test_a_rounded_total_is_a_number_not_a_formula(demonstration: Document) -> None:
    sheet = opened(demonstration)["附表6 一般公共预算财政拨款支出决算表"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "20805")
    assert row[2].value == 16.01


def test_page_set_up(demonstration: Document) -> None:
    for table, sheet in zip(demonstration.tables(), opened(demonstration), strict=True):
        assert sheet.page_setup.orientation == ("landscape" if table.landscape else "portrait")
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert re.fullmatch(r"\$5:\$\d+", sheet.print_title_rows or "")
        assert sheet.oddFooter is not None and sheet.oddFooter.center is not None
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_text_never_becomes_a_formula_or_breaks_the_file(demonstration: Document) -> None:
    hostile = '=HYPERLINK("http://evil")\x00\x0b'
    cells = (BodyCell("label", hostile), BodyCell("label", "+1"), BodyCell("label", "@SUM(A1)"))
    table = replace(
        demonstration.tables()[0],
        title="=1+1",
        form="=2",
        unit_line="=3",
        notes=("=4", "-5"),
        head=((HeadCell("=6", 1, 1), HeadCell("=7", 1, 1), HeadCell("=8", 1, 1)),),
        body=(cells,),
        kinds=("label", "label", "label"),
    )
    document = replace(demonstration, notice="=9", parts=(_part(table),))
    book = opened(document)
    texts = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in texts} == {"s"}
    assert '=HYPERLINK("http://evil")' in {cell.value for cell in texts}
    assert book.sheetnames == ["=2 =1+1"]


def _part(table: TableBlock) -> Section:
    return Section("part-1", "第一部分", "附表", 0, (table,))


def computed(book: Workbook, sheet: Worksheet, place: str) -> Decimal:
    """What a spreadsheet would show in ``place``: numbers, and SUM over cells and ranges."""
    value = sheet[place].value
    if value is None:
        return Decimal(0)
    if not isinstance(value, str):
        return Decimal(repr(value))
    inner = re.fullmatch(r"=SUM\((.+)\)", value)
    assert inner is not None, value
    total = Decimal(0)
    for part in inner.group(1).split(","):
        cells = [sheet[part]] if ":" not in part else [cell for row in sheet[part] for cell in row]
        total += sum((computed(book, sheet, cell.coordinate) for cell in cells), Decimal(0))
    return total
