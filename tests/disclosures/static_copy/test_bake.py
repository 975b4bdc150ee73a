"""Tests of ``manage.py bake``: every link of the copy leads to a file of it, and what is in it."""

import hashlib
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings

from disclosures.made_up.making import Wanted, make
from disclosures.models import Disclosure, Kind, Prose, Publication, RateLimit, Unit
from disclosures.opendata import archives
from disclosures.opendata.archives import Region
from disclosures.publication import rendering, withdraw
from disclosures.renderers import FORMATS
from disclosures.static_copy import collecting
from disclosures.static_copy.addresses import Address
from disclosures.static_copy.asking import Answer, ask
from disclosures.static_copy.placing import MARK, SUMS
from disclosures.views import public
from tests.browser import watch
from tests.disclosures.site.life import QUICK, TOTAL, Life

pytestmark = pytest.mark.django_db

SITE = "https://gk.example.gov.cn"
DRAFT = "尚未公开的草稿里的话"
GROUND = "依据某文件撤回"


@pytest.fixture
def site(life: Life, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Life:
    """A corrected document, those of two made-up units, one of them withdrawn, and a draft."""
    settings.SITE_URL, settings.ALLOWED_HOSTS = SITE, ["gk.example.gov.cn"]
    monkeypatch.setattr(public, "PER_PAGE", 2)
    monkeypatch.setattr(rendering, "FORMATS", {**FORMATS, "pdf": QUICK["pdf"]})
    life.publish()
    life.correct("合计有误", lambda: life.enter(TOTAL, "1"))
    for _ in make(Wanted(units=2, years=1)):
        pass
    withdraw(gone(), life.by, GROUND)
    draft = Disclosure.objects.create(unit=life.disclosure.unit, year=2019, kind=Kind.BUDGET)
    Prose.objects.create(disclosure=draft, name="duties", text=DRAFT)
    return life


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "web" / "copy"


def gone() -> Disclosure:
    return Disclosure.objects.get(unit__slug="yanshi-001-1", year=2025, kind=Kind.BUDGET)


def bake(target: Path) -> str:
    output = StringIO()
    call_command("bake", str(target), stdout=output, stderr=output)
    return output.getvalue()


def refusal(target: Path) -> str:
    with pytest.raises(CommandError) as refused:
        bake(target)
    return str(refused.value)


def files(target: Path) -> list[str]:
    return sorted(
        path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()
    )


def state(target: Path) -> dict[str, tuple[int, int]]:
    """Which file each is, and of when."""
    return {
        name: ((target / name).stat().st_ino, (target / name).stat().st_mtime_ns)
        for name in files(target)
    }


def folder(of: Disclosure) -> str:
    return of.get_absolute_url().lstrip("/")


class Links(HTMLParser):
    """The references and the anchors of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.references: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "xlink:href"):
                self.references.append(value or "")
            if name == "id" and value:
                self.anchors.add(value)


def pages(target: Path) -> Iterator[Path]:
    """Every page; the frozen originals are files like any other, which nobody may change."""
    yield from (path for path in target.rglob("*.html") if path.name != "disclosure.html")


def broken(target: Path) -> Iterator[str]:
    """Every reference of every page that leads to no file or anchor of the copy."""
    links = {page: Links(page) for page in pages(target)}
    for page, found in links.items():
        for reference in found.references:
            url = urlsplit(reference)
            if url.scheme:
                if not reference.startswith(f"{SITE}/"):
                    yield f"{page}: {reference}"
                continue
            there = (page.parent / unquote(url.path)).resolve() if url.path else page
            known = links[there].anchors if there in links else set()
            if not there.is_file() or (url.fragment and url.fragment not in known):
                yield f"{page}: {reference}"


def test_every_link_leads_to_a_file_and_every_anchor_to_a_place(site: Life, target: Path) -> None:
    assert "没有这一页" not in bake(target)
    assert len(list(pages(target))) > 30
    assert list(broken(target)) == []


def test_the_public_files_are_those_that_were_frozen(site: Life, target: Path) -> None:
    bake(target)
    current = Publication.objects.current()
    assert current.count() == 6
    for publication in current:
        for home in (folder(publication.disclosure), f"{folder(publication.disclosure)}v1/"):
            for file in publication.files.filter(format__in=["html", "pdf", "json", "pack"]):
                if publication.version > 1 and home.endswith("v1/"):
                    continue
                suffix = "zip" if file.format == "pack" else file.format
                content = (target / home / f"disclosure.{suffix}").read_bytes()
                assert hashlib.sha256(content).hexdigest() == file.sha256


def test_what_was_withdrawn_says_so_and_nothing_else_is_left_of_it(
    site: Life, target: Path
) -> None:
    bake(target)
    home = target / folder(gone())
    assert files(home) == ["index.html", "v1/index.html", "versions/index.html"]
    for name in ("index.html", "v1/index.html"):
        page = (home / name).read_text("utf-8")
        assert "已撤回" in page
        assert GROUND in page


def test_nothing_of_drafts_and_nothing_of_the_admin(site: Life, target: Path) -> None:
    bake(target)
    assert {name.split("/")[0] for name in files(target)} == {
        *("404.html", MARK, SUMS, "feed.atom", "robots.txt", "sitemap.xml"),
        *("sitemap-pages.xml", "sitemap-documents.xml", "index.html", "open-data", "static"),
        *("page.2", "page.3", "kind.budget", "kind.final_accounts", "year.2020", "year.2025"),
        *(name for name in _regions(target)),
        *Unit.objects.values_list("slug", flat=True),
    }
    for page in pages(target):
        text = page.read_text("utf-8")
        assert DRAFT not in text
        assert "/admin/" not in text
    assert not (target / site.disclosure.unit.slug / "2019").exists()


def _regions(target: Path) -> list[str]:
    found = [path.name for path in target.iterdir() if path.name.startswith("region.")]
    assert len(found) == Unit.objects.values("region").distinct().count() == 2
    assert all(re.fullmatch("region.[0-9a-f]{12}", name) for name in found)
    return found


def test_lists_are_copied_page_by_page_and_narrowed_but_not_sorted(
    site: Life, target: Path
) -> None:
    bake(target)
    home = (target / "index.html").read_text("utf-8")
    assert '<a href="page.2/index.html">下一页</a>' in home
    assert '<th scope="col"><a>单位</a></th>' in home
    narrowed = (target / "year.2020" / "index.html").read_text("utf-8")
    assert "2020年度：共 1 份" in narrowed
    assert (target / "kind.budget" / "year.2025" / "index.html").is_file()
    assert (target / "kind.final_accounts" / "page.2" / "index.html").is_file()


def test_what_a_copy_cannot_answer_leads_to_the_site(site: Life, target: Path) -> None:
    bake(target)
    home = (target / "index.html").read_text("utf-8")
    assert f'<form class="search" action="{SITE}/search/" method="get" role="search">' in home
    assert f'<a href="{SITE}/verify/">校验</a>' in home
    assert f'<a href="{SITE}/compare/">比较</a>' in home


def test_of_a_site_on_this_machine_alone_there_is_nothing_to_lead_to(
    life: Life, target: Path
) -> None:
    life.publish()
    bake(target)
    home = (target / "index.html").read_text("utf-8")
    assert "<form" not in home
    assert "<a>校验</a>" in home
    assert '<a href="open-data/index.html">开放数据</a>' in home


def test_twice_changes_nothing(site: Life, target: Path) -> None:
    first = bake(target)
    before = state(target)
    assert first == (
        f"静态副本：{target}，共 {len(before)} 个文件；新增 {len(before) - 1}，改动 0，删除 0。\n"
    )
    second = bake(target)
    assert state(target) == before
    assert second == f"静态副本：{target}，共 {len(before)} 个文件；新增 0，改动 0，删除 0。\n"
    assert [path.name for path in target.parent.iterdir()] == ["copy"]


def test_only_what_changed_is_another_file_and_what_is_gone_is_removed(
    site: Life, target: Path
) -> None:
    bake(target)
    before = state(target)
    site.withdraw("又一次撤回")
    bake(target)
    after = state(target)
    own = folder(site.disclosure)
    kept = [f"{own}{version}index.html" for version in ("", "v1/", "v2/", "versions/")]
    assert [name for name in after if name.startswith(own)] == kept
    assert {f"{own}disclosure.pdf", f"{own}v1/figures/general_public/index.html"} <= before.keys()
    untouched = [name for name in after if name.startswith(("yanshi-001/2025", "static"))]
    assert len(untouched) > 20
    assert [name for name in untouched if after[name] != before[name]] == []
    assert list(broken(target)) == []


def test_the_list_of_hashes_is_that_of_all_files(site: Life, target: Path) -> None:
    bake(target)
    lines = (target / SUMS).read_text("utf-8").splitlines()
    assert lines == [
        f"{hashlib.sha256((target / name).read_bytes()).hexdigest()}  {name}"
        for name in files(target)
        if name != SUMS
    ]
    assert SITE in (target / MARK).read_text("utf-8")


def test_a_folder_that_is_no_copy_is_left_alone(target: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    assert refusal(file) == f"{file} 不是文件夹，没有改动；请另指一个"
    target.mkdir(parents=True)
    (target / "index.html").write_text("别人的网站")
    assert refusal(target) == (
        f"{target} 里有别的文件，不是静态副本，没有改动；请指一个空的或新的文件夹"
    )
    assert files(target) == ["index.html"]


def test_a_file_that_somebody_put_into_a_copy_is_not_thrown_away(target: Path) -> None:
    target.mkdir(parents=True)
    bake(target)
    (target / "static" / "logo.png").write_bytes(b"png")
    assert refusal(target) == (
        f"{target} 里有 1 个不属于静态副本的文件（static/logo.png 等），没有改动；请先移走"
    )
    assert (target / "static" / "logo.png").is_file()


def test_a_page_that_fails_leaves_the_copy_as_it_was(
    site: Life, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bake(target)
    before = state(target)

    def failing(address: Address) -> Answer:
        return Answer(503, iter([])) if address.path == "/feed.atom" else ask(address)

    monkeypatch.setattr(collecting, "ask", failing)
    assert refusal(target) == "页面 /feed.atom 现在不能生成（503）；没有生成静态副本"
    assert state(target) == before
    assert [path.name for path in target.parent.iterdir()] == ["copy"]


def meanwhile(monkeypatch: pytest.MonkeyPatch, path: str, happens: Callable[[], object]) -> None:
    """Something happens just before the address ``path`` is copied."""

    def asked(address: Address) -> Answer:
        if address.path == path:
            happens()
        return ask(address)

    monkeypatch.setattr(collecting, "ask", asked)


def test_what_is_withdrawn_while_it_is_copied_has_no_files(
    site: Life, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder(site.disclosure)
    first = f"/{home}datapackage.json"
    meanwhile(monkeypatch, first, lambda: site.withdraw(GROUND))
    assert bake(target).splitlines()[0] == f"没有这一页，指向它的链接已去掉：{first}"
    assert [name for name in files(target / home) if not name.endswith("index.html")] == []
    assert GROUND in (target / home / "index.html").read_text("utf-8")
    assert list(broken(target)) == []


def test_a_zip_that_is_made_anew_while_the_site_is_copied_is_left_out(
    site: Life, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = Region(site.disclosure.year, site.disclosure.unit.region)
    assert archives.build(region)
    address = region.address
    meanwhile(monkeypatch, address, lambda: archives.remove(region))
    assert bake(target).splitlines()[0] == f"没有这一页，指向它的链接已去掉：{address}"
    assert not (target / "downloads").exists()
    page = (target / "open-data" / "index.html").read_text("utf-8")
    assert f"<a>{region.name}</a>" in page
    assert list(broken(target)) == []


def test_a_zip_is_copied_as_it_is(site: Life, target: Path) -> None:
    region = Region(site.disclosure.year, site.disclosure.unit.region)
    archives.build(region)
    bake(target)
    assert (target / region.address.lstrip("/")).read_bytes() == region.file.read_bytes()


def test_a_site_address_that_is_not_answered_is_told(target: Path, settings: Settings) -> None:
    settings.SITE_URL = "https://elsewhere.example"
    assert refusal(target) == "SITE_URL 的主机名不在 ALLOWED_HOSTS 中；没有生成静态副本"


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    assert refusal(file / "copy").startswith(f"无法读写 {file}")


def test_no_reader_is_counted(site: Life, target: Path) -> None:
    bake(target)
    assert not RateLimit.objects.exists()


def test_it_is_read_from_a_folder_without_a_server(
    site: Life, target: Path, browser: Browser
) -> None:
    bake(target)
    context = browser.new_context(locale="zh-CN")
    faults = watch(context, "file://")
    page = context.new_page()
    page.goto(f"file://{target}/index.html")
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
    page.get_by_role("link", name="2020（1份）").click()
    page.get_by_role("link", name="遂宁市电教教仪站2020年度部门决算").click()
    page.get_by_role("link", name="历次版本").click()
    page.get_by_role("link", name="打开第1版的网页").click()
    assert page.get_by_text("本版已被第2版更正").is_visible()
    page.get_by_role("link", name="查看第2版和更正的内容").click()
    assert page.url == f"file://{target}/{folder(site.disclosure)}index.html"
    for name in ("yanshi-001", folder(gone()), "open-data", "404.html"):
        page.goto(f"file://{target}/{name}" + ("" if name.endswith(".html") else "/index.html"))
    context.close()
    assert faults == []
