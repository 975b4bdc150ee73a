"""What a chart shows, its text alternative, and when it is said in words instead of drawn."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

UNKNOWN = "未列明"

# The id becomes part of XML ids that aria-labelledby lists with blanks between them.
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Point:
    """One column or one slice.

    ``value`` is exact, in 元 for amounts, as counted for counts, None where the figure is not
    known. ``text`` is that value as printed, in the unit of the chart, e.g. "244.24". ``share``
    is the printed share of the total, e.g. "95.76%", or "" where none is printed.
    """

    label: str
    value: Decimal | None
    text: str
    share: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and not self.value.is_finite():
            raise ValueError(f"“{self.label}”不是有限的数：{self.value}")


@dataclass(frozen=True)
class Chart:
    """A chart of a disclosure: its number and title are those of the caption, 图1：…

    ``unit`` is the unit of every printed text. Of columns in ``years`` the last point is the
    current one and stands out. ``total`` is the printed total in the middle of a pie, "" for none.
    """

    id: str
    number: int
    title: str
    kind: Literal["columns", "pie"]
    unit: str
    points: tuple[Point, ...]
    total: str = ""
    years: bool = True

    def __post_init__(self) -> None:
        if ID.fullmatch(self.id) is None:
            raise ValueError(f"图形标识只能由字母、数字、“-”和“_”组成，以字母开头：{self.id!r}")

    @property
    def known(self) -> tuple[Decimal, ...]:
        """The values that are known, in the order of the points."""
        return tuple(point.value for point in self.points if point.value is not None)


def in_words(chart: Chart) -> str | None:
    """The sentence to print when the chart cannot honestly be drawn, None when it can.

    Parts of a negative whole are no slices, and a drawing of nothing would look like a fault.
    """
    if not chart.points:
        return "没有数据，不绘制图形。"
    if not chart.known:
        return f"各项均{UNKNOWN}，不绘制图形。"
    if not any(chart.known):
        return _nothing_but_zeros(chart)
    if chart.kind == "pie" and min(chart.known) < 0:
        return f"含有负数，不宜以饼图表示。{_items(chart)}"
    return None


def describe(chart: Chart) -> str:
    """Text alternative: every label with its printed value, unit and share, in one sentence."""
    if not chart.points:
        return "没有数据。"
    total = f"合计{chart.total}{chart.unit}。" if chart.kind == "pie" and chart.total else ""
    return total + _items(chart)


def _nothing_but_zeros(chart: Chart) -> str:
    unknown = [point.label for point in chart.points if point.value is None]
    if not unknown:
        return "各项均为0，不绘制图形。"
    return f"已列明的各项均为0，{'、'.join(unknown)}{UNKNOWN}，不绘制图形。"


def _items(chart: Chart) -> str:
    return "；".join(_item(point, chart.unit) for point in chart.points) + "。"


def _item(point: Point, unit: str) -> str:
    if point.value is None:
        return f"{point.label}：{UNKNOWN}"
    share = f"，占{point.share}" if point.share else ""
    return f"{point.label}：{point.text}{unit}{share}"
