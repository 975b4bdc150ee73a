"""What one cell says: text for comparison, a code, an amount or a count, or why it is none."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from disclosures import amounts
from disclosures.intake.workbook import CellValue

MOST = Decimal(10) ** 15
"""Amounts in 元 and counts are below this; Excel itself is exact to 15 digits."""

LONGEST_CODE = 9
"""Digits; a larger number in a column of codes is no code."""

_IGNORED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff“”‘’「」『』\"']+")
_DASHES = "-–—―−/"
_MINUS = str.maketrans("–−", "--")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", re.ASCII)
_MOST_SHOWN = 20
_LONGEST_KEPT = 60


class Unreadable(ValueError):
    """A cell that is not the number it should be; ``str()`` says in Chinese what it is."""


def normal(value: CellValue) -> str:
    """Text for comparison: half-width, without blanks and quotation marks; "" for no value."""
    if value is None:
        return ""
    text = str(value)
    return _normal(text) if len(text) <= _LONGEST_KEPT else _normal.__wrapped__(text)


@lru_cache(maxsize=8192)
def _normal(text: str) -> str:
    """Kept, for labels and heads come again in every table and for every unit."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def is_blank(value: CellValue) -> bool:
    """Whether a cell for a figure holds none: nothing, or only the dashes that stand for it."""
    return value is None or (isinstance(value, str) and not normal(value).strip(_DASHES))


def is_number(value: CellValue) -> bool:
    """Whether a cell holds a number, be it as text."""
    if isinstance(value, str):
        return _NUMBER.fullmatch(_half_width(value)) is not None
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def code(parts: Iterable[CellValue]) -> str:
    """A code from the cells it is written in: one, or one each for 类, 款 and 项.

    2050102, 2050102.0, "205 01 02" and 205 | 1 | 2 are all "2050102"; so is 205 | 20501 |
    2050102. What is no code comes back as its text.
    """
    joined = ""
    for part in map(_code_part, parts):
        if part.startswith(joined):
            joined = part
        else:
            joined += part.zfill(2) if part.isdigit() else part
    return joined


def _code_part(value: CellValue) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        if 0 <= value < 10**LONGEST_CODE and value % 1 == 0:
            return str(int(value))
    return re.sub(r"^(\d+)\.0+$", r"\1", normal(value))


def amount(value: CellValue, unit: Decimal) -> Decimal:
    """An amount in 元, rounded half up to 分, of a cell in units of ``unit`` 元.

    Raises Unreadable.
    """
    number = _number(value)
    if abs(number) >= MOST / unit:
        raise Unreadable(f"“{shown(value)}”超出了可以填报的范围，请核对数字和金额单位")
    return amounts.rounded(number * unit)


def exact_amount(value: CellValue, unit: Decimal) -> Decimal:
    """Like ``amount``, for a figure that is typed: one finer than 分 is a slip, not a rounding.

    Raises Unreadable.
    """
    found = amount(value, unit)
    if found / unit != _number(value):
        places = "元后两位小数" if unit == 1 else "万元后六位小数"
        raise Unreadable(f"金额最多精确到分（{places}），填的是“{shown(value)}”")
    return found


def count(value: CellValue) -> Decimal:
    """A number of things or people: whole and not negative. Raises Unreadable."""
    number = _number(value)
    if not 0 <= number < MOST or number % 1:
        raise Unreadable(f"这里应为0或正整数，填的是“{shown(value)}”")
    return number


def shown(value: CellValue) -> str:
    """What a cell holds, for a sentence: not more than 20 characters of it."""
    text = str(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _number(value: CellValue) -> Decimal:
    match value:
        case bool():
            raise Unreadable(f"这里应为数字，填的是逻辑值{str(value).upper()}")
        case int() | Decimal():
            return Decimal(value)
        case date():
            raise Unreadable(
                f"这里应为数字，单元格却是日期“{value.isoformat()[:10]}”；"
                "请把单元格格式改为“数值”后重新填写"
            )
    return _number_of_text(str(value))


def _number_of_text(text: str) -> Decimal:
    """A number as a clerk may type it: with separators of thousands, in full-width digits."""
    plain = _half_width(text)
    if _NUMBER.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if plain.startswith("#"):
        raise Unreadable(f"公式出错，结果是“{shown(text)}”；请改正公式后重新上传")
    if plain.endswith("%"):
        raise Unreadable(f"这里应为数字，填的是百分数“{shown(text)}”")
    if plain.startswith("(") and plain.endswith(")") and _NUMBER.fullmatch(plain[1:-1]):
        raise Unreadable(f"负数应写成“-{plain[1:-1]}”，填的是“{shown(text)}”")
    raise Unreadable(f"这里应为数字，填的是“{shown(text)}”")


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().translate(_MINUS)
