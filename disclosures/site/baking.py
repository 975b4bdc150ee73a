"""bake(): writes what ``derive`` names where a web server finds it, whole or not at all.

A tree is written aside and then shown by one atomic switch of a symbolic link: whoever reads finds
the old tree or the new one, also while a process is killed. Files are copies of the store, not
links to it: what a web server can reach is never the only copy.
"""

import gzip
import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from django.db import transaction

from disclosures.models.disclosure import Disclosure
from disclosures.related import related
from disclosures.site.addresses import GONE, PAGE, link_of, trees_directory
from disclosures.site.comparing import GZIP, differences, is_compressed
from disclosures.site.derive import Framed, Made, Part, Stored, Tree, derive
from disclosures.site.figures import series
from disclosures.site.frame import PLACE
from disclosures.site.versions import versions_of
from disclosures.store import content_of, settle

logger = logging.getLogger(__name__)


def published(disclosure: Disclosure) -> None:
    """Bakes ``disclosure`` and all that name it."""
    for one in touched(disclosure).values():
        bake(one)


def touched(disclosure: Disclosure) -> dict[int, Disclosure]:
    """By key what is served otherwise once ``disclosure`` is: itself first, and all that name it,
    the documents beside it and those of other years.
    """
    beside = [one.publication for one in related(disclosure)]
    naming = {one.disclosure_id: one.disclosure for one in (*beside, *series(disclosure))}
    return {disclosure.pk: disclosure, **naming}


def bake(disclosure: Disclosure) -> bool:
    """Makes what is served of ``disclosure`` what it should be; whether there was anything to do.

    Its row is locked until the switch is made, so that of two who bake the later one shows the
    later state. Raises OSError when nothing can be written; then nothing of it is served, and the
    next request or ``rebake`` tries again, rather than that something withdrawn stays.
    """
    with transaction.atomic():
        locked = disclosure.locked()
        link = link_of(locked)
        home = trees_directory() / str(locked.pk)
        try:
            tree = derive(locked)
            done = not tree or (leads(link, home) and not any(differences(link, tree)))
            if not done:
                _show(link, _write(home, tree, link))
        except OSError:
            link.unlink(missing_ok=True)
            raise
        _clear(home, link)
    return not done


def ensure(disclosure: Disclosure) -> None:
    """Bakes ``disclosure`` where a page of it is missing. Raises OSError like ``bake``."""
    if not is_baked(disclosure):
        bake(disclosure)


def is_baked(disclosure: Disclosure) -> bool:
    """Whether each version has its page, or what says of its withdrawal; nothing is read."""
    link = link_of(disclosure)
    versions = versions_of(disclosure)
    pages = {version.folder: GONE if version.withdrawal else PAGE for version in versions}
    there = pages | ({"": pages[versions[-1].folder]} if versions else {})
    return all((link / folder / page).exists() for folder, page in there.items())


def leads(link: Path, home: Path) -> bool:
    """Whether ``link`` is one, to a tree in ``home``."""
    return link.is_symlink() and link.resolve().parent == home.resolve()


def _write(home: Path, tree: Tree, shown: Path) -> Path:
    """A new folder in ``home`` with all files of ``tree``; equal files share their bytes."""
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=home))
    folder.chmod(0o755)
    first: dict[Part, Path] = {}
    for path, content in _contents(tree, shown):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if earlier := first.get(tree[path]):
            _link(earlier, place)
            continue
        first[tree[path]] = place
        _put(place, content)
        if is_compressed(path):
            _put(_packed(place), gzip.compress(content, mtime=0))
    for directory in (*(path for path in folder.rglob("*") if path.is_dir()), folder, home):
        settle(directory)
    return folder


def _link(earlier: Path, place: Path) -> None:
    os.link(earlier, place)
    if is_compressed(place.name):
        os.link(_packed(earlier), _packed(place))


def _packed(place: Path) -> Path:
    return place.with_name(f"{place.name}{GZIP}")


def _contents(tree: Tree, shown: Path) -> Iterator[tuple[str, bytes]]:
    """Every file with its bytes; one of which no whole copy is left is logged and left out."""
    copies: dict[str, list[Path]] = {}
    for path, part in tree.items():
        if isinstance(part, Stored):
            copies.setdefault(part.sha256, []).append(shown / path)
    for path, part in tree.items():
        content = _content(part, copies)
        if content is None:
            logger.error("没有完好的原件，不能提供 %s；请运行 manage.py verify", shown / path)
        else:
            yield path, content


def _content(part: Part, copies: Mapping[str, Iterable[Path]]) -> bytes | None:
    match part:
        case Made():
            return part.content
        case Stored():
            return _whole(part.sha256, copies[part.sha256])
        case Framed():
            page = _whole(part.sha256, copies[part.sha256])
            return None if page is None else page.replace(PLACE, part.frame, 1)


def _whole(sha256: str, copies: Iterable[Path]) -> bytes | None:
    """The bytes with that hash from the first of ``copies`` that has them, else from the store.

    What is served now is such a copy: it need not be fetched again from a store that is far, and
    where the store was damaged, the last good copy is not thrown away.
    """
    for content in _found(sha256, copies):
        if hashlib.sha256(content).hexdigest() == sha256:
            return content
    return None


def _found(sha256: str, copies: Iterable[Path]) -> Iterator[bytes]:
    for copy in copies:
        if copy.is_file():
            yield copy.read_bytes()
    with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
        yield content_of(sha256)


def _put(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _show(link: Path, folder: Path) -> None:
    """Makes ``link`` lead to ``folder``, in one step for whoever reads."""
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.exists() and not link.is_symlink():
        os.replace(link, folder.parent / f"{folder.name}.stray")
    new = folder.parent / f"{folder.name}.link"
    new.symlink_to(os.path.relpath(folder, link.parent))
    os.replace(new, link)
    settle(link.parent)


def _clear(home: Path, link: Path) -> None:
    """Removes the trees of ``home`` that nobody is led to any more."""
    shown = link.resolve() if link.exists() else None
    for path in home.iterdir() if home.is_dir() else ():
        if path.resolve() != shown:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
