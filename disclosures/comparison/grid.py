"""A comparison as it is printed: lines downwards, years or units side by side."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from disclosures import amounts
from disclosures.comparison.lines import LINES, Line, Stage
from disclosures.comparison.years import Year

UNPUBLISHED = "未公开"
"""What stands where a figure is not published: never 0."""

NOTHING = "—"
"""What stands where there is nothing to compute."""


PER_HEAD = "人均"
"""How the label of a row begins that is divided by the staff."""


class Row(NamedTuple):
    """One row: what it shows and a text for each column."""

    label: str
    texts: tuple[str, ...]


class Group(NamedTuple):
    """The rows of one line; ``unit`` is that of its figures."""

    label: str
    unit: str
    rows: tuple[Row, ...]


def across_years(years: Sequence[Year]) -> tuple[Group, ...]:
    """Each line in each of ``years`` of one unit at one level, and how it moved."""
    return tuple(Group(line.label, line.unit, tuple(_history(line, years))) for line in LINES)


def across_units(columns: Sequence[Year]) -> tuple[Group, ...]:
    """Each line of the same year of several units."""
    return tuple(Group(line.label, line.unit, tuple(_standing(line, columns))) for line in LINES)


def has_per_head(groups: Iterable[Group]) -> bool:
    """Whether anything in ``groups`` is divided by the staff."""
    return any(row.label.startswith(PER_HEAD) for group in groups for row in group.rows)


def printed(value: Decimal | None, line: Line) -> str:
    """A figure in the unit of its line: 1,234.50 (万元), 12 (人); 未公开 where it is not known."""
    if value is None:
        return UNPUBLISHED
    return money(value) if line.unit == "万元" else amounts.trimmed(value)


def money(yuan: Decimal) -> str:
    """元 as 万元 with two places."""
    return amounts.fixed(amounts.to_wan(yuan))


def _history(line: Line, years: Sequence[Year]) -> Iterator[Row]:
    before = {one.year + 1: one for one in years}
    yield from _standing(line, years)
    for stage in (Stage.INITIAL, Stage.FINAL):
        texts = tuple(_moved(line, stage, one, before.get(one.year)) for one in years)
        if set(texts) != {NOTHING}:
            yield Row(f"{stage.value}比上年", texts)


def _standing(line: Line, columns: Sequence[Year]) -> Iterator[Row]:
    rows = {stage: tuple(one.value(line, stage) for one in columns) for stage in Stage}
    if all(value is None for values in rows.values() for value in values):
        stages = "、".join(stage.value for stage in Stage)
        yield Row(stages, (UNPUBLISHED,) * len(columns))
        return
    for stage, values in rows.items():
        yield Row(stage.value, tuple(printed(value, line) for value in values))
    if line.per_head:
        yield from _per_head(line, columns)


def _per_head(line: Line, columns: Sequence[Year]) -> Iterator[Row]:
    """万元 for each of the staff, at the stages of which some staff is known."""
    for stage in (Stage.INITIAL, Stage.FINAL):
        values = [one.per_head(line, stage) for one in columns]
        if any(value is not None for value in values):
            texts = (NOTHING if value is None else money(value) for value in values)
            yield Row(f"{PER_HEAD}{stage.value}", tuple(texts))


def _moved(line: Line, stage: Stage, year: Year, before: Year | None) -> str:
    """By how much and how many per cent: +12.50（+4.20%）; 持平 below what would print as 0."""
    now = year.value(line, stage)
    base = before.value(line, stage) if before else None
    if now is None or base is None:
        return NOTHING
    counted = line.unit != "万元"
    if not amounts.change(now, base, Decimal(1) if counted else amounts.FLAT_BELOW).difference:
        return "持平"
    difference = _signed(now - base if counted else amounts.to_wan(now - base), counted)
    rate = amounts.growth(now, base)
    return difference if rate is None else f"{difference}（{_signed(rate)}%）"


def _signed(value: Decimal, counted: bool = False) -> str:
    text = amounts.trimmed(value) if counted else amounts.fixed(value)
    return f"+{text}" if value > 0 else text
