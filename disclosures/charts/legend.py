"""The legend of a pie: a table of all points, with amounts and shares, zero or not."""

from dataclasses import dataclass

from disclosures.charts.marks import line, rectangle, text
from disclosures.charts.palette import INK, MUTED, OUTLINE, RULE
from disclosures.charts.typesetting import widest, wrap
from disclosures.charts.values import UNKNOWN, Chart, Point

WIDTH = 552.0
LEAST_LABEL = 112.0
SIZE = 14.0
HEAD_SIZE = 13.0
HEAD_HEIGHT = 24.0
LINE_HEIGHT = 18.0
PADDING = 8.0
GAP = 14.0
SWATCH = 14.0
SHARES = "占比"


@dataclass(frozen=True)
class Legend:
    """Where the table goes: its left edge, the lines of each label, the ends of its columns."""

    left: float
    labels: tuple[tuple[str, ...], ...]
    amounts_end: float
    right: float

    @property
    def labels_start(self) -> float:
        return self.left + SWATCH + PADDING

    @property
    def row_heights(self) -> tuple[float, ...]:
        return tuple(LINE_HEIGHT * max(1, len(lines)) + PADDING for lines in self.labels)

    @property
    def height(self) -> float:
        return HEAD_HEIGHT + sum(self.row_heights)


def lay_out(chart: Chart, left: float) -> Legend:
    """Amounts and shares take what they need, labels wrap in the rest.

    The right edge lies at ``WIDTH``, or further out where numbers are so long that too little
    would be left for labels.
    """
    amounts = max(widest(map(_amount, chart.points), SIZE), widest([chart.unit], HEAD_SIZE))
    shares = widest((point.share for point in chart.points), SIZE)
    shares_column = GAP + max(shares, widest([SHARES], HEAD_SIZE)) if shares else 0.0
    taken = SWATCH + PADDING + GAP + amounts + shares_column
    label = max(LEAST_LABEL, WIDTH - left - taken)
    right = left + taken + label
    lines = tuple(tuple(wrap(point.label, SIZE, label)) for point in chart.points)
    return Legend(left, lines, right - shares_column, right)


def draw_legend(
    chart: Chart, legend: Legend, top: float, fills: tuple[str | None, ...]
) -> list[str]:
    """The table, with a swatch of its fill before every point that has a slice."""
    marks = [text(chart.unit, legend.amounts_end, top + 15, HEAD_SIZE, MUTED, "end")]
    if any(point.share for point in chart.points):
        marks.append(text(SHARES, legend.right, top + 15, HEAD_SIZE, MUTED, "end"))
    y = top + HEAD_HEIGHT
    marks.append(line(legend.left, y, legend.right, y, OUTLINE, 0.75))
    rows = zip(chart.points, legend.labels, legend.row_heights, fills, strict=True)
    for point, lines, height, fill in rows:
        marks += _row(legend, point, lines, y + height / 2, fill)
        y += height
        marks.append(line(legend.left, y, legend.right, y, RULE, 0.75))
    return marks


def _row(
    legend: Legend, point: Point, lines: tuple[str, ...], middle: float, fill: str | None
) -> list[str]:
    ink = INK if fill else MUTED
    baseline = middle + SIZE * 0.36
    first = baseline - LINE_HEIGHT * (len(lines) - 1) / 2
    marks = [
        text(part, legend.labels_start, first + LINE_HEIGHT * row, SIZE, ink)
        for row, part in enumerate(lines)
    ]
    marks.append(text(_amount(point), legend.amounts_end, baseline, SIZE, ink, "end"))
    if point.value is not None:
        marks.append(text(point.share, legend.right, baseline, SIZE, ink, "end"))
    if fill:
        swatch = rectangle(legend.left, middle - SWATCH / 2, SWATCH, SWATCH, fill, OUTLINE)
        marks.insert(0, swatch)
    return marks


def _amount(point: Point) -> str:
    return UNKNOWN if point.value is None else point.text
