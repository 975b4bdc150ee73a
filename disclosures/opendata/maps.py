"""sitemap.xml: the addresses that may be found by search engines, as sitemaps.org has it."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from disclosures.models import Publication

NEEDED = (
    "published_at",
    *(f"disclosure__{name}" for name in ("year", "kind", "level", "unit__slug")),
)
"""What the address and the date of a document are made of: its texts are large."""


class Pages(Sitemap):  # type: ignore[type-arg]
    """What there is besides the documents."""

    def items(self) -> list[str]:
        return ["home", "open_data", "verify"]

    def location(self, item: str) -> str:
        return reverse(item)


class Documents(Sitemap):  # type: ignore[type-arg]
    """The documents in force."""

    limit = 10_000

    def items(self) -> QuerySet[Publication]:
        current = Publication.objects.current().select_related("disclosure__unit")
        return current.only(*NEEDED).order_by("pk")

    def location(self, item: Publication) -> str:
        return item.disclosure.get_absolute_url()

    def lastmod(self, item: Publication) -> datetime:
        return item.published_at

    def get_latest_lastmod(self) -> datetime | None:
        """That of all documents, without reading each of them."""
        newest: datetime | None = Publication.objects.current().aggregate(at=Max("published_at"))[
            "at"
        ]
        return newest


MAPS: dict[str, Any] = {"pages": Pages, "documents": Documents}
