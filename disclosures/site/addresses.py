"""Where the served files lie, and the addresses at which they are read.

``published/site`` is what a web server shows: its paths are the public addresses. Each disclosure
is one symbolic link there, to a tree of its own below ``published/trees``.
"""

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from disclosures.models.disclosure import Disclosure
from disclosures.models.publication import Publication

PAGE, GONE = "index.html", "withdrawn.html"
"""The page of a folder: as it is read, or what says that it was withdrawn."""

VERSIONS, FIGURES = "versions/", "figures/"
"""The folders of the list of versions, and of the pages about figures."""


def site_directory() -> Path:
    """The root of what is served."""
    return Path(settings.DATA_DIR) / "published" / "site"


def trees_directory() -> Path:
    """Where the trees lie to which ``site_directory`` leads, by the key of their disclosure."""
    return Path(settings.DATA_DIR) / "published" / "trees"


def link_of(disclosure: Disclosure) -> Path:
    """The link under which the files of ``disclosure`` are served."""
    return link_at(disclosure.unit.slug, disclosure.year, disclosure.segment)


def link_at(slug: str, year: int, segment: str) -> Path:
    """The same by the parts of its address, which hold neither dots nor slashes."""
    return site_directory() / slug / str(year) / segment


def absolute(path: str) -> str:
    """``path`` as whoever is not on the site has to write it."""
    return f"{settings.SITE_URL}{path}"


def verification_address(publication: Publication) -> str:
    """The page that tells whether ``publication`` is what is in force."""
    return reverse("verify_code", args=(publication.code,))
