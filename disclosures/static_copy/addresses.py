"""What of the site is copied, and the file for each address.

A page is a folder with ``index.html``; that of a list narrowed by its query lies in folders below
it, as ``year.2024/page.2/``: no slug has a dot, so that these are never taken for a unit.
"""

import hashlib
import posixpath
import re
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

LIVE_ONLY = frozenset({"admin", "api", "compare", "search", "verify"})
"""First parts of addresses that give an answer of the moment, which no file can."""

PAGE = "index.html"

NARROWED_BY = 2
"""Parts of a query, besides the page, up to which a narrowed list is copied: of all combinations
there are more than anybody reads."""

UNCOPIED = frozenset({"sort"})
"""Parts of a query that show the same list in another order."""

_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Address(NamedTuple):
    """An address of the site: its path and what its query asks for, by name."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether it is read as a page; anything else is a file, copied as it is."""
        return self.path.endswith("/")

    @property
    def is_live_only(self) -> bool:
        """Whether only the site itself can answer it."""
        return self.path.split("/")[1] in LIVE_ONLY

    @property
    def is_copied(self) -> bool:
        """Whether the copy has a file for it, if it is there."""
        segments = self.path.strip("/").split("/") if self.path != "/" else []
        narrowed = [name for name, _ in self.query if name != "page"]
        return (
            all(map(_SEGMENT.fullmatch, segments))
            and not self.is_live_only
            and (self.is_page or not self.query)
            and len(narrowed) <= NARROWED_BY
            and not UNCOPIED & {*narrowed}
        )

    @property
    def file(self) -> str:
        """Its path in the copy."""
        below = (f"{name}.{_ascii(value)}" for name, value in self.query)
        if not self.is_page:
            return self.path.lstrip("/")
        return posixpath.join(self.path.lstrip("/"), *below, PAGE)

    def to(self, other: "Address") -> str:
        """The reference from the file of this address to that of another."""
        return posixpath.relpath(other.file, posixpath.dirname(self.file) or ".")


def address_of(reference: str, base: Address) -> tuple[Address, str] | None:
    """Where ``reference`` on the page ``base`` leads, and its anchor; None to another site."""
    if reference.startswith("#"):
        return base, reference[1:]
    url = urlsplit(urljoin(base.path, reference))
    if url.scheme or url.netloc or not url.path.startswith("/"):
        return None
    asked = {
        name: value
        for name, value in parse_qsl(url.query, keep_blank_values=False)
        if (name, value) != ("page", "1")
    }
    ordered = sorted(asked.items(), key=lambda one: (one[0] == "page", one[0]))
    return Address(unquote(url.path), tuple(ordered)), url.fragment


def _ascii(value: str) -> str:
    """``value`` as part of a file name: what is no plain word becomes a little of its hash."""
    if _PLAIN.fullmatch(value):
        return value
    return hashlib.sha256(value.encode()).hexdigest()[:12]
