"""Which table of the standard a sheet holds, in which unit of money, for which year.

A sheet is recognised by the title in its first rows, or by its own name; unit and year are read
from the lines above the heads of the columns.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from disclosures import amounts
from disclosures.intake.cells import normal
from disclosures.intake.problems import Fault
from disclosures.intake.workbook import CellValue, Sheet
from disclosures.tables import Table

HEAD_ROWS = 12
"""Title, unit, year and heads of columns are looked for in this many rows."""

LONGEST_HEADING = 200
"""Letters of a heading, as many as the database keeps."""

UNITS = {"元": Decimal(1), "万元": amounts.YUAN_PER_WAN}
"""How many 元 are in one of the unit a sheet may be in."""

# What may stand before a title: the number of the form, whose accounts, and of which year.
_BEFORE_TITLE = re.compile(
    r"(([A-Z]|公开|附表?|表)?[-\d一二三四五六七八九十]+表?[:、.]?)?"
    r"([^,:;、。]{0,40}20\d\d年度?)?(部门|(预算)?单位)?"
)
_AFTER_TITLE = re.compile(r"\([^()]*\)$")
_OF_ALL = re.compile(r"(部门|单位|日期|年度|负责人|制表人?|填报人?|联系电话):")
_ANY_YEAR = re.compile(r"20\d\d(年度?|(?!\d))")
_UNIT = re.compile(r"单\s*位\s*:\s*(?:人民币\s*)?((?:亿|百万|十万|万|千|百)?\s*[元角分])(?!\w)")
_LABEL_OF_UNIT = re.compile(r"单\s*位\s*:\s*$")
_MONTH = r"[\d一二三四五六七八九十]{1,2}"
_YEAR = re.compile(rf"(20\d\d)年(?!{_MONTH}月)|年度:?(20\d\d)")
_DATE = re.compile(rf"(20\d\d)(?:年{_MONTH}月|[-./]\d{{1,2}}[-./]\d)")
_CHINESE_YEAR = re.compile(r"二[〇○零0][〇○零0一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


class Mention(NamedTuple):
    """Something read in the lines above the heads, and where; indices count from 0."""

    text: str
    row: int
    column: int


def table_of(sheet: Sheet, tables: Iterable[Table]) -> Table | None:
    """The table whose title stands in the first rows, or else is the name of ``sheet``.

    None for a sheet that names no table, and for one that names several, a list of contents.
    """
    titles = {normal(title): table for table in tables for title in (table.title, *table.aliases)}
    texts = (_plain(value) for row in sheet.rows[:HEAD_ROWS] for value in row if value is not None)
    named = {table.id: table for text in texts if (table := _titled(text, titles))}
    if not named:
        return _titled(_plain(sheet.name), titles)
    return next(iter(named.values())) if len(named) == 1 else None


def heading(sheet: Sheet) -> str:
    """What a sheet calls itself, by which it is known again in the next year; at most 200 letters.

    The texts of the first row that holds more than the number of the form, a year, the unit's name
    or the unit of money; years are taken out. An empty sheet is known by its own name.
    """
    for row in sheet.rows[:HEAD_ROWS]:
        texts = (value for value in row if isinstance(value, str) and not says_of_all(value))
        if named := "·".join(filter(None, (_ANY_YEAR.sub("", _plain(text)) for text in texts))):
            return named[:LONGEST_HEADING]
    return _ANY_YEAR.sub("", _plain(sheet.name))[:LONGEST_HEADING]


def says_of_all(value: CellValue) -> bool:
    """Whether a text says something of the whole sheet: whose it is, of which year or unit."""
    text = _plain(value)
    return bool(_BEFORE_TITLE.fullmatch(text) or _OF_ALL.search(text) or _UNIT.search(text))


def _titled(text: str, titles: dict[str, Table]) -> Table | None:
    """The table whose title ``text`` is, but for its number, year and a remark in parentheses."""
    for candidate in (text, _AFTER_TITLE.sub("", text)):
        for title, table in titles.items():
            before = candidate.removesuffix(title)
            if before != candidate and _BEFORE_TITLE.fullmatch(before):
                return table
    return None


def money_unit(sheet: Sheet, end: int) -> tuple[Decimal, list[Fault]]:
    """How many 元 the unit of money named above row ``end`` is; 1 with a fault where it is unclear.

    “金额单位：万元” is 10000.
    """
    found = [
        Mention(re.sub(r"\s", "", match.group(1)), row, column)
        for text, row, column in _texts_above(sheet, end)
        for match in _UNIT.finditer(text)
    ]
    if not found:
        message = "没有写明金额单位；请在表格上方注明“金额单位：万元”或“金额单位：元”"
        return Decimal(1), [Fault.of_sheet(message)]
    first = found[0].text
    faults = []
    for unit, row, column in found:
        if unit not in UNITS:
            message = f"金额单位是“{unit}”，应为“万元”或“元”；请换算后重新上传"
            faults.append(Fault(row, column, message))
        elif unit != first:
            message = f"金额单位前面写的是“{first}”，这里又写“{unit}”；请只保留一个"
            faults.append(Fault(row, column, message))
    return UNITS.get(first, Decimal(1)), faults


def wrong_year(sheet: Sheet, end: int, expected: int, prior: bool) -> list[Fault]:
    """A fault where the lines above row ``end`` name another year than ``expected``.

    ``prior`` allows the year before as well. Where no year is named, the name of the sheet may
    tell one, and else a date: it may be of the year after, when accounts are drawn up.
    """
    allowed = {expected, expected - 1} if prior else {expected}
    texts = list(_texts_above(sheet, end))
    named = list(_years(_YEAR, texts)) or list(_years(_YEAR, [Mention(sheet.name, -1, -1)]))
    if not named:
        allowed.add(expected + 1)
        named = list(_years(_DATE, texts))
    wrong = next((year for year in named if int(year.text) not in allowed), None)
    if wrong is None:
        return []
    message = f"写的是{wrong.text}年，应为{expected}年的数据；请核对是否传错了文件"
    return [Fault(wrong.row, wrong.column, message)]


def _years(pattern: re.Pattern[str], texts: Iterable[Mention]) -> Iterator[Mention]:
    for text, row, column in texts:
        for match in pattern.finditer(_plain(text)):
            yield Mention(next(filter(None, match.groups())), row, column)


def _plain(value: CellValue) -> str:
    """Text for comparison, with a year such as 二〇二〇年 in digits."""
    return _CHINESE_YEAR.sub(lambda year: year.group().translate(_CHINESE_DIGITS), normal(value))


def _texts_above(sheet: Sheet, end: int) -> Iterator[Mention]:
    """The texts and dates above row ``end``; “单位：” takes the text of the next cell along."""
    for number, row in enumerate(sheet.rows[:end]):
        label = ""
        for column, value in enumerate(row):
            text = label + _text(value)
            label = text if _LABEL_OF_UNIT.search(text) else ""
            if text:
                yield Mention(text, number, column)


def _text(value: CellValue) -> str:
    if isinstance(value, str | date):
        return unicodedata.normalize("NFKC", str(value))
    return ""
