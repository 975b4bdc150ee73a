"""The grid in the admin site: who may, what is saved, conflicts, requests nobody should make."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures.intake.entry import Change, save
from disclosures.intake.typed import Place
from disclosures.models import Disclosure, Duty, Fact, Kind, Role, State
from disclosures.pipeline import standard_of
from disclosures.tables import Cell
from tests.disclosures.drafts import empty, published

pytestmark = pytest.mark.django_db

ABROAD = "three_public/total/final_abroad"


@pytest.fixture
def disclosure() -> Disclosure:
    return empty()


def base(disclosure: Disclosure) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}"


def post(client: Client, disclosure: Disclosure, content: object, page: str = "cells") -> Any:
    body = content if isinstance(content, str | bytes) else json.dumps(content)
    address = f"{base(disclosure)}/tables/three_public/{page}/"
    return client.post(address, body, content_type="application/json")


def one(text: str, based_on: str = "", cell: str = ABROAD) -> dict[str, Any]:
    return {"unit": "万元", "changes": [{"cell": cell, "text": text, "base": based_on}]}


def enter(disclosure: Disclosure, text: str, username: str = "other") -> None:
    by, _ = User.objects.get_or_create(username=username)
    change = Change(Place(Cell.parse(ABROAD)), text, None)
    save(disclosure, standard_of(disclosure), [change], by)


def stored(disclosure: Disclosure) -> dict[str, str]:
    return {str(row.address): str(row.value) for row in disclosure.facts.order_by("column")}


def test_the_list_of_tables(admin_client: Client, disclosure: Disclosure) -> None:
    enter(disclosure, "5")
    page = admin_client.get(f"{base(disclosure)}/tables/").content.decode()
    titles = [
        *("收入支出决算总表", "“三公”经费支出决算表", "上年决算数", "其他重要事项数据"),
        *("一般公共预算财政拨款支出预算数", "国内公务接待明细"),
    ]
    for title in titles:
        assert title in page
    assert "2 / 12 格" in page
    assert "<td>other</td>" in page
    assert "项目支出决算表" not in page


def test_every_table_opens(admin_client: Client, disclosure: Disclosure) -> None:
    standard = standard_of(disclosure)
    for name in (*standard.order, *standard.supplementary):
        expected = 404 if standard.tables[name].view_of else 200
        address = f"{base(disclosure)}/tables/{name}/"
        assert admin_client.get(address).status_code == expected
    assert admin_client.get(f"{base(disclosure)}/tables/nothing/").status_code == 404


def test_a_saved_cell(admin_client: Client, disclosure: Disclosure) -> None:
    answer = post(admin_client, disclosure, one("1,234.5")).json()
    assert answer["values"][ABROAD] == {
        "base": "12345000.00",
        "text": "1,234.50",
        "total": False,
        "differs": False,
        "origin": "手工录入（admin）",
    }
    assert answer["values"]["three_public/total/final_total"]["total"] is True
    assert (answer["refused"], answer["conflicts"], answer["notes"]) == ({}, {}, [])
    disclosure.refresh_from_db()
    assert disclosure.changed_at is not None
    assert len(answer["saved_at"]) == len("14:03:05")


def test_a_conflict(admin_client: Client, disclosure: Disclosure) -> None:
    enter(disclosure, "50000")
    answer = post(admin_client, disclosure, one("6")).json()
    conflict = answer["conflicts"][ABROAD]
    assert (conflict["base"], conflict["theirs"]) == ("50000.00", "5.00")
    assert conflict["message"].startswith("“other”")
    assert conflict["message"].endswith("已把这一格改为5.00，您填的6.00没有保存")
    assert stored(disclosure)[ABROAD] == "50000.00"
    assert post(admin_client, disclosure, one("6", "50000.00")).json()["conflicts"] == {}
    assert stored(disclosure)[ABROAD] == "60000.00"


def test_a_cell_that_is_refused(admin_client: Client, disclosure: Disclosure) -> None:
    answer = post(admin_client, disclosure, one("十")).json()
    assert answer["refused"] == {ABROAD: "这里应为数字，填的是“十”"}
    assert stored(disclosure) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        "[" * 100_000,
        "[]",
        "null",
        '"text"',
        "1" * 5000,
        {},
        {"unit": "千元", "changes": []},
        {"unit": ["万元"], "changes": []},
        {"unit": "万元", "changes": {}},
        {"unit": "万元", "changes": [1]},
        {"unit": "万元", "changes": [{}]},
        {"unit": "万元", "changes": [{"cell": "a/b", "text": "", "base": ""}]},
        {"unit": "万元", "changes": [{"cell": ABROAD, "text": 1, "base": ""}]},
        {"unit": "万元", "changes": [{"cell": ABROAD, "text": "1", "base": 1}]},
        {"unit": "万元", "changes": [{"cell": ABROAD, "text": "1", "base": "sNaN"}]},
        {"unit": "万元", "changes": [{"cell": ABROAD, "text": "1", "base": "1e9999999"}]},
        {"unit": "万元", "changes": [{"cell": ABROAD, "text": "1", "base": None}]},
        {"unit": "万元", "names": [{"row": 1}]},
        {"unit": "万元", "changes": [{}] * 5001},
    ],
)
def test_hostile_json(admin_client: Client, disclosure: Disclosure, content: object) -> None:
    for page in ("cells", "paste"):
        response = post(admin_client, disclosure, content, page)
        assert response.status_code == 400
        assert response.json() == {"message": "请求不完整，没有保存；请刷新页面后再试"}
    assert stored(disclosure) == {}


@pytest.mark.parametrize(
    "cell",
    [
        "three_public/total/\ud800",
        "three_public/total/\x00",
        "three_public/" + "9" * 5000 + "/final_abroad",
        "prior/prior/prior",
        "prior/three_public/total/final_abroad",
        "reception_occasions/" + "9" * 5000 + "/amount",
        "reception_occasions/²/amount",
        "__class__/__dict__/__init__",
    ],
)
def test_places_that_are_none(admin_client: Client, disclosure: Disclosure, cell: str) -> None:
    response = post(admin_client, disclosure, one("x" * 100_000, cell=cell))
    expected = 400 if cell == "prior/prior/prior" else 200
    assert response.status_code == expected
    assert post(admin_client, disclosure, one("", cell=cell)).status_code == expected
    names = [{"row": "9" * 5000, "text": "\ud800", "base": ""}, {"row": "", "text": "\x00"}]
    assert post(admin_client, disclosure, {"unit": "元", "names": names}).status_code == 200
    assert stored(disclosure) == {}


def test_a_pasted_block(admin_client: Client, disclosure: Disclosure) -> None:
    content = {
        "unit": "万元",
        "text": "1\t2\n",
        "block": 0,
        "row": "total",
        "column": "final_purchase",
        "rows": ["total"],
    }
    assert post(admin_client, disclosure, content, "paste").json() == {
        "cells": [
            ["three_public/total/final_purchase", "1"],
            ["three_public/total/final_running", "2"],
        ],
        "lines": [],
        "entries": [],
        "problems": [],
    }
    damage: list[dict[str, Any]] = [
        {"block": 9},
        {"block": -1},
        {"column": "x"},
        {"row": "x"},
        {"rows": [[]]},
    ]
    for wrong in damage:
        assert post(admin_client, disclosure, content | wrong, "paste").status_code == 400


def test_completions(admin_client: Client, disclosure: Disclosure) -> None:
    def codes(query: str, table: str = "expenditure") -> list[dict[str, str]]:
        address = f"{base(disclosure)}/codes/"
        found = admin_client.get(address, {"table": table, "q": query}).json()["codes"]
        assert isinstance(found, list)
        return found

    assert codes("２０５０１０２") == [
        {"code": "2050102", "name": "一般行政管理事务", "path": "教育支出 › 教育管理事务"}
    ]
    assert codes("住房公积金")[0]["code"] == "2210201"
    assert len(codes("支出")) == 20
    assert codes("") == codes("没有这个") == codes("205", "three_public") == []
    assert admin_client.get(f"{base(disclosure)}/codes/?table=no").status_code == 404


def test_a_new_line_comes_with_those_above_it(admin_client: Client, disclosure: Disclosure) -> None:
    address = f"{base(disclosure)}/tables/expenditure/line/"
    lines = admin_client.get(address, {"row": "2050102", "unit": "元"}).json()["lines"]
    assert [line["key"] for line in lines] == ["205", "20501", "2050102"]
    assert 'data-place="expenditure/2050102/basic"' in lines[2]["html"]
    several = admin_client.get(address, {"row": ["2080505", "2050102"], "unit": "元"}).json()
    keys = ["205", "20501", "2050102", "208", "20805", "2080505"]
    assert [line["key"] for line in several["lines"]] == keys
    assert admin_client.get(address, {"row": "x", "unit": "元"}).json() == {"lines": []}
    assert admin_client.get(address, {"row": "2050102"}).status_code == 400


def plain(client: Client, disclosure: Disclosure, data: dict[str, Any], table: str) -> Any:
    return client.post(f"{base(disclosure)}/tables/{table}/", {"unit": "万元", **data})


def test_the_plain_form(admin_client: Client, disclosure: Disclosure) -> None:
    bases = json.dumps({ABROAD: "", "three_public/total/final_running": ""})
    data = {"bases": bases, ABROAD: "1.5", "three_public/total/final_running": ""}
    response = plain(admin_client, disclosure, data, "three_public")
    assert response["Location"] == f"{base(disclosure)}/tables/three_public/"
    assert stored(disclosure) == {
        "three_public/total/final_abroad": "15000.00",
        "three_public/total/final_total": "15000.00",
    }


def test_the_plain_form_shows_what_it_did_not_store(
    admin_client: Client, disclosure: Disclosure
) -> None:
    enter(disclosure, "50000")
    running = "three_public/total/final_running"
    bases = json.dumps({ABROAD: "", running: ""})
    data = {"bases": bases, ABROAD: "6", running: "<b>"}
    response = plain(admin_client, disclosure, data, "three_public")
    page = response.content.decode()
    assert response.status_code == 409
    assert "已把这一格改为5.00，您填的6.00没有保存" in page
    assert "这里应为数字，填的是“&lt;b&gt;”" in page
    untouched = {"bases": bases, ABROAD: "", running: ""}
    assert plain(admin_client, disclosure, untouched, "three_public").status_code == 302
    assert stored(disclosure)[ABROAD] == "50000.00"


def test_the_plain_form_adds_lines(admin_client: Client, disclosure: Disclosure) -> None:
    data = {"bases": "{}", "line": "住房公积金"}
    response = plain(admin_client, disclosure, data, "item_budget")
    assert response["Location"] == f"{base(disclosure)}/tables/item_budget/?line=2210201"
    page = admin_client.get(response["Location"]).content.decode()
    assert 'data-place="item_budget/2210201/initial"' in page
    many = plain(admin_client, disclosure, {"bases": "{}", "line": "行政运行"}, "item_budget")
    assert "个，请填写科目编码" in many.content.decode()
    named = {"bases": "{}", "name/": "甲单位"}
    assert plain(admin_client, disclosure, named, "reception_occasions").status_code == 302
    assert disclosure.row_labels.get().text == "甲单位"


@pytest.mark.parametrize("bases", ["", "[", "[]", "1", '{"a": 1}', "[" * 100_000])
def test_a_plain_form_that_is_damaged(
    admin_client: Client, disclosure: Disclosure, bases: str
) -> None:
    response = plain(admin_client, disclosure, {"bases": bases, "a": "1"}, "three_public")
    assert response.status_code == 400
    assert "请求不完整，没有保存" in response.content.decode()


def test_totals_are_computed_anew(admin_client: Client, disclosure: Disclosure) -> None:
    enter(disclosure, "50000")
    Fact.objects.filter(column="final_total").update(value=1)
    address = f"{base(disclosure)}/tables/three_public/"
    assert "有1处合计与各项之和不一致" in admin_client.get(address).content.decode()
    response = plain(admin_client, disclosure, {"action": "retotal"}, "three_public")
    assert response.status_code == 200
    assert "原为0.0001，现按各项合计为5.00" in response.content.decode()
    assert stored(disclosure)["three_public/total/final_total"] == "50000.00"


def test_the_unit_is_kept_for_each_table(admin_client: Client, disclosure: Disclosure) -> None:
    enter(disclosure, "12345.67")
    address = f"{base(disclosure)}/tables/three_public/"
    assert 'value="1.234567"' in admin_client.get(address).content.decode()
    for query in ("?unit=元", "", "?unit=千元"):
        assert 'value="12,345.67"' in admin_client.get(address + query).content.decode()


def test_a_draft_alone_is_changed(admin_client: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.update(state=State.SUBMITTED)
    response = post(admin_client, disclosure, one("5"))
    assert (response.status_code, response.json()) == (
        409,
        {"message": "这份材料不在编制中，数据不能再更改"},
    )
    data = {"bases": json.dumps({ABROAD: ""}), ABROAD: "5"}
    assert plain(admin_client, disclosure, data, "three_public").status_code == 403
    page = admin_client.get(f"{base(disclosure)}/tables/three_public/").content.decode()
    assert "数据只能查看" in page
    assert 'name="action"' not in page
    assert stored(disclosure) == {}


def test_a_reader_may_look_but_not_save(client: Client, disclosure: Disclosure) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    Role.objects.create(user=user, duty=Duty.AUDITOR)
    client.force_login(user)
    assert client.get(f"{base(disclosure)}/tables/three_public/").status_code == 200
    response = post(client, disclosure, one("5"))
    assert (response.status_code, response.json()) == (
        403,
        {"message": "您没有编辑权限，没有保存"},
    )
    assert stored(disclosure) == {}


def test_strangers_and_staff_without_permission(client: Client, disclosure: Disclosure) -> None:
    pages = ("tables/", "tables/three_public/", "codes/", "tables/three_public/line/")
    for page in pages:
        assert client.get(f"{base(disclosure)}/{page}").status_code == 302
    assert post(client, disclosure, one("5")).status_code == 302
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    for page in pages:
        assert client.get(f"{base(disclosure)}/{page}").status_code == 404
    assert post(client, disclosure, one("5")).status_code == 404
    assert stored(disclosure) == {}


def test_without_a_token_nothing_is_saved(disclosure: Disclosure) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("admin"))
    assert post(client, disclosure, one("5")).status_code == 403
    assert stored(disclosure) == {}


def test_other_methods_and_unknown_disclosures(
    admin_client: Client, disclosure: Disclosure
) -> None:
    assert admin_client.get(f"{base(disclosure)}/tables/three_public/cells/").status_code == 405
    assert admin_client.post(f"{base(disclosure)}/codes/").status_code == 405
    assert admin_client.put(f"{base(disclosure)}/tables/three_public/").status_code == 405
    assert admin_client.get("/admin/disclosures/disclosure/999/tables/").status_code == 404


def test_a_year_without_a_standard(admin_client: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.update(year=2005)
    for page in ("tables/", "tables/three_public/"):
        response = admin_client.get(f"{base(disclosure)}/{page}")
        assert "没有适用于" in response.content.decode()
    assert post(admin_client, disclosure, one("5")).status_code == 409


def test_where_a_figure_came_from_and_the_texts_beside_it(
    admin_client: Client, disclosure: Disclosure
) -> None:
    before = Disclosure.objects.create(unit=disclosure.unit, year=2019, kind=Kind.FINAL_ACCOUNTS)
    version = published(before)
    final = Cell.parse("three_public/total/final_total")
    for year, value, source in ((2020, 39, None), (2019, 16, version)):
        Fact.objects.create(
            disclosure=disclosure,
            year=year,
            **final._asdict(),
            value=value * 100,
            publication=source,
        )
    page = admin_client.get(f"{base(disclosure)}/tables/comparatives/").content.decode()
    assert '<span class="origin">已公开的某某市示例单位2019年度部门决算 第1版</span>' in page
    assert 'data-place="prior/three_public/total/final_total" data-base="1600.00"' in page
    Fact.objects.create(
        disclosure=disclosure,
        year=2020,
        **final._replace(column="budget_total")._asdict(),
        value=5000,
    )
    page = admin_client.get(f"{base(disclosure)}/tables/three_public/").content.decode()
    assert 'id="text-budget_reason-three_public"' in page


def test_a_code_that_the_list_lost(admin_client: Client, disclosure: Disclosure) -> None:
    Fact.objects.create(
        disclosure=disclosure,
        year=2020,
        table="expenditure",
        row="2999999",
        column="basic",
        value=1,
    )
    page = admin_client.get(f"{base(disclosure)}/tables/expenditure/").content.decode()
    assert "没有编码“2999999”" in page
