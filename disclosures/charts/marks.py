"""SVG elements as strings: presentation attributes only, everything escaped."""

import re
from html import escape

from disclosures.charts.values import Chart, describe

# No blank after a comma: WeasyPrint takes it as part of the name.
FONT_FAMILY = "Noto Sans CJK SC,Noto Sans SC,Microsoft YaHei,PingFang SC,sans-serif"

# Characters that XML 1.0 does not allow, escaped or not.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attribute = str | float


def drawing(chart: Chart, width: float, height: float, marks: list[str]) -> str:
    """The whole ``<svg>`` element with the chart's name and description for screen readers."""
    title, description = f"{chart.id}-title", f"{chart.id}-desc"
    children = (
        element("title", f"图{chart.number}：{chart.title}", id=title),
        element("desc", describe(chart), id=description),
        *marks,
    )
    return _tag(
        "svg",
        "".join(children),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{title} {description}",
        font_family=FONT_FAMILY,
    )


def element(name: str, content: str = "", **attributes: Attribute) -> str:
    """One element with escaped text; ``font_size`` becomes ``font-size``."""
    return _tag(name, _escaped(content), **attributes)


def text(content: str, x: float, y: float, size: float, fill: str, anchor: str = "start") -> str:
    """Text on the baseline y, its start, middle or end at x; nothing for an empty text."""
    if not content:
        return ""
    return element("text", content, x=x, y=y, font_size=size, fill=fill, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width)


def rectangle(x: float, y: float, width: float, height: float, fill: str, stroke: str) -> str:
    """A rectangle with a thin outline, which keeps pale fills visible on paper."""
    return element(
        "rect", x=x, y=y, width=width, height=height, fill=fill, stroke=stroke, stroke_width=0.75
    )


def circle(x: float, y: float, radius: float, stroke: str, width: float) -> str:
    """An empty circle with a stroke of this width."""
    return element("circle", cx=x, cy=y, r=radius, fill="none", stroke=stroke, stroke_width=width)


def number(value: float) -> str:
    """A coordinate with at most two decimals: "12", "12.5"."""
    trimmed = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if trimmed == "-0" else trimmed


def _tag(name: str, inner: str, **attributes: Attribute) -> str:
    written = "".join(
        f' {key.replace("_", "-")}="{_written(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def _written(value: Attribute) -> str:
    return _escaped(value) if isinstance(value, str) else number(value)


def _escaped(content: str) -> str:
    return escape(NOT_XML.sub("", content))
