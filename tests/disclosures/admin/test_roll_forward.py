"""Rolling forward in the admin site: the list, the page, and who may."""

import re

import pytest
from django.test import Client

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, State, Unit
from disclosures.narrative.scope import Texts
from disclosures.pipeline import prepare
from tests.disclosures.drafts import auditor, clerk, draft, published

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosures/disclosure/"


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """A published disclosure of a unit of 四川, where 2021 has a standard of its own."""
    disclosure = draft(demonstration_sheet, demonstration_texts)
    published(disclosure)
    return disclosure


def address(disclosure: Disclosure) -> str:
    return f"{LIST}{disclosure.pk}/roll-forward/"


def test_the_list_leads_to_the_page_until_the_year_is_there(
    client: Client, disclosure: Disclosure
) -> None:
    client.force_login(clerk())
    link = f'href="{address(disclosure)}"'
    assert link in client.get(LIST).content.decode()
    client.post(address(disclosure))
    assert link not in client.get(LIST).content.decode()


def test_the_page_says_what_is_taken_over(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    page = client.get(address(disclosure)).content.decode()
    assert "将建立：遂宁市电教教仪站2021年度部门决算" in page
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["上年数（12）", "沿用的文字（6）"]
    assert "<li>收入支出决算总表“总计”金额</li>" in page
    assert "<li>“职能简介”的文字</li>" in page
    assert Disclosure.objects.count() == 1


def test_made_once(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    response = client.post(address(disclosure))
    successor = Disclosure.objects.get(year=2021)
    assert response["Location"] == f"{LIST}{successor.pk}/desk/"
    page = client.get(response["Location"]).content.decode()
    assert "已建立遂宁市电教教仪站2021年度部门决算。" in page
    assert f'<a href="{LIST}{disclosure.pk}/desk/">{disclosure}</a>' in page
    prepared = prepare(successor)
    assert prepared.standard.id == "sichuan/final_accounts_2021"
    assert [section.title for section in prepared.document.parts[0].sections] == [
        "职能简介",
        "2021年重点工作完成情况",
        "机构设置",
    ]
    again = client.post(address(disclosure))
    assert again.status_code == 409
    assert "已经建立，不能再结转；请直接打开它继续编制" in again.content.decode()
    assert f'<a href="{LIST}{successor.pk}/desk/">{successor}</a>' in again.content.decode()
    assert Disclosure.objects.count() == 2


def test_not_before_it_is_published(
    client: Client, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    disclosure = draft(demonstration_sheet, demonstration_texts)
    Disclosure.objects.update(state=State.SUBMITTED)
    client.force_login(clerk())
    response = client.post(address(disclosure))
    assert (response.status_code, "还没有公开，不能结转" in response.content.decode()) == (
        409,
        True,
    )
    assert address(disclosure) not in client.get(LIST).content.decode()


def test_no_standard_for_the_next_year(client: Client, disclosure: Disclosure) -> None:
    Unit.objects.update(jurisdiction="shanghai")
    client.force_login(clerk())
    response = client.get(address(disclosure))
    assert response.status_code == 409
    assert "没有适用于上海市2021年度决算的公开范本" in response.content.decode()
    assert client.post(address(disclosure)).status_code == 409
    assert Disclosure.objects.count() == 1


def test_who_may(client: Client, disclosure: Disclosure) -> None:
    assert client.post(address(disclosure))["Location"].startswith("/admin/login/")
    client.force_login(auditor("reader"))
    assert client.get(address(disclosure)).status_code == 403
    assert client.post(address(disclosure)).status_code == 403
    client.force_login(clerk())
    assert client.put(address(disclosure)).status_code == 405
    assert client.get(f"{LIST}{disclosure.pk + 1}/roll-forward/").status_code == 404
    assert Disclosure.objects.count() == 1
