"""Which files there are of a disclosure, and what its pages say; from publications alone."""

import re
from datetime import UTC, datetime

import pytest
from django.utils.html import strip_tags

from disclosures.document.check_code import grouped
from disclosures.document.tree import Document
from disclosures.models import Disclosure, Kind, State
from disclosures.renderers import html
from disclosures.site.derive import Framed, Made, Stored, derive
from disclosures.site.frame import PLACE, frame
from disclosures.site.versions import Status, versions_of
from disclosures.store import store_directory
from tests.disclosures import drafts
from tests.disclosures.site.life import TOTAL, Life

HOME = "/example-0/2020/department_final_accounts/"

EVERY_YEAR = f"{drafts.NAME}历年预决算"
"""The link to the page of the unit."""


def words(content: bytes) -> str:
    """The text of a page or frame, blanks made single."""
    return re.sub(r"\s+", " ", strip_tags(content.decode())).strip()


def framed(life: Life, path: str) -> str:
    """What the frame of a page says."""
    part = derive(life.disclosure)[path]
    assert isinstance(part, Framed)
    return words(part.frame)


def made(life: Life, path: str) -> str:
    part = derive(life.disclosure)[path]
    assert isinstance(part, Made)
    return words(part.content)


def at(version: int, life: Life) -> str:
    """When a version was published, as it is printed."""
    published = life.disclosure.publications.get(version=version).published_at
    return drafts.printed_time(published)


def test_a_page_is_frozen_with_one_place_for_its_frame(demonstration: Document) -> None:
    assert html.render(demonstration).count(PLACE) == 1
    assert html.render_standalone(demonstration).count(PLACE) == 0


def test_prose_cannot_make_a_second_place(life: Life) -> None:
    life.write("duties", f"职能。{PLACE.decode()}")
    published = life.publish()
    page = store_directory() / published.files.get(format="html").sha256
    assert page.read_bytes().count(PLACE) == 1


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.APPROVED])
def test_nothing_is_served_of_what_was_never_published(life: Life, state: State) -> None:
    Disclosure.objects.update(state=state)
    assert derive(life.disclosure) == {}


def test_the_files_of_the_first_version(life: Life) -> None:
    sha256 = {file.format: file.sha256 for file in life.publish().files.all()}
    tree = derive(life.disclosure)
    files = {
        "disclosure.html": Stored(sha256["html"]),
        "disclosure.pdf": Stored(sha256["pdf"]),
        "disclosure.json": Stored(sha256["json"]),
        "disclosure.zip": Stored(sha256["pack"]),
    }
    expected = {**files, **{f"v1/{name}": part for name, part in files.items()}}
    pages = {"index.html", "v1/index.html", "versions/index.html"}
    pages |= {path for path in tree if "figures/" in path}
    assert {path: part for path, part in tree.items() if path not in pages} == expected
    assert tree["index.html"] == tree["v1/index.html"]
    assert set(tree) == {*expected, *pages}


def test_the_frame_of_the_current_version(life: Life) -> None:
    life.publish()
    assert framed(life, "index.html") == (
        f"现行版本 第1版 公开时间 {at(1, life)} 历次版本 校验本文件 {EVERY_YEAR}"
    )


def test_a_correction_says_what_changed_from_what_to_what_and_why(life: Life) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert framed(life, "index.html") == (
        f"现行版本 第2版 公开时间 {at(2, life)} 历次版本 校验本文件 {EVERY_YEAR}"
        " 第2版更正的内容 更正理由：总计误填，按批复更正 与第1版相比，第2版改动了1个数据"
        " 收入支出决算总表（单位：万元） 项目第1版第2版 收入：总计244.24244.34"
    )


def test_a_superseded_version_says_so_and_leads_to_the_newer_one(life: Life) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert framed(life, "v1/index.html") == (
        f"本版已被第2版更正 更正时间：{at(2, life)} 更正理由：总计误填，按批复更正"
        f" 查看第2版和更正的内容 已被更正 第1版 公开时间 {at(1, life)} 历次版本 校验本文件"
    )
    part = derive(life.disclosure)["v1/index.html"]
    assert isinstance(part, Framed)
    assert f'<a href="{HOME}">查看第2版和更正的内容</a>'.encode() in part.frame


def test_of_three_versions_the_first_leads_to_both(life: Life) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    life.correct("批复文件又有更正", lambda: life.enter(TOTAL, "2443500.00"))
    part = derive(life.disclosure)["v1/index.html"]
    assert isinstance(part, Framed)
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', part.frame.decode())
    assert links[:2] == [(f"{HOME}v2/", "查看第2版和更正的内容"), (HOME, "查看现行的第3版")]


def test_a_correction_of_nothing_that_is_listed_says_so(life: Life) -> None:
    life.publish()
    life.correct("补充绩效目标完成情况", lambda: None)
    assert "数据表和填写的文字没有改动，改动的是其他内容，见更正理由。" in framed(
        life, "index.html"
    )


def test_texts_are_escaped(life: Life) -> None:
    life.publish()
    life.correct("<b>误填</b>更正", lambda: life.write("duties", "<script>alert(1)</script>"))
    part = derive(life.disclosure)["index.html"]
    assert isinstance(part, Framed)
    assert b"<script" not in part.frame
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in part.frame
    assert "更正理由：&lt;b&gt;误填&lt;/b&gt;更正".encode() in part.frame


def test_of_what_was_withdrawn_a_page_is_left_that_says_when_and_why(life: Life) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    withdrawal = life.withdraw("含有工作秘密，依法不予公开")
    tree = derive(life.disclosure)
    assert set(tree) == {
        "withdrawn.html",
        "v1/withdrawn.html",
        "v2/withdrawn.html",
        "versions/index.html",
    }
    when = drafts.printed_time(withdrawal.at)
    for path, number in (("withdrawn.html", 2), ("v1/withdrawn.html", 1)):
        assert made(life, path).endswith(
            f"{life.disclosure} 已撤回 版次：第{number}版 撤回时间：{when}"
            " 撤回依据：含有工作秘密，依法不予公开 撤回后不再提供网页和文件。 历次版本"
        )
    assert "总计误填" not in made(life, "versions/index.html")


def test_what_replaces_a_withdrawn_version_does_not_tell_its_figures_again(life: Life) -> None:
    life.publish()
    life.withdraw("含有工作秘密，依法不予公开")
    life.correct("删去涉密内容后公开", lambda: life.enter(TOTAL, "2443400.00"))
    said = framed(life, "index.html")
    assert "第1版已撤回，不再列出它的内容。" in said
    assert "244.24" not in said
    assert set(derive(life.disclosure)) >= {"v1/withdrawn.html", "v2/index.html", "index.html"}
    assert made(life, "v1/withdrawn.html").endswith(
        "撤回后不再提供网页和文件。 查看现行的第2版 历次版本"
    )


def test_the_list_of_versions_has_times_reasons_codes_and_hashes(life: Life) -> None:
    first = life.publish()
    second = life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    said = made(life, "versions/index.html")
    files = {
        one: " ".join(
            f"{label}{file.size} 字节{file.sha256}"
            for label, file in (
                ("网页（公开时的原件）", one.files.get(format="html")),
                ("PDF", one.files.get(format="pdf")),
                ("JSON", one.files.get(format="json")),
                ("审计资料包", one.files.get(format="pack")),
                ("公开范本", one.files.get(format="standard")),
            )
        )
        for one in (first, second)
    }
    assert said.endswith(
        f" 第2版 现行版本 公开时间{at(2, life)} 更正理由总计误填，按批复更正"
        f" 校验码{grouped(second.code)} 打开第2版的网页 {files[second]}"
        f" 第1版 已被更正 公开时间{at(1, life)} 校验码{grouped(first.code)}"
        f" 打开第1版的网页 {files[first]}"
    )


def test_the_other_document_of_the_year_is_named_while_it_is_in_force(life: Life) -> None:
    life.publish()
    budget = Disclosure.objects.create(
        unit=life.disclosure.unit, year=2020, kind=Kind.BUDGET, level=life.disclosure.level
    )
    assert "同年度" not in framed(life, "index.html")
    drafts.published(budget, {"html": PLACE})
    assert f"校验本文件 同年度预算：{budget}" in framed(life, "index.html")
    other = derive(budget)["index.html"]
    assert isinstance(other, Framed)
    link = f'同年度决算：<a href="{HOME}">{life.disclosure}</a>'
    assert link.encode() in other.frame
    life.withdraw("含有工作秘密，依法不予公开")
    again = derive(budget)["index.html"]
    assert isinstance(again, Framed)
    assert "同年度" not in words(again.frame)


def test_further_lines_can_be_given(life: Life) -> None:
    life.publish()
    (version,) = versions_of(life.disclosure)
    said = frame(version, version, lines=(lambda of: ["甲", f"乙{of.version}"],))  # type: ignore[list-item]
    assert words(said).endswith("校验本文件 甲 乙1")


def test_the_same_rows_give_the_same_bytes_at_any_time(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    before = derive(life.disclosure)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2031, 1, 1, tzinfo=UTC))
    Disclosure.objects.update(state=State.DRAFT, changed_at=None)
    life.disclosure.refresh_from_db()
    assert derive(life.disclosure) == before


def test_what_stands_in_the_draft_of_the_next_version_is_not_read(life: Life) -> None:
    life.publish()
    before = derive(life.disclosure)
    Disclosure.objects.update(state=State.DRAFT, version=2, correction="正在更正")
    life.enter(TOTAL, "1.00")
    life.write("duties", "草稿中的文字")
    life.disclosure.refresh_from_db()
    assert derive(life.disclosure) == before


def test_what_became_of_each_version(life: Life) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert [one.status for one in versions_of(life.disclosure)] == [
        Status.SUPERSEDED,
        Status.CURRENT,
    ]
    life.withdraw("含有工作秘密，依法不予公开")
    life.correct("删去涉密内容后公开", lambda: None)
    assert [
        (str(one), one.status, one.replaces_withdrawn) for one in versions_of(life.disclosure)
    ] == [
        ("第1版", Status.WITHDRAWN, False),
        ("第2版", Status.WITHDRAWN, True),
        ("第3版", Status.CURRENT, True),
    ]
