"""Money and its arithmetic: rounding, shares, changes and how numbers are printed.

The only module that rounds. Amounts are ``Decimal`` in 元 with at most two places; 万元 is a way of
printing. Everything is rounded half up, once, from exact values (docs/rounding.md has the table).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

YUAN_PER_WAN = Decimal(10000)
"""元 in one 万元."""

CENT = Decimal("0.01")

FLAT_BELOW = Decimal(50)
"""A change smaller than this many 元 (0.005 万元) is 持平: it would print as 0."""

ROUNDED_STEP = Decimal(100)
"""元 in the last printed place of 万元 (0.01 万元)."""

_NUMERALS = "一二三四五六七八九"


class Direction(Enum):
    """Which way a number moved against its base."""

    RISE = "rise"
    FALL = "fall"
    FLAT = "flat"


@dataclass(frozen=True)
class Change:
    """A number against its base.

    ``difference`` is never negative and has the unit of the number (元 or a count). ``rate`` is a
    percentage rounded to two places; it is None where it is undefined (the base is zero or
    negative) or would print as 0%.
    """

    direction: Direction
    difference: Decimal
    rate: Decimal | None


def rounded(value: Decimal) -> Decimal:
    """``value`` to two places, half up (away from zero); never minus zero."""
    places = value.quantize(CENT, rounding=ROUND_HALF_UP)
    return places if places else abs(places)


def to_wan(yuan: Decimal) -> Decimal:
    """An amount in 元 as 万元 with two places."""
    return rounded(yuan / YUAN_PER_WAN)


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part`` of ``whole`` in per cent with two places; None where there is no such share.

    Nothing is a share of a whole that is zero or negative, and a negative part is no share.
    """
    if whole <= 0 or part < 0:
        return None
    return rounded(part * 100 / whole)


def change(now: Decimal, before: Decimal, flat_below: Decimal = FLAT_BELOW) -> Change:
    """How ``now`` moved against ``before`` (both in 元, or counts with ``flat_below`` 1)."""
    difference = now - before
    if abs(difference) < flat_below:
        return Change(Direction.FLAT, Decimal(0), None)
    direction = Direction.RISE if difference > 0 else Direction.FALL
    rate = share(abs(difference), before) if before > 0 else None
    return Change(direction, abs(difference), rate or None)


def growth(now: Decimal, before: Decimal) -> Decimal | None:
    """By how many per cent ``now`` is above ``before``, below zero for a fall; None from zero."""
    return rounded((now - before) * 100 / before) if before > 0 else None


def rounding_allowance(rounded_terms: int) -> Decimal:
    """By how many 元 a sum over figures known only to 0.01 万元 may miss: 0.005 万元 for each.

    ``rounded_terms`` counts the rounded parts and the rounded total together.
    """
    return rounded_terms * ROUNDED_STEP / 2


def trimmed(value: Decimal) -> str:
    """``value`` without trailing zeros and without an exponent: 357.30 → 357.3, -0.00 → 0."""
    if value == 0:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed(value: Decimal) -> str:
    """``value`` with two places and thousands separators: 1234.5 → 1,234.50."""
    return f"{rounded(value):,.2f}"


def exact_wan(yuan: Decimal) -> str:
    """An amount in 元 as 万元 with all its digits, two places at least: 1234567 → 123.4567."""
    exact = yuan / YUAN_PER_WAN
    return trimmed(exact) if exact != rounded(exact) else f"{rounded(exact):.2f}"


def chinese_number(number: int) -> str:
    """The ordinal of headings and rows: 1 → 一, 10 → 十, 26 → 二十六; from 1 to 99."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (_NUMERALS[ones - 1] if ones else "")


def numbered(pattern: str, number: int) -> str:
    """``pattern`` with ``{number}`` as 3 and ``{numeral}`` as 三."""
    numeral = chinese_number(number) if "{numeral}" in pattern else ""
    return pattern.format(number=number, numeral=numeral)
