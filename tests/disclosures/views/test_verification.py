"""The verification page: what is answered to a code, a file, and the hash of a file."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from disclosures.document.check_code import grouped
from disclosures.models import Disclosure, State
from disclosures.site.addresses import link_of
from disclosures.store import keep
from disclosures.views import verification
from tests.disclosures import drafts
from tests.disclosures.integrity.tampering import run
from tests.disclosures.site.life import TOTAL, Life

Ask = Callable[[Client, bytes], Any]


def verdict(response: Any) -> str:
    """The heading of the answer, '' without one."""
    found = re.search(r'<h2 id="answer">(.*?)</h2>', response.content.decode())
    return found[1] if found else ""


def upload(client: Client, content: bytes) -> Any:
    return client.post("/verify/", {"file": SimpleUploadedFile("文件.pdf", content)})


def by_hash(client: Client, content: bytes) -> Any:
    return client.get("/verify/", {"sha256": hashlib.sha256(content).hexdigest()})


ASKING = pytest.mark.parametrize("ask", [upload, by_hash], ids=["upload", "hash"])


def test_the_form(client: Client, db: None) -> None:
    response = client.get("/verify/")
    assert response.status_code == 200
    assert verdict(response) == ""
    assert "csrf" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "typed",
    [
        "0123456789ABCDEF",
        " 0123 4567 89ab cdef\n",
        "0123-4567-89AB-CDEF",
        "０１２３４５６７８９ＡＢＣＤＥＦ",
        "oI23456789abcdef",
    ],
)
def test_a_code_leads_to_its_answer_however_it_is_typed(
    client: Client, db: None, typed: str
) -> None:
    response = client.get("/verify/", {"code": typed})
    assert (response.status_code, response["Location"]) == (302, "/verify/0123456789ABCDEF/")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "校验码有 16 个字符，现有 0 个，请照文件上印的校验码输入完整"),
        ("0123-4567", "校验码有 16 个字符，现有 8 个，请照文件上印的校验码输入完整"),
        ("校验码", "校验码中没有“校”，只有数字和字母，请照文件上印的校验码输入"),
        ("<b>", "校验码中没有“&lt;”，只有数字和字母，请照文件上印的校验码输入"),
    ],
)
def test_what_is_typed_and_is_no_code(client: Client, db: None, typed: str, problem: str) -> None:
    told = f'<p class="problem" role="alert">{problem}</p>'
    response = client.get("/verify/", {"code": typed})
    assert (response.status_code, told in response.content.decode()) == (200, True)
    if typed:
        response = client.get(f"/verify/{typed}/")
        assert (response.status_code, told in response.content.decode()) == (404, True)


def test_the_code_of_the_current_version(client: Client, life: Life) -> None:
    publication = life.publish()
    response = client.get(f"/verify/{publication.code.lower()}/")
    page = response.content.decode()
    assert (response.status_code, verdict(response)) == (200, "现行版本")
    for shown in (
        "<dd>遂宁市电教教仪站2020年度部门决算</dd>",
        "<dd>遂宁市电教教仪站</dd>",
        "<dd>第1版</dd>",
        f"<dd>{drafts.printed_time(publication.published_at)}</dd>",
        f'<dd class="code">{grouped(publication.code)}</dd>',
        f'<a href="{life.address}">打开网页</a>',
        "<h3>完好</h3>",
    ):
        assert shown in page
    assert re.findall(r"<code>(\w{64})</code>", page) == [
        publication.files.get(format=name).sha256
        for name in ("html", "pdf", "json", "pack", "standard")
    ]


def test_the_code_of_a_superseded_version_says_what_changed_since(
    client: Client, life: Life
) -> None:
    first = life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    third = life.correct("批复文件又有更正", lambda: life.enter(TOTAL, "2443500.00"))
    response = client.get(f"/verify/{first.code}/")
    page = response.content.decode()
    assert verdict(response) == "已被更正"
    when = drafts.printed_time(third.published_at)
    assert f'<p>现行的是<a href="{life.address}">第3版</a>，{when}公开。</p>' in page
    assert "<p>第2版的更正理由：总计误填，按批复更正</p>" in page
    assert "<p>第3版的更正理由：批复文件又有更正</p>" in page
    assert "与第1版相比，第3版改动了1个数据" in page
    assert "<td><del>244.24</del></td><td><ins>244.35</ins></td>" in page


def test_the_code_of_a_withdrawn_version_tells_nothing_of_its_content(
    client: Client, life: Life
) -> None:
    first = life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    withdrawal = life.withdraw("含有工作秘密，依法不予公开")
    life.correct("删去涉密内容后公开", lambda: life.enter(TOTAL, "2443500.00"))
    response = client.get(f"/verify/{first.code}/")
    page = response.content.decode()
    assert verdict(response) == "已撤回"
    assert f"<dd>{drafts.printed_time(withdrawal.at)}</dd>" in page
    assert "<dd>含有工作秘密，依法不予公开</dd>" in page
    assert f'现行的是<a href="{life.address}">第3版</a>' in page
    assert [word for word in ("244.", "总计误填", "/v1/") if word in page] == []
    assert "<h3>完好</h3>" in page


def test_a_code_that_is_not_ours(client: Client, life: Life) -> None:
    life.publish()
    response = client.get("/verify/0123456789abcdef/")
    assert (response.status_code, verdict(response)) == (404, "本站没有这个校验码")
    assert '没有校验码为 <span class="code">0123-4567-89AB-CDEF</span> 的公开版本' in (
        response.content.decode()
    )


@pytest.mark.parametrize("code", ["'; DROP TABLE x", "<script>", "%00", "中文", "a" * 5000])
def test_a_code_that_is_none(client: Client, db: None, code: str) -> None:
    response = client.get(f"/verify/{code}/")
    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


@ASKING
@pytest.mark.parametrize("format", ["html", "pdf", "json"])
def test_a_file_that_was_downloaded(client: Client, life: Life, ask: Ask, format: str) -> None:
    life.publish()
    content = client.get(f"{life.address}v1/disclosure.{format}").content
    response = ask(client, content)
    page = response.content.decode()
    assert verdict(response) == "现行版本"
    label = {"html": "网页（公开时的原件）", "pdf": "PDF", "json": "JSON"}[format]
    assert f"<p>这个文件与本站公开的“{label}”文件完全相同。</p>" in page
    assert f"<dd>{label}</dd>" in page
    assert page.count('<li class="matched">') == 1


@ASKING
def test_a_file_of_an_old_version(client: Client, life: Life, ask: Ask) -> None:
    life.publish()
    content = client.get(f"{life.address}disclosure.pdf").content
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert verdict(ask(client, content)) == "已被更正"
    life.withdraw("含有工作秘密，依法不予公开")
    assert verdict(ask(client, content)) == "已撤回"


def test_a_file_that_two_versions_share_is_in_force_with_the_later_one(
    client: Client, life: Life
) -> None:
    life.publish()
    content = client.get(f"{life.address}disclosure.pdf").content
    life.correct("补充绩效目标完成情况", lambda: None)
    response = upload(client, content)
    assert verdict(response) == "现行版本"
    assert "<dd>第2版</dd>" in response.content.decode()


@ASKING
def test_a_file_that_is_not_ours(client: Client, life: Life, ask: Ask) -> None:
    life.publish()
    content = client.get(f"{life.address}disclosure.pdf").content + b" "
    response = ask(client, content)
    assert (response.status_code, verdict(response)) == (200, "不是本站文件")
    assert f"<code>{hashlib.sha256(content).hexdigest()}</code>" in response.content.decode()


@ASKING
def test_a_draft_is_not_ours(client: Client, life: Life, ask: Ask) -> None:
    """Files that a killed publication left in the store were never published."""
    life.publish()
    Disclosure.objects.update(state=State.DRAFT, version=2, correction="正在更正")
    files = {"pdf": b"%PDF-1.7 draft"}
    from_store = keep(files["pdf"])
    assert from_store.sha256 == hashlib.sha256(files["pdf"]).hexdigest()
    assert verdict(ask(client, files["pdf"])) == "不是本站文件"


def test_no_file_is_kept(client: Client, life: Life, settings: Settings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = sorted(Path(link_of(life.disclosure)).parents[3].rglob("*"))
    response = upload(client, b"x" * 5_000_000)
    assert verdict(response) == "不是本站文件"
    assert hashlib.sha256(b"x" * 5_000_000).hexdigest() in response.content.decode()
    assert list(tmp_path.iterdir()) == []
    assert sorted(Path(link_of(life.disclosure)).parents[3].rglob("*")) == before


def test_a_file_that_is_too_large_is_not_read(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "LARGEST", 1024 * 1024)

    def never(self: object, raw_data: bytes, start: int) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(verification.HashingHandler, "receive_data_chunk", never)
    response = client.post("/verify/", {"file": SimpleUploadedFile("x", b"x" * 1_200_000)})
    assert response.status_code == 413
    assert "文件超过 1 MB，本站没有公开过这样大的文件。" in response.content.decode()


def test_posts_that_hold_no_file(client: Client, db: None) -> None:
    problem = '<p class="problem" role="alert">请选择要校验的文件。</p>'
    for data in ({}, {"file": "text"}, {"other": "x"}):
        assert problem in client.post("/verify/", data).content.decode()
    plain = client.post("/verify/", "file=x", content_type="application/x-www-form-urlencoded")
    assert problem in plain.content.decode()
    broken = client.post("/verify/", b"--x", content_type="multipart/form-data; boundary=x")
    assert problem in broken.content.decode()
    odd = client.post("/verify/", b"x", content_type="multipart/form-data")
    assert odd.status_code == 400
    wrong = client.post("/verify/", {}, CONTENT_LENGTH="many")
    assert wrong.status_code == 413


@pytest.mark.parametrize(
    "sha256", ["", "abc", "g" * 64, "a" * 65, "../../etc/passwd", "a" * 64 + "\x00"]
)
def test_a_hash_that_is_none(client: Client, db: None, sha256: str) -> None:
    response = client.get("/verify/", {"sha256": sha256})
    assert response.status_code == 200
    assert "SHA-256 应为 64 位数字和字母 a 到 f。" in response.content.decode()


def test_a_hash_in_capitals(client: Client, life: Life) -> None:
    sha256 = life.publish().files.get(format="pdf").sha256
    assert verdict(client.get("/verify/", {"sha256": f" {sha256.upper()} "})) == "现行版本"


def test_no_reader_gets_a_cookie(life: Life) -> None:
    life.publish()
    client = Client(enforce_csrf_checks=True)
    content = client.get(f"{life.address}disclosure.pdf").content
    assert verdict(upload(client, content)) == "现行版本"
    assert list(client.cookies) == []


def test_what_is_not_baked_yet_is_baked_for_the_first_answer(client: Client, life: Life) -> None:
    publication = life.publish()
    link_of(life.disclosure).unlink()
    assert "<h3>完好</h3>" in client.get(f"/verify/{publication.code}/").content.decode()


def test_what_cannot_be_baked_is_told(client: Client, life: Life) -> None:
    publication = life.publish()
    link = link_of(life.disclosure)
    link.unlink()
    link.parent.rmdir()
    link.parent.write_bytes(b"in the way")
    page = client.get(f"/verify/{publication.code}/").content.decode()
    assert f"公开目录的{life.address}，应为：这份材料的公开文件；实际：没有" in page


def test_changes_are_not_told_from_rows_that_were_changed(client: Client, life: Life) -> None:
    first = life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    run("UPDATE disclosures_publication SET texts = '[1]', labels = '5' WHERE id = %s", first.pk)
    response = client.get(f"/verify/{first.code}/")
    page = response.content.decode()
    assert (response.status_code, verdict(response)) == (200, "已被更正")
    assert "<h3>与公开时不符</h3>" in page
    assert "244.24" not in page


def test_only_reading_of_an_answer(client: Client, db: None) -> None:
    assert client.post("/verify/0123456789ABCDEF/").status_code == 405
    assert client.head("/verify/").status_code == 200
    assert client.put("/verify/").status_code == 405


def test_what_is_written_around_the_frozen_page_is_made_anew(
    client: Client, life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    publication = life.publish()
    life.disclosure.unit.name = "遂宁市电化教育馆"
    life.disclosure.unit.save()
    assert verdict(client.get(f"/verify/{publication.code}/")) == "现行版本"
    page = link_of(life.disclosure) / "index.html"
    assert "遂宁市电化教育馆历年预决算" in page.read_text()
    (said,) = [text for text in caplog.messages if text.startswith("公开页面已重新生成")]
    assert f"{life.address}index.html，应为：除版本说明外 SHA-256" in said


def test_what_cannot_be_made_anew_is_told(
    client: Client, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = life.publish()
    page = link_of(life.disclosure) / "v1" / "figures" / "income_expenditure" / "index.html"
    page.write_bytes(b"another")

    def full(disclosure: Disclosure) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("disclosures.verification.bake", full)
    answer = client.get(f"/verify/{publication.code}/")
    assert f"{life.address}v1/figures/income_expenditure/index.html" in answer.content.decode()
