"""One ZIP for each year and region: the files of all documents that are in force.

It lies where a web server finds it, beside a list of the check codes that it holds. Whether it is
what it should be is told by that list: one that is not is not served, so that nothing withdrawn
stays in it, and a background job makes it anew. The same documents give the same bytes, whichever
machine makes it: a reader may be led to another one between two parts.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from disclosures.archive import add
from disclosures.models import Publication, Unit
from disclosures.site.versions import SERVED
from disclosures.store import digest_of_file, read

FORMATS = ("csv", "json", "pdf", "xlsx")
"""What of each document is in it."""

FOLDER, CONTENTS = "downloads", "目录.csv"
"""Where they lie below ``published``, which is also their address; the list inside each."""


@dataclass(frozen=True, order=True)
class Region:
    """The documents of one year and region; ``key`` names it in addresses and among jobs."""

    year: int
    name: str

    @property
    def key(self) -> str:
        """Letters and digits alone: the pinyin of the name, and a little of its hash."""
        # Its lists take half a second to load, and most processes name no region.
        from pypinyin import lazy_pinyin

        letters = "".join(filter(str.isalnum, "".join(lazy_pinyin(self.name)).lower()))
        ascii_only = letters.encode("ascii", "ignore").decode()[:40] or "region"
        return f"{ascii_only}-{self.mark}"

    @property
    def mark(self) -> str:
        """A little of the hash of its name, with which its key ends."""
        return hashlib.sha256(self.name.encode()).hexdigest()[:6]

    @property
    def number(self) -> int:
        """What jobs know it by."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return int.from_bytes(digest[:5], "big") * 10_000 + self.year

    @property
    def file(self) -> Path:
        """Where its ZIP lies."""
        home = Path(settings.DATA_DIR) / "published" / FOLDER
        return home / str(self.year) / f"{self.key}.zip"

    @property
    def address(self) -> str:
        return reverse("archive", args=(self.year, self.key))

    @property
    def noted(self) -> Path:
        """What is in the ZIP: its hash and size, and the check codes."""
        return self.file.with_suffix(".json")

    def publications(self) -> QuerySet[Publication]:
        """The versions that are in force."""
        current = Publication.objects.current().select_related("disclosure__unit")
        return current.filter(
            disclosure__year=self.year, disclosure__unit__region=self.name
        ).order_by("disclosure__unit__slug", "disclosure__kind", "disclosure__level")


@dataclass(frozen=True)
class Archive:
    """A ZIP that is what it should be."""

    region: Region
    sha256: str
    size: int
    count: int


def regions() -> list[Region]:
    """Every year and region of which a document is in force: the newest year first."""
    found = Publication.objects.current().order_by("-disclosure__year", "disclosure__unit__region")
    rows = found.values_list("disclosure__year", "disclosure__unit__region").distinct()
    return [Region(year, name) for year, name in rows]


def of_key(year: int, key: str) -> Region | None:
    """The region with this key, where a document of that year is in force."""
    mark = key.rpartition("-")[2]
    return _first(year, lambda one: one.mark == mark and one.key == key)


def of_number(number: int) -> Region | None:
    """The region that jobs know by ``number``, where a document of its year is in force."""
    return _first(number % 10_000, lambda one: one.number == number)


def _first(year: int, fits: Callable[[Region], bool]) -> Region | None:
    names = Unit.objects.order_by().values_list("region", flat=True).distinct()
    found = (one for one in (Region(year, name) for name in names) if fits(one))
    return next((one for one in found if one.publications().exists()), None)


def standing(region: Region) -> Archive | None:
    """Its ZIP; None where there is none, or where it holds something else than is in force."""
    return _standing(region, list(region.publications().order_by().values_list("code", flat=True)))


def listed() -> list[tuple[Region, Archive | None]]:
    """All of ``regions()``, each with its ZIP as ``standing`` tells; one query for all of them."""
    of = ("disclosure__year", "disclosure__unit__region")
    codes: dict[Region, list[str]] = defaultdict(list)
    current = Publication.objects.current().order_by("-disclosure__year", of[1])
    for year, name, code in current.values_list(*of, "code"):
        codes[Region(year, name)].append(code)
    return [(region, _standing(region, of_it)) for region, of_it in codes.items()]


class Opened(NamedTuple):
    """A ZIP that is what it should be, and its bytes."""

    archive: Archive
    content: BinaryIO


def opened(region: Region) -> Opened | None:
    """Its ZIP, open: these bytes stay what ``archive`` tells, whatever takes their place meanwhile.

    None where there is none that holds what is in force.
    """
    try:
        content = region.file.open("rb")
    except OSError:
        return None
    archive = standing(region)
    if archive and _lies_at(region.file, content):
        return Opened(archive, content)
    content.close()
    return None


def _standing(region: Region, codes: list[str]) -> Archive | None:
    """Its ZIP, where it holds the versions with these check codes and nothing else."""
    try:
        noted = json.loads(region.noted.read_bytes())
        size = region.file.stat().st_size
    except (OSError, ValueError):
        return None
    if not codes or noted["codes"] != sorted(codes) or noted["size"] != size:
        return None
    return Archive(region, noted["sha256"], size, len(codes))


def _lies_at(file: Path, content: BinaryIO) -> bool:
    """Whether ``content`` was at ``file`` all the time since it was opened."""
    try:
        return os.path.samestat(os.fstat(content.fileno()), file.stat())
    except OSError:
        return False


def build(region: Region, between: Callable[[], object] = lambda: None) -> Archive | None:
    """Makes its ZIP and shows it in one step; one of which nothing is in force is removed.

    ``between`` is called after each document, for what cannot wait until the ZIP is made. Raises
    OSError where nothing can be written, and where a file of the store is missing.
    """
    publications = list(region.publications().prefetch_related("files"))
    if not publications:
        remove(region)
        return None
    region.file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=region.file.parent, delete=False) as new:
        try:
            with zipfile.ZipFile(new, "w") as archive:
                lines = ["\ufeff文件,字节数,SHA-256"]
                for one in publications:
                    lines += _add(archive, one)
                    between()
                add(archive, CONTENTS, "\r\n".join(lines).encode())
            new.flush()
            os.fsync(new.fileno())
        except BaseException:
            os.unlink(new.name)
            raise
    made = Path(new.name)
    made.chmod(0o644)
    sha256, size = digest_of_file(made), made.stat().st_size
    codes = sorted(one.code for one in publications)
    # The old list goes first: at no moment does a list speak of another file.
    region.noted.unlink(missing_ok=True)
    os.replace(made, region.file)
    note = region.noted.with_suffix(".new")
    note.write_text(json.dumps({"sha256": sha256, "size": size, "codes": codes}))
    os.replace(note, region.noted)
    return Archive(region, sha256, size, len(codes))


def remove(region: Region) -> None:
    """Takes its ZIP away: what it holds is no longer what is in force."""
    region.noted.unlink(missing_ok=True)
    region.file.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, publication: Publication) -> Iterator[str]:
    of = publication.disclosure
    folder = f"{of.unit.slug}/{of.segment}/v{publication.version}"
    files = {file.format: file for file in publication.files.all()}
    for format in FORMATS:
        if file := files.get(format):
            name = f"{folder}/{SERVED[format]}"
            add(archive, name, read(file))
            yield f"{name},{file.size},{file.sha256}"
