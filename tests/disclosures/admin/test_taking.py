"""Taking figures over from published documents at the desk: the offer, the page, and who may."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from disclosures.models import Disclosure, Duty, Fact, Kind, Level, Role, State, Unit
from disclosures.pipeline import standard_of
from tests.disclosures import samples
from tests.disclosures.drafts import auditor, clerk, published, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return Unit.objects.create(name="某某站", slug="station", region="某市", jurisdiction="sichuan")


@pytest.fixture
def accounts(unit: Unit) -> Disclosure:
    """Final accounts in hand, and the published budget of their year."""
    budget = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.BUDGET)
    figures = {"general_public/2050102/total": "87.5", "general_public/total/total": "87.5"}
    store(budget, samples.sheet(standard_of(budget), figures))
    published(budget)
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


def page(client: Client, of: Disclosure, name: str = "take_over") -> str:
    return client.get(reverse(f"admin:desk_{name}", args=(of.pk,))).content.decode()


def rows(shown: str) -> list[list[str]]:
    """The texts of the cells of each line of figures."""
    body = "".join(re.findall(r"<tbody>(.*?)</tbody>", shown, re.DOTALL))
    return [
        re.findall(r">([^<>]+)<", line) for line in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    ]


def test_the_overview_offers_what_there_is_until_it_is_taken(
    client: Client, accounts: Disclosure
) -> None:
    client.force_login(clerk())
    shown = page(client, accounts, "overview")
    address = reverse("admin:desk_take_over", args=(accounts.pk,))
    assert f'<a class="button" href="{address}">从已公开材料取数（2 项）</a>' in shown
    assert (
        '同年度预算：<a href="/station/2020/department_budget/">某某站2020年度部门预算</a>' in shown
    )
    done = client.post(address, follow=True)
    assert done.redirect_chain == [(reverse("admin:desk_overview", args=(accounts.pk,)), 302)]
    assert "已取数 2 项。" in done.content.decode()
    assert "从已公开材料取数" not in page(client, accounts, "overview")
    assert Fact.objects.get(disclosure=accounts, row="2050102", column="initial").value == 875000


def test_the_page_lists_what_is_taken_and_what_stays(client: Client, accounts: Disclosure) -> None:
    client.force_login(clerk())
    assert rows(page(client, accounts)) == [
        ["一般公共预算财政拨款支出预算数“2050102 一般行政管理事务”年初预算数", "87.50万元", "—"],
        ["一般公共预算财政拨款支出预算数“合计”年初预算数", "87.50万元", "—"],
    ]
    store(accounts, samples.sheet(standard_of(accounts), {"item_budget/2050102/initial": "80"}))
    shown = page(client, accounts)
    assert re.findall(r"<caption>(.*?)</caption>", shown) == [
        "将取的数（1）",
        "与公开的数不同，保留填报的数（1）",
    ]
    assert rows(shown)[1] == [
        "一般公共预算财政拨款支出预算数“2050102 一般行政管理事务”年初预算数",
        "87.50万元",
        "80.00万元",
    ]
    client.post(reverse("admin:desk_take_over", args=(accounts.pk,)))
    Fact.objects.filter(disclosure=accounts, row="2050102", column="initial").delete()
    Fact.objects.filter(disclosure=accounts, row="total", column="initial").update(value=875000)
    client.post(reverse("admin:desk_take_over", args=(accounts.pk,)))
    shown = page(client, accounts)
    assert "给出的数都已在表中。" in shown and "<button" not in shown.split("<main")[1]


def test_without_a_published_document_nothing_is_offered(client: Client, unit: Unit) -> None:
    accounts = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    client.force_login(clerk())
    assert "从已公开材料取数" not in page(client, accounts, "overview")
    assert "本单位没有可以取数的已公开材料" in page(client, accounts)
    done = client.post(reverse("admin:desk_take_over", args=(accounts.pk,)), follow=True)
    assert "没有可以取的数。" in done.content.decode()


def test_who_may(client: Client, accounts: Disclosure) -> None:
    address = reverse("admin:desk_take_over", args=(accounts.pk,))
    client.force_login(auditor())
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    assert "从已公开材料取数" not in page(client, accounts, "overview")
    other = User.objects.create_user("other", is_staff=True)
    away = Unit.objects.create(name="他站", slug="other", region="某市")
    Role.objects.create(user=other, duty=Duty.CLERK, unit=away)
    client.force_login(other)
    assert client.post(address).status_code == 404
    assert Fact.objects.filter(disclosure=accounts).count() == 0


def test_what_is_no_draft_takes_nothing(client: Client, accounts: Disclosure) -> None:
    Disclosure.objects.filter(pk=accounts.pk).update(state=State.SUBMITTED)
    client.force_login(clerk())
    address = reverse("admin:desk_take_over", args=(accounts.pk,))
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)


def test_a_year_without_a_standard_is_refused_in_words(
    client: Client, accounts: Disclosure
) -> None:
    Disclosure.objects.filter(pk=accounts.pk).update(year=2001)
    client.force_login(clerk())
    response = client.get(reverse("admin:desk_take_over", args=(accounts.pk,)))
    assert response.status_code == 409
    assert "没有适用于" in response.content.decode()
    assert "2001年度" in response.content.decode()


def test_the_next_year_says_what_the_published_budget_gives(
    client: Client, accounts: Disclosure
) -> None:
    published(accounts)
    budget = Disclosure.objects.create(unit=accounts.unit, year=2021, kind=Kind.BUDGET)
    figures = {"general_public/2050102/total": "87.5", "general_public/total/total": "87.5"}
    store(budget, samples.sheet(standard_of(budget), figures))
    published(budget)
    client.force_login(clerk())
    shown = page(client, accounts, "roll_forward")
    assert "<h3>本年的数（8）</h3>" in shown
    client.post(reverse("admin:desk_roll_forward", args=(accounts.pk,)))
    made = Disclosure.objects.get(year=2021, kind=Kind.FINAL_ACCOUNTS, level=Level.DEPARTMENT)
    assert Fact.objects.get(disclosure=made, row="2050102", column="revised").value == 875000
