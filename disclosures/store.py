"""Published files, kept under their SHA-256: written once, whole or not at all.

They lie in a folder of DATA_DIR or in a bucket that several machines share (STORE_URL); this
module alone knows which. What a bucket cannot answer raises Unreachable, an OSError.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from disclosures.models.publication import PublishedFile

LIBRARIES = {"boto3", "botocore"}
"""Whose errors say that a bucket gave no answer; told by their names, since loading them takes
every process most of a second, also where all files are on this disk.
"""

STORED = re.compile(r"[0-9a-f]{64}")
"""The names of stored files; what a killed process left beside them is called otherwise."""


class Unreachable(OSError):
    """The bucket gives no answer, or refuses; says so in Chinese, and how to mend it."""

    def __init__(self, why: Exception) -> None:
        said = f"不能读写公开文件的共享存储（{why}）；请检查网络、STORE_URL 和存储的访问密钥"
        super().__init__(errno.EIO, said, settings.STORE_URL)


def store_directory() -> Path:
    """Where published files lie, named by their SHA-256, where they are on this disk."""
    return Path(settings.DATA_DIR) / "published" / "files"


class Folder(FileSystemStorage):
    """The files on this disk. It follows DATA_DIR, and what is there already is left alone."""

    @property
    def location(self) -> str:
        return str(store_directory())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        write(store_directory() / name, content.read())
        return name


def in_folder() -> bool:
    """Whether the files are on this disk, not in a bucket."""
    return isinstance(_files(), Folder)


def _files() -> Storage:
    return storages["published"]


@contextmanager
def _reaching() -> Iterator[None]:
    """What goes wrong on the way to a bucket becomes Unreachable."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] in LIBRARIES:
            raise Unreachable(error) from error
        raise


PACK, STANDARD = "pack", "standard"
"""Formats of the files of a version that no renderer makes: audit pack and frozen standard."""


class Kept(NamedTuple):
    """A file in the store: its SHA-256 and how many bytes it has."""

    sha256: str
    size: int


def keep(content: bytes) -> Kept:
    """Stores ``content``; what is there already is left alone."""
    kept = Kept(hashlib.sha256(content).hexdigest(), len(content))
    put(kept.sha256, content)
    return kept


def put(name: str, content: bytes) -> None:
    """Stores ``content`` under ``name`` unchecked, where nothing has that name yet."""
    with _reaching():
        if not _files().exists(name):
            _files().save(name, ContentFile(content))


def write(path: Path, content: bytes) -> None:
    """Writes ``content`` so that ``path`` is either absent or whole, also after a crash."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


def settle(directory: Path) -> None:
    """What was made in ``directory`` is there also after the power fails."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, which may be larger than the memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(file: PublishedFile) -> bytes:
    """The bytes of a published file. Raises FileNotFoundError when the store has lost it."""
    return content_of(file.sha256)


def content_of(sha256: str) -> bytes:
    """The bytes stored under ``sha256``. Raises FileNotFoundError when there are none."""
    with opened(sha256) as file:
        content: bytes = file.read()
    return content


@contextmanager
def opened(name: str) -> "Iterator[File[bytes]]":
    """The file stored under ``name``, which may be larger than the memory; it has a ``size``.

    Raises FileNotFoundError when there is none.
    """
    if not STORED.fullmatch(name):
        raise FileNotFoundError(errno.ENOENT, "没有这样的公开文件", name)
    with _reaching(), _files().open(name) as file:
        yield file


def measured(name: str) -> Kept:
    """What the file stored under ``name`` hashes, and its bytes. Raises FileNotFoundError."""
    digest, size = hashlib.sha256(), 0
    with opened(name) as file:
        for block in file.chunks():
            digest.update(block)
            size += len(block)
    return Kept(digest.hexdigest(), size)


def names() -> list[str]:
    """The name of every stored file, in order."""
    try:
        with _reaching():
            _, found = _files().listdir("")
    except FileNotFoundError:
        return []
    return sorted(filter(STORED.fullmatch, found))
