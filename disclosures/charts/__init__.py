"""The charts of a disclosure, drawn as SVG from figures that are already printed.

``values`` (what is shown, and when it must be said in words) → ``columns``, and ``pie`` with its
``legend`` (where things go) → ``marks`` (SVG elements); ``palette``, ``typesetting`` and ``scale``
know colours, widths of text and ticks of an axis. Each module imports only modules named after
it, and values.

A chart never makes a number: amounts and shares are printed from the text the caller gives, the
values decide lengths and angles only.
"""

from disclosures.charts.columns import draw_columns
from disclosures.charts.pie import draw_pie
from disclosures.charts.values import Chart, Point, describe, in_words

__all__ = ["Chart", "Point", "describe", "in_words", "svg"]


def svg(chart: Chart) -> str:
    """Inline SVG of the chart; the same chart always gives the same string.

    Text is real text, named and described for screen readers. There are presentation attributes
    only, no style and no script, so the string passes a strict content security policy and is
    the same in browsers and in the PDF.

    Raises ValueError when ``in_words`` has a sentence to be printed in place of the drawing.
    """
    sentence = in_words(chart)
    if sentence is not None:
        raise ValueError(f"图{chart.number} {chart.title}：{sentence}")
    return draw_pie(chart) if chart.kind == "pie" else draw_columns(chart)
