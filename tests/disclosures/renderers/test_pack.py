"""The audit pack: what is in it, and that its own README is enough to verify it."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from disclosures.archive import unzipped, zipped
from disclosures.document.check_code import check_code, digest_of, recorded
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.narrative.scope import TextKey, Texts
from disclosures.renderers import FORMATS, SUFFIXES
from disclosures.renderers.pack import pack
from disclosures.standards.frozen import freeze, thaw
from disclosures.standards.model import Standard
from tests.disclosures.stamps import FIRST

TEXTS = Texts({TextKey("reason", "total"): "厉行节约"}, {"duties": "一、“职责”\n二、…"})


@pytest.fixture(scope="module")
def published(demonstration: Document, demonstration_sheet: FactSheet) -> Document:
    """The demonstration with its check code."""
    digest = digest_of(recorded(demonstration_sheet, TEXTS))
    code = check_code(FIRST.version, demonstration.title, FIRST.published_at, digest)
    return demonstration.stamped(replace(FIRST, code=code))


@pytest.fixture(scope="module")
def files(published: Document) -> Mapping[str, bytes]:
    """What is published, but for the PDF, which takes long to make."""
    rendered = {
        f"disclosure.{SUFFIXES[name]}": output.render(published)
        for name, output in FORMATS.items()
        if name != "pdf"
    }
    return {**rendered, "disclosure.pdf": b"%PDF-1.7 in its place"}


@pytest.fixture(scope="module")
def record(demonstration_sheet: FactSheet) -> Mapping[str, Any]:
    return {
        **recorded(demonstration_sheet, TEXTS),
        "findings": [],
        "answers": [],
        "events": [{"action": "publish", "at": "2021-09-15T10:05:30+08:00"}],
        "sources": {"income/total/total": "x.xlsx “收入决算表”C8"},
    }


@pytest.fixture(scope="module")
def packed(
    published: Document, files: Mapping[str, bytes], record: Mapping[str, Any], sichuan: Standard
) -> bytes:
    return pack(published, files, record, freeze(sichuan))


@pytest.fixture
def unpacked(packed: bytes, tmp_path: Path) -> Path:
    for path, content in unzipped(packed).items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return tmp_path


def test_what_is_in_it(
    packed: bytes, files: Mapping[str, bytes], record: Mapping[str, Any], sichuan: Standard
) -> None:
    inside = unzipped(packed)
    standard = unzipped(freeze(sichuan))
    assert sorted(inside) == sorted(
        [
            *("README.txt", "SHA256SUMS", "record.json"),
            *(f"files/disclosure.{suffix}" for suffix in ("csv", "html", "json", "pdf")),
            *(f"files/disclosure.{suffix}" for suffix in ("txt", "xlsx")),
            *(f"standard/{path}" for path in standard),
        ]
    )
    assert {name: inside[f"files/{name}"] for name in files} == files
    assert json.loads(inside["record.json"]) == record


def test_the_same_gives_the_same(
    packed: bytes,
    published: Document,
    files: Mapping[str, bytes],
    record: Mapping[str, Any],
    sichuan: Standard,
) -> None:
    backwards = dict(reversed([*files.items()]))
    assert pack(published, backwards, dict(reversed([*record.items()])), freeze(sichuan)) == packed


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["sha256sum", "-c", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_sums_hold(unpacked: Path) -> None:
    done = checked(unpacked)
    assert done.returncode == 0, done.stderr
    paths = {line.removesuffix(": OK") for line in done.stdout.splitlines()}
    found = (path for path in unpacked.rglob("*") if path.is_file())
    assert paths == {path.relative_to(unpacked).as_posix() for path in found} - {"SHA256SUMS"}


@pytest.mark.parametrize("name", ["record.json", "files/disclosure.pdf", "standard/manifest.json"])
def test_a_changed_byte_is_found(unpacked: Path, name: str) -> None:
    content = bytearray((unpacked / name).read_bytes())
    content[len(content) // 2] ^= 1
    (unpacked / name).write_bytes(bytes(content))
    done = checked(unpacked)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if not line.endswith(": OK")] == [
        f"{name}: FAILED"
    ]


def test_the_standard_in_it_is_the_standard(unpacked: Path, sichuan: Standard) -> None:
    root = unpacked / "standard"
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }
    assert thaw(zipped(files)) == sichuan


def test_the_readme_says_which_version_it_is(unpacked: Path, published: Document) -> None:
    content = (unpacked / "README.txt").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    assert published.stamp is not None
    assert text.startswith(
        "遂宁市电教教仪站2020年度部门决算 第1版 审计资料包\n\n"
        "公开时间：2021年9月15日10时05分（北京时间）\n"
        f"校验码：{published.stamp.printed_code}\n"
    )
    assert f"打开 {FIRST.address}\n" in text


def test_its_program_computes_the_check_code(unpacked: Path, published: Document) -> None:
    text = (unpacked / "README.txt").read_text("utf-8-sig")
    lines = re.findall(r"^    (.*)$", text[text.index("用 Python 3 运行") :], re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-I", "-c", "\n".join(lines)],
        cwd=unpacked,
        capture_output=True,
        text=True,
        check=True,
    )
    assert published.stamp is not None
    assert done.stdout.strip() == published.stamp.code
    assert f"应得到 {published.stamp.code}\n" in text


def test_every_published_figure_is_in_the_record(unpacked: Path) -> None:
    facts = json.loads((unpacked / "record.json").read_text("utf-8"))["facts"]
    known = {("/".join(cell), year): Decimal(value) for year, *cell, value, _ in facts}
    published = json.loads((unpacked / "files/disclosure.json").read_text("utf-8"))["facts"]
    assert len(published) > 90
    for fact in published:
        assert known[fact["cell"], fact["year"]] == Decimal(fact["value"])


def test_a_hostile_title_stays_text_in_its_program(
    published: Document, record: Mapping[str, Any], sichuan: Standard, tmp_path: Path
) -> None:
    title = "'\"\\); print('evil') #{0}{title}\n    import os"
    assert published.stamp is not None
    code = check_code(1, title, FIRST.published_at, hashed(record))
    document = replace(published, title=title, stamp=replace(published.stamp, code=code))
    inside = unzipped(pack(document, {}, record, freeze(sichuan)))
    (tmp_path / "record.json").write_bytes(inside["record.json"])
    text = inside["README.txt"].decode("utf-8-sig").replace("\r\n", "\n")
    lines = re.findall(r"^    (.*)$", text[text.index("用 Python 3 运行") :], re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-I", "-c", "\n".join(lines)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{code}\n"


def hashed(record: Mapping[str, Any]) -> str:
    """Written out once more: what the check code says of figures and texts."""
    held = {key: record[key] for key in ("facts", "texts", "labels")}
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_does_not_belong_together_is_refused(
    published: Document,
    demonstration: Document,
    record: Mapping[str, Any],
    sichuan: Standard,
) -> None:
    standard = freeze(sichuan)
    with pytest.raises(ValueError, match="no stamp"):
        pack(demonstration, {}, record, standard)
    with pytest.raises(ValueError, match="not that of the record"):
        pack(published, {}, {**record, "facts": record["facts"][1:]}, standard)
    with pytest.raises(ValueError, match="not a whole ZIP"):
        pack(published, {}, record, standard[:-40])
    for name in ("../x", "a/b", "", ".hidden", "公开.pdf", "a\nb"):
        with pytest.raises(ValueError, match="not the name of a file"):
            pack(published, {name: b""}, record, standard)
