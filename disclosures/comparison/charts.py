"""The charts of a unit's years: 年初预算 and 决算 of the lines that readers ask for first."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from disclosures.charts import Chart, Point, in_words, svg
from disclosures.comparison.grid import printed
from disclosures.comparison.lines import LINES, STAFF, Line, Stage
from disclosures.comparison.years import Year

CHARTED = ("income", "expenditure", "three_public", "agency_operating", "staff")

LATEST = 4
"""So many years are drawn: more columns could not be read on a phone. The table has them all."""


class Drawing(NamedTuple):
    """A chart with its caption: ``svg``, or ``words`` where a drawing would mislead.

    ``id`` is what leads to it on the page.
    """

    id: str
    caption: str
    svg: SafeString
    words: str


def drawings(years: Sequence[Year]) -> tuple[Drawing, ...]:
    """A chart for each charted line, over the latest of ``years`` in which it is published.

    The staff may stay empty in every document; then there is no chart of it, not even in words.
    """
    latest = years[-LATEST:]
    lines = (line for line in LINES if line.id in CHARTED)
    drawn = (line for line in lines if line != STAFF or any(_points(line, latest)))
    return tuple(_drawing(line, number, latest) for number, line in enumerate(drawn, 1))


def _drawing(line: Line, number: int, years: Sequence[Year]) -> Drawing:
    points = tuple(_points(line, years))
    title = f"{line.label}（{line.unit}）"
    id = f"years-{line.id}"
    chart = Chart(id, number, title, "columns", line.unit, points, years=False)
    words = in_words(chart)
    drawn = mark_safe("" if words else svg(chart))  # noqa: S308 - charts escapes its texts
    return Drawing(id, f"图{number}：{title}", drawn, words or "")


def _points(line: Line, years: Sequence[Year]) -> Iterator[Point]:
    """What is published; a figure that is not has no column, the table says so."""
    for one in years:
        for stage in (Stage.INITIAL, Stage.FINAL):
            value = one.value(line, stage)
            if value is not None:
                yield Point(f"{one.year}年{stage.value}", value, printed(value, line))
