"""The restore drill: what was backed up stands again in an empty place, or nothing does."""

import errno
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from disclosures.backup import BackupError, back_up, dump, reading
from disclosures.events import head_of_chain
from disclosures.store import store_directory
from tests.disclosures.several.bucket import Bucket
from tests.disclosures.site.life import Life
from tests.operations.places import Place

BROKEN = "没有恢复：备份文件不完整或已被改动"


@pytest.fixture
def backup(life: Life, tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar"
    back_up(path)
    return path


@pytest.fixture
def refused(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], str]:
    """Why a backup is not restored to an empty place, of which nothing is touched."""
    folder = tmp_path / "untouched"

    def never(path: Path) -> None:
        raise AssertionError("the database was touched")

    def why(backup: Path) -> str:
        settings.DATA_DIR, settings.STANDARDS_DIR = folder, folder / "standards"
        monkeypatch.setattr(reading, "is_empty", lambda: True)
        monkeypatch.setattr(reading, "load", never)
        with pytest.raises(CommandError) as error:
            call_command("restore", backup)
        assert list(folder.iterdir()) == []
        return str(error.value)

    return why


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Another backup with members as ``change`` leaves them, its hashes made to fit."""
    with tarfile.open(backup) as archive:
        members = {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]
    change(members)
    members["manifest.sha256"] = sha256(members["manifest.json"]).hexdigest().encode()
    path = backup.with_name("rewritten.tar")
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, BytesIO(content))
    return path


def test_the_drill(life: Life, here: Place, empty: Place, tmp_path: Path) -> None:
    own = here.folder / "standards" / "notes.txt"
    own.parent.mkdir()
    own.write_text("自有范本", encoding="utf-8")
    backup, head = tmp_path / "backup.tar", head_of_chain()
    made = here.run("backup", str(backup))
    size = backup.stat().st_size
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == f"已备份到 {backup}：{size} 字节\n链头 {head.number}:{head.hash}\n"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600

    done = empty.run("restore", str(backup))
    assert (done.returncode, done.stderr) == (0, "")
    first, *rest = done.stdout.splitlines()
    count = len(list(store_directory().iterdir())) + 2
    assert first.endswith(f"的备份，共 {count} 个文件。")
    assert rest == [
        "共 1 份公开材料，重写 1 份，打包 1 次，删除多余的 0 项。",
        "共 1 份公开材料，现行的 1 份可以查找。",
        f"共 3 个公开版本、{head.number} 条办理记录，全部相符。",
        f"链头 {head.number}:{head.hash}",
    ]
    assert empty.rows() == here.rows()
    assert empty.published() == here.published()
    assert len(empty.published()) > count
    assert (empty.folder / "standards" / "notes.txt").read_text("utf-8") == "自有范本"
    assert sorted(path.name for path in empty.folder.iterdir()) == ["published", "standards"]
    code = (
        "import django; django.setup(); from disclosures.models import Publication;"
        "Publication.objects.all()._raw_delete('default')"
    )
    assert "publication rows are never changed or deleted" in empty.python("-c", code).stderr


def test_the_drill_with_a_bucket(
    bucket: Bucket,
    life: Life,
    here: Place,
    empty: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLACE_BUCKET", bucket.url)
    backup, head, before = tmp_path / "backup.tar", head_of_chain(), bucket.objects()
    made = here.run("backup", str(backup))
    assert (made.returncode, made.stderr) == (0, "")
    with tarfile.open(backup) as archive:
        names = [name for name in archive.getnames() if name.startswith("files/")]
    assert names == sorted(f"files/{key.rpartition('/')[2]}" for key in before)

    bucket.lose(names[0].removeprefix("files/"))
    done = empty.run("restore", str(backup))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-2:] == [
        f"共 3 个公开版本、{head.number} 条办理记录，全部相符。",
        f"链头 {head.number}:{head.hash}",
    ]
    assert bucket.objects() == before
    assert empty.rows() == here.rows()
    assert not (empty.folder / "published" / "files").exists()
    assert empty.published() == {
        path: digest
        for path, digest in here.published().items()
        if path.startswith("published/site")
    }


def test_a_bucket_that_is_away_is_no_backup(
    away: Bucket, transactional_db: None, tmp_path: Path
) -> None:
    away.use()
    with pytest.raises(CommandError) as refused:
        call_command("backup", tmp_path / "backup.tar")
    assert str(refused.value).startswith(f"没有备份：{away.url} 不能读写公开文件的共享存储（")
    assert list(tmp_path.iterdir()) == []


def test_no_secret_and_one_member_for_each_file(backup: Path) -> None:
    with tarfile.open(backup) as archive:
        names = archive.getnames()
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
    files = sorted(f"files/{path.name}" for path in store_directory().iterdir())
    assert names == ["database", *files, "manifest.json", "manifest.sha256"]
    assert (manifest["format"], manifest["database"]) == (1, connection.vendor)
    assert manifest["head"] == list(head_of_chain())
    assert ["disclosures", "0001_first_tables"] in manifest["migrations"]
    assert ("tests" * 10).encode() not in backup.read_bytes()


@pytest.mark.parametrize("member", ["database", "files/", "manifest.json", "manifest.sha256"])
def test_a_flipped_byte_is_refused_before_anything_is_touched(
    backup: Path, refused: Callable[[Path], str], member: str
) -> None:
    with tarfile.open(backup) as archive:
        info = next(info for info in archive if info.name.startswith(member))
    content = bytearray(backup.read_bytes())
    content[info.offset_data + info.size // 2] ^= 1
    backup.write_bytes(content)
    name = "manifest.json" if member.startswith("manifest") else info.name
    assert refused(backup) == f"{BROKEN}：{name} 的内容和校验值不符"


def test_a_cut_archive_is_refused(backup: Path, refused: Callable[[Path], str]) -> None:
    content = backup.read_bytes().rstrip(b"\0")
    for share in (0.0, 0.1, 0.5, 0.99):
        backup.write_bytes(content[: int(len(content) * share)])
        assert refused(backup) == BROKEN
    backup.unlink()
    assert refused(backup) == f"没有恢复：没有备份文件 {backup}"


def test_a_member_that_leads_elsewhere_is_refused(
    backup: Path, refused: Callable[[Path], str]
) -> None:
    def lead_out(members: dict[str, bytes]) -> None:
        members["standards/../../outside"] = b"x"

    assert refused(rewritten(backup, lead_out)) == f"{BROKEN}：不应有 standards/../../outside"


def test_another_format_and_a_newer_version_are_refused_in_words(
    backup: Path, refused: Callable[[Path], str]
) -> None:
    def changed(name: str, value: object) -> Callable[[dict[str, bytes]], None]:
        def change(members: dict[str, bytes]) -> None:
            told = {**json.loads(members["manifest.json"]), name: value}
            members["manifest.json"] = json.dumps(told).encode()

        return change

    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    called = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    for name, value, said in (
        (
            "format",
            0,
            "备份文件的格式是第 0 版，本软件只能恢复第 1 版；"
            "请用做备份时的软件版本恢复，再升级软件",
        ),
        (
            "migrations",
            [["disclosures", "9999_later"]],
            "备份来自更新的软件版本（本版本没有 disclosures.9999_later）；"
            "请安装做备份时的版本再恢复",
        ),
        (
            "database",
            other,
            f"备份里是 {called[other]} 的数据，这里的数据库是 {called[connection.vendor]}；"
            "只能恢复到同一种数据库",
        ),
    ):
        assert refused(rewritten(backup, changed(name, value))) == f"没有恢复：{said}"


def test_a_place_that_is_not_empty_is_refused(backup: Path, here: Place, empty: Place) -> None:
    done = here.run("restore", str(backup))
    assert done.stderr == (
        "CommandError: 没有恢复：数据库不是空的；只能恢复到没有任何表的数据库，请另建一个\n"
    )
    files = empty.folder / "published" / "files"
    files.mkdir(parents=True)
    (files / "something").write_bytes(b"")
    done = empty.run("restore", str(backup))
    assert done.stderr == (
        f"CommandError: 没有恢复：文件夹 {files} 不是空的；请换一个空的数据目录，或先把它移走\n"
    )
    assert empty.rows() == {}


def with_standards(backup: Path) -> Path:
    """The same backup, but with standards of the installation: a file, and one in a folder."""

    def add(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])
        for name in ("standards/notes.txt", "standards/own/standard.toml"):
            members[name] = name.encode()
            told["members"][name] = sha256(members[name]).hexdigest()
        members["manifest.json"] = json.dumps(told).encode()

    return rewritten(backup, add)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty DATA_DIR beside a database that takes whatever it is given."""
    folder = tmp_path / "place"
    settings.DATA_DIR, settings.STANDARDS_DIR = folder, folder / "standards"
    monkeypatch.setattr(reading, "is_empty", lambda: True)
    monkeypatch.setattr(reading, "load", lambda path: None)
    return folder


def below(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_a_folder_that_is_there_stays_the_same_folder(backup: Path, folder: Path) -> None:
    with tarfile.open(backup) as archive:
        stored = [name for name in archive.getnames() if name.startswith("files/")]
    mounts = (folder / "published" / "files", folder / "standards")
    for mount in mounts:
        mount.mkdir(parents=True)
    before = [mount.stat().st_ino for mount in mounts]
    reading.restore(with_standards(backup))
    assert [mount.stat().st_ino for mount in mounts] == before
    own = ["standards/notes.txt", "standards/own/standard.toml"]
    assert below(folder) == [*(f"published/{name}" for name in stored), *own]


@pytest.mark.parametrize("is_there", [True, False])
def test_standards_that_cannot_be_put_back_leave_no_files(
    backup: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    standards, move = folder / "standards", shutil.move
    if is_there:
        standards.mkdir(parents=True)

    def refuse(source: Path, target: Path) -> None:
        if target == standards / "own":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(target))
        move(source, target)

    whole = with_standards(backup)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "move", refuse)
        with pytest.raises(CommandError) as refused:
            call_command("restore", whole)
    assert str(refused.value) == f"没有恢复：{standards / 'own'} Read-only file system"
    assert below(folder) == []
    assert standards.is_dir() is is_there
    reading.restore(whole)
    assert below(folder)[-2:] == ["standards/notes.txt", "standards/own/standard.toml"]


def test_a_database_that_cannot_be_filled_leaves_no_files(backup: Path, empty: Place) -> None:
    def spoil(members: dict[str, bytes]) -> None:
        members["database"] = b"no database at all" * 1000
        told = json.loads(members["manifest.json"])
        told["members"]["database"] = sha256(members["database"]).hexdigest()
        members["manifest.json"] = json.dumps(told).encode()

    done = empty.run("restore", str(rewritten(backup, spoil)))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: 没有恢复：")
    assert empty.rows() == {}
    assert [path for path in empty.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_killed_in_the_middle_leaves_nothing_that_looks_whole(
    here: Place, tmp_path: Path, step: str
) -> None:
    target = tmp_path / "backups"
    target.mkdir()
    done = here.python(
        "-c",
        "import os, signal, sys\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        f"os.{step} = lambda *of: os.kill(os.getpid(), signal.SIGKILL)\n"
        "call_command('backup', sys.argv[1])",
        str(target),
    )
    assert done.returncode == -9
    (left,) = target.iterdir()
    assert left.name.startswith(".backup-")
    assert here.run("backup", str(target)).returncode == 0
    assert [path.suffix for path in target.glob("*")].count(".tar") == 1


def test_what_is_there_is_never_overwritten(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(CommandError) as refused:
        call_command("backup", backup)
    assert str(refused.value) == f"没有备份：{backup} 已经存在；备份从不覆盖别的文件"
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there(transactional_db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("backup", tmp_path / "none" / "backup.tar")
    assert str(refused.value).startswith(f"没有备份：{tmp_path / 'none'}/.backup-")
    assert str(refused.value).endswith(" No such file or directory")


def test_a_damaged_original_is_backed_up_and_told(life: Life, tmp_path: Path) -> None:
    stored = min(store_directory().iterdir())
    stored.write_bytes(b"damaged")
    with pytest.raises(CommandError) as told:
        call_command("backup", tmp_path / "backup.tar")
    assert str(told.value) == (f"这些原件已损坏，照原样备份了；请运行 verify 查明：\n{stored.name}")
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert archive.extractfile(f"files/{stored.name}").read() == b"damaged"  # type: ignore[union-attr]


def test_a_missing_program_is_named(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if connection.vendor == "postgresql":
        with pytest.raises(BackupError) as refused:
            dump.dump(tmp_path / "dump")
        assert str(refused.value) == (
            "没有找到 PostgreSQL 的程序 pg_dump；"
            "请安装软件包 postgresql-client（版本不低于数据库服务器）"
        )
    else:
        assert dump.dump(tmp_path / "dump").head == head_of_chain()
