"""The prescribed charts: points, labels, shares, and when a chart is said in words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.charts import Chart, Point
from disclosures.document.charting import chart_block
from disclosures.document.tree import ChartBlock
from disclosures.standards.model import Standard
from tests.disclosures import samples


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


def block(
    of: Standard, id: str, figures: dict[str, str], prior: dict[str, str] | None = None
) -> ChartBlock:
    number, definition = next(
        (number, chart) for number, chart in enumerate(of.charts, 1) if chart.id == id
    )
    return chart_block(definition, number, samples.scope(of, samples.sheet(of, figures, prior)))


def test_columns_of_two_years(standard: Standard) -> None:
    now = {"income_expenditure/income_total/amount": "244.24"}
    prior = {"income_expenditure/income_total/amount": "601.54"}
    assert block(standard, "totals", now, prior) == ChartBlock(
        Chart(
            id="chart-totals",
            number=1,
            title="收、支决算总计变动情况图",
            kind="columns",
            unit="万元",
            points=(
                Point("2019年", Decimal("6015400"), "601.54"),
                Point("2020年", Decimal("2442400"), "244.24"),
            ),
        ),
        "图1：收、支决算总计变动情况图",
        None,
    )


def test_a_year_that_is_not_known(standard: Standard) -> None:
    chart = block(standard, "totals", {"income_expenditure/income_total/amount": "1"}).chart
    assert chart.points == (Point("2019年", None, ""), Point("2020年", Decimal(10000), "1"))


def test_a_pie_with_its_shares_and_total(standard: Standard) -> None:
    figures = {
        "three_public/total/final_total": "4",
        "three_public/total/final_abroad": "0",
        "three_public/total/final_vehicles": "3",
        "three_public/total/final_reception": "1",
    }
    shown = block(standard, "three_public", figures)
    assert shown.caption == "图7：“三公”经费财政拨款支出结构"
    assert shown.words is None
    assert shown.chart.total == "4"
    assert shown.chart.points == (
        Point("因公出国（境）费", Decimal(0), "0", "0%"),
        Point("公务用车购置及运行维护费", Decimal(30000), "3", "75%"),
        Point("公务接待费", Decimal(10000), "1", "25%"),
    )


def test_a_pie_of_the_classes(standard: Standard) -> None:
    figures = {
        "general_public/total/total": "8",
        "general_public/208/total": "6",
        "general_public/205/total": "2",
        "general_public/2050199/total": "2",
    }
    assert block(standard, "structure", figures).chart.points == (
        Point("教育支出", Decimal(20000), "2", "25%"),
        Point("社会保障和就业支出", Decimal(60000), "6", "75%"),
    )


@pytest.mark.parametrize(
    ("id", "figures", "words"),
    [
        ("structure", {}, "没有数据，不绘制图形。"),
        ("three_public", {}, "各项均未列明，不绘制图形。"),
        (
            "three_public",
            {f"three_public/total/final_{k}": "0" for k in ("abroad", "vehicles", "reception")},
            "各项均为0，不绘制图形。",
        ),
        (
            "three_public",
            {
                "three_public/total/final_total": "4",
                "three_public/total/final_vehicles": "-1",
                "three_public/total/final_reception": "5",
            },
            "含有负数，不宜以饼图表示。因公出国（境）费：未列明；"
            "公务用车购置及运行维护费：-1万元；公务接待费：5万元，占125%。",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said(
    standard: Standard, id: str, figures: dict[str, str], words: str
) -> None:
    assert block(standard, id, figures).words == words


def test_words_in_a_label_are_filled_once(standard: Standard) -> None:
    scope = samples.scope(standard, samples.sheet(standard, {}))
    named = replace(scope, words={**scope.words, "prior_year": "{year}"})
    chart = chart_block(standard.charts[0], 1, named).chart
    assert [point.label for point in chart.points] == ["{year}年", "2020年"]
