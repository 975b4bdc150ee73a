"""The pages: what they link to, what they say to a query that makes no sense, and their cost."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from disclosures.models import Kind, Level, Nature, Unit
from disclosures.models.unit import RESERVED_SLUGS
from tests.disclosures.comparison.made_up import STAFF, TOTAL, department, publish, unit

pytestmark = pytest.mark.django_db

QUERIES = 18
"""As many as the page of a department with its units asks at most, however much is published."""


def said(content: bytes, role: str = "alert") -> list[str]:
    """The paragraphs of the part with this role."""
    found = re.search(rf'role="{role}">(.*?)</div>', content.decode(), re.DOTALL)
    return re.findall("<p>(.*?)</p>", found.group(1)) if found else []


def heads(content: bytes) -> list[list[str]]:
    """The heads of the columns of each table."""
    rows = re.findall("<thead><tr>(.*?)</tr></thead>", content.decode())
    return [re.findall('<th scope="col">(.*?)</th>', row) for row in rows]


# The page of a unit


def test_a_department_and_its_units(client: Client) -> None:
    bureau, first, second = department()
    publish(bureau, {TOTAL: "150000"}, level=Level.DEPARTMENT)
    publish(first, {TOTAL: "50000"})
    page = client.get("/ju/")
    assertContains(page, "<dd>行政单位</dd>")
    assertContains(page, '<li><a href="/jia/">甲站</a></li>')
    assertNotContains(page, f'href="/{second.slug}/"')
    assertContains(page, "没有公开单位决算的：某某局（本级）、乙站。")
    assertContains(page, 'href="/ju/2020/department_final_accounts/disclosure.pdf"')
    assert heads(page.content) == [
        ["年度", "预算", "决算"],
        ["项目", "数据", "2020"],
        ["项目", "部门公开数", "各单位之和", "差额", "说明"],
    ]
    assertContains(client.get("/jia/"), '<dd><a href="/ju/">某某局</a></dd>')


def test_nothing_is_said_of_a_secret_department(client: Client) -> None:
    bureau, first, _ = department()
    Unit.objects.filter(pk=bureau.pk).update(exempt="依法不公开")
    publish(first, {TOTAL: "1"})
    assertNotContains(client.get("/jia/"), "某某局")
    assert client.get("/ju/").status_code == 404


def test_a_department_that_has_published_nothing_leads_to_its_units(client: Client) -> None:
    _, first, _ = department()
    publish(first, {TOTAL: "1"})
    page = client.get("/ju/")
    assertContains(page, "本单位还没有公开的材料；所属单位公开的，见上面的链接。")
    assert heads(page.content) == []


def test_levels_by_links(client: Client) -> None:
    station = unit("某站", "station")
    publish(station, {TOTAL: "10000"}, level=Level.UNIT)
    publish(station, {TOTAL: "20000"}, level=Level.DEPARTMENT)
    page = client.get("/station/")
    assertContains(page, '<a href="?level=department" aria-current="page">')
    assertContains(page, "<td>2.00</td>", 1)
    assertNotContains(page, "<td>1.00</td>")
    assertContains(client.get("/station/?level=unit"), "<td>1.00</td>", 1)


def test_the_year_of_the_sum(client: Client) -> None:
    bureau, first, _ = department()
    for year, amount in ((2020, "10000"), (2021, "20000")):
        publish(bureau, {TOTAL: amount}, year, level=Level.DEPARTMENT)
        publish(first, {TOTAL: amount}, year)
    assertContains(client.get("/ju/"), "<h3>某某局2021年度部门决算</h3>", 1)
    assertContains(client.get("/ju/?year=2020"), "<h3>某某局2020年度部门决算</h3>", 1)


def test_per_head_is_told_or_said_to_be_unknown(client: Client) -> None:
    words = "人员数没有公开，不计算人均数。"
    publish(unit("甲", "a"), {"expenditure/total/total": "100000", STAFF: "4"})
    publish(unit("乙", "b"), {"expenditure/total/total": "100000"})
    for address in ("/a/", "/compare/?unit=a"):
        page = client.get(address)
        assertContains(page, '<th scope="row">人均决算</th><td>2.50</td>', 1)
        assertNotContains(page, words)
    for address in ("/b/", "/compare/?unit=b"):
        assertContains(client.get(address), words, 1)


@pytest.mark.parametrize(
    "address", ["/nothing/", "/yi/", "/ju/?level=nonsense", "/ju/?level=unit", "/ju/?year=abc",
                "/ju/?year=2019", "/ju/?year=%00", "/ju/?level=%00"]
)  # fmt: skip
def test_what_is_not_there(client: Client, address: str) -> None:
    bureau, first, _ = department()
    publish(bureau, {TOTAL: "1"}, level=Level.DEPARTMENT)
    publish(first, {TOTAL: "1"})
    assert client.get(address).status_code == 404


def test_names_are_escaped_and_nothing_is_set(client: Client) -> None:
    publish(unit("<b>站</b>", "station"), {TOTAL: "1"})
    for address in ("/station/", "/compare/?unit=station"):
        page = client.get(address)
        assertContains(page, "&lt;b&gt;站&lt;/b&gt;")
        assertNotContains(page, "<b>")
        assert page["Cache-Control"] == "public, max-age=60"
        assert not page.cookies
        assert client.post(address).status_code == 405


def test_demonstration_data_is_marked(client: Client) -> None:
    publish(unit("某站", "station"), {TOTAL: "1"})
    Unit.objects.update(demonstration=True)
    for address in ("/station/", "/compare/?unit=station"):
        assertContains(client.get(address), "演示数据：仅供演示软件功能，不是正式公开材料。", 1)


# Several units


def test_side_by_side(client: Client) -> None:
    for slug, amount in (("a", "10000"), ("b", "25000")):
        publish(unit(slug * 3, slug, nature=Nature.INSTITUTION), {TOTAL: amount})
    page = client.get("/compare/?unit=b&unit=a&year=2020&level=unit")
    assert heads(page.content) == [["项目", "数据", "bbb", "aaa"]]
    assertContains(page, '<th scope="row">决算</th><td>2.50</td><td>1.00</td>', 1)
    assertNotContains(page, "不能直接比较")
    assert said(page.content) == []


def test_who_may_not_be_compared_is_shown_apart(client: Client) -> None:
    publish(unit("甲局", "a", nature=Nature.ADMINISTRATIVE), {TOTAL: "1"}, level=Level.DEPARTMENT)
    publish(unit("乙站", "b", nature=Nature.INSTITUTION), {TOTAL: "1"})
    page = client.get("/compare/?unit=a&unit=b")
    assert heads(page.content) == [["项目", "数据", "甲局"], ["项目", "数据", "乙站"]]
    listed = re.search(r"<ul>(.*?)</ul>", page.content.decode(), re.DOTALL)
    assert listed is not None
    assert strip_tags(listed.group(1)).count("。") == 4


def test_a_unit_is_added_by_its_name(client: Client) -> None:
    for name, slug in (("第一小学", "one"), ("第二小学", "two"), ("小学", "plain")):
        publish(unit(name, slug), {TOTAL: "1"})
    chosen = '<input type="checkbox" name="unit" value="{}" checked>'
    one = client.get("/compare/?unit=two&add=第一")
    assertContains(one, chosen.format("two"), 1)
    assertContains(one, chosen.format("one"), 1)
    assertContains(client.get("/compare/?add=小学"), chosen.format("plain"), 1)
    many = client.get("/compare/?add=第")
    assertContains(many, '<input type="checkbox" name="unit" value="one">', 1)
    assertContains(many, '<input type="checkbox" name="unit" value="two">', 1)
    assert heads(many.content) == []


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("unit=nothing", ["没有网址名为“nothing”的公开单位。"]),
        ("unit=u0&unit=%00", []),
        ("unit=%3Cb%3E", ["没有网址名为“&lt;b&gt;”的公开单位。"]),
        ("unit=draft", ["没有网址名为“draft”的公开单位。"]),
        ("unit=u0&year=abc", ["所选单位没有公开“abc”年度的材料，改为比较2020年度。"]),
        ("unit=u0&year=1e9", ["所选单位没有公开“1e9”年度的材料，改为比较2020年度。"]),
        ("unit=u0&year=%00", []),
        ("unit=u0&level=x", ["没有“x”这种口径，改为部门。"]),
        ("add=%00", []),
        ("add=%25", ["没有名称含“%”、尚未列入的公开单位。"]),
        ("add=草稿", ["没有名称含“草稿”、尚未列入的公开单位。"]),
        (
            "&".join(f"unit=u{number}" for number in range(7)),
            ["一次最多比较6个单位，没有列入“单位6”。"],
        ),
        ("unit=u0&unit=u0&year=&add=&level=unit", []),
        ("", []),
    ],
)
def test_odd_queries_are_answered_in_words(client: Client, query: str, problems: list[str]) -> None:
    for number in range(7):
        publish(unit(f"单位{number}", f"u{number}"), {TOTAL: "1"})
    unit("草稿站", "draft")
    page = client.get(f"/compare/?{query}")
    assert (page.status_code, said(page.content)) == (200, problems)


def test_a_unit_without_that_year(client: Client) -> None:
    publish(unit("甲站", "a"), {TOTAL: "1"}, 2020)
    publish(unit("乙站", "b"), {TOTAL: "1"}, 2021)
    page = client.get("/compare/?unit=a&unit=b&year=2020")
    assertContains(page, "“乙站”没有公开2020年度的材料。", 1)
    assert heads(page.content) == [["项目", "数据", "甲站"]]


# What it costs


def test_no_more_queries_for_more_years_and_units(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bureau, first, second = department()
    for year in range(2020, 2025):
        for kind in Kind:
            publish(bureau, {TOTAL: "1"}, year, kind, Level.DEPARTMENT)
            for one in (bureau, first, second):
                publish(one, {TOTAL: "1"}, year, kind)
    for address in ("/ju/", "/jia/", "/compare/?unit=ju&unit=jia&unit=yi&year=2022"):
        with django_assert_max_num_queries(QUERIES):
            assert client.get(address).status_code == 200


# Addresses


def test_no_unit_takes_the_address_of_a_page() -> None:
    first = {str(one.pattern) for one in get_resolver().url_patterns}
    (public,) = (one for one in get_resolver().url_patterns if not str(one.pattern))
    first |= {str(one.pattern) for one in getattr(public, "url_patterns", ())}
    taken = {part for one in first if re.fullmatch("[-a-zA-Z0-9_]+", part := one.partition("/")[0])}
    assert {"admin", "compare", "verify"} <= taken <= RESERVED_SLUGS


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_reserved_slugs_are_refused(slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Unit(name="某站", slug=slug, region="某市").full_clean()
    assert refused.value.message_dict == {"slug": [f"“{slug}”是本站页面的网址，请换一个网址名"]}
