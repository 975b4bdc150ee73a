"""The published versions of a disclosure, each with what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from disclosures.document.check_code import grouped
from disclosures.models.disclosure import Disclosure
from disclosures.models.publication import Publication, PublishedFile, Withdrawal
from disclosures.renderers import FORMATS, SUFFIXES
from disclosures.store import PACK, STANDARD

PAGE_FORMAT = "html"
"""The format of the page itself, which is served in a frame, and as it was frozen."""

CSV_FORMAT = "csv"
"""The format beside which ``datapackage.json`` says what its columns mean."""


SERVED = {
    **{name: f"disclosure.{suffix}" for name, suffix in SUFFIXES.items()},
    PACK: "disclosure.zip",
}
"""The last part of the address of each file that is served; the standard is in the pack."""

LABELS = {
    **{name: output.label for name, output in FORMATS.items()},
    PACK: "审计资料包",
    STANDARD: "公开范本",
}
"""How a reader calls each file."""


class ServedFile(NamedTuple):
    """A file of a version: its last part of an address, and how a reader calls its format.

    One that is only kept, not served, has no ``name``.
    """

    format: str
    name: str
    label: str
    sha256: str
    size: int


class Status(Enum):
    """What a published version is today."""

    CURRENT = "现行版本"
    SUPERSEDED = "已被更正"
    WITHDRAWN = "已撤回"


@dataclass(frozen=True)
class Version:
    """A published version.

    ``previous`` and ``following`` are the versions before and after it, ``withdrawal`` the one by
    which it is no longer shown: that of the version itself, or of a later one.
    ``replaces_withdrawn`` says that the version before it is no longer shown.
    """

    publication: Publication
    files: tuple[ServedFile, ...]
    previous: Publication | None
    following: Publication | None
    withdrawal: Withdrawal | None
    replaces_withdrawn: bool = False

    @property
    def number(self) -> int:
        return self.publication.version

    @property
    def status(self) -> Status:
        if self.withdrawal:
            return Status.WITHDRAWN
        return Status.SUPERSEDED if self.following else Status.CURRENT

    @property
    def folder(self) -> str:
        """Its part of an address: ``v2/``."""
        return f"v{self.number}/"

    @property
    def address(self) -> str:
        return f"{self.publication.disclosure.get_absolute_url()}{self.folder}"

    @property
    def code(self) -> str:
        """The check code as it is printed."""
        return grouped(self.publication.code)

    def __str__(self) -> str:
        return f"第{self.number}版"


def versions_of(disclosure: Disclosure) -> tuple[Version, ...]:
    """Every published version of ``disclosure``, the first one first."""
    published: list[Publication] = list(
        Publication.objects.filter(disclosure=disclosure)
        .select_related("disclosure__unit", "withdrawal")
        .prefetch_related("files")
        .order_by("version")
    )
    found: list[Version] = []
    following, withdrawal = None, None
    for place, one in reversed(tuple(enumerate(published))):
        withdrawal = getattr(one, "withdrawal", withdrawal)
        files = files_of(one)
        previous = published[place - 1] if place else None
        gone = bool(withdrawal or getattr(previous, "withdrawal", None))
        replaces = previous is not None and gone
        found.append(Version(one, files, previous, following, withdrawal, replaces))
        following = one
    return tuple(reversed(found))


def files_of(publication: Publication) -> tuple[ServedFile, ...]:
    """Its files in the order in which they are shown; those at hand are not asked for again."""
    return tuple(map(_served, sorted(publication.files.all(), key=_order)))


BATCH = 500
"""Disclosures read at once."""


def published_disclosures() -> QuerySet[Disclosure]:
    """Every disclosure of which something was ever published."""
    return Disclosure.objects.filter(Exists(Publication.objects.filter(disclosure=OuterRef("pk"))))


def one_by_one(disclosures: QuerySet[Disclosure]) -> Iterator[Disclosure]:
    """All of ``disclosures`` by key, with their units; no cursor stays open between two of them."""
    last = 0
    found = disclosures.select_related("unit").order_by("pk")
    while batch := list(found.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk


def _order(file: PublishedFile) -> tuple[int, str]:
    known = list(LABELS)
    return known.index(file.format) if file.format in known else len(known), file.format


def _served(file: PublishedFile) -> ServedFile:
    label = LABELS.get(file.format, file.format)
    return ServedFile(
        file.format,
        SERVED.get(file.format, ""),
        f"{label}（公开时的原件）" if file.format == PAGE_FORMAT else label,
        file.sha256,
        file.size,
    )
