"""The prescribed charts of a standard, filled from the sheet."""

from collections.abc import Iterator

from disclosures.charts import Chart, Point, in_words
from disclosures.document.tree import ChartBlock
from disclosures.narrative.figures import Figure, Unknown
from disclosures.narrative.scope import Scope
from disclosures.standards.language import fill
from disclosures.standards.model import ChartDef, PointDef


def chart_block(definition: ChartDef, number: int, scope: Scope) -> ChartBlock:
    """The chart ``definition`` as figure ``number``; in words when a drawing would mislead."""
    points = tuple(_points(definition, scope))
    chart = Chart(
        id=f"chart-{definition.id}",
        number=number,
        title=fill(definition.title, scope.words),
        kind="pie" if definition.kind == "pie" else "columns",
        unit="万元",
        points=points,
        total=_total(definition, scope),
    )
    return ChartBlock(chart, f"图{number}：{chart.title}", in_words(chart))


def _points(definition: ChartDef, scope: Scope) -> Iterator[Point]:
    if not definition.each:
        for point in definition.points:
            yield _point(point, definition, scope)
        return
    for row in scope.rows(definition.each):
        for point in definition.points:
            yield _point(point, definition, scope.with_row(row))


def _point(point: PointDef, definition: ChartDef, scope: Scope) -> Point:
    name, _, attribute = point.figure.partition(".")
    figure = _known(name, attribute, scope)
    share = _known(name, "share", scope) if definition.whole else None
    return Point(
        label=fill(point.label or scope.standard.figures[name].label, scope.words),
        value=figure.value if figure else None,
        text=figure.text if figure else "",
        share=f"{share.text}%" if share else "",
    )


def _total(definition: ChartDef, scope: Scope) -> str:
    whole = _known(definition.whole, "", scope) if definition.whole else None
    return whole.text if whole else ""


def _known(name: str, attribute: str, scope: Scope) -> Figure | None:
    try:
        return scope.figures.get(name, attribute)
    except Unknown:
        return None
