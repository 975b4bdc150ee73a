"""Ticks of an axis: round numbers, computed in Decimal and printed without trailing zeros."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from disclosures.amounts import YUAN_PER_WAN

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
INTERVALS = 5

# How much of the counted thing, 元 for amounts, one of the unit is; a count is itself.
UNIT_SIZES = {"万元": YUAN_PER_WAN}


def unit_size(unit: str) -> Decimal:
    """What a value is divided by to stand on an axis in this unit."""
    return UNIT_SIZES.get(unit, Decimal(1))


def ticks(values: tuple[Decimal, ...]) -> list[Decimal]:
    """Equal steps of 1, 2, 2.5 or 5 times a power of ten that take in zero and all the values.

    The values must not all be zero.
    """
    low, high = min(Decimal(0), *values), max(Decimal(0), *values)
    step = _step((high - low) / INTERVALS)
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return [step * index for index in range(first, last + 1)]


def tick_text(tick: Decimal) -> str:
    """The tick as printed: "1,200", "0.25", "0"."""
    text = f"{tick:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)
