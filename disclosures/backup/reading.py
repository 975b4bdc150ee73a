"""restore(): everything is unpacked aside and proven before the empty place is touched."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from disclosures.backup.dump import is_empty, load
from disclosures.backup.manifest import (
    BLOCK,
    DATABASE,
    FILES,
    MANIFEST,
    SEAL,
    STANDARDS,
    BackupError,
    Manifest,
    decoded,
)
from disclosures.store import in_folder, put, store_directory

BROKEN = "备份文件不完整或已被改动"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(source: Path) -> Manifest:
    """Puts database, published files and standards of the backup ``source`` where there are none.

    What is served is not made, and the database is left as old as it was. Raises BackupError, with
    nothing touched, where the place is not empty or the backup not whole, and OSError. A bucket
    need not be empty: what it holds under the name of a hash is what the backup would put there.
    """
    _require_empty()
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _require_same_kind(manifest)
        with ExitStack() as undo:
            _fill(folder / FILES, undo)
            _move(folder / STANDARDS, Path(settings.STANDARDS_DIR), undo)
            load(folder / DATABASE)
            undo.pop_all()
    return manifest


def _require_empty() -> None:
    if not is_empty():
        raise BackupError("数据库不是空的；只能恢复到没有任何表的数据库，请另建一个")
    stored = [store_directory()] if in_folder() else []
    for folder in (*stored, Path(settings.STANDARDS_DIR)):
        if folder.is_dir() and any(folder.iterdir()):
            raise BackupError(f"文件夹 {folder} 不是空的；请换一个空的数据目录，或先把它移走")


def _unpack(source: Path, folder: Path) -> Manifest:
    """Writes every member of ``source`` below ``folder`` and proves its hash."""
    hashes: dict[str, str] = {}
    try:
        with tarfile.open(source, "r:") as archive:
            for info in archive:
                if not info.isreg() or not _is_expected(info.name) or info.name in hashes:
                    raise BackupError(f"{BROKEN}：不应有 {info.name}")
                hashes[info.name] = _write(archive, info, folder / info.name)
        content = (folder / MANIFEST).read_bytes()
        sealed = (folder / SEAL).read_text(encoding="ascii")
    except (tarfile.TarError, EOFError, FileNotFoundError, UnicodeDecodeError) as error:
        if not source.exists():
            raise BackupError(f"没有备份文件 {source}") from error
        raise BackupError(BROKEN) from error
    if hashes.pop(MANIFEST) != sealed:
        raise BackupError(f"{BROKEN}：{MANIFEST} 的内容和校验值不符")
    del hashes[SEAL]
    manifest = decoded(content)
    for name in sorted({*manifest.members, *hashes}):
        if manifest.members.get(name) != hashes.get(name):
            raise BackupError(f"{BROKEN}：{name} 的内容和校验值不符")
    return manifest


def _is_expected(name: str) -> bool:
    """Whether a member may have this name: it stays below the folder it is unpacked to."""
    path = PurePosixPath(name)
    if str(path) != name or ".." in path.parts or path.is_absolute():
        return False
    return name in {DATABASE, MANIFEST, SEAL} or name.startswith((FILES, STANDARDS))


def _write(archive: tarfile.TarFile, info: tarfile.TarInfo, path: Path) -> str:
    """Writes one member to ``path``, flushed to the disk; its SHA-256."""
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(info)
    if content is None:
        raise BackupError(f"{BROKEN}：不应有 {info.name}")
    with content, path.open("xb") as file:
        while block := content.read(BLOCK):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _require_same_kind(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise BackupError(
            f"备份里是 {NAMES[manifest.database]} 的数据，"
            f"这里的数据库是 {NAMES[connection.vendor]}；只能恢复到同一种数据库"
        )
    known = MigrationLoader(None).disk_migrations
    for app, name in manifest.migrations:
        if (app, name) not in known:
            raise BackupError(
                f"备份来自更新的软件版本（本版本没有 {app}.{name}）；请安装做备份时的版本再恢复"
            )


def _fill(found: Path, undo: ExitStack) -> None:
    """Stores the published files of the backup; ``undo`` takes them out of a folder again."""
    if in_folder():
        _move(found, store_directory(), undo)
        return
    for path in sorted(found.iterdir()) if found.is_dir() else ():
        put(path.name, path.read_bytes())


def _move(found: Path, target: Path, undo: ExitStack) -> None:
    """Moves what is in ``found`` to ``target``; ``undo`` leaves it as it was: missing or empty.

    A folder that is there already stays the one it is: it may be a mount point.
    """
    if not found.is_dir():
        return
    undo.callback(_empty if target.is_dir() else _remove, target)
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(found.iterdir()):
        shutil.move(path, target / path.name)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
