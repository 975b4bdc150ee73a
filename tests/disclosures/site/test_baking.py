"""The served tree on disk: what differs is written, what should not be there is removed."""

import errno
import gzip
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from disclosures.models import Disclosure, Kind
from disclosures.site import baking
from disclosures.site.addresses import link_of, site_directory, trees_directory
from disclosures.site.baking import bake, is_baked
from disclosures.site.derive import derive
from disclosures.site.frame import PLACE
from disclosures.site.sweeping import strays
from disclosures.store import store_directory
from tests.disclosures import drafts
from tests.disclosures.site.life import TOTAL, Life


def served(disclosure: Disclosure) -> Mapping[str, bytes]:
    """Every served file by path."""
    home = link_of(disclosure)
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


def trees(disclosure: Disclosure) -> list[Path]:
    return list((trees_directory() / str(disclosure.pk)).iterdir())


def stored(life: Life, format: str, version: int = 1) -> Path:
    files = life.disclosure.publications.get(version=version).files
    return store_directory() / files.get(format=format).sha256


def replace(path: Path, content: bytes) -> None:
    """Other bytes at ``path`` alone, where it shares its own with another name."""
    path.unlink()
    path.write_bytes(content)


PLAIN = [
    *("disclosure.html", "disclosure.json", "disclosure.pdf", "disclosure.zip"),
    "index.html",
]
PACKED = ["disclosure.html.gz", "disclosure.json.gz", "index.html.gz"]


def test_every_file_and_beside_what_can_be_compressed_its_compressed_copy(life: Life) -> None:
    life.publish()
    everything = served(life.disclosure)
    files = {path: content for path, content in everything.items() if "figures/" not in path}
    figures = {path for path in everything if path not in files}
    assert figures == {path for path in derive(life.disclosure) if "figures/" in path} | {
        f"{path}.gz" for path in derive(life.disclosure) if "figures/" in path
    }
    of_version = sorted([*PLAIN, *PACKED])
    versions = ["versions/index.html", "versions/index.html.gz"]
    assert list(files) == sorted([*of_version, *(f"v1/{name}" for name in of_version), *versions])
    for name in PACKED:
        assert gzip.decompress(files[name]) == files[name.removesuffix(".gz")]
    assert files["disclosure.pdf"] == stored(life, "pdf").read_bytes()
    assert files["disclosure.html"] == stored(life, "html").read_bytes()
    frozen, page = files["disclosure.html"], files["index.html"]
    before, after = frozen.split(PLACE)
    assert page.startswith(before) and page.endswith(after) and PLACE not in page


def test_the_public_may_read_what_is_served(life: Life) -> None:
    life.publish()
    home = link_of(life.disclosure)
    modes = {path.stat().st_mode & 0o777 for path in home.rglob("*") if path.is_file()}
    assert modes == {0o644}
    folders = (home.resolve(), home / "v1", home / "versions")
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o755}


def test_the_store_shares_no_file_with_what_is_served(life: Life) -> None:
    life.publish()
    pdf = link_of(life.disclosure) / "disclosure.pdf"
    assert not pdf.samefile(stored(life, "pdf"))
    assert pdf.samefile(link_of(life.disclosure) / "v1" / "disclosure.pdf")


def test_baking_again_changes_nothing(life: Life) -> None:
    life.publish()
    before = trees(life.disclosure)
    assert bake(life.disclosure) is False
    assert trees(life.disclosure) == before


def test_another_place_gets_the_same_bytes(life: Life, settings: Settings, tmp_path: Path) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    before = served(life.disclosure)
    (tmp_path / "published").mkdir()
    os.rename(store_directory(), tmp_path / "published" / "files")
    settings.DATA_DIR = tmp_path
    assert bake(life.disclosure) is True
    assert served(life.disclosure) == before


DAMAGE: Mapping[str, Callable[[Path], object]] = {
    "changed": lambda home: replace(home / "v1" / "disclosure.pdf", b"%PDF-1.7 other"),
    "changed frame": lambda home: replace(home / "index.html", b"<p>other</p>"),
    "changed compressed": lambda home: replace(home / "index.html.gz", gzip.compress(b"other")),
    "not compressed": lambda home: replace(home / "index.html.gz", b"other"),
    "gone": lambda home: (home / "disclosure.json").unlink(),
    "compressed gone": lambda home: (home / "disclosure.json.gz").unlink(),
    "too many": lambda home: (home / "v1" / "draft.pdf").write_bytes(b"other"),
    "link too many": lambda home: (home / "etc").symlink_to("/etc"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_not_right_is_written_again(life: Life, damage: Callable[[Path], object]) -> None:
    life.publish()
    before = served(life.disclosure)
    damage(link_of(life.disclosure))
    assert bake(life.disclosure) is True
    assert served(life.disclosure) == before
    assert len(trees(life.disclosure)) == 1


@pytest.mark.parametrize("kind", ["directory", "file", "elsewhere", "nowhere"])
def test_the_link_is_put_right(life: Life, tmp_path: Path, kind: str) -> None:
    life.publish()
    before, link = served(life.disclosure), link_of(life.disclosure)
    link.unlink()
    match kind:
        case "directory":
            link.mkdir()
            (link / "index.html").write_bytes(b"other")
        case "file":
            link.write_bytes(b"other")
        case "elsewhere":
            link.symlink_to(tmp_path)
        case "nowhere":
            link.symlink_to(tmp_path / "nothing")
    assert bake(life.disclosure) is True
    assert link.is_symlink()
    assert served(life.disclosure) == before
    assert len(trees(life.disclosure)) == 1


@pytest.mark.parametrize("function", ["_put", "_packed", "settle", "_show"])
def test_a_kill_at_any_step_leaves_all_of_the_old_or_of_the_new(
    life: Life, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    """Every call of the step is the last one once; each time all is one state or the other."""
    life.publish()
    old = served(life.disclosure)
    with monkeypatch.context() as quiet:
        quiet.setattr("tests.disclosures.site.life.published", lambda of: None)
        life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    original = getattr(baking, function)
    left: list[Mapping[str, bytes]] = []
    while True:
        calls = 0

        def step(*arguments: object) -> object:
            nonlocal calls
            calls += 1
            if calls > len(left):
                raise KeyboardInterrupt
            return original(*arguments)

        monkeypatch.setattr(baking, function, step)
        try:
            bake(life.disclosure)
        except KeyboardInterrupt:
            left.append(served(life.disclosure))
            continue
        break
    monkeypatch.setattr(baking, function, original)
    new = served(life.disclosure)
    assert "v2/index.html" in new and old in left
    assert [state for state in left if state not in (old, new)] == []
    assert bake(life.disclosure) is False
    assert len(trees(life.disclosure)) == 1


def test_a_full_disk_stops_serving_rather_than_that_something_withdrawn_stays(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.publish()

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(baking, "_put", full)
        with pytest.raises(OSError, match="No space left"):
            life.withdraw("含有工作秘密，依法不予公开")
        assert not link_of(life.disclosure).exists()
    assert bake(life.disclosure) is True
    assert "withdrawn.html" in served(life.disclosure)


def test_withdrawing_removes_every_file(life: Life) -> None:
    life.publish()
    life.withdraw("含有工作秘密，依法不予公开")
    assert list(served(life.disclosure)) == [
        "v1/withdrawn.html",
        "v1/withdrawn.html.gz",
        "versions/index.html",
        "versions/index.html.gz",
        "withdrawn.html",
        "withdrawn.html.gz",
    ]
    assert len(trees(life.disclosure)) == 1


def test_a_damaged_original_is_not_served_but_the_good_copy_that_is(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    life.publish()
    before = served(life.disclosure)
    stored(life, "pdf").write_bytes(b"other")
    stored(life, "html").unlink()
    (link_of(life.disclosure) / "versions" / "index.html").unlink()
    assert bake(life.disclosure) is True
    assert served(life.disclosure) == before
    assert caplog.messages == []


def test_a_file_of_which_no_good_copy_is_left_is_left_out(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    life.publish()
    link = link_of(life.disclosure)
    stored(life, "pdf").write_bytes(b"other")
    link.unlink()
    bake(life.disclosure)
    assert "disclosure.pdf" not in served(life.disclosure)
    assert "index.html" in served(life.disclosure)
    assert caplog.messages == [
        f"没有完好的原件，不能提供 {link / name}；请运行 manage.py verify"
        for name in ("disclosure.pdf", "v1/disclosure.pdf")
    ]


def test_the_other_document_of_the_year_is_baked_with_it(life: Life) -> None:
    budget = Disclosure.objects.create(
        unit=life.disclosure.unit, year=2020, kind=Kind.BUDGET, level=life.disclosure.level
    )
    drafts.published(budget, {"html": PLACE})
    bake(budget)
    life.publish()
    assert "同年度决算".encode() in served(budget)["index.html"]


def rebake(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("rebake", *options)
    return capsys.readouterr().out


def test_rebake_makes_what_is_not_there(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    life.publish()
    before = served(life.disclosure)
    link_of(life.disclosure).unlink()
    assert not is_baked(life.disclosure)
    assert rebake(capsys) == "共 1 份公开材料，重写 1 份，打包 1 次，删除多余的 0 项。\n"
    assert served(life.disclosure) == before
    assert rebake(capsys) == "共 1 份公开材料，重写 0 份，打包 0 次，删除多余的 0 项。\n"


@pytest.mark.parametrize(("missed", "packed"), [("correction", 1), ("withdrawal", 0)])
def test_rebake_makes_up_for_what_was_not_baked(
    life: Life,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    missed: str,
    packed: int,
) -> None:
    life.publish()
    monkeypatch.setattr("tests.disclosures.site.life.published", lambda of: None)
    if missed == "correction":
        life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    else:
        life.withdraw("含有工作秘密，依法不予公开")
    said = f"共 1 份公开材料，重写 1 份，打包 {packed} 次，删除多余的 0 项。\n"
    assert rebake(capsys) == said
    assert {path for path in served(life.disclosure) if not path.endswith(".gz")} == set(
        derive(life.disclosure)
    )


def test_rebake_all_puts_everything_right_and_removes_the_rest(
    life: Life, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    life.publish()
    before, site = served(life.disclosure), site_directory()
    replace(link_of(life.disclosure) / "index.html", b"other")
    assert rebake(capsys) == "共 1 份公开材料，重写 0 份，打包 1 次，删除多余的 0 项。\n"
    (site / "nobody" / "2020").mkdir(parents=True)
    (site / "example-0" / "1999").mkdir()
    (site / "example-0" / "2020" / "department_budget").symlink_to(tmp_path)
    (site / "draft.html").write_bytes(b"other")
    (trees_directory() / "999").mkdir()
    (trees_directory() / "other").write_bytes(b"other")
    assert [str(path.relative_to(site)) for path in strays()] == [
        "draft.html",
        "example-0/1999",
        "example-0/2020/department_budget",
        "nobody",
    ]
    assert rebake(capsys, "--all") == "共 1 份公开材料，重写 1 份，打包 0 次，删除多余的 6 项。\n"
    assert served(life.disclosure) == before
    assert [path.name for path in trees_directory().iterdir()] == [str(life.disclosure.pk)]
    assert list(strays()) == []
    assert tmp_path.is_dir()


def test_another_name_in_the_address_moves_everything(
    life: Life, capsys: pytest.CaptureFixture[str]
) -> None:
    life.publish()
    unit = life.disclosure.unit
    unit.slug = "renamed"
    unit.save()
    assert rebake(capsys, "--all") == "共 1 份公开材料，重写 1 份，打包 1 次，删除多余的 1 项。\n"
    assert [path.name for path in site_directory().iterdir()] == ["renamed"]
    page = served(Disclosure.objects.get())["index.html"].decode()
    assert "/renamed/2020/department_final_accounts/versions/" in page
