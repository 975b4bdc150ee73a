"""back_up(): the database first, then the files it names, then what the archive says of itself."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

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
from disclosures.store import names, opened, settle


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
                members = {DATABASE: _add_file(archive, DATABASE, dumped)}
                members |= {f"{FILES}{name}": _add_stored(archive, name) for name in names()}
                members |= {name: _add_file(archive, name, path) for name, path in _standards()}
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


def _standards() -> Iterator[tuple[str, Path]]:
    folder = Path(settings.STANDARDS_DIR)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{STANDARDS}{path.relative_to(folder).as_posix()}", path


def _damaged(members: dict[str, str]) -> Iterator[str]:
    for member, digest in members.items():
        if member.startswith(FILES) and member != f"{FILES}{digest}":
            yield member.removeprefix(FILES)


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = ..., /) -> bytes: ...


class _Hashing(io.RawIOBase):
    """A file read from start to end, of which ``digest`` learns every byte."""

    def __init__(self, file: Readable) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content


def _add_file(archive: tarfile.TarFile, member: str, path: Path) -> str:
    """Adds the file at ``path``; its SHA-256."""
    with path.open("rb") as file:
        return _add(archive, member, file, os.fstat(file.fileno()).st_size)


def _add_stored(archive: tarfile.TarFile, name: str) -> str:
    """Adds the published file stored under ``name``; its SHA-256."""
    with opened(name) as file:
        return _add(archive, f"{FILES}{name}", file, file.size)


def _add(archive: tarfile.TarFile, member: str, file: Readable, size: int) -> str:
    info = tarfile.TarInfo(member)
    info.size = size
    read = _Hashing(file)
    archive.addfile(info, read)
    return read.digest.hexdigest()


def _put(archive: tarfile.TarFile, member: str, content: bytes) -> None:
    info = tarfile.TarInfo(member)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))
