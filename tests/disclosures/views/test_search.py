"""The search page: what it says, and that it takes whatever is typed."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from disclosures.models import Unit
from tests.disclosures.searchable import publish

pytestmark = pytest.mark.django_db


def text(client: Client, **asked: str) -> str:
    """The main part of the answer, as text."""
    response = client.get("/search/", asked)
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def test_a_result_leads_to_the_sentence(client: Client, education: Unit) -> None:
    publish(education, 2020, "办学。", "修缮校舍120万元。")
    page = client.get("/search/", {"q": "校舍"}).content.decode()
    address = "/jiaoyu/2020/department_final_accounts/"
    assert f'<h3><a href="{address}">远山市教育局2020年度部门决算</a></h3>' in page
    assert (
        f'<li><span class="under">一、情况说明</span> <a href="{address}#p-2">'
        "修缮<mark>校舍</mark>120万元。</a></li>"
    ) in page
    assert "<title>校舍：查找预决算公开</title>" in page
    assert "<h2>找到 1 份</h2>" in page


def test_what_is_found_is_escaped(client: Client, education: Unit) -> None:
    publish(education, 2020, "校舍&lt;script&gt;alert(1)&lt;/script&gt;")
    page = client.get("/search/", {"q": "<script>校舍"}).content.decode()
    assert "<script>" not in page
    assert "<mark>校舍</mark>&lt;<mark>script</mark>&gt;alert(1)&lt;/" in page


def test_nothing_asked(client: Client) -> None:
    assert "找到" not in text(client)
    assert "没有" not in text(client)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"q": "没这回事"}, "没有公开的材料同时有这些词。"),
        ({"q": "校"}, "“校”只有一个字，没有查找；请至少输入两个字。"),
        ({"q": "校 办学"}, "“校”只有一个字，没有查找；请至少输入两个字。"),
        ({"q": "，。*()\"'"}, "没有可以查找的字：请输入汉字、字母或数字。"),
        ({"q": "\x00"}, "没有可以查找的字：请输入汉字、字母或数字。"),
        ({"q": "办" * 250}, "输入的内容太长，只查找了前 100 个字。"),
        ({"q": "教育局部门决算"}, "没有与输入完全一致的内容，下面是同时有“教育局”、“决算”的材料。"),
        (
            {"q": "办学", "year": "去年"},
            "“去年”不是年度，没有按年度筛选；年度是四位数字，如 2020。",
        ),
        ({"q": "办学", "kind": "x"}, "“x”不是类别，没有按类别筛选；类别是预算或决算。"),
        ({"q": "办学", "region": "远山市"}, "只查找地区为“远山市”的材料。"),
    ],
)
def test_told_in_words(
    client: Client,
    education: Unit,
    asked: dict[str, str],
    told: str,
) -> None:
    publish(education, 2020, "办学。")
    assert told in text(client, **asked)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "٣", "2", "", "\x00"])
@pytest.mark.parametrize("region", ["", "远山市", "\x00", "'"])
def test_odd_addresses(
    client: Client,
    education: Unit,
    page: str,
    region: str,
) -> None:
    publish(education, 2020, "办学。")
    found = "找到 1 份" if region != "'" else "没有找到"
    assert found in text(client, q="办学", page=page, region=region)


def test_pages(client: Client, water: Unit) -> None:
    for year in range(2000, 2023):
        publish(water, year, "治水。")
    page = client.get("/search/", {"q": "治水", "page": "2"}).content.decode()
    assert "<h2>找到 23 份</h2>" in page
    assert '<ol class="results" start="11">' in page
    assert page.count("<h3>") == 10
    assert re.findall(r'<a href="(\?[^"]*page=[^"]*)">(.*?)</a>', page) == [
        ("?q=%E6%B2%BB%E6%B0%B4&amp;page=1", "上一页"),
        ("?q=%E6%B2%BB%E6%B0%B4&amp;page=3", "下一页"),
    ]
    assert "第 2 页，共 3 页" in page


def test_narrowed(client: Client, education: Unit, water: Unit) -> None:
    publish(education, 2020, "办学。")
    publish(water, 2021, "不办学。", kind="budget")
    assert "找到 2 份" in text(client, q="办学")
    for asked in ({"year": "2020"}, {"region": "远山市"}, {"kind": "final_accounts"}):
        assert "找到 1 份" in (found := text(client, q="办学", **asked))
        assert "远山市教育局2020年度部门决算" in found


def test_only_reading_and_no_cookie(client: Client) -> None:
    assert client.post("/search/").status_code == 405
    response = client.get("/search/?q=财政")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_limited(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "search": (1, 600)}
    assert client.get("/search/?q=财政").status_code == 200
    assert client.get("/search/?q=财政").status_code == 429
