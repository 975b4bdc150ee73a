"""How people call the places that the log names."""

import pytest

from disclosures.checks.finding import Finding, Severity
from disclosures.models import Action
from disclosures.narrative.scope import TextKey
from disclosures.review.places import Kind, Place, Places
from disclosures.standards.model import Standard
from disclosures.tables import Cell


@pytest.fixture(scope="module")
def places(sichuan: Standard) -> Places:
    return Places(sichuan, 2020)


@pytest.mark.parametrize(
    ("where", "label"),
    [
        ("2020:general_public/2050102/total", "“2050102 一般行政管理事务”本年支出·合计"),
        ("2019:income_expenditure/income_total/amount", "“总计”金额"),
        ("label:reception_occasions/2", "国内公务接待明细第2行的名称"),
        ("text:reason/total/", "“收、支总计”与上年相比的增减原因"),
        ("text:prose/duties/", "“主要职能”的文字"),
        ("table:expenditure", "支出决算表（整张表）"),
        ("2020:abolished/total/total", "2020:abolished/total/total"),
        ("label:abolished/2", "label:abolished/2"),
        ("text:reason/total", "text:reason/total"),
        ("table:abolished", "table:abolished"),
        ("状态", "状态"),
        ("", ""),
    ],
)
def test_names(places: Places, where: str, label: str) -> None:
    tables = {
        "general_public": "一般公共预算财政拨款支出决算表",
        "income_expenditure": "2019年 收入支出决算总表",
    }
    table = where.partition(":")[2].partition("/")[0] if where[:2] == "20" else ""
    assert places.of(where).label == tables.get(table, "") + label


def test_what_a_place_knows(places: Places) -> None:
    cell = Cell("income_expenditure", "income_total", "amount")
    assert places.of("2019:income_expenditure/income_total/amount") == Place(
        "2019:income_expenditure/income_total/amount",
        "2019年 收入支出决算总表“总计”金额",
        Kind.FIGURE,
        cell,
        2019,
        table="income_expenditure",
    )
    assert places.of("text:use/three_public/").text == TextKey("use", "three_public")
    assert (places.of("label:reception_occasions/2").kind, places.of("状态").kind) == (
        Kind.FIGURE,
        Kind.OTHER,
    )


def test_a_finding_is_told_by_its_id_and_message(places: Places) -> None:
    place = places.of("R01 “收、支总计”没有填写", Action.ANSWER)
    assert (place.label, place.kind) == ("R01 “收、支总计”没有填写", Kind.FINDING)
    assert place.where == f"finding:{place.finding}"
    assert place.finding == Finding("R01", Severity.ERROR, "“收、支总计”没有填写").key


@pytest.mark.parametrize("action", [Action.PERFORMANCE, Action.PROPERTIES])
def test_words_of_people_are_no_addresses(places: Places, action: Action) -> None:
    where = "2020:general_public/2050102/total"
    assert places.of(where, action) == Place(where, where)


def test_a_secret_row_is_called_by_its_code_and_name(places: Places) -> None:
    assert places.of("2050102", Action.SECRET).label == "科目 2050102 一般行政管理事务"
    assert places.of("2059999", Action.SECRET).label == "科目 2059999 其他教育支出"
    assert places.of("9999999", Action.SECRET).label == "科目 9999999"


def test_values_are_printed_in_the_unit_of_their_table(places: Places) -> None:
    money = places.of("2020:general_public/total/total")
    count = places.of("2020:matters/abroad_people/value")
    text = places.of("text:reason/total/")
    assert places.printed(money, "12345678.90") == "1,234.56789万元"
    assert places.printed(money, "1788100.00") == "178.81万元"
    assert places.printed(money, "") == ""
    assert places.printed(money, "请核对合计") == "请核对合计"
    assert places.printed(money, "2020", Action.REMARK) == "2020"
    assert places.printed(count, "3.00") == "3人"
    assert places.printed(text, "1788100.00") == "1788100.00"


def test_tables_in_yuan(places: Places) -> None:
    place = places.of("2020:reception_occasions/1/amount")
    assert place.label == "国内公务接待明细“第1行”金额"
    assert places.printed(place, "1234567.8") == "1,234,567.80元"


def test_what_a_place_covers(places: Places) -> None:
    whole, other = places.of("table:general_public"), places.of("table:expenditure")
    figure = places.of("2020:general_public/total/total")
    assert [one.covers(figure) for one in (whole, other, figure)] == [True, False, True]
    assert not figure.covers(whole)
    assert not places.of("状态").covers(figure)
