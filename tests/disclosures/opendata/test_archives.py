"""ZIPs of a year and region: what is in them, that they are never stale, and parts of them."""

import csv
import hashlib
import io
import time
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures import jobs
from disclosures.models import Disclosure, Job, Kind, Unit
from disclosures.opendata import archives
from disclosures.opendata.archives import Region, build, of_key, of_number, regions, standing
from disclosures.tasks.archives import published
from tests.disclosures import drafts
from tests.disclosures.site.life import Life


@pytest.fixture
def region(life: Life) -> Region:
    return Region(2020, life.disclosure.unit.region)


def announced(life: Life) -> None:
    """What happens after a transaction in which something was published or withdrawn."""
    published(life.disclosure)
    jobs.run_waiting()


def got(client: Client, region: Region, **headers: str) -> tuple[int, bytes]:
    """Status and content of its ZIP, asked for with these headers."""
    response = client.get(region.address, headers=headers)
    return response.status_code, b"".join(response)


def content(client: Client, region: Region) -> bytes:
    status, found = got(client, region)
    assert status == 200
    return found


def test_it_holds_the_files_in_force_and_their_hashes(
    client: Client, life: Life, region: Region
) -> None:
    life.publish()
    announced(life)
    assert Job.objects.get().result == "已打包 1 份材料"
    with zipfile.ZipFile(io.BytesIO(content(client, region))) as archive:
        folder = f"{life.disclosure.unit.slug}/department_final_accounts/v1"
        assert archive.namelist() == [
            f"{folder}/disclosure.json",
            f"{folder}/disclosure.pdf",
            "目录.csv",
        ]
        lines = list(csv.reader(archive.read("目录.csv").decode("utf-8-sig").splitlines()))
        assert lines[0] == ["文件", "字节数", "SHA-256"]
        for name, size, sha256 in lines[1:]:
            data = archive.read(name)
            assert (str(len(data)), hashlib.sha256(data).hexdigest()) == (size, sha256)
            public = name.replace("/department", "/2020/department")
            assert data == client.get(f"/{public}").content


def test_every_machine_makes_the_same_bytes(
    life: Life, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.publish()
    first = build(region)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert first is not None
    assert build(region) == first
    assert hashlib.sha256(region.file.read_bytes()).hexdigest() == first.sha256


def test_what_is_no_longer_in_force_is_not_served(
    client: Client, life: Life, region: Region
) -> None:
    life.publish()
    build(region)
    assert got(client, region)[0] == 200
    life.correct("总计误填", lambda: None)
    response = client.get(region.address)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    jobs.run_waiting()
    with zipfile.ZipFile(io.BytesIO(content(client, region))) as archive:
        assert all("/v2/" in name for name in archive.namelist() if "/" in name)
    life.withdraw("含有工作秘密，依法不予公开")
    assert client.get(region.address).status_code == 404
    announced(life)
    assert not region.file.exists() and not region.noted.exists()
    assert regions() == []


def test_a_publication_takes_the_old_one_away_at_once(life: Life, region: Region) -> None:
    life.publish()
    build(region)
    life.correct("总计误填", lambda: None)
    published(life.disclosure)
    assert not region.file.exists()
    published(life.disclosure)
    assert [(job.task, of_number(job.key)) for job in Job.objects.all()] == [("archive", region)]


def test_parts_of_it(client: Client, life: Life, region: Region) -> None:
    life.publish()
    build(region)
    whole = region.file.read_bytes()
    size = len(whole)
    response = client.get(region.address)
    assert b"".join(response) == whole
    etag = response["ETag"]
    assert (response["Accept-Ranges"], int(response["Content-Length"])) == ("bytes", size)
    assert response["Content-Disposition"] == (f'attachment; filename="2020-{region.key}.zip"')
    for asked, start, stop in (
        ("bytes=0-9", 0, 10),
        (f"bytes={size - 5}-", size - 5, size),
        ("bytes=-7", size - 7, size),
        (f"bytes=3-{size + 99}", 3, size),
    ):
        part = client.get(region.address, headers={"Range": asked})
        assert part.status_code == 206
        assert part["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert b"".join(part) == whole[start:stop]
    for odd in ("bytes=", "bytes=9-3", "lines=1-2", "bytes=0-1,5-6", "bytes=x-"):
        assert got(client, region, Range=odd) == (200, whole)
    beyond = client.get(region.address, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    conditions = {"Range": "bytes=0-9", "If-Range": '"other"'}
    assert got(client, region, **conditions) == (200, whole)
    assert got(client, region, **{**conditions, "If-Range": etag}) == (206, whole[:10])
    unchanged = client.get(region.address, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged["ETag"]) == (304, etag)
    assert unchanged["Cache-Control"] == "public, max-age=60"
    other = client.get(region.address, headers={"If-Match": '"other"'})
    assert (other.status_code, other.content) == (412, b"")


def test_only_its_head(client: Client, life: Life, region: Region) -> None:
    life.publish()
    build(region)
    response = client.head(region.address, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response["Content-Length"]) == (
        200,
        str(region.file.stat().st_size),
    )
    response.close()


def test_what_is_served_is_what_was_looked_at(
    client: Client, life: Life, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another ZIP takes its place: before it is looked at, and while it is read."""
    life.publish()
    build(region)
    looked_at = archives.standing

    def replaced(of: Region) -> archives.Archive | None:
        monkeypatch.setattr(archives, "standing", looked_at)
        build(of)
        return looked_at(of)

    monkeypatch.setattr(archives, "standing", replaced)
    assert client.get(region.address).status_code == 503
    jobs.run_waiting()
    old = region.file.read_bytes()
    response = client.get(region.address)
    region.file.unlink()
    region.file.write_bytes(b"another")
    assert b"".join(response) == old


def test_a_region_has_a_key_of_letters(life: Life) -> None:
    assert (
        Region(2020, "示例市").key
        == "shilishi-" + hashlib.sha256("示例市".encode()).hexdigest()[:6]
    )
    assert Region(2020, "㙍").key.isascii()


@pytest.mark.parametrize("address", ["/downloads/2020/none.zip", "/downloads/99999/a.zip"])
def test_what_is_not_there(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_rebake_makes_what_is_missing(
    life: Life, region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    life.publish()
    call_command("rebake")
    assert capsys.readouterr().out == "共 1 份公开材料，重写 0 份，打包 1 次，删除多余的 0 项。\n"
    assert standing(region) is not None


def of_region(name: str) -> Region:
    """The region ``name``, of which a document of 2024 is published and its ZIP made."""
    number = Unit.objects.count()
    unit = Unit.objects.create(name=f"某某局{number}", slug=f"bureau-{number}", region=name)
    drafts.published(Disclosure.objects.create(unit=unit, year=2024, kind=Kind.BUDGET))
    region = Region(2024, name)
    assert build(region) is not None
    return region


def selects(client: Client, address: str) -> int:
    """How often the page asks the database for something."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        assert response.status_code == 200
        b"".join(response)
    return sum(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_of_many_regions_nothing_more_is_asked(client: Client, db: None) -> None:
    region = of_region("甲县")
    one = selects(client, "/open-data/"), selects(client, region.address)
    others = [of_region(name) for name in ("乙县", "丙县", "丁县")]
    assert (selects(client, "/open-data/"), selects(client, region.address)) == one == (1, 3)
    assert archives.listed() == [
        (of, standing(of)) for of in sorted([region, *others], key=lambda of: of.name)
    ]
    assert [of_key(2024, of.key) for of in others] == others
    assert [of_number(of.number) for of in others] == others
    assert of_key(2023, region.key) is None and of_key(2024, f"x-{region.mark}") is None


def test_the_page_lists_them(client: Client, life: Life, region: Region) -> None:
    life.publish()
    page = client.get("/open-data/").content.decode()
    assert "正在打包，请稍后再来" in page
    made = build(region)
    assert made is not None
    page = client.get("/open-data/").content.decode()
    assert f'<a href="{region.address}">{region.name}</a>' in page
    assert "<td>1 份</td>" in page and made.sha256 in page
