"""The records a parser yields, and the limits on one row and one cell.

    [row, [cell, …]]                      a row that holds a value; rows count from 1
    {"sheet", "hidden", "uncalculated"}   closes a sheet, after its rows

A cell is null, true, false, or a string whose first letter is its type and whose rest is exact:
s text, i integer, n decimal number, d date, t date and time.
"""

import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

LARGEST_NUMBER = sys.float_info.max
LARGEST_EXACT = 10**15
CLEAN_UP = "请删除与公开表格无关的内容后重新上传"
REPAIR = "请用 Excel 或 WPS 打开检查，另存为“Excel 工作簿（*.xlsx）”后重新上传"

Limits = Mapping[str, int]
Encoded = str | bool | None
Row = tuple[int, list[Encoded]]
Closing = dict[str, str | bool | list[str]]
Record = Row | Closing


class Refused(Exception):
    """What is wrong, in Chinese, and where; ``sheet`` and ``cell`` are "" for the whole file."""

    def __init__(self, message: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(message, sheet, cell)
        self.message = message
        self.sheet = sheet
        self.cell = cell


def closing(sheet: str, hidden: bool, uncalculated: list[str]) -> Closing:
    """The record that closes a sheet."""
    return {"sheet": sheet, "hidden": hidden, "uncalculated": uncalculated}


def check_sheets(count: int, limits: Limits) -> None:
    """Refuse a workbook without sheets, and one with too many."""
    if not count:
        raise Refused(f"文件里没有工作表；{REPAIR}")
    if count > limits["sheets"]:
        most = limits["sheets"]
        raise Refused(f"文件有 {count} 个工作表，超过 {most} 个的上限；{CLEAN_UP}")


def check_row(number: int, width: int, sheet: str, limits: Limits) -> None:
    """Refuse a row with a value too far down, or too far to the right."""
    if width and number > limits["rows"]:
        message = f"第 {number} 行有内容，超过 {limits['rows']} 行的上限；{CLEAN_UP}"
        raise Refused(message, sheet)
    if width > limits["columns"]:
        most = limits["columns"]
        message = f"第 {number} 行有 {width} 列，超过 {most} 列的上限；{CLEAN_UP}"
        raise Refused(message, sheet)


def check_text(length: int, sheet: str, row: int, column: int, limits: Limits) -> None:
    """Refuse a text that is longer than Excel's own limit."""
    if length > limits["characters"]:
        most = limits["characters"]
        message = f"有 {length} 个字，超过 {most} 字的上限；请缩短后重新上传"
        raise Refused(message, sheet, address(row, column))


def check_number(value: float, sheet: str, row: int, column: int) -> None:
    """Refuse a number that is none, or that no program can compute with."""
    if not abs(value) <= LARGEST_NUMBER:
        raise Refused("数字太大，无法表示；请改正后重新上传", sheet, address(row, column))


def encode(value: object) -> Encoded:
    """Write a value as its type's letter and exact text; empty text is no value.

    A whole day is a date; a time of day or a duration is text such as "8:30:00".
    """
    match value:
        case None | bool():
            return value
        case str():
            text = value.replace("_x000D_", "")  # how Excel writes a carriage return
            return f"s{text}" if text else None
        case int():
            return f"i{value}"
        case float():
            return f"n{value or 0.0!r}"  # minus zero becomes zero
        case datetime() if value.time() != time():
            return f"t{value.isoformat()}"
        case date():
            return f"d{date(value.year, value.month, value.day).isoformat()}"
        case time():
            return f"s{value.isoformat()}"
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"s{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    raise TypeError(type(value).__name__)


def address(row: int, column: int) -> str:
    """The address of a cell; row and column count from 1: (27, 2) is "B27"."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
