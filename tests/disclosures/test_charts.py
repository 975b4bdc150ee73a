"""Charts: the words when they cannot be drawn, the drawing, its geometry and its colours."""

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Literal
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import example, given, settings
from hypothesis import strategies as st

from disclosures.charts import Chart, Point, describe, in_words, svg
from disclosures.charts.palette import (
    CURRENT_YEAR,
    DARKEST,
    EARLIER_YEAR,
    MINIMUM_STEP,
    OTHERS,
    contrast,
    luminance,
    slice_fill,
    text_on,
)
from disclosures.charts.scale import tick_text, ticks
from disclosures.charts.typesetting import text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"
DIGITS_AND_SIGNS = {".": 0.28, ",": 0.28, "-": 0.35}


def point(label: str, amount: str | None, share: str = "") -> Point:
    """A point from an amount in 万元, None for a figure that is not known."""
    if amount is None:
        return Point(label, None, "")
    return Point(label, Decimal(amount) * 10000, amount, share)


def columns(*points: Point, unit: str = "万元") -> Chart:
    return Chart("chart-1", 1, "收、支决算总计变动情况图", "columns", unit, points)


def pie(*points: Point, total: str = "") -> Chart:
    return Chart("chart-2", 2, "收入决算结构图", "pie", "万元", points, total)


TOTALS = columns(point("2019年", "601.54"), point("2020年", "244.24"))
INCOME = pie(
    point("一般公共预算财政拨款收入", "219.26", "95.76%"),
    point("政府性基金预算财政拨款收入", "0.00", "0%"),
    point("上级补助收入", "0.00", "0%"),
    point("事业收入", "0.00", "0%"),
    point("经营收入", "0.00", "0%"),
    point("附属单位上缴收入", "0.00", "0%"),
    point("其他收入", "9.71", "4.24%"),
    total="228.97",
)
THREE_PUBLIC = pie(
    point("因公出国（境）费", "0.00", "0%"),
    point("公务用车购置及运行维护费", "0.00", "0%"),
    point("公务接待费", "0.39", "100%"),
    total="0.39",
)


# What the tests read from a drawing


@dataclass(frozen=True)
class Box:
    """Where a text lies, by widths of 1 em a Chinese character and 0.55 em a digit."""

    content: str
    left: float
    right: float
    top: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        apart_x = self.right <= other.left or other.right <= self.left
        return not (apart_x or self.bottom <= other.top or other.bottom <= self.top)

    def nearest(self, x: float, y: float) -> float:
        """Distance of a place to the box, 0 inside."""
        across = max(self.left - x, x - self.right, 0)
        return math.hypot(across, max(self.top - y, y - self.bottom, 0))

    def farthest(self, x: float, y: float) -> float:
        """Distance of a place to the farthest corner of the box."""
        across = max(abs(self.left - x), abs(self.right - x))
        return math.hypot(across, max(abs(self.top - y), abs(self.bottom - y)))


def parse(chart: Chart) -> Element:
    root: Element = fromstring(svg(chart))
    return root


def texts(root: Element) -> list[str]:
    return [mark.text or "" for mark in root.iter(f"{SVG}text")]


def bars(root: Element) -> list[dict[str, str]]:
    """The bars from left to right; patches behind values have no outline."""
    return [mark.attrib for mark in root.iter(f"{SVG}rect") if "stroke" in mark.attrib]


def box(mark: Element) -> Box:
    content, size = mark.text or "", float(mark.attrib["font-size"])
    width = size * sum(em(character) for character in content)
    x, y = float(mark.attrib["x"]), float(mark.attrib["y"])
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[mark.attrib["text-anchor"]]
    return Box(content, left, left + width, y - 0.8 * size, y + 0.2 * size)


def em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return DIGITS_AND_SIGNS.get(character, 0.55)


def slice_angles(root: Element) -> list[float]:
    """Angle of each slice in degrees, from the outer arcs of its path."""
    return [outer_angle(mark.attrib["d"], *centre(root)) for mark in root.iter(f"{SVG}path")]


def centre(root: Element) -> tuple[float, float]:
    circle = next(root.iter(f"{SVG}circle"))
    return float(circle.attrib["cx"]), float(circle.attrib["cy"])


def outer_angle(path: str, x: float, y: float) -> float:
    places = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)(?=[ALZ])", path)]
    angles = [math.degrees(math.atan2(px - x, y - py)) for px, py in places[:4]]
    return sum((end - start + 180) % 360 - 180 for start, end in pairwise(angles))


def coordinates(root: Element) -> list[tuple[float, float]]:
    """Corners of every rectangle, line, circle and path."""
    found: list[tuple[float, float]] = []
    for mark in root.iter():
        at = mark.attrib
        if mark.tag == f"{SVG}rect":
            x, y = float(at["x"]), float(at["y"])
            found += [(x, y), (x + float(at["width"]), y + float(at["height"]))]
        elif mark.tag == f"{SVG}line":
            found += [(float(at["x1"]), float(at["y1"])), (float(at["x2"]), float(at["y2"]))]
        elif mark.tag == f"{SVG}circle":
            x, y, r = float(at["cx"]), float(at["cy"]), float(at["r"])
            found += [(x - r, y - r), (x + r, y + r)]
        elif mark.tag == f"{SVG}path":
            pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)(?=[ALZ])", at["d"])
            found += [(float(x), float(y)) for x, y in pairs]
    return found


# In words


@pytest.mark.parametrize(
    ("chart", "sentence"),
    [
        (TOTALS, None),
        (INCOME, None),
        (columns(point("上年", "-3.00"), point("本年", "2.00")), None),
        (columns(point("上年", None), point("本年", "2.00")), None),
        (columns(), "没有数据，不绘制图形。"),
        (pie(), "没有数据，不绘制图形。"),
        (columns(point("上年", None), point("本年", None)), "各项均未列明，不绘制图形。"),
        (pie(point("基本支出", None)), "各项均未列明，不绘制图形。"),
        (columns(point("上年", "0.00"), point("本年", "0.00")), "各项均为0，不绘制图形。"),
        (pie(point("基本支出", "0.00"), point("项目支出", "0.00")), "各项均为0，不绘制图形。"),
        (
            pie(point("基本支出", "0.00"), point("项目支出", None), point("其他支出", None)),
            "已列明的各项均为0，项目支出、其他支出未列明，不绘制图形。",
        ),
        (
            pie(
                point("基本支出", "30.00", "166.67%"),
                point("项目支出", "-12.00", "-66.67%"),
                point("经营支出", None),
            ),
            "含有负数，不宜以饼图表示。基本支出：30.00万元，占166.67%；"
            "项目支出：-12.00万元，占-66.67%；经营支出：未列明。",
        ),
    ],
)
def test_in_words(chart: Chart, sentence: str | None) -> None:
    assert in_words(chart) == sentence


def test_what_must_be_said_in_words_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="^图2 收入决算结构图：各项均为0，不绘制图形。$"):
        svg(pie(point("基本支出", "0.00")))


def test_describe_names_every_figure() -> None:
    assert describe(TOTALS) == "2019年：601.54万元；2020年：244.24万元。"
    assert describe(THREE_PUBLIC) == (
        "合计0.39万元。因公出国（境）费：0.00万元，占0%；"
        "公务用车购置及运行维护费：0.00万元，占0%；公务接待费：0.39万元，占100%。"
    )
    assert describe(columns(point("上年", None), point("本年", "2.00"))) == (
        "上年：未列明；本年：2.00万元。"
    )
    assert describe(columns()) == "没有数据。"


def test_impossible_values_are_refused() -> None:
    with pytest.raises(ValueError, match="^“事业收入”不是有限的数：NaN$"):
        Point("事业收入", Decimal("NaN"), "NaN")
    with pytest.raises(ValueError, match="^图形标识只能由字母、数字、“-”和“_”组成"):
        Chart("图 1", 1, "", "pie", "万元", ())


# The drawing as a whole


def test_root_is_an_image_with_name_and_description() -> None:
    root = parse(TOTALS)
    assert root.attrib == {
        "viewBox": "0 0 560 266",
        "width": "560",
        "height": "266",
        "role": "img",
        "aria-labelledby": "chart-1-title chart-1-desc",
        "font-family": ("Noto Sans CJK SC,Noto Sans SC,Microsoft YaHei,PingFang SC,sans-serif"),
    }
    title, description = root[0], root[1]
    assert (title.tag, title.attrib) == (f"{SVG}title", {"id": "chart-1-title"})
    assert title.text == "图1：收、支决算总计变动情况图"
    assert (description.tag, description.attrib) == (f"{SVG}desc", {"id": "chart-1-desc"})
    assert description.text == describe(TOTALS)


def test_markup_in_texts_is_escaped_and_control_characters_are_dropped() -> None:
    chart = pie(point("<b>&\"'\x00</b>", "1.00", "100%"))
    assert "<b>" not in svg(chart)
    assert "<b>&\"'</b>" in texts(parse(chart))


@pytest.mark.parametrize("chart", [TOTALS, INCOME, THREE_PUBLIC])
def test_presentation_attributes_only(chart: Chart) -> None:
    root = parse(chart)
    names = {name for mark in root.iter() for name in mark.attrib}
    assert "style" not in names
    assert "class" not in names
    assert not [name for name in names if name.startswith("on") or "href" in name]
    assert {mark.tag.removeprefix(SVG) for mark in root.iter()} <= {
        *("svg", "title", "desc", "text", "rect", "line", "circle", "path")
    }
    sizes = [float(mark.attrib["font-size"]) for mark in root.iter(f"{SVG}text")]
    assert min(sizes) >= 12
    assert root.attrib["width"] == "560"


# Columns


def test_columns_print_unit_ticks_values_and_labels() -> None:
    assert texts(parse(TOTALS)) == [
        *("单位：万元", "0", "200", "400", "600", "800"),
        *("601.54", "2019年", "244.24", "2020年"),
    ]


def test_bars_are_proportional_and_stand_on_zero() -> None:
    last_year, this_year = bars(parse(TOTALS))
    assert (last_year["fill"], this_year["fill"]) == (EARLIER_YEAR, CURRENT_YEAR)
    assert float(last_year["height"]) == pytest.approx(190 * 601.54 / 800, abs=0.01)
    assert float(this_year["height"]) == pytest.approx(190 * 244.24 / 800, abs=0.01)
    feet = [float(bar["y"]) + float(bar["height"]) for bar in (last_year, this_year)]
    assert feet == pytest.approx([238, 238], abs=0.01)


def test_negative_bars_hang_from_zero_with_the_value_below() -> None:
    root = parse(columns(point("上年", "-3.00"), point("本年", "2.00")))
    last_year, this_year = bars(root)
    zero = float(last_year["y"])
    assert float(this_year["y"]) + float(this_year["height"]) == pytest.approx(zero, abs=0.01)
    ratio = float(last_year["height"]) / float(this_year["height"])
    assert ratio == pytest.approx(1.5, abs=0.001)
    boxes = {mark.text: box(mark) for mark in root.iter(f"{SVG}text")}
    assert boxes["-3.00"].top > zero + float(last_year["height"])
    assert boxes["2.00"].bottom < float(this_year["y"])
    assert boxes["-3.00"].bottom < boxes["上年"].top
    assert texts(root)[1:6] == ["-3", "-2", "-1", "0", "1"]


def test_zero_and_unknown_columns_have_no_bar() -> None:
    root = parse(columns(point("2022年", None), point("2023年", "0.00"), point("2024年", "2.00")))
    assert len(bars(root)) == 1
    assert texts(root)[-6:] == ["未列明", "2022年", "0.00", "2023年", "2.00", "2024年"]


def test_counts_stand_on_the_axis_as_they_are() -> None:
    vehicles = columns(
        Point("2019年", Decimal(3), "3"), Point("2020年", Decimal(5), "5"), unit="辆"
    )
    assert texts(parse(vehicles))[:7] == ["单位：辆", "0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("601.54", "244.24"), ["0", "200", "400", "600", "800"]),
        (("0.39",), ["0", "0.1", "0.2", "0.3", "0.4"]),
        (("12345.67", "-1700"), ["-5,000", "0", "5,000", "10,000", "15,000"]),
        (("-0.02", "-0.01"), ["-0.02", "-0.015", "-0.01", "-0.005", "0"]),
        (("11", "12.5"), ["0", "2.5", "5", "7.5", "10", "12.5"]),
        (("1E+9",), ["0", *(f"{k * 2}00,000,000" for k in range(1, 5)), "1,000,000,000"]),
    ],
)
def test_ticks(values: tuple[str, ...], expected: list[str]) -> None:
    assert [tick_text(tick) for tick in ticks(tuple(map(Decimal, values)))] == expected


# Pies


def test_legend_lists_every_point_and_the_ring_its_shares() -> None:
    assert texts(parse(INCOME)) == [
        "95.76%",
        *("合计", "228.97", "万元"),
        *("万元", "占比"),
        *("一般公共预算财政拨款收入", "219.26", "95.76%"),
        *("政府性基金预算财政拨款收入", "0.00", "0%"),
        *("上级补助收入", "0.00", "0%"),
        *("事业收入", "0.00", "0%"),
        *("经营收入", "0.00", "0%"),
        *("附属单位上缴收入", "0.00", "0%"),
        *("其他收入", "9.71", "4.24%"),
    ]


def test_slices_swatches_and_separators() -> None:
    root = parse(INCOME)
    assert slice_angles(root) == pytest.approx(
        [360 * 219.26 / 228.97, 360 * 9.71 / 228.97], abs=0.02
    )
    fills = [mark.attrib["fill"] for mark in root.iter(f"{SVG}path")]
    assert fills == [DARKEST, OTHERS[0]]
    assert [swatch["fill"] for swatch in bars(root)] == fills
    white = [mark for mark in root.iter(f"{SVG}line") if mark.attrib["stroke"] == "#ffffff"]
    assert len(white) == 2


def test_a_single_slice_is_a_full_ring() -> None:
    root = parse(THREE_PUBLIC)
    assert slice_angles(root) == pytest.approx([360], abs=0.02)
    assert len(bars(root)) == 1
    assert not [mark for mark in root.iter(f"{SVG}line") if mark.attrib["stroke"] == "#ffffff"]


def test_tiny_slices_keep_their_colour_and_legend_row() -> None:
    root = parse(
        pie(point("甲", "999.90", "99.99%"), point("乙", "0.10", "0.01%"), total="1000.00")
    )
    assert slice_angles(root) == pytest.approx([359.964, 0.036], abs=0.02)
    assert not [mark for mark in root.iter(f"{SVG}line") if mark.attrib["stroke"] == "#ffffff"]
    assert texts(root)[-3:] == ["乙", "0.10", "0.01%"]


def test_unknown_points_have_a_legend_row_and_no_slice() -> None:
    root = parse(pie(point("甲", "3.00", "75%"), point("乙", None), point("丙", "1.00", "25%")))
    assert slice_angles(root) == pytest.approx([270, 90], abs=0.02)
    legend = texts(root)[2:]
    assert legend == ["万元", "占比", "甲", "3.00", "75%", "乙", "未列明", "丙", "1.00", "25%"]


def test_a_legend_without_shares_has_no_column_for_them() -> None:
    assert texts(parse(pie(point("甲", "3.00"), point("乙", "1.00")))) == [
        *("万元", "甲", "3.00", "乙", "1.00")
    ]


# Text


def test_wrapped_lines_are_balanced_and_keep_stops_and_numbers_together() -> None:
    assert wrap("公务用车购置及运行维护费", 14, 168) == ["公务用车购置及运行维护费"]
    assert wrap("公务用车购置及运行维护费", 14, 120) == ["公务用车购置", "及运行维护费"]
    assert wrap("文化旅游体育与传媒支出", 14, 70) == ["文化旅游", "体育与传", "媒支出"]
    assert wrap("因公出国（境）费", 14, 70) == ["因公出国", "（境）费"]
    assert wrap("截至2020年末", 14, 64) == ["截至2020", "年末"]
    assert wrap("ABCDEF", 10, 20) == ["AB", "CD", "EF"]
    assert wrap("", 14, 60) == []


def test_widths_of_text() -> None:
    assert text_width("收入", 10) == 20
    assert text_width("1,234.50", 10) == pytest.approx(42)
    assert text_width("-5%", 10) == pytest.approx(19.5)


# Colours


@pytest.mark.parametrize("count", range(2, 40))
def test_neighbouring_slices_differ_in_grey(count: int) -> None:
    levels = [luminance(slice_fill(index)) for index in range(count)]
    steps = [abs(one - other) for one, other in pairwise([*levels, levels[0]])]
    assert min(steps) >= MINIMUM_STEP


def test_fills_carry_legible_text() -> None:
    assert all(contrast(text_on(fill), fill) >= 4.5 for fill in (DARKEST, *OTHERS))
    assert text_on(DARKEST) == "#ffffff"
    assert text_on(OTHERS[0]) == "#000000"


def test_the_two_years_differ_in_grey() -> None:
    assert abs(luminance(CURRENT_YEAR) - luminance(EARLIER_YEAR)) > 0.4


# Linear RGB as seen without red, green or blue cones (Machado, Oliveira, Fernandes 2009).
SIGHTS = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_fills_differ_to_colour_blind_readers(sight: str) -> None:
    seen = [lab(fill, sight) for fill in (DARKEST, *OTHERS)]
    assert min(math.dist(one, other) for one, other in combinations(seen, 2)) > 8


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as seen; two that lie 8 apart are told apart at a glance."""
    rgb = [linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    red, green, blue = (
        sum(weight * channel for weight, channel in zip(row, rgb, strict=True))
        for row in SIGHTS[sight]
    )
    x = cube_root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
    y = cube_root(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    z = cube_root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)


def cube_root(share: float) -> float:
    return math.pow(share, 1 / 3) if share > 0.008856 else 7.787 * max(share, 0) + 16 / 116


# Any figures


LABELS = st.text(
    st.one_of(
        st.sampled_from("<>&\"'（）、，“”0123"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    ),
    min_size=1,
    max_size=24,
)
AMOUNTS = st.one_of(
    st.just(Decimal(0)),
    st.decimals("-9999999999999999.99", "9999999999999999.99", places=2),
    st.decimals("-100000", "100000", places=2),
)
SHARES = st.sampled_from(["", "0%", "4.24%", "95.76%", "100.00%"])


@st.composite
def points(draw: st.DrawFn) -> Point:
    value = draw(st.one_of(st.none(), AMOUNTS))
    text = "" if value is None else f"{value / 10000:,.2f}"
    return Point(draw(LABELS), value, text, draw(SHARES))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    kind: Literal["columns", "pie"] = draw(st.sampled_from(["columns", "pie"]))
    series = draw(st.lists(points(), min_size=1, max_size=12))
    if kind == "pie":
        series = [
            Point(p.label, abs(p.value), p.text.lstrip("-"), p.share) if p.value else p
            for p in series
        ]
    total = f"{sum((p.value or Decimal(0) for p in series), Decimal(0)) / 10000:,.2f}"
    return Chart("any", 3, draw(LABELS), kind, "万元", tuple(series), total)


@settings(deadline=None, max_examples=300)
@given(charts())
@example(INCOME)
@example(THREE_PUBLIC)
def test_any_chart_prints_every_figure_inside_its_frame_without_collision(chart: Chart) -> None:
    if in_words(chart) is not None:
        return
    root = parse(chart)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    boxes = [box(mark) for mark in root.iter(f"{SVG}text")]
    assert {p.text for p in chart.points if p.value is not None} <= {b.content for b in boxes}
    assert [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []
    assert [
        b for b in boxes if b.left < 0 or b.top < 0 or b.right > width or b.bottom > height
    ] == []
    assert all(0 <= x <= width and 0 <= y <= height for x, y in coordinates(root))
    assert svg(chart) == svg(chart)


@settings(deadline=None)
@given(charts())
@example(pie(point("甲", "1.00", "50.00%"), point("乙", "1.00", "50.00%"), total="2.00"))
@example(pie(point("甲", "1.00", "100.000000%"), total="1,234,567,890,123.45"))
def test_shares_lie_on_the_ring_and_the_total_in_the_hole(chart: Chart) -> None:
    if chart.kind != "pie" or in_words(chart) is not None:
        return
    root = parse(chart)
    x, y = centre(root)
    hole, rim = (float(mark.attrib["r"]) for mark in root.iter(f"{SVG}circle"))
    middle = [m for m in root.iter(f"{SVG}text") if m.attrib["text-anchor"] == "middle"]
    shares, total = [box(mark) for mark in middle[:-3]], [box(mark) for mark in middle[-3:]]
    assert [b.content for b in shares if b.nearest(x, y) < hole or b.farthest(x, y) > rim] == []
    assert [b.content for b in total if b.farthest(x, y) > hole] == []


@settings(deadline=None)
@given(charts())
def test_any_geometry_is_proportional(chart: Chart) -> None:
    if in_words(chart) is not None:
        return
    root = parse(chart)
    drawn = [abs(value) for value in chart.known if value]
    if chart.kind == "pie":
        total = sum(drawn)
        expected = [360 * float(value / total) for value in drawn]
        assert slice_angles(root) == pytest.approx(expected, abs=0.03)
        assert sum(slice_angles(root)) == pytest.approx(360, abs=0.01)
    else:
        heights = [float(bar["height"]) for bar in bars(root)]
        scale = max(heights) / float(max(drawn))
        assert heights == pytest.approx([float(value) * scale for value in drawn], abs=0.02)
