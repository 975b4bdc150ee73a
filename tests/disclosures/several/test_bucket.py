"""Published files in a bucket: the same as in a folder, for every machine."""

import hashlib
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from disclosures.integrity import faults
from disclosures.models import PublishedFile
from disclosures.site.addresses import link_of
from disclosures.store import (
    Unreachable,
    content_of,
    in_folder,
    keep,
    measured,
    names,
    store_directory,
)
from tests.disclosures.several.bucket import PREFIX, Bucket
from tests.disclosures.site.life import TOTAL, Life


def test_what_is_kept_lies_in_the_bucket_under_its_hash(bucket: Bucket) -> None:
    sha256 = hashlib.sha256("公开".encode()).hexdigest()
    assert keep("公开".encode()) == keep("公开".encode()) == (sha256, 6)
    assert bucket.objects() == {f"{PREFIX}/{sha256}": "公开".encode()}
    assert (names(), content_of(sha256), measured(sha256)) == (
        [sha256],
        "公开".encode(),
        (sha256, 6),
    )
    assert not in_folder()
    assert not store_directory().exists()


def test_what_is_there_is_left_alone(bucket: Bucket) -> None:
    sha256 = hashlib.sha256(b"1").hexdigest()
    bucket.put(sha256, b"other")
    bucket.put("no hash", b"")
    keep(b"1")
    assert bucket.objects()[f"{PREFIX}/{sha256}"] == b"other"
    assert names() == [sha256]


def test_what_is_not_there(bucket: Bucket) -> None:
    with pytest.raises(FileNotFoundError):
        content_of("0" * 64)
    assert names() == []


def test_what_cannot_be_reached(away: Bucket) -> None:
    away.use()
    for asked in (lambda: content_of("0" * 64), names, lambda: keep(b"1")):
        with pytest.raises(Unreachable) as error:
            asked()
        assert error.value.filename == away.url
        assert str(error.value.strerror).startswith("不能读写公开文件的共享存储（")


def test_a_machine_that_never_saw_the_publication_serves_it(
    bucket: Bucket, life: Life, client: Client, settings: Settings, tmp_path: Path
) -> None:
    files = list(life.publish().files.all())
    here = client.get(life.address).content
    stored = bucket.objects()
    assert {f"{PREFIX}/{file.sha256}" for file in files} == set(stored)
    assert all(
        hashlib.sha256(stored[f"{PREFIX}/{f.sha256}"]).hexdigest() == f.sha256 for f in files
    )
    settings.DATA_DIR = tmp_path / "another"
    there = client.get(life.address)
    assert (there.status_code, there.content) == (HTTPStatus.OK, here)
    pdf = next(file for file in files if file.format == "pdf")
    assert client.get(f"{life.address}disclosure.pdf").content == stored[f"{PREFIX}/{pdf.sha256}"]
    assert list(faults()) == []


def test_verify_tells_what_was_changed_and_what_is_lost(bucket: Bucket, life: Life) -> None:
    published = life.publish()
    pdf, json = (published.files.get(format=name) for name in ("pdf", "json"))
    bucket.put(pdf.sha256, b"another")
    bucket.lose(json.sha256)
    found = hashlib.sha256(b"another").hexdigest()
    where = f"{life.disclosure}第1版的"
    assert sorted(map(str, faults())) == sorted(
        (
            f"{where}PDF 文件，应为：SHA-256 {pdf.sha256}；实际：SHA-256 {found}",
            f"{where}JSON 文件，应为：SHA-256 {json.sha256}；实际：没有这个文件",
        )
    )


def test_readers_and_verify_while_the_bucket_is_away(
    bucket: Bucket, away: Bucket, life: Life, client: Client, settings: Settings, tmp_path: Path
) -> None:
    code = life.publish().code
    away.use()
    assert client.get(life.address).status_code == HTTPStatus.OK
    assert client.get(f"/verify/{code}/").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    with pytest.raises(CommandError) as told:
        call_command("verify")
    assert str(told.value).startswith(f"没有核对完：{away.url} 不能读写公开文件的共享存储（")
    settings.DATA_DIR = tmp_path / "another"
    answer = client.get(life.address)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "暂时打不开" in answer.content.decode()
    assert not link_of(life.disclosure).exists()
    bucket.use()
    assert client.get(life.address).status_code == HTTPStatus.OK


def test_what_was_withdrawn_goes_also_while_the_bucket_is_away(
    bucket: Bucket, away: Bucket, life: Life, client: Client
) -> None:
    life.publish()
    away.use()
    life.withdraw("含有工作秘密，依法不予公开")
    assert client.get(life.address).status_code == HTTPStatus.GONE


def test_a_correction_fetches_only_what_is_new(bucket: Bucket, life: Life, client: Client) -> None:
    """What is served already is a copy with the right hash, as good as the original."""
    first = life.publish().files.get(format="pdf").sha256
    bucket.lose(first)
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    content = client.get(f"{life.address}v1/disclosure.pdf").content
    assert hashlib.sha256(content).hexdigest() == first
    assert PublishedFile.objects.filter(sha256=first).exists()
