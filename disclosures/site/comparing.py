"""What is served held against what should be: every file, and what is there besides."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from disclosures.site.derive import Framed, Made, Part, Stored, Tree
from disclosures.site.frame import PLACE
from disclosures.store import content_of

COMPRESSED = {".html", ".json", ".txt", ".csv", ".xml", ".svg"}
"""Endings of the files beside which a compressed one lies, for whoever accepts it."""

GZIP = ".gz"

NOTHING = "没有这个文件"


class Difference(NamedTuple):
    """A file below the address of a disclosure that is not what it should be.

    ``around`` says that nothing which was frozen is another: it is a page made of frozen ones, or
    what such a page says of its version.
    """

    path: str
    expected: str
    found: str
    around: bool = False


def is_compressed(path: str) -> bool:
    """Whether a compressed copy lies beside the file ``path``."""
    return Path(path).suffix in COMPRESSED


def differences(folder: Path, tree: Tree) -> Iterator[Difference]:
    """Every file under ``folder`` that is not what ``tree`` says, and every one too many."""
    for path, part in tree.items():
        yield from _difference(folder, path, part)
    known = {*tree, *(f"{path}{GZIP}" for path in tree if is_compressed(path))}
    for path in sorted(_files(folder)):
        if path not in known:
            yield Difference(path, NOTHING, _said(_read(folder / path)))


def _difference(folder: Path, path: str, part: Part) -> Iterator[Difference]:
    there = {path: _read(folder / path)}
    if is_compressed(path):
        there[f"{path}{GZIP}"] = _unpacked(folder / f"{path}{GZIP}")
    for name, content in there.items():
        if content is None or not matches(part, content):
            yield Difference(name, _wanted(part), _found(part, content), _is_around(part, content))


def _is_around(part: Part, content: bytes | None) -> bool:
    match part:
        case Made():
            return True
        case Stored():
            return False
        case Framed():
            return content is not None and _holds_frozen(part, content)


def _holds_frozen(part: Framed, content: bytes) -> bool:
    """Whether ``content`` is the frozen page, whatever stands in the place of the frame."""
    try:
        before, place, after = content_of(part.sha256).partition(PLACE)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return False
    fits = len(content) >= len(before) + len(after)
    return bool(place) and fits and content.startswith(before) and content.endswith(after)


def matches(part: Part, content: bytes) -> bool:
    """Whether ``content`` is what ``part`` stands for."""
    match part:
        case Made():
            return content == part.content
        case Stored():
            return _sha256(content) == part.sha256
        case Framed():
            return part.frame in content and _sha256(_unframed(part, content)) == part.sha256


def _unframed(part: Framed, content: bytes) -> bytes:
    return content.replace(part.frame, PLACE, 1)


def _wanted(part: Part) -> str:
    match part:
        case Made():
            return _said(part.content)
        case Stored():
            return f"SHA-256 {part.sha256}"
        case Framed():
            return f"除版本说明外 SHA-256 {part.sha256}"


def _found(part: Part, content: bytes | None) -> str:
    if content is None or not isinstance(part, Framed):
        return _said(content)
    if part.frame not in content:
        return "版本说明不是应有的内容"
    return f"除版本说明外 {_said(_unframed(part, content))}"


def _said(content: bytes | None) -> str:
    return NOTHING if content is None else f"SHA-256 {_sha256(content)}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _unpacked(path: Path) -> bytes | None:
    """What the compressed file holds; None where there is none, or it holds nothing readable."""
    content = _read(path)
    try:
        return None if content is None else gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return None


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield str(path.relative_to(folder))
