"""Published files, kept under their SHA-256: written once, whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from disclosures.models.publication import PublishedFile


def store_directory() -> Path:
    """Where published files lie, named by their SHA-256."""
    return Path(settings.DATA_DIR) / "published" / "files"


PACK, STANDARD = "pack", "standard"
"""Formats of the files of a version that no renderer makes: audit pack and frozen standard."""


class Kept(NamedTuple):
    """A file in the store: its SHA-256 and how many bytes it has."""

    sha256: str
    size: int


def keep(content: bytes) -> Kept:
    """Stores ``content``; what is there already is left alone."""
    kept = Kept(hashlib.sha256(content).hexdigest(), len(content))
    write(store_directory() / kept.sha256, content)
    return kept


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
    return (store_directory() / sha256).read_bytes()
