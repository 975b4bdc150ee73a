"""The rows of a publication and of a withdrawal against what the log says of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from disclosures.integrity.fault import Fault, quoted
from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Action, Event
from disclosures.models.publication import Publication, Withdrawal
from disclosures.publication import sealed
from disclosures.publication.record import stored_digest
from disclosures.site.versions import Version, versions_of

NONE, ONE = "没有", "一条"


@dataclass(frozen=True)
class Recorded:
    """The published versions of a disclosure, and the events that tell of them."""

    disclosure: Disclosure
    versions: tuple[Version, ...]
    events: tuple[Event, ...]

    def told(self, action: Action, number: int) -> tuple[Event, ...]:
        """The events that tell of ``action`` on version ``number``; there should be one."""
        return tuple(
            event
            for event in self.events
            if event.action == action and sealed.told(event).get(sealed.VERSION) == str(number)
        )

    def published(self, version: Version) -> Event | None:
        """The event that tells of the publication of ``version``."""
        return next(iter(self.told(Action.PUBLISH, version.number)), None)

    def called(self, version: Version) -> str:
        return f"{self.disclosure}{version}"


def recorded(disclosure: Disclosure) -> Recorded:
    """What database and log hold of ``disclosure``.

    The versions are read first: what is published meanwhile is an event too many, which is looked
    up again, never a version without one.
    """
    versions = versions_of(disclosure)
    events = disclosure.events.filter(action__in=(Action.PUBLISH, Action.WITHDRAW))
    return Recorded(disclosure, versions, tuple(events.order_by("number")))


def row_faults(of: Recorded, version: Version) -> Iterator[Fault]:
    """What is wrong with the rows of one version."""
    return (replace(fault, in_row=True) for fault in _row_faults(of, version))


def _row_faults(of: Recorded, version: Version) -> Iterator[Fault]:
    where, publication = of.called(version), version.publication
    events = of.told(Action.PUBLISH, version.number)
    if len(events) != 1:
        yield Fault(where, "公开的办理记录", ONE, f"{len(events)} 条" if events else NONE)
    if events:
        yield from _fields(where, publication, events[0])
        yield from _files(where, version, sealed.files_told(events[0]))
    yield from _figures(where, publication, events[0] if events else None)
    yield from _withdrawal(of, version)


def event_faults(of: Recorded) -> Iterator[Fault]:
    """Events that tell of a publication or withdrawal of which there is no row."""
    numbers = {version.number for version in of.versions}
    withdrawn = {
        version.number
        for version in of.versions
        if getattr(version.publication, "withdrawal", None)
    }
    rows = {
        Action.PUBLISH: (numbers, Publication.objects.filter(disclosure=of.disclosure), "version"),
        Action.WITHDRAW: (
            withdrawn,
            Withdrawal.objects.filter(publication__disclosure=of.disclosure),
            "publication__version",
        ),
    }
    for event in of.events:
        there, stored, field = rows[Action(event.action)]
        told = sealed.told(event).get(sealed.VERSION, "")
        if told.isdecimal() and (int(told) in there or stored.filter(**{field: told}).exists()):
            continue
        what = f"第{told or '？'}版的{event.get_action_display()}"
        yield Fault(str(of.disclosure), what, f"有（第 {event.number} 条办理记录）", NONE)


def _fields(where: str, publication: Publication, event: Event) -> Iterator[Fault]:
    told = sealed.told(event)
    stored = {
        sealed.TITLE: publication.title,
        sealed.STANDARD: publication.standard,
        sealed.REASON: publication.reason,
        sealed.CODE: publication.code,
        sealed.DIGEST: publication.digest,
    }
    for name, value in stored.items():
        if told.get(name, "") != value:
            what = "数据和文字的校验值" if name == sealed.DIGEST else name
            yield Fault(where, what, quoted(told.get(name, "")), quoted(value))
    at = told.get(sealed.PUBLISHED_AT, "")
    yield from _time(where, sealed.PUBLISHED_AT, at, publication.published_at)
    if event.by_id != publication.published_by_id:
        yield Fault(where, "公开人", quoted(event.by_name), quoted(str(publication.published_by)))


def _files(where: str, version: Version, told: Mapping[str, str]) -> Iterator[Fault]:
    stored = {file.format: file for file in version.files}
    for name in dict.fromkeys((*told, *stored)):
        row = stored.get(name)
        found = f"SHA-256 {row.sha256}" if row else NONE
        expected = f"SHA-256 {told[name]}" if name in told else NONE
        if found != expected:
            yield Fault(where, f"{row.label if row else name} 文件的登记", expected, found)


def _figures(where: str, publication: Publication, event: Event | None) -> Iterator[Fault]:
    told = sealed.told(event).get(sealed.DIGEST, "") if event else publication.digest
    now = stored_digest(publication)
    if now != told:
        yield Fault(where, "数据和文字", f"SHA-256 {told}", f"SHA-256 {now}")


def _withdrawal(of: Recorded, version: Version) -> Iterator[Fault]:
    withdrawal = getattr(version.publication, "withdrawal", None)
    if withdrawal is None:
        return
    where = of.called(version)
    events = of.told(Action.WITHDRAW, version.number)
    if len(events) != 1:
        yield Fault(where, "撤回的办理记录", ONE, f"{len(events)} 条" if events else NONE)
    for event in events[:1]:
        if event.reason != withdrawal.reason:
            yield Fault(where, "撤回依据", quoted(event.reason), quoted(withdrawal.reason))
        at = sealed.told(event).get(sealed.WITHDRAWN_AT, "")
        yield from _time(where, sealed.WITHDRAWN_AT, at, withdrawal.at)
        if event.by_id != withdrawal.by_id:
            yield Fault(where, "撤回人", quoted(event.by_name), quoted(str(withdrawal.by)))


def _time(where: str, what: str, told: str, stored: datetime) -> Iterator[Fault]:
    try:
        same = datetime.fromisoformat(told) == stored
    except (ValueError, TypeError):
        same = False
    if not same:
        yield Fault(where, what, quoted(told), quoted(timezone.localtime(stored).isoformat()))
