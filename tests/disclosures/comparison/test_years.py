"""One unit across years: every figure of its page, printed."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from disclosures.comparison.charts import drawings
from disclosures.comparison.grid import Group, Row, across_years
from disclosures.comparison.lines import LINES, STAFF, Stage
from disclosures.comparison.reading import current, read
from disclosures.comparison.years import Year, years_of
from disclosures.demonstration import load_demonstration
from disclosures.models import Kind, Level, Unit
from tests.disclosures.comparison.made_up import (
    BASIC,
    EXPENDITURE,
    THREE_PUBLIC,
    TOTAL,
    publish,
    unit,
)
from tests.disclosures.comparison.made_up import (
    STAFF as PEOPLE,
)
from tests.disclosures.site.life import TOTAL as TOTAL_CELL
from tests.disclosures.site.life import Life

pytestmark = pytest.mark.django_db

NONE = "未公开"

CHARTS = ["years-income", "years-expenditure", "years-three_public", "years-agency_operating"]


def years(of: Unit) -> tuple[Year, ...]:
    return years_of(read(current().filter(disclosure__unit=of)))


def lines(of: Unit) -> dict[str, list[list[str]]]:
    """By label of a line its rows, each with its own label first."""
    return {
        group.label: [[row.label, *row.texts] for row in group.rows]
        for group in across_years(years(of))
    }


@pytest.fixture
def demonstration_unit(monkeypatch: pytest.MonkeyPatch) -> Unit:
    """Both budgets and the final accounts of the demonstration, published without files."""
    monkeypatch.setattr("disclosures.publication.rendering.FORMATS", {})
    load_demonstration()
    return Unit.objects.get()


def test_the_demonstration(demonstration_unit: Unit) -> None:
    assert [one.year for one in years(demonstration_unit)] == [2020, 2021]
    assert lines(demonstration_unit) == {
        "收支总计": [
            ["年初预算", "339.97", "298.20"],
            ["调整预算", NONE, NONE],
            ["决算", "244.24", NONE],
            ["年初预算比上年", "—", "-41.77（-12.29%）"],
        ],
        "本年收入": [
            ["年初预算", NONE, NONE],
            ["调整预算", NONE, NONE],
            ["决算", "228.97", NONE],
        ],
        "本年支出": [
            ["年初预算", "339.97", "298.20"],
            ["调整预算", NONE, NONE],
            ["决算", "188.52", NONE],
            ["年初预算比上年", "—", "-41.77（-12.29%）"],
        ],
        "基本支出": [
            ["年初预算", "112.27", "117.48"],
            ["调整预算", NONE, NONE],
            ["决算", "130.57", NONE],
            ["年初预算比上年", "—", "+5.21（+4.64%）"],
        ],
        "项目支出": [
            ["年初预算", "227.70", "180.72"],
            ["调整预算", NONE, NONE],
            ["决算", "57.95", NONE],
            ["年初预算比上年", "—", "-46.98（-20.63%）"],
        ],
        "一般公共预算财政拨款支出": [
            ["年初预算", "339.97", "242.48"],
            ["调整预算", "234.53", NONE],
            ["决算", "178.81", NONE],
            ["年初预算比上年", "—", "-97.49（-28.68%）"],
        ],
        "“三公”经费": [
            ["年初预算", "0.50", "0.45"],
            ["调整预算", "0.50", NONE],
            ["决算", "0.39", NONE],
            ["年初预算比上年", "—", "-0.05（-10.00%）"],
        ],
        "因公出国（境）费": [
            ["年初预算", "0.00", "0.00"],
            ["调整预算", "0.00", NONE],
            ["决算", "0.00", NONE],
            ["年初预算比上年", "—", "持平"],
        ],
        "公务用车购置及运行维护费": [
            ["年初预算", "0.00", "0.00"],
            ["调整预算", "0.00", NONE],
            ["决算", "0.00", NONE],
            ["年初预算比上年", "—", "持平"],
        ],
        "公务接待费": [
            ["年初预算", "0.50", "0.45"],
            ["调整预算", "0.50", NONE],
            ["决算", "0.39", NONE],
            ["年初预算比上年", "—", "-0.05（-10.00%）"],
        ],
        "机关运行经费": [
            ["年初预算", "0.00", "0.00"],
            ["调整预算", NONE, NONE],
            ["决算", "0.00", NONE],
            ["年初预算比上年", "—", "持平"],
        ],
        "人员": [["年初预算、调整预算、决算", NONE, NONE]],
    }


def test_the_charts_of_the_demonstration(demonstration_unit: Unit) -> None:
    drawn = drawings(years(demonstration_unit))
    assert [(one.caption, bool(one.svg), one.words) for one in drawn] == [
        ("图1：本年收入（万元）", True, ""),
        ("图2：本年支出（万元）", True, ""),
        ("图3：“三公”经费（万元）", True, ""),
        ("图4：机关运行经费（万元）", False, "各项均为0，不绘制图形。"),
    ]
    described = "2020年年初预算：0.50万元；2020年决算：0.39万元；2021年年初预算：0.45万元。"
    assert f">{described}</desc>" in drawn[2].svg


def test_the_staff_is_drawn_where_it_is_known() -> None:
    station = unit("某站", "station")
    publish(station, {EXPENDITURE: "1000000"}, 2019)
    assert [one.id for one in drawings(years(station))] == CHARTS
    publish(station, {PEOPLE: "14"}, 2020, Kind.BUDGET)
    publish(station, {PEOPLE: "12"}, 2020)
    publish(station, {PEOPLE: "11"}, 2021)
    drawn = drawings(years(station))
    assert [one.id for one in drawn] == [*CHARTS, "years-staff"]
    assert (drawn[4].caption, drawn[4].words) == ("图5：人员（人）", "")
    described = "2020年年初预算：14人；2020年决算：12人；2021年决算：11人。"
    assert f">{described}</desc>" in drawn[4].svg
    texts = re.findall(">([^<>]+)</text>", drawn[4].svg)
    assert [text for text in texts if text.isdigit()] == ["0", "5", "10", "15", "14", "12", "11"]


def test_every_chart_leads_to_itself(client: Client) -> None:
    publish(unit("某站", "station"), {EXPENDITURE: "1000000", PEOPLE: "12"})
    page = client.get("/station/")
    for id in (*CHARTS, "years-staff"):
        assertContains(page, f'<figure id="{id}">', 1)
        assertContains(page, f'<a class="here" href="#{id}" aria-label="本图的链接"></a>', 1)


def test_changes_only_against_the_year_before() -> None:
    station = unit("某站", "station")
    for year, amount in ((2020, "1000000"), (2022, "2000000"), (2023, "2500000")):
        publish(station, {EXPENDITURE: amount}, year)
    assert lines(station)["本年支出"] == [
        ["年初预算", NONE, NONE, NONE],
        ["调整预算", NONE, NONE, NONE],
        ["决算", "100.00", "200.00", "250.00"],
        ["决算比上年", "—", "—", "+50.00（+25.00%）"],
    ]


def test_a_change_from_zero_has_no_rate() -> None:
    station = unit("某站", "station")
    publish(station, {THREE_PUBLIC: "0"}, 2020)
    publish(station, {THREE_PUBLIC: "30000"}, 2021)
    assert lines(station)["“三公”经费"][-1] == ["决算比上年", "—", "+3.00"]


def test_per_head() -> None:
    station = unit("某站", "station")
    publish(station, {EXPENDITURE: "1000000", BASIC: "500000", PEOPLE: "12"}, 2020)
    publish(station, {EXPENDITURE: "1200000", PEOPLE: "0"}, 2021)
    found = lines(station)
    assert found["本年支出"][3:] == [
        ["人均决算", "8.33", "—"],
        ["决算比上年", "—", "+20.00（+20.00%）"],
    ]
    assert found["基本支出"][3:] == [["人均决算", "4.17", "—"]]
    assert found["人员"][2:] == [["决算", "12", "0"], ["决算比上年", "—", "-12（-100.00%）"]]
    assert years(station)[0].per_head(LINES[2], Stage.FINAL) == Decimal(1000000) / 12
    assert years(station)[0].per_head(LINES[2], Stage.INITIAL) is None


def test_what_the_budget_says_before_what_the_accounts_say_of_it() -> None:
    station = unit("某站", "station")
    publish(station, {"item_budget/total/initial": "1100000"}, 2020)
    assert lines(station)["一般公共预算财政拨款支出"][0] == ["年初预算", "110.00"]
    publish(station, {"general_public/total/total": "1000000"}, 2020, Kind.BUDGET)
    assert lines(station)["一般公共预算财政拨款支出"][0] == ["年初预算", "100.00"]


def test_levels_are_not_mixed() -> None:
    station = unit("某站", "station")
    publish(station, {TOTAL: "1"}, level=Level.UNIT)
    publish(station, {TOTAL: "2"}, level=Level.DEPARTMENT)
    values = [(one.level, one.value(LINES[0], Stage.FINAL)) for one in years(station)]
    assert values == [("department", Decimal(2)), ("unit", Decimal(1))]


def test_a_correction_and_a_withdrawal(client: Client, life: Life) -> None:
    """The current version alone is compared; of what is withdrawn nothing is left."""
    life.publish()
    address = f"/{life.disclosure.unit.slug}/"
    assertContains(client.get(address), "<td>244.24</td>", 1)
    life.correct("总计误填", lambda: life.enter(TOTAL_CELL, "2553400.00"))
    page = client.get(address)
    assertContains(page, "<td>255.34</td>", 1)
    assertContains(page, "第2版", 1)
    assert "244.24" not in page.content.decode()
    life.enter(TOTAL_CELL, "9999900.00")
    assert "999.99" not in client.get(address).content.decode()
    life.withdraw("含有工作秘密")
    assert client.get(address).status_code == 404


def test_nothing_of_an_unknown_standard() -> None:
    """Without the standard it is not known where a figure stands."""
    nowhere = Unit.objects.create(name="某站", slug="s", region="某市", jurisdiction="nowhere")
    publish(nowhere, {TOTAL: "1"})
    (year,) = years(nowhere)
    assert [year.value(line, stage) for line in LINES for stage in Stage] == [None] * 36
    assert across_years([year])[-1] == Group(
        STAFF.label, "人", (Row("年初预算、调整预算、决算", (NONE,)),)
    )
