"""The Atom feed: what was published, corrected and withdrawn, the newest first."""

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from disclosures.models import Publication, Withdrawal
from disclosures.site.addresses import absolute, verification_address

LONGEST = 100
"""Entries that are told."""


class Entry(NamedTuple):
    """What happened, and where to read it; ``order`` tells what came later in the same second."""

    at: datetime
    order: tuple[bool, int]
    id: str
    title: str
    address: str
    summary: str


def feed() -> str:
    """The feed as XML (RFC 4287); of what was withdrawn only that it was, when and why."""
    entries = sorted((*_published(), *_withdrawn()), reverse=True)[:LONGEST]
    made = Atom1Feed(
        title="预决算公开",
        link=absolute(reverse("home")),
        feed_url=absolute(reverse("feed")),
        description="",
        subtitle="公开、更正和撤回的部门预算、决算",
        language="zh-CN",
        feed_guid=absolute(reverse("feed")),
    )
    for entry in entries:
        made.add_item(
            title=entry.title,
            link=absolute(entry.address),
            description=entry.summary,
            unique_id=absolute(entry.id),
            pubdate=entry.at,
            updateddate=entry.at,
        )
    return str(made.writeString("utf-8"))


def _published() -> list[Entry]:
    readable = Publication.objects.readable().select_related("disclosure__unit")
    return [
        Entry(
            one.published_at,
            (False, one.pk),
            verification_address(one),
            f"{'更正' if one.version > 1 else '公开'}：{_titled(one)}",
            f"{one.disclosure.get_absolute_url()}v{one.version}/",
            f"第{one.version}版，更正理由：{one.reason}" if one.version > 1 else "第1版",
        )
        for one in readable.order_by("-published_at", "-pk")[:LONGEST]
    ]


def _withdrawn() -> list[Entry]:
    withdrawals = Withdrawal.objects.select_related("publication__disclosure__unit")
    return [
        Entry(
            one.at,
            (True, one.pk),
            f"{verification_address(one.publication)}#withdrawn",
            f"撤回：{_titled(one.publication)}",
            one.publication.disclosure.get_absolute_url(),
            f"撤回依据：{one.reason}",
        )
        for one in withdrawals.order_by("-at", "-pk")[:LONGEST]
    ]


def _titled(publication: Publication) -> str:
    """Its title, and whether it is made up for a demonstration."""
    mark = "（演示数据）" if publication.disclosure.unit.demonstration else ""
    return f"{publication.title}{mark}"
