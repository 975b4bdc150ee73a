"""Pies, drawn as a ring: the total in the hole, a legend with every amount at the right."""

from dataclasses import dataclass
from decimal import Decimal
from math import atan2, cos, hypot, pi, sin

from disclosures.charts.legend import draw_legend, lay_out
from disclosures.charts.marks import circle, drawing, element, line, number, text
from disclosures.charts.palette import INK, MUTED, OUTLINE, PAPER, slice_fill, text_on
from disclosures.charts.typesetting import text_width
from disclosures.charts.values import Chart, Point

MARGIN = 8.0
GAP = 20.0
HOLE = 50.0
RING = 46.0
TOTAL_SIZE = 17.0
SMALL_SIZE = 13.0
SHARE_SIZE = 12.0
SEPARATOR = 1.5

# A slice narrower than this at the rim keeps all its colour: no white line is laid beside it.
LEAST_SEPARATED = 6.0


@dataclass(frozen=True)
class Ring:
    """Centre and radii; angles are in radians, clockwise from twelve o'clock."""

    x: float
    y: float
    hole: float

    @property
    def rim(self) -> float:
        return self.hole + RING

    def at(self, radius: float, angle: float) -> tuple[float, float]:
        """Coordinates of the point of this radius and angle."""
        return self.x + radius * sin(angle), self.y - radius * cos(angle)


@dataclass(frozen=True)
class Slice:
    """The part of the ring from one angle to another."""

    share: str
    fill: str
    start: float
    end: float

    @property
    def angle(self) -> float:
        return self.end - self.start

    @property
    def centre(self) -> float:
        return (self.start + self.end) / 2


def draw_pie(chart: Chart) -> str:
    """SVG of a pie whose known values are not negative and not all zero."""
    hole = max(HOLE, text_width(chart.total, TOTAL_SIZE) / 2 + MARGIN)
    diameter = 2 * (hole + RING)
    legend = lay_out(chart, left=MARGIN + diameter + GAP)
    height = max(diameter, legend.height) + 2 * MARGIN
    ring = Ring(MARGIN + diameter / 2, height / 2, hole)
    fills = _fills(chart.points)
    marks = _draw_ring(ring, _slices(chart, fills)) + _draw_total(ring, chart)
    marks += draw_legend(chart, legend, (height - legend.height) / 2, fills)
    return drawing(chart, legend.right + MARGIN, height, marks)


def _fills(points: tuple[Point, ...]) -> tuple[str | None, ...]:
    """Fills in the order of the slices; None for points without a slice."""
    places = iter(range(len(points)))
    return tuple(slice_fill(next(places)) if point.value else None for point in points)


def _slices(chart: Chart, fills: tuple[str | None, ...]) -> list[Slice]:
    total = sum(chart.known, Decimal(0))
    slices, start, before = [], 0.0, Decimal(0)
    for point, fill in zip(chart.points, fills, strict=True):
        if point.value is None or fill is None:
            continue
        before += point.value
        end = 2 * pi * float(before / total)
        slices.append(Slice(point.share, fill, start, end))
        start = end
    return slices


def _draw_ring(ring: Ring, slices: list[Slice]) -> list[str]:
    marks = [element("path", d=_path(ring, part), fill=part.fill) for part in slices]
    for before, part in zip([slices[-1], *slices], slices, strict=False):
        if min(before.angle, part.angle) * ring.rim >= LEAST_SEPARATED and len(slices) > 1:
            ends = (*ring.at(ring.hole, part.start), *ring.at(ring.rim, part.start))
            marks.append(line(*ends, PAPER, SEPARATOR))
    marks += [circle(ring.x, ring.y, radius, OUTLINE, 0.75) for radius in (ring.hole, ring.rim)]
    return marks + [_draw_share(ring, part) for part in slices if _share_fits(ring, part)]


def _path(ring: Ring, part: Slice) -> str:
    """Outline of a slice, each arc in three pieces: one arc cannot end where it starts."""
    angles = [part.start + part.angle * third / 3 for third in range(4)]
    outer = [ring.at(ring.rim, angle) for angle in angles]
    inner = [ring.at(ring.hole, angle) for angle in reversed(angles)]
    return (
        f"M{_pair(outer[0])}{_arcs(ring.rim, 1, outer[1:])}"
        f"L{_pair(inner[0])}{_arcs(ring.hole, 0, inner[1:])}Z"
    )


def _arcs(radius: float, clockwise: int, ends: list[tuple[float, float]]) -> str:
    size = number(radius)
    return "".join(f"A{size} {size} 0 0 {clockwise} {_pair(end)}" for end in ends)


def _pair(place: tuple[float, float]) -> str:
    return f"{number(place[0])} {number(place[1])}"


def _share_fits(ring: Ring, part: Slice) -> bool:
    """Whether the printed share, in the middle of the slice, leaves its edges clear."""
    if not part.share:
        return False
    x, y = ring.at(ring.hole + RING / 2, part.centre)
    across, down = text_width(part.share, SHARE_SIZE) / 2, SHARE_SIZE / 2
    dx, dy = x - ring.x, y - ring.y
    # Half-way between hole and rim, what stays inside the rim stays outside the hole.
    if hypot(abs(dx) + across, abs(dy) + down) > ring.rim:
        return False
    corners = [(dx + right, dy + below) for right in (-across, across) for below in (-down, down)]
    return all(_turn(corner, part.centre) < part.angle / 2 for corner in corners)


def _turn(offset: tuple[float, float], angle: float) -> float:
    """How far a place, given by its offset from the centre, lies from this angle: 0 to π."""
    turn = (atan2(offset[0], -offset[1]) - angle) % (2 * pi)
    return min(turn, 2 * pi - turn)


def _draw_share(ring: Ring, part: Slice) -> str:
    x, y = ring.at(ring.hole + RING / 2, part.centre)
    return text(part.share, x, y + SHARE_SIZE * 0.36, SHARE_SIZE, text_on(part.fill), "middle")


def _draw_total(ring: Ring, chart: Chart) -> list[str]:
    if not chart.total:
        return []
    return [
        text("合计", ring.x, ring.y - 16, SMALL_SIZE, MUTED, "middle"),
        text(chart.total, ring.x, ring.y + 6, TOTAL_SIZE, INK, "middle"),
        text(chart.unit, ring.x, ring.y + 26, SMALL_SIZE, MUTED, "middle"),
    ]
