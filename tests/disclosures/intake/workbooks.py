"""Workbooks for the tests of intake, written as text: the nine forms of 2020, and changes to them.

One line is a row, ``|`` parts its cells. What looks like a number is one, as a clerk would have
typed it; text that looks like a number begins with an apostrophe, as in Excel. ``=`` is a formula
without a result.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO

import openpyxl

from disclosures import classification
from disclosures.intake.mapping import IntakeError, Mapped, map_workbook
from disclosures.intake.workbook import CellValue, Sheet, Workbook, address
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import Cell

SHA256 = "5ec7e7" + "0" * 58

INCOME_EXPENDITURE = """
收入支出决算总表
|||||公开01表
部门：测试单位|||2020年度||金额单位：万元
收入|||支出
项目|行次|金额|项目（按功能分类）|行次|金额
栏次||1|栏次||2
一、一般公共预算财政拨款收入|1|90|一、一般公共服务支出|31
八、其他收入|8|5|五、教育支出|35|80
本年收入合计|27|95|本年支出合计|57|80
使用非财政拨款结余|28||结余分配|58
年初结转和结余|29|5|年末结转和结余|59|20
总计|30|100|总计|60|100
注：本表反映部门本年度的总收支和年初、年末结转结余情况。
"""

INCOME = """
收入决算表
||||||||公开02表
部门：测试单位||||2020年度||||金额单位：万元
项目||本年收入合计|财政拨款收入|上级补助收入|事业收入|经营收入|附属单位上缴收入|其他收入
功能分类科目编码|科目名称
栏次||1|2|3|4|5|6|7
合计||95|90|||||5
205|教育支出|95|90|||||5
"""

EXPENDITURE = """
支出决算表
|||||||公开03表
部门：测试单位||||2020年度|||金额单位：万元
项目||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
功能分类科目编码|科目名称
栏次||1|2|3|4|5|6
合计||80|50|30
205|教育支出|80|50|30
"""

APPROPRIATION = """
财政拨款收入支出决算总表
||||||||公开04表
部门：测试单位||||2020年度||||金额单位：万元
收入|||支出
项目|行次|金额|项目（按功能分类）|行次|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款
栏次||1|栏次||2|3|4|5
一、一般公共预算财政拨款|1|90|五、教育支出|37|80|80
本年收入合计|27|90|本年支出合计|59|80|80
年初财政拨款结转和结余|28|5|年末财政拨款结转和结余|60|15|15
一般公共预算财政拨款|29|5
总计|32|95|总计|64|95|95
"""

GENERAL_PUBLIC = """
一般公共预算财政拨款支出决算表
||||公开05表
部门：测试单位||2020年度||金额单位：万元
项目||本年支出
功能分类科目编码|科目名称|合计|基本支出|项目支出
栏次||1|2|3
合计||80|50|30
205|教育支出|80|50|30
20501|教育管理事务|80|50|30
2050102|一般行政管理事务|80|50|30
注：本表反映部门本年度一般公共预算财政拨款支出情况。
"""

GENERAL_PUBLIC_BASIC = """
一般公共预算财政拨款基本支出决算表
||||||||公开06表
部门：测试单位||||2020年度||||金额单位：万元
人员经费|||公用经费
科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数
301|工资福利支出|40|302|商品和服务支出|10|307|债务利息及费用支出
30101|基本工资|40|30201|办公费|8|30299|其他商品和服务支出|2
人员经费合计||40|公用经费合计|||||10
"""

THREE_PUBLIC = """
一般公共预算财政拨款“三公”经费支出决算表
|||||||||||公开07表
部门：测试单位||||2020年度|||||||金额单位：万元
预算数||||||决算数
合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费|合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费
||小计|公务用车购置费|公务用车运行维护费||||小计|公务用车购置费|公务用车运行维护费
1|2|3|4|5|6|7|8|9|10|11|12
0.5|||||0.5|0.39|||||0.39
"""

GOVERNMENT_FUND = """
政府性基金预算财政拨款收入支出决算表
|||||||公开08表
部门：测试单位||||2020年度|||金额单位：万元
项目||年初结转和结余|本年收入|本年支出|||年末结转和结余
功能分类科目编码|科目名称|||小计|基本支出|项目支出
栏次||1|2|3|4|5|6
合计||-|-|-|-|-|-
"""

STATE_CAPITAL = """
国有资本经营预算财政拨款支出决算表
||||公开09表
部门：测试单位||2020年度||金额单位：万元
项目||本年支出
功能分类科目编码|科目名称|合计|基本支出|项目支出
栏次||1|2|3
合计||0
说明：本部门2020年度没有国有资本经营预算财政拨款支出，故本表无数据。
"""

LINES_OF_05 = """
一般公共预算财政拨款支出决算表
2020年度|金额单位：{unit}
项目||本年支出
功能分类科目编码|科目名称|合计|基本支出|项目支出
{lines}
"""

FORMS = {
    "income_expenditure": INCOME_EXPENDITURE,
    "income": INCOME,
    "expenditure": EXPENDITURE,
    "appropriation": APPROPRIATION,
    "general_public": GENERAL_PUBLIC,
    "general_public_basic": GENERAL_PUBLIC_BASIC,
    "three_public": THREE_PUBLIC,
    "government_fund": GOVERNMENT_FUND,
    "state_capital": STATE_CAPITAL,
}

COMPARATIVES = """
上年决算数
2019年度|金额单位：万元
项目|金额
收入支出决算总表：总计|601.54
机关运行经费支出|3
"""

MATTERS = """
其他重要事项数据
2020年度|金额单位：万元
项目|计量单位|数值
年末公务用车保有量|辆|2
政府采购支出总额||1.5
政府采购货物支出|元|15000
"""

OCCASIONS = """
国内公务接待明细
2020年度|金额单位：元
接待事项|金额
接待甲单位调研|568
 接待乙单位 |791.555
未发生|
接待甲单位调研|1
合计|1360.56
"""

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@cache
def national(year: int = 2020) -> Standard:
    """The national standard of the final accounts of ``year``."""
    codes = classification.load(year)
    return load("national", "final_accounts", year, "department", codes)


def sheet(text: str, name: str = "Sheet1", *, hidden: bool = False) -> Sheet:
    """The sheet written in ``text``."""
    lines = text.strip("\n").split("\n")
    cells = [line.split("|") for line in lines]
    rows = (tuple(map(_value, row)) for row in cells)
    formulas = frozenset(
        address(row, column)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if cell == "="
    )
    return Sheet(name, tuple(map(_trimmed, rows)), hidden, formulas)


def _value(text: str) -> CellValue:
    if text in {"", "="}:
        return None
    if text.startswith("'"):
        return text[1:]
    if _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text


def _trimmed(row: tuple[CellValue, ...]) -> tuple[CellValue, ...]:
    """A row up to its last value, as the reader gives it."""
    filled = [index for index, value in enumerate(row) if value is not None]
    return row[: filled[-1] + 1] if filled else ()


def forms(**changes: str) -> dict[str, Sheet]:
    """The nine forms in their order, named 公开01表 …; ``changes`` replaces some by table id."""
    texts = {**FORMS, **changes}
    return {
        id: sheet(text, f"公开{number:02}表") for number, (id, text) in enumerate(texts.items(), 1)
    }


def workbook(*sheets: Sheet, **changes: str) -> Workbook:
    """The nine forms, some of them changed, and then ``sheets``."""
    return Workbook((*forms(**changes).values(), *sheets), SHA256)


def read(book: Workbook, standard: Standard | None = None) -> Mapped:
    """What ``book`` holds by the national standard of 2020, or by ``standard``."""
    return map_workbook(book, standard or national(), "决算.xlsx")


def problems(book: Workbook, standard: Standard | None = None) -> list[str]:
    """The sentences for which ``book`` is refused; [] where it is taken in."""
    try:
        read(book, standard)
    except IntakeError as error:
        return list(map(str, error.problems))
    return []


def values(book: Workbook, table: str, standard: Standard | None = None) -> Mapping[str, str]:
    """The figures of one table as row/column and plain text: {"205/total": "800000.00"}."""
    facts = read(book, standard).facts
    return {
        f"{cell.row}/{cell.column}": f"{fact.value:f}"
        for cell, fact in facts.items()
        if cell.table == table
    }


def value(book: Workbook, cell: str) -> Decimal:
    """One figure of ``book``, its address as table/row/column."""
    return read(book).facts[Cell.parse(cell)].value


def general_public(lines: str, unit: str = "万元") -> Workbook:
    """The nine forms, with these lines in 公开05表 from row 5."""
    return workbook(general_public=LINES_OF_05.format(unit=unit, lines=lines))


def figures(lines: str, unit: str = "万元") -> Mapping[str, str]:
    """The figures of these lines in 公开05表."""
    return values(general_public(lines, unit), "general_public")


def in_05(*faults: str) -> list[str]:
    """The sentences of problems in 公开05表."""
    return [f"工作表“公开05表”{fault}" for fault in faults]


def from_file(data: bytes) -> Workbook:
    """The workbook in ``data`` as the reader would give it, without its process."""
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return Workbook(
        tuple(
            Sheet(
                page.title,
                tuple(_trimmed(tuple(map(_plain, row))) for row in page.values),
                page.sheet_state != "visible",
            )
            for page in book.worksheets
        ),
        SHA256,
    )


def _plain(value: object) -> CellValue:
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date()
    assert value is None or isinstance(value, str | int)
    return value or (None if value == "" else value)


def to_file(book: Workbook) -> bytes:
    """``book`` as the bytes of a file; formulas without a result are not written."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for page in book.sheets:
        target = made.create_sheet(page.name)
        target.sheet_state = "hidden" if page.hidden else "visible"
        for row, line in enumerate(page.rows, 1):
            for column, value in enumerate(line, 1):
                target.cell(row, column, value)
    data = BytesIO()
    made.save(data)
    return data.getvalue()
