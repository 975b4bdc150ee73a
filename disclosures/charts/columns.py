"""Columns: one bar a point, its printed value at its end, an axis of round numbers."""

from dataclasses import dataclass
from decimal import Decimal

from disclosures.charts.marks import drawing, element, line, rectangle, text
from disclosures.charts.palette import (
    CURRENT_YEAR,
    EARLIER_YEAR,
    INK,
    MUTED,
    OUTLINE,
    PAPER,
    RULE,
)
from disclosures.charts.scale import tick_text, ticks, unit_size
from disclosures.charts.typesetting import text_width, widest, wrap
from disclosures.charts.values import UNKNOWN, Chart, Point

WIDTH = 560.0
TOP = 48.0
PLOT_HEIGHT = 190.0
MARGIN = 8.0
LABEL_SIZE = 14.0
TICK_SIZE = 13.0
LINE_HEIGHT = 18.0
LEAST_SLOT = 60.0
WIDEST_BAR = 84.0
BAR_SHARE = 0.56


@dataclass(frozen=True)
class Plot:
    """The field between the axes: slots side by side, values from bottom to top."""

    left: float
    slot: float
    ticks: tuple[Decimal, ...]
    per_unit: Decimal

    @property
    def bottom(self) -> float:
        return TOP + PLOT_HEIGHT

    def middle(self, index: int) -> float:
        """x of the middle of a slot."""
        return self.left + self.slot * (index + 0.5)

    def height(self, amount: Decimal) -> float:
        """y of an amount in the unit of the axis."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - PLOT_HEIGHT * float((amount - low) / (high - low))


def draw_columns(chart: Chart) -> str:
    """SVG of a chart of columns with at least one known value that is not zero."""
    plot = _plot(chart)
    right = plot.left + plot.slot * len(chart.points)
    labels = [wrap(point.label, LABEL_SIZE, plot.slot - MARGIN) for point in chart.points]
    # A value below its bar needs a line of its own above the labels.
    first_baseline = plot.bottom + LINE_HEIGHT * (2 if min(chart.known) < 0 else 1) + 2
    height = first_baseline + LINE_HEIGHT * (max(map(len, labels)) - 1) + MARGIN
    marks = [text(f"单位：{chart.unit}", MARGIN, 18, TICK_SIZE, MUTED)]
    marks += _axis(plot, right)
    for index, point in enumerate(chart.points):
        current = not chart.years or index == len(chart.points) - 1
        fill = CURRENT_YEAR if current else EARLIER_YEAR
        marks += _column(plot, index, point, fill)
        marks += _label(labels[index], plot.middle(index), first_baseline)
    marks.append(line(plot.left, plot.height(Decimal(0)), right, plot.height(Decimal(0)), INK, 1))
    return drawing(chart, max(right + MARGIN, _unit_width(chart)), height, marks)


def _plot(chart: Chart) -> Plot:
    """Room for the widest tick at the left, and slots that no printed value overflows."""
    per_unit = unit_size(chart.unit)
    steps = tuple(ticks(tuple(value / per_unit for value in chart.known)))
    left = MARGIN + widest(map(tick_text, steps), TICK_SIZE) + 6
    printed = widest(map(_printed, chart.points), LABEL_SIZE) + MARGIN
    fair = (WIDTH - MARGIN - left) / len(chart.points)
    return Plot(left, max(fair, printed, LEAST_SLOT), steps, per_unit)


def _unit_width(chart: Chart) -> float:
    return text_width(f"单位：{chart.unit}", TICK_SIZE) + 2 * MARGIN


def _printed(point: Point) -> str:
    return UNKNOWN if point.value is None else point.text


def _axis(plot: Plot, right: float) -> list[str]:
    marks = []
    for tick in plot.ticks:
        y = plot.height(tick)
        marks.append(line(plot.left, y, right, y, RULE, 0.75))
        marks.append(text(tick_text(tick), plot.left - 6, y + 4.5, TICK_SIZE, MUTED, "end"))
    return marks


def _column(plot: Plot, index: int, point: Point, fill: str) -> list[str]:
    """The bar and its value: above it, below it when negative; no bar for zero and unknown."""
    middle, zero = plot.middle(index), plot.height(Decimal(0))
    if point.value is None:
        return _value(UNKNOWN, middle, zero - 7, MUTED)
    end = plot.height(point.value / plot.per_unit)
    baseline = end + LINE_HEIGHT - 2 if point.value < 0 else end - 7
    marks = _value(point.text, middle, baseline, INK)
    if point.value:
        width = min(WIDEST_BAR, plot.slot * BAR_SHARE)
        top, size = min(zero, end), abs(end - zero)
        marks.append(rectangle(middle - width / 2, top, width, size, fill, OUTLINE))
    return marks


def _label(lines: list[str], middle: float, first_baseline: float) -> list[str]:
    baselines = (first_baseline + LINE_HEIGHT * row for row in range(len(lines)))
    return [
        text(part, middle, y, LABEL_SIZE, INK, "middle")
        for part, y in zip(lines, baselines, strict=True)
    ]


def _value(printed: str, middle: float, baseline: float, ink: str) -> list[str]:
    """The printed value on a patch of paper that hides the rule behind it."""
    width = text_width(printed, LABEL_SIZE)
    left, top = middle - width / 2, baseline - LABEL_SIZE + 1
    patch = element("rect", x=left, y=top, width=width, height=LABEL_SIZE, fill=PAPER)
    return [patch, text(printed, middle, baseline, LABEL_SIZE, ink, "middle")]
