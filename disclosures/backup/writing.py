"""back_up(): the database first, then the files it names, then what the archive says of itself."""

import hashlib
import io
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from disclosures.backup.dump import dump
from disclosures.backup.manifest import (
    DATABASE,
    FILES,
    MANIFEST,
    SEAL,
    STANDARDS,
    BackupError,
    Manifest,
)
from disclosures.store import settle, store_directory

STORED = re.compile(r"[0-9a-f]{64}")


class Written(NamedTuple):
    """A backup that is whole; ``damaged`` are stored files whose content is not that of their name.

    They are in the backup as they are: better a copy with a known fault than none.
    """

    path: Path
    manifest: Manifest
    damaged: tuple[str, ...]


def back_up(target: Path) -> Written:
    """Writes a backup to the file ``target``, or into that folder under a name with the time.

    It appears there whole or, whatever happens, not at all. Published files are only ever added,
    so those copied after the database hold everything it names. Raises BackupError and OSError.
    """
    now = timezone.now()
    if target.is_dir():
        target /= f"mingzhang-{now:%Y%m%dT%H%M%SZ}.tar"
    if target.exists():
        raise BackupError(f"{target} 已经存在；备份从不覆盖别的文件")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        dumped, aside = Path(name) / DATABASE, Path(name) / "archive"
        state = dump(dumped)
        with aside.open("xb") as file:
            os.chmod(file.fileno(), 0o600)  # the hashes of passwords are in it
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                sources = [(DATABASE, dumped), *_files(), *_standards()]
                members = {member: _add(archive, member, path) for member, path in sources}
                manifest = Manifest(
                    connection.vendor, now.isoformat(), state.head, state.migrations, members
                )
                content = manifest.encoded()
                _put(archive, MANIFEST, content)
                _put(archive, SEAL, hashlib.sha256(content).hexdigest().encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, target)
    settle(target.parent)
    return Written(target, manifest, tuple(_damaged(members)))


def _files() -> Iterator[tuple[str, Path]]:
    """The published files; what a killed process left beside them has another kind of name."""
    folder = store_directory()
    for name in sorted(os.listdir(folder)) if folder.is_dir() else ():
        if STORED.fullmatch(name):
            yield f"{FILES}{name}", folder / name


def _standards() -> Iterator[tuple[str, Path]]:
    folder = Path(settings.STANDARDS_DIR)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{STANDARDS}{path.relative_to(folder).as_posix()}", path


def _damaged(members: dict[str, str]) -> Iterator[str]:
    for member, digest in members.items():
        if member.startswith(FILES) and member != f"{FILES}{digest}":
            yield member.removeprefix(FILES)


class _Hashing(io.RawIOBase):
    """A file read from start to end, of which ``digest`` learns every byte."""

    def __init__(self, file: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _add(archive: tarfile.TarFile, member: str, path: Path) -> str:
    """Adds the file at ``path``; its SHA-256."""
    with path.open("rb") as file:
        info = tarfile.TarInfo(member)
        info.size = os.fstat(file.fileno()).st_size
        read = _Hashing(file)
        archive.addfile(info, read)
        return read.digest.hexdigest()


def _put(archive: tarfile.TarFile, member: str, content: bytes) -> None:
    info = tarfile.TarInfo(member)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))
