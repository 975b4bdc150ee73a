"""Charts of the projects: how much of its budget each has used, and what its indicators got."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from disclosures import amounts
from disclosures.charts import Chart, Point, in_words
from disclosures.document.tree import ChartBlock
from performance.forms.model import Form
from performance.scoring import execution_rate, score
from performance.values import Project


def rates(projects: Sequence[Project], form: Form, year: int, number: int) -> Iterator[ChartBlock]:
    """One chart: the execution rate of every project; none when no rate is known."""
    points = tuple(_rate(project) for project in projects)
    if any(point.value is not None for point in points):
        title = f"{year}年度项目预算执行率"
        yield _block(
            Chart("chart-performance-rates", number, title, "columns", "%", points, years=False)
        )


def scores(projects: Sequence[Project], form: Form, year: int, number: int) -> Iterator[ChartBlock]:
    """For every project with all its points, the points of each first level and of execution."""
    if not form.scored:
        return
    for project in projects:
        points = tuple(_groups(project, form))
        if points:
            name = project.name.removesuffix("项目")
            title = f"{name}项目绩效自评各部分得分"
            id = f"chart-performance-scores-{project.key}"
            yield _block(Chart(id, number, title, "columns", "分", points, years=False))
            number += 1


def _rate(project: Project) -> Point:
    rate = execution_rate(project.total)
    return Point(project.name, rate, "" if rate is None else amounts.trimmed(rate))


def _groups(project: Project, form: Form) -> Iterator[Point]:
    """The execution rate, then the first levels in their printed order."""
    card = score(project, form)
    if card.total is None:
        return
    if card.execution is not None and form.execution_weight:
        yield _points("预算执行率", card.execution, form.execution_weight)
    sums: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for one, points in zip(project.printed_indicators, card.indicators, strict=True):
        if points is not None and one.weight is not None:
            sums.setdefault(one.levels[0], []).append((points, one.weight))
    for name, found in sums.items():
        reached = sum((points for points, _ in found), Decimal(0))
        yield _points(name, reached, sum((weight for _, weight in found), Decimal(0)))


def _points(name: str, points: Decimal, weight: Decimal) -> Point:
    label = f"{name}（满分{amounts.trimmed(weight)}）"
    return Point(label, points, amounts.trimmed(points))


def _block(chart: Chart) -> ChartBlock:
    return ChartBlock(chart, f"图{chart.number}：{chart.title}", in_words(chart))


CHARTS: Mapping[str, Callable[[Sequence[Project], Form, int, int], Iterator[ChartBlock]]] = {
    "rates": rates,
    "scores": scores,
}
"""By the name a standard uses."""
