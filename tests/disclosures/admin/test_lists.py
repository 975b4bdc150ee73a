"""The lists and forms of units and disclosures."""

import re

import pytest
from django.test import Client

from disclosures.models import Disclosure, Kind, Unit

pytestmark = pytest.mark.django_db

ADD = "/admin/disclosures/disclosure/add/"


@pytest.fixture
def unit() -> Unit:
    return Unit.objects.create(name="某某局", slug="bureau", region="某某市")


@pytest.fixture
def disclosure(unit: Unit) -> Disclosure:
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


def fields(page: str) -> list[str]:
    return re.findall(r'<(?:select|input)[^>]* name="([a-z]\w*)"', page.split("<form")[-1])


def desk(client: Client, disclosure: Disclosure) -> str:
    return client.get(f"/admin/disclosures/disclosure/{disclosure.pk}/desk/").content.decode()


def form(unit: Unit, **changed: str) -> dict[str, str]:
    return {"name": unit.name, "slug": unit.slug, "region": unit.region, **changed}


def test_a_row_leads_to_the_desk(admin_client: Client, disclosure: Disclosure) -> None:
    page = admin_client.get("/admin/disclosures/disclosure/").content.decode()
    link = f'<a href="/admin/disclosures/disclosure/{disclosure.pk}/desk/">{disclosure}</a>'
    assert link in page
    assert "结转到下一年" not in page


def test_a_new_disclosure_is_filled_in_on_the_desk(admin_client: Client, unit: Unit) -> None:
    page = admin_client.get(ADD).content.decode()
    names = [name for name in fields(page) if not name.startswith(("csrf", "_"))]
    assert names == ["unit", "year", "kind", "level"]
    data = {"unit": str(unit.pk), "year": "2020", "kind": "final_accounts", "level": "unit"}
    response = admin_client.post(ADD, data)
    made = Disclosure.objects.get()
    assert response["Location"] == f"/admin/disclosures/disclosure/{made.pk}/desk/"
    assert (
        "已建立某某局2020年度单位决算，请开始填报。"
        in admin_client.get(response["Location"]).content.decode()
    )
    again = admin_client.post(ADD, data)
    assert "该单位这一年度的同类材料已经建立" in again.content.decode()
    another = admin_client.post(ADD, {**data, "year": "2021", "_addanother": "1"})
    assert another["Location"] == ADD


def test_a_year_without_a_standard_is_not_begun(admin_client: Client, unit: Unit) -> None:
    data = {"unit": str(unit.pk), "year": "2002", "kind": "final_accounts", "level": "unit"}
    page = admin_client.post(ADD, data).content.decode()
    assert "没有适用于全国2002年度决算的公开范本" in page
    assert not Disclosure.objects.exists()


def test_a_year_out_of_reach_is_said_once(admin_client: Client, unit: Unit) -> None:
    for year in ("-1", "1999", "99999999999999999999", "二〇二〇", ""):
        data = {"unit": str(unit.pk), "year": year, "kind": "final_accounts", "level": "unit"}
        page = admin_client.post(ADD, data).content.decode()
        assert page.count('<ul class="errorlist"') == 1
    assert not Disclosure.objects.exists()


def test_the_name_in_the_address_is_explained(admin_client: Client) -> None:
    page = admin_client.get("/admin/disclosures/unit/add/").content.decode()
    assert "公开页面网址里的名字，用小写字母、数字和连字符" in page


def test_unit_year_and_kind_stay(admin_client: Client, disclosure: Disclosure) -> None:
    change = f"/admin/disclosures/disclosure/{disclosure.pk}/change/"
    assert f'href="{change}">修改口径</a>' in desk(admin_client, disclosure)
    response = admin_client.post(change, {"year": "2031", "kind": "budget", "level": "unit"})
    assert response["Location"] == f"/admin/disclosures/disclosure/{disclosure.pk}/desk/"
    disclosure.refresh_from_db()
    assert (disclosure.year, disclosure.kind, disclosure.level) == (2020, "final_accounts", "unit")


def test_the_jurisdiction_is_chosen_among_the_standards(admin_client: Client, unit: Unit) -> None:
    page = admin_client.get("/admin/disclosures/unit/add/").content.decode()
    select = re.search(r'<select name="jurisdiction".*?</select>', page, re.DOTALL)
    assert select is not None
    assert re.findall(r'value="(\w+)"[^>]*>(.*?)<', select.group()) == [
        ("national", "全国"),
        ("shanghai", "上海市"),
        ("sichuan", "四川省"),
    ]
    change = f"/admin/disclosures/unit/{unit.pk}/change/"
    assert admin_client.post(change, form(unit, jurisdiction="sichuan")).status_code == 302
    unit.refresh_from_db()
    assert unit.jurisdiction == "sichuan"
    refused = admin_client.post(change, form(unit, jurisdiction="atlantis"))
    assert refused.status_code == 200
    unit.refresh_from_db()
    assert unit.jurisdiction == "sichuan"


def test_parent_and_nature(admin_client: Client, unit: Unit) -> None:
    member = Unit.objects.create(name="某某中心", slug="centre", region="某某市", parent=unit)
    change = f"/admin/disclosures/unit/{member.pk}/change/"
    posted = form(member, jurisdiction="national", parent=str(unit.pk), nature="institution")
    assert admin_client.post(change, posted).status_code == 302
    member.refresh_from_db()
    assert (member.parent, member.nature) == (unit, "institution")
    circle = form(unit, jurisdiction="national", parent=str(member.pk))
    page = admin_client.post(f"/admin/disclosures/unit/{unit.pk}/change/", circle)
    assert "“某某中心”就是本单位或其下属单位，不能作主管部门，请另选" in page.content.decode()
    new = {"name": "新局", "slug": "new", "region": "某某市", "jurisdiction": "national"}
    assert admin_client.post("/admin/disclosures/unit/add/", new).status_code == 302


@pytest.mark.parametrize("model", ["unit", "disclosure", "classificationcode", "publication"])
def test_every_list_and_form_opens(
    admin_client: Client, disclosure: Disclosure, model: str
) -> None:
    assert admin_client.get(f"/admin/disclosures/{model}/").status_code == 200
    expected = 403 if model == "publication" else 200
    assert admin_client.get(f"/admin/disclosures/{model}/add/").status_code == expected
