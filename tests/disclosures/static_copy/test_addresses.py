"""Tests of which addresses are copied, under which name, and how one file leads to another."""

import pytest

from disclosures.static_copy.addresses import Address, address_of
from disclosures.static_copy.rewriting import references, rewritten

HOME = Address("/")
UNIT = Address("/some-unit/")
NARROWED = Address("/", (("year", "2024"), ("page", "2")))


@pytest.mark.parametrize(
    ("address", "file"),
    [
        (HOME, "index.html"),
        (UNIT, "some-unit/index.html"),
        (Address("/some-unit/2024/unit_budget/"), "some-unit/2024/unit_budget/index.html"),
        (Address("/some-unit/2024/x/disclosure.pdf"), "some-unit/2024/x/disclosure.pdf"),
        (Address("/feed.atom"), "feed.atom"),
        (NARROWED, "year.2024/page.2/index.html"),
        (Address("/", (("region", "某市"),)), "region.5c6ee64f99c0/index.html"),
        (Address("/", (("region", "../../x"),)), "region.9cdf6a50100a/index.html"),
    ],
)
def test_file(address: Address, file: str) -> None:
    assert address.is_copied
    assert address.file == file


@pytest.mark.parametrize(
    "address",
    [
        Address("/admin/"),
        Address("/api/v1/units"),
        Address("/compare/", (("unit", "a"),)),
        Address("/search/", (("q", "教育"),)),
        Address("/verify/ABCD/"),
        Address("/", (("sort", "title"),)),
        Address("/", (("kind", "budget"), ("region", "某市"), ("year", "2024"))),
        Address("/feed.atom", (("page", "2"),)),
        Address("/a/../b/"),
        Address("/a//b/"),
        Address("/.hidden/"),
        Address("/某单位/"),
    ],
)
def test_not_copied(address: Address) -> None:
    assert not address.is_copied


@pytest.mark.parametrize(
    ("reference", "base", "led"),
    [
        ("/some-unit/", HOME, (UNIT, "")),
        ("?year=2024&page=2", HOME, (NARROWED, "")),
        ("?page=2&year=2024", HOME, (NARROWED, "")),
        ("?page=1", NARROWED, (HOME, "")),
        ("?", NARROWED, (HOME, "")),
        ("#content", NARROWED, (NARROWED, "content")),
        ("2024/unit_budget/", UNIT, (Address("/some-unit/2024/unit_budget/"), "")),
        ("../x/#sums", UNIT, (Address("/x/"), "sums")),
        ("https://other.example/x/", HOME, None),
        ("//other.example/x/", HOME, None),
        ("data:image/png;base64,AAAA", HOME, None),
        ("mailto:a@b.example", HOME, None),
    ],
)
def test_where_a_reference_leads(
    reference: str, base: Address, led: tuple[Address, str] | None
) -> None:
    assert address_of(reference, base) == led


@pytest.mark.parametrize(
    ("here", "there", "reference"),
    [
        (HOME, UNIT, "some-unit/index.html"),
        (UNIT, HOME, "../index.html"),
        (UNIT, UNIT, "index.html"),
        (NARROWED, HOME, "../../index.html"),
        (HOME, Address("/static/css/x.css"), "static/css/x.css"),
        (Address("/u/2024/x/v1/"), Address("/u/2024/x/disclosure.pdf"), "../disclosure.pdf"),
    ],
)
def test_reference_from_file_to_file(here: Address, there: Address, reference: str) -> None:
    assert here.to(there) == reference


PAGE = """\
<a href="/some-unit/#sums">单位</a> <a class="x" href="?sort=title">标题</a>
<link rel="stylesheet" href="/static/x.css"> <a href="/verify/?a=1&amp;b=2">校验</a>
<form action="/search/" method="get"><input name="q"></form>
<p>href="/some-unit/" &lt;a href="/some-unit/"&gt;</p> <a href="#here">下面</a>
<a href="https://other.example/">别处</a> <a href="/gone/">没有</a>
"""


def test_a_page_is_rewritten_in_its_tags_alone() -> None:
    copied = {UNIT, Address("/static/x.css")}
    assert (
        rewritten(PAGE, NARROWED, copied, "https://gk.example")
        == """\
<a href="../../some-unit/index.html#sums">单位</a> <a class="x">标题</a>
<link rel="stylesheet" href="../../static/x.css"> \
<a href="https://gk.example/verify/?a=1&amp;b=2">校验</a>
<form action="https://gk.example/search/" method="get"><input name="q"></form>
<p>href="/some-unit/" &lt;a href="/some-unit/"&gt;</p> <a href="#here">下面</a>
<a href="https://other.example/">别处</a> <a>没有</a>
"""
    )


def test_without_a_site_that_readers_can_reach_forms_are_left_out() -> None:
    page = rewritten(PAGE, HOME, {UNIT}, "")
    assert "<form" not in page
    assert "<a>校验</a>" in page


def test_references_of_pages_style_sheets_and_maps() -> None:
    css = '@import "a.css"; b { background: url(../b.svg) } c { src: url("/static/c.ttf") }'
    assert [one.path for one in references(css, Address("/static/css/x.css"), "")] == [
        "/static/css/a.css",
        "/static/b.svg",
        "/static/c.ttf",
    ]
    xml = "<loc>https://gk.example/sitemap-pages.xml</loc><loc>https://other.example/</loc>"
    site = "https://gk.example"
    assert [one.path for one in references(xml, Address("/sitemap.xml"), site)] == [
        "/sitemap-pages.xml"
    ]
    assert [one.path for one in references(PAGE, HOME, site)] == [
        *("/some-unit/", "/", "/static/x.css", "/verify/", "/search/", "/", "/gone/")
    ]
    assert list(references(PAGE, Address("/u/2024/x/disclosure.html"), site)) == []
