"""A frozen standard is the standard, whatever becomes of its folders."""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures import classification
from disclosures.archive import unzipped, zipped
from disclosures.classification import Classification, Code
from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.models.unit import DEMONSTRATION_NOTICE
from disclosures.narrative.scope import Texts
from disclosures.standards import folders, loader
from disclosures.standards.entries import BadStandard
from disclosures.standards.folders import SHIPPED, Folders
from disclosures.standards.frozen import freeze, thaw
from disclosures.standards.model import Standard
from tests.disclosures import samples

MADE_UP = Path(__file__).parents[1] / "data" / "made-up-province"
LAST = 2026


def shipped() -> Iterator[tuple[str, str, int, str]]:
    for jurisdiction, kind, first, last in loader.available():
        for year in range(first, min(last or LAST, LAST) + 1):
            yield from ((jurisdiction, kind, year, level) for level in ("department", "unit"))


@pytest.mark.parametrize("of", list(shipped()), ids=lambda of: "-".join(map(str, of)))
def test_what_is_thawed_is_the_standard(of: tuple[str, str, int, str]) -> None:
    jurisdiction, kind, year, level = of
    standard = loader.load(jurisdiction, kind, year, level, classification.load(year))
    frozen = freeze(standard)
    assert thaw(frozen) == standard
    assert freeze(standard) == frozen


def test_it_holds_every_file_of_the_standard_and_its_bases(sichuan: Standard) -> None:
    files = unzipped(freeze(sichuan))
    names = ("national/final_accounts_2020", "sichuan/final_accounts_2020")
    expected = {
        f"standards/{name}/{path.name}": path.read_bytes()
        for name in names
        for path in (SHIPPED / name).glob("*.toml")
    }
    assert {path: files[path] for path in files if path.startswith("standards/")} == expected
    assert "standards/sichuan/final_accounts_2020/performance.toml" in expected
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest.pop("files") == {
        path: hashlib.sha256(content).hexdigest() for path, content in files.items()
    }
    assert manifest == {
        "format": "mingzhang-standard/1",
        "standard": "sichuan/final_accounts_2020",
        "level": "department",
        "year": 2020,
        "codes": {
            "year": 2020,
            "function": 2020,
            "economic_department": 2020,
            "economic_government": 2020,
        },
    }
    lines = csv.DictReader(io.StringIO(files["codes/function.csv"].decode(), newline=""))
    assert next(line for line in lines if line["code"] == "2050102")["name"] == "一般行政管理事务"


def test_nothing_but_the_bytes_is_read(sichuan: Standard, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = freeze(sichuan)
    monkeypatch.setattr(loader, "_folders", Folders(()))
    monkeypatch.setattr(folders, "read", None)
    monkeypatch.setattr(classification.lists, "SHIPPED", None)
    assert thaw(frozen) == sichuan


def test_the_document_made_with_it_is_the_same(
    demonstration: Document,
    sichuan: Standard,
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
) -> None:
    again = assemble(
        thaw(freeze(sichuan)),
        demonstration_sheet,
        demonstration.unit,
        demonstration_texts,
        notice=DEMONSTRATION_NOTICE,
    )
    assert again.document == demonstration


def test_the_list_of_codes_is_the_one_it_was_used_with(sichuan: Standard) -> None:
    odd = Code(
        "2050102",
        '一般“行政”,"管理"\n事务',
        3,
        "20501",
        "official",
        "说明；=1+1",
        ("一般公共预算", "政府性基金预算"),
    )
    function = Classification(2019, {**sichuan.codes.function.codes, "2050102": odd})
    codes = replace(sichuan.codes, function=function)
    standard = loader.load("sichuan", "final_accounts", 2020, "department", codes)
    thawed = thaw(freeze(standard))
    assert thawed == standard != sichuan
    assert thawed.codes.function["2050102"] == odd
    assert (thawed.codes.year, thawed.codes.function.year) == (2020, 2019)


def test_a_later_change_of_a_folder_changes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "own"
    shutil.copytree(MADE_UP, root)
    outline = root / "made_up" / "final_accounts_2023" / "outline.toml"

    def loaded() -> Standard:
        """Read from the files as they are now."""
        folders._merged.cache_clear()
        data = Folders((SHIPPED, root)).merged("made_up/final_accounts_2023")
        codes = classification.load(2024)
        return loader.build(data, "made_up/final_accounts_2023", "unit", 2024, codes)

    standard, among = loaded(), Folders((SHIPPED, root))
    frozen = freeze(standard, among)
    outline.write_text(outline.read_text("utf-8").replace("各表", "各种表"), "utf-8")
    assert thaw(frozen) == standard != loaded()
    with pytest.raises(BadStandard) as error:
        freeze(standard, among)
    assert str(error.value) == (
        "公开范本“made_up/final_accounts_2023”的文件在程序启动后有改动，"
        "请重新启动程序，核对材料后再公开"
    )
    assert thaw(freeze(loaded(), among)) == loaded()
    shutil.rmtree(root)
    assert thaw(frozen) == standard
    folders._merged.cache_clear()


def changed(files: dict[str, bytes]) -> Iterator[tuple[dict[str, bytes], str]]:
    """Ways in which the files may be damaged, with what is said of it."""
    outline = "standards/sichuan/final_accounts_2020/outline.toml"
    manifest = files["manifest.json"]
    yield {**files, outline: files[outline] + b"\n"}, f"{outline} 与清单中的校验值不符"
    yield {path: files[path] for path in files if path != outline}, f"{outline} 缺少或多余"
    yield {**files, "more.txt": b""}, "more.txt 缺少或多余"
    yield {**files, "manifest.json": manifest.replace(b"dard/1", b"dard/2")}, "mingzhang-standard/2"
    yield {**files, "manifest.json": b"[]"}, "list"
    yield {path: files[path] for path in files if path != "manifest.json"}, "manifest.json"


def test_damage_is_told(sichuan: Standard) -> None:
    for files, said in changed(unzipped(freeze(sichuan))):
        with pytest.raises(BadStandard) as error:
            thaw(zipped(files))
        assert str(error.value).startswith("随公开材料保存的公开范本已损坏（")
        assert said in str(error.value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damaged_byte_is_told_or_harmless(data: st.DataObject) -> None:
    standard = samples.standard()
    frozen = freeze(standard)
    place = data.draw(st.integers(0, len(frozen) - 1))
    damaged = bytearray(frozen)
    damaged[place] ^= data.draw(st.integers(1, 255))
    try:
        assert thaw(bytes(damaged)) == standard
    except BadStandard as error:
        assert str(error).startswith("随公开材料保存的公开范本已损坏（")
