"""A new copy in the place of the old one: in one step, and nothing else is ever replaced."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from disclosures.store import digest_of_file

MARK, SUMS = "STATIC-COPY.txt", "SHA256SUMS"
"""What says that a folder is a copy, and what is in it."""

_TOLD = """\
明账静态副本

本文件夹是 {site} 公开网站的静态副本，由 manage.py bake 生成，可以放在任何网站服务器的任何路径下，
也可以直接打开 index.html。检索、比较、校验和数据接口只在原网站提供。
核对文件没有改动：在本文件夹中运行 sha256sum -c SHA256SUMS
请不要在本文件夹中增加或修改文件：再次生成时以原网站为准。
"""


class NoCopy(Exception):
    """A folder that is not to be replaced; the message says why."""


class Placed(NamedTuple):
    """How many files the new copy has, and what is different from the old one."""

    files: int
    added: int
    changed: int
    removed: int


def inspect(target: Path) -> Mapping[str, str]:
    """The files of the copy at ``target`` with their SHA-256; none where nothing is there.

    Raises NoCopy where something else is there, or something that belongs to no copy.
    """
    if not target.exists():
        return {}
    if not target.is_dir():
        raise NoCopy(f"{target} 不是文件夹，没有改动；请另指一个")
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if _holds(path)}
    if not there:
        return {}
    if not there >= {MARK, SUMS}:
        raise NoCopy(f"{target} 里有别的文件，不是静态副本，没有改动；请指一个空的或新的文件夹")
    held = dict(_held(target))
    if strange := sorted(there - {*held, SUMS}):
        raise NoCopy(
            f"{target} 里有 {len(strange)} 个不属于静态副本的文件（{strange[0]} 等），没有改动；"
            "请先移走"
        )
    return held


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """An empty folder on the disk of ``target``, gone at the end unless it was placed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(folder: Path, target: Path, held: Mapping[str, str]) -> Placed:
    """Puts ``folder`` in the place of ``target``, of which ``held`` are the files.

    A file that has not changed is the same one as before, with its time, so that whatever carries
    the copy on carries only what is new.
    """
    (folder / MARK).write_text(_TOLD.format(site=settings.SITE_URL), "utf-8")
    new = {path.relative_to(folder).as_posix(): digest_of_file(path) for path in _files(folder)}
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(new.items()))
    (folder / SUMS).write_text(lines, "utf-8")
    for name in (*new, SUMS):
        _keep(target / name, folder / name)
    _allow(folder)
    _switch(folder, target)
    both = new.keys() & held.keys()
    return Placed(
        files=len(new) + 1,
        added=len(new.keys() - held.keys()),
        changed=sum(new[name] != held[name] for name in both),
        removed=len(held.keys() - new.keys()),
    )


def _switch(folder: Path, target: Path) -> None:
    old = folder.with_name(f"{folder.name}.old")
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _keep(before: Path, now: Path) -> None:
    if before.is_file() and before.stat().st_size == now.stat().st_size:
        if digest_of_file(before) == digest_of_file(now):
            now.unlink()
            os.link(before, now)


def _allow(folder: Path) -> None:
    """A web server that is somebody else may read it."""
    folder.chmod(0o755)


def _held(target: Path) -> Iterator[tuple[str, str]]:
    for line in (target / SUMS).read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def _holds(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
