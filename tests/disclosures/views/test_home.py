"""The home page: what it lists, by year, region, kind and unit, sorted and in pages."""

import re

import pytest
from django.test import Client

from disclosures.models import Disclosure, Kind, Unit
from tests.disclosures.drafts import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed() -> None:
    """Four published documents of two units, and a draft."""
    first = Unit.objects.create(name="甲局", short_name="小甲", slug="jia", region="远山市")
    second = Unit.objects.create(name="乙局", slug="yi", region="近水县", demonstration=True)
    for unit, year, kind in (
        (first, 2020, Kind.FINAL_ACCOUNTS),
        (first, 2021, Kind.BUDGET),
        (second, 2020, Kind.FINAL_ACCOUNTS),
        (second, 2021, Kind.FINAL_ACCOUNTS),
    ):
        published(Disclosure.objects.create(unit=unit, year=year, kind=kind))
    Disclosure.objects.create(unit=first, year=2022, kind=Kind.BUDGET)


def page(client: Client, **asked: str) -> str:
    response = client.get("/", asked)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    """Those of the list, without 年度部门."""
    found = re.findall(r'<a href="/[^"]+/">(.{2,3}20.*?)</a>', html)
    return [title.replace("年度部门", "") for title in found]


def heading(html: str) -> str:
    *_, last = re.finditer(r"<h2>(.*?)</h2>", html)
    return last.group(1)


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("asked", "found", "said"),
    [
        (
            {"sort": "title"},
            ["乙局2020决算", "乙局2021决算", "甲局2020决算", "甲局2021预算"],
            "全部公开材料：共 4 份",
        ),
        ({"year": "2020", "sort": "unit"}, ["乙局2020决算", "甲局2020决算"], "2020年度：共 2 份"),
        (
            {"region": "远山市", "sort": "-year"},
            ["甲局2021预算", "甲局2020决算"],
            "远山市：共 2 份",
        ),
        ({"kind": "budget"}, ["甲局2021预算"], "预算：共 1 份"),
        ({"unit": "乙", "year": "2021"}, ["乙局2021决算"], "2021年度、单位名称含“乙”：共 1 份"),
        ({"unit": "小甲", "kind": "budget"}, ["甲局2021预算"], "预算、单位名称含“小甲”：共 1 份"),
        ({"region": "没有市"}, [], "没有市：没有公开的材料"),
        ({"year": "2022", "kind": "budget"}, [], "2022年度、预算：没有公开的材料"),
        (
            {"unit": "\x00甲\x00", "year": "2020"},
            ["甲局2020决算"],
            "2020年度、单位名称含“甲”：共 1 份",
        ),
    ],
)
def test_narrowed(client: Client, asked: dict[str, str], found: list[str], said: str) -> None:
    html = page(client, **asked)
    assert (titles(html), heading(html)) == (found, said)


@pytest.mark.usefixtures("listed")
def test_choices_with_their_counts(client: Client) -> None:
    html = page(client, year="2021")
    links = re.findall(r'<li><a href="(\?[^"]*)"( aria-current="true")?>(.*?)</a>', html)
    assert [(address, bool(now), label) for address, now, label in links] == [
        ("?", False, "全部"),
        ("?year=2021", True, "2021（2份）"),
        ("?year=2020", False, "2020（2份）"),
        ("?year=2021", True, "全部"),
        ("?year=2021&amp;region=%E8%BF%91%E6%B0%B4%E5%8E%BF", False, "近水县（1份）"),
        ("?year=2021&amp;region=%E8%BF%9C%E5%B1%B1%E5%B8%82", False, "远山市（1份）"),
        ("?year=2021", True, "全部"),
        ("?year=2021&amp;kind=budget", False, "预算（1份）"),
        ("?year=2021&amp;kind=final_accounts", False, "决算（1份）"),
    ]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"year": "去年"}, "“去年”不是年度，没有按年度筛选；年度是四位数字，如 2020。"),
        ({"year": "20201"}, "“20201”不是年度，没有按年度筛选；年度是四位数字，如 2020。"),
        ({"year": "0000"}, "“0000”不是年度，没有按年度筛选；年度是四位数字，如 2020。"),
        ({"kind": "<b>"}, "“&lt;b&gt;”不是类别，没有按类别筛选；类别是预算或决算。"),
    ],
)
def test_what_cannot_be_is_told_and_left_out(
    client: Client, asked: dict[str, str], told: str
) -> None:
    html = page(client, **asked)
    assert f'<p class="told">{told}</p>' in html
    assert heading(html) == "全部公开材料：共 4 份"


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    "asked",
    [
        *({"sort": "x"}, {"page": "x"}, {"page": "0"}, {"page": "99"}),
        *({"per_page": "-1"}, {"per_page": "1"}),
    ],
)
def test_odd_addresses_show_the_list(client: Client, asked: dict[str, str]) -> None:
    assert len(titles(page(client, **asked))) == 4


@pytest.mark.usefixtures("listed")
def test_a_demonstration_says_so(client: Client) -> None:
    html = page(client)
    assert html.count('<span class="mark">演示数据</span>') == 2


def test_nothing_published(client: Client) -> None:
    html = page(client)
    assert "<p>还没有公开的材料。</p>" in html
    assert "facets" not in html


def test_in_pages(client: Client) -> None:
    unit = Unit.objects.create(name="甲局", slug="jia", region="远山市")
    for year in range(2000, 2060):
        published(Disclosure.objects.create(unit=unit, year=year, kind=Kind.BUDGET))
    html = page(client, sort="year", page="2", kind="budget")
    assert titles(html) == [f"甲局{year}预算" for year in range(2050, 2060)]
    assert "第 2 页，共 2 页" in html
    assert 'href="?sort=year&amp;page=1&amp;kind=budget">上一页</a>' in html
    assert '<th scope="col" aria-sort="ascending"><a href="?sort=-year' in html
    alike = [title for number in "12" for title in titles(page(client, sort="-kind", page=number))]
    assert alike == [f"甲局{year}预算" for year in range(2059, 1999, -1)]
    whole = page(client, per_page="1000")
    assert (len(titles(whole)), "第 1 页，共 2 页" in whole) == (50, True)
