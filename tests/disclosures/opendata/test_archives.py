"""ZIPs of a year and region: what is in them, that they are never stale, and parts of them."""

import csv
import hashlib
import io
import time
import zipfile

import pytest
from django.core.management import call_command
from django.test import Client

from disclosures import jobs
from disclosures.models import Job
from disclosures.opendata.archives import Region, build, of_number, regions, standing
from disclosures.tasks.archives import published
from tests.disclosures.site.life import Life


@pytest.fixture
def region(life: Life) -> Region:
    return Region(2020, life.disclosure.unit.region)


def announced(life: Life) -> None:
    """What happens after a transaction in which something was published or withdrawn."""
    published(life.disclosure)
    jobs.run_waiting()


def content(client: Client, region: Region, **headers: str) -> bytes:
    response = client.get(region.address, **headers)  # type: ignore[arg-type]
    return b"".join(response) if response.streaming else response.content


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
    assert client.get(region.address).status_code == 200
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


def test_it_waits_for_others_that_are_about_to_be_published(life: Life, region: Region) -> None:
    life.publish()
    waiting = jobs.enqueue("publish", life.disclosure.pk, None, "某某局")
    published(life.disclosure)
    job = Job.objects.get(task="archive")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.result == "还有材料等待公开，公开后再打包"
    assert standing(region) is None
    waiting.delete()
    announced(life)
    assert standing(region) is not None


def test_parts_of_it(client: Client, life: Life, region: Region) -> None:
    life.publish()
    build(region)
    whole = region.file.read_bytes()
    size = len(whole)
    response = client.get(region.address)
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
        assert b"".join(client.get(region.address, headers={"Range": odd})) == whole
    beyond = client.get(region.address, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    changed = {"Range": "bytes=0-9", "If-Range": '"other"'}
    assert client.get(region.address, headers=changed).status_code == 200
    same = {"Range": "bytes=0-9", "If-Range": etag}
    assert client.get(region.address, headers=same).status_code == 206
    assert client.get(region.address, headers={"If-None-Match": etag}).status_code == 304


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


def test_the_page_lists_them(client: Client, life: Life, region: Region) -> None:
    life.publish()
    page = client.get("/open-data/").content.decode()
    assert "正在打包，请稍后再来" in page
    made = build(region)
    assert made is not None
    page = client.get("/open-data/").content.decode()
    assert f'<a href="{region.address}">{region.name}</a>' in page
    assert "<td>1 份</td>" in page and made.sha256 in page
