"""Public addresses: each is a file that was baked, or it is not found."""

import gzip
import hashlib
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import Disclosure, State
from disclosures.renderers import FORMATS, SUFFIXES
from disclosures.site.addresses import link_of, site_directory
from disclosures.site.frame import PLACE
from disclosures.views.served import accepts_gzip
from tests.disclosures import drafts
from tests.disclosures.site.life import TOTAL, Life

PAGE = "/example-0/2020/department_final_accounts/"
NAMES = [f"disclosure.{suffix}" for suffix in SUFFIXES.values()]
PLACES = ("", "versions/", "v1/", *NAMES, *(f"v1/{name}" for name in NAMES))


@pytest.mark.parametrize("folder", ["", "v1/"])
@pytest.mark.parametrize("format", FORMATS)
def test_files_are_served_as_stored(client: Client, life: Life, format: str, folder: str) -> None:
    files = {name: f"<p>{name}</p>".encode() for name in FORMATS}
    published = drafts.published(life.disclosure, files)
    suffix = SUFFIXES[format]
    response = client.get(f"{PAGE}{folder}disclosure.{suffix}")
    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[format].content_type
    assert hashlib.sha256(response.content).hexdigest() == published.files.get(format=format).sha256
    disposition = "inline" if format == "pdf" else "attachment"
    saved = f"example-0-2020-department_final_accounts{'-v1' if folder else ''}.{suffix}"
    assert response["Content-Disposition"] == f'{disposition}; filename="{saved}"'
    assert response["Cache-Control"] == "public, max-age=60"


def test_the_page_is_the_frozen_one_with_its_frame(client: Client, life: Life) -> None:
    life.publish()
    response = client.get(PAGE)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Content-Disposition" not in response
    frozen = client.get(f"{PAGE}disclosure.html").content
    before, after = frozen.split(PLACE)
    assert response.content.startswith(before + b'<aside class="frame"')
    assert response.content.endswith(b"</aside>" + after)
    assert client.get(f"{PAGE}v1/").content == response.content


def test_every_version_and_the_list_of_them(client: Client, life: Life) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert client.get(PAGE).content == client.get(f"{PAGE}v2/").content
    assert "本版已被第2版更正" in client.get(f"{PAGE}v1/").content.decode()
    assert "<h1>遂宁市电教教仪站2020年度部门决算：历次版本</h1>" in (
        client.get(f"{PAGE}versions/").content.decode()
    )
    first, second = (client.get(f"{PAGE}v{n}/disclosure.json").content for n in (1, 2))
    assert client.get(f"{PAGE}disclosure.json").content == second != first
    assert client.get(f"{PAGE}v3/").status_code == 404


@pytest.mark.parametrize("place", PLACES)
def test_of_what_was_withdrawn_every_address_says_so(
    client: Client, life: Life, place: str
) -> None:
    life.publish()
    life.withdraw("含有工作秘密，依法不予公开")
    response = client.get(PAGE + place)
    page = response.content.decode()
    assert "撤回依据" in page and "含有工作秘密，依法不予公开" in page
    assert "244.24" not in page
    assert response.status_code == (200 if place == "versions/" else 410)


@pytest.mark.parametrize(
    "address",
    [
        "/example-0/2021/department_final_accounts/",
        "/example-0/2020/department_budget/",
        "/example-0/2020/unit_final_accounts/",
        "/nobody/2020/department_final_accounts/",
        f"{PAGE}disclosure.exe",
        f"{PAGE}disclosure.html.gz",
        f"{PAGE}index.html",
        f"{PAGE}index.html.gz",
        f"{PAGE}v2/",
        f"{PAGE}v0/",
        f"{PAGE}v99999999999999999999/",
        f"{PAGE}v1/disclosure.exe",
        f"{PAGE}versions/index.html",
        f"{PAGE}..%2f..%2fsecret_key",
        f"{PAGE}v1/..%2fdisclosure.pdf",
        f"{PAGE}v1/../../../../../secret_key",
        f"{PAGE}disclosure.pdf%00",
        f"{PAGE}disclosure.{'a' * 3000}",
        "/%2e%2e/2020/department_final_accounts/",
        "/../../etc/passwd/",
        f"/{'a' * 3000}/2020/department_final_accounts/",
        f"/example-0/2020/{'a' * 3000}/",
        "/example-0/99999999999999999999/department_final_accounts/",
        f"/example-0/{'9' * 5000}/department_final_accounts/",
    ],
)
def test_every_other_address_is_not_found(client: Client, life: Life, address: str) -> None:
    life.publish()
    (Path(link_of(life.disclosure)).parents[3] / "secret_key").write_text("secret")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.APPROVED])
@pytest.mark.parametrize("place", PLACES)
def test_a_draft_has_no_public_address(
    client: Client, life: Life, state: State, place: str
) -> None:
    Disclosure.objects.update(state=state)
    assert client.get(PAGE + place).status_code == 404
    assert not site_directory().exists()


def test_what_is_not_found_is_said_in_chinese(client: Client, life: Life) -> None:
    page = client.get("/nobody/2020/department_final_accounts/").content.decode()
    assert "<h1>没有这个页面</h1>" in page
    assert '<a href="/">首页</a>' in page


def test_only_reading(client: Client, life: Life) -> None:
    life.publish()
    assert client.post(PAGE).status_code == 405
    response = client.head(f"{PAGE}disclosure.pdf")
    assert (response.status_code, response.content) == (200, b"")


def test_a_file_is_served_without_asking_the_database(client: Client, life: Life) -> None:
    life.publish()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).status_code == 200
        assert client.get(f"{PAGE}v1/disclosure.pdf").status_code == 200
    assert len(queries) == 0


def test_compressed_for_whoever_accepts_it(client: Client, life: Life) -> None:
    life.publish()
    plain = client.get(PAGE)
    packed = client.get(PAGE, headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert (plain["Vary"], packed["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert plain["ETag"] != packed["ETag"]
    pdf = client.get(f"{PAGE}disclosure.pdf", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in pdf and "Vary" not in pdf


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("gzip; q=1", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br", False),
        ("xgzip", False),
        ("", False),
    ],
)
def test_who_accepts_gzip(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


def test_what_a_reader_has_already_is_not_sent_again(client: Client, life: Life) -> None:
    life.publish()
    first = client.get(PAGE)
    same = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    later = client.get(PAGE, headers={"If-Modified-Since": first["Last-Modified"]})
    assert later.status_code == 304
    written = (link_of(life.disclosure) / "index.html").stat().st_mtime
    assert parsedate_to_datetime(first["Last-Modified"]).timestamp() == int(written)
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    changed = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_the_first_request_bakes_what_was_not_baked(client: Client, life: Life) -> None:
    life.publish()
    before = client.get(PAGE).content
    link_of(life.disclosure).unlink()
    assert client.get(PAGE).content == before
    assert link_of(life.disclosure).is_symlink()


def test_where_it_cannot_be_baked_the_reader_is_asked_to_come_again(
    client: Client, life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    life.publish()
    link = link_of(life.disclosure)
    link.unlink()
    link.parent.rmdir()
    link.parent.write_bytes(b"in the way")
    response = client.get(PAGE)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "<h1>暂时打不开</h1>" in response.content.decode()
    assert f"不能写入 {life.disclosure} 的公开文件" in caplog.messages
    link.parent.unlink()
    assert client.get(PAGE).status_code == 200
