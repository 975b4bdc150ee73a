"""The log of what was done: one chain of events, each sealed with the hash of the one before.

``record`` is called in the transaction of the change itself, as its last step: the newest event
is locked from then until the transaction ends, so that events have one order. What was changed is
told from what to what, in words that people read.
"""

import hashlib
import json
import logging
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Model
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from disclosures.facts import FactSheet
from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Action, Event, EventChain
from disclosures.models.unit import Unit

_log = logging.getLogger(__name__)

START = "0" * 64
"""What the first event of all names as the hash before it."""

LONGEST_SUBJECT = Event._meta.get_field("subject").max_length
LONGEST_NAME = Event._meta.get_field("by_name").max_length
"""Characters that are kept of names."""


class Change(NamedTuple):
    """One thing changed: where it stands, and from what to what; '' is nothing."""

    where: str
    before: str = ""
    after: str = ""


class Head(NamedTuple):
    """The newest event: its number, and its hash, which stands for all events before it."""

    number: int
    hash: str


@dataclass(frozen=True)
class Break:
    """A place where the log is not what was written; ``number`` is that of the event."""

    number: int
    message: str


def record(
    action: Action,
    by: User | None,
    *,
    disclosure: Disclosure | None = None,
    unit: Unit | None = None,
    subject: str = "",
    reason: str = "",
    changes: Iterable[Change] = (),
) -> Event:
    """Adds an event to the log; ``by`` is None for a command that no user gave.

    Has to run in the transaction of what it records: raises TransactionManagementError outside of
    one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("an event is recorded in the transaction of its change")
    chain, _ = EventChain.objects.select_for_update().get_or_create(pk=1)
    event = Event(
        number=chain.number + 1,
        at=timezone.now(),
        action=action,
        disclosure=disclosure,
        unit=unit or (disclosure.unit if disclosure else None),
        subject=(subject or str(disclosure or unit or ""))[:LONGEST_SUBJECT],
        reason=reason,
        changes=[list(change) for change in changes],
        by=by,
        by_name=called(by)[:LONGEST_NAME],
        previous=chain.hash or START,
    )
    event.hash = seal(event)
    event.save()
    chain.number, chain.hash = event.number, event.hash
    chain.save(update_fields=["number", "hash"])
    # Only what stays is told.
    told = partial(_log.info, event.get_action_display(), extra={"event": event.number})
    transaction.on_commit(told)
    return event


def record_created(disclosure: Disclosure, by: User) -> Event:
    """Adds the event of a disclosure that was made empty; its 口径 is all that it has."""
    level = Change("口径", after=disclosure.get_level_display())
    return record(Action.CREATE, by, disclosure=disclosure, changes=(level,))


def sheet_changes(before: FactSheet, after: FactSheet) -> Iterator[Change]:
    """Every figure and name of a row that is another; places as ``2020:table/row/column``."""
    for old, new in _years(before, after):
        for cell in dict.fromkeys((*old.facts, *new.facts)):
            if old.value(cell) != new.value(cell):
                yield Change(
                    f"{new.year}:{cell}", _written(old.value(cell)), _written(new.value(cell))
                )
    for key in dict.fromkeys((*before.labels, *after.labels)):
        was, is_now = before.labels.get(key, ""), after.labels.get(key, "")
        if was != is_now:
            yield Change(f"label:{'/'.join(key)}", was, is_now)


def text_place(kind: str, figure: str, row: str = "") -> str:
    """How the log calls a text of the unit, as in ``text:use/reception_domestic/``."""
    return f"text:{kind}/{figure}/{row}"


def held(row: Model, without: Container[str] = ()) -> dict[str, str]:
    """What a row says, by what its fields are called, as people read it; '' is nothing.

    ``without`` names fields that say nothing about it.
    """
    fields = (one for one in row._meta.concrete_fields if not one.primary_key)
    return {
        str(one.verbose_name): _shown(row, one.name) for one in fields if one.name not in without
    }


def _shown(row: Model, name: str) -> str:
    value = getattr(row, name)
    if value is None or value is False:
        return ""
    if value is True:
        return "是"
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value)


def held_changes(
    before: Mapping[str, str], after: Mapping[str, str], whose: str = ""
) -> Iterator[Change]:
    """What is said otherwise after than before, each place called as the field ``whose`` it is."""
    for name in dict.fromkeys((*before, *after)):
        was, is_now = before.get(name, ""), after.get(name, "")
        if was != is_now:
            yield Change(f"{whose} {name}".strip(), was, is_now)


def _years(before: FactSheet, after: FactSheet) -> Iterator[tuple[FactSheet, FactSheet]]:
    """This year's figures of both sheets, and last year's."""
    nothing = FactSheet(after.year - 1, {})
    yield before, after
    yield before.prior or nothing, after.prior or nothing


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


def called(user: User | None) -> str:
    """Name and login of a user, '' for nobody."""
    if user is None:
        return ""
    name = f"{user.last_name}{user.first_name}".strip()
    return f"{name}（{user.get_username()}）" if name else user.get_username()


def seal(event: Event) -> str:
    """SHA-256 over everything an event says and the hash of the one before it."""
    said: dict[str, Any] = {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": str(event.action),
        "disclosure": event.disclosure_id,
        "unit": event.unit_id,
        "subject": event.subject,
        "reason": event.reason,
        "changes": event.changes,
        "by": event.by_id,
        "by_name": event.by_name,
        "previous": event.previous,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def breaks() -> Iterator[Break]:
    """Every place where the log was changed, cut or filled in; nothing where it is whole.

    The head is read before the events it counts, so that what is added meanwhile is no break.
    """
    head = head_of_chain()
    before, number = START, 0
    for event in Event.objects.filter(number__lte=head.number).order_by("number").iterator():
        if event.number != number + 1:
            yield Break(number + 1, _missing(number + 1, event.number - 1))
        elif event.previous != before:
            yield Break(event.number, f"第 {event.number} 条办理记录与前一条接不上")
        if seal(event) != event.hash:
            yield Break(event.number, f"第 {event.number} 条办理记录的内容被改动")
        before, number = event.hash, event.number
    newest = Event.objects.aggregate(newest=Max("number"))["newest"] or 0
    counted = head_of_chain().number
    if newest > counted:
        yield Break(counted + 1, _unlike(counted, newest))
    elif number != head.number:
        yield Break(number + 1, _unlike(head.number, number))
    elif head.hash != before:
        yield Break(number, f"第 {number} 条办理记录不是写入时的最后一条")


def _missing(first: int, last: int) -> str:
    if first == last:
        return f"缺少第 {first} 条办理记录"
    return f"缺少第 {first} 至第 {last} 条办理记录"


def _unlike(counted: int, last: int) -> str:
    return f"办理记录应有 {counted} 条，现在最后一条是第 {last} 条，末尾有删除或添加"


def head_of_chain() -> Head:
    """Number and hash of the newest event, as the log counts them."""
    chain = EventChain.objects.filter(pk=1).first()
    return Head(chain.number, chain.hash or START) if chain else Head(0, START)


def breaks_of(disclosure: Disclosure) -> Iterator[Break]:
    """The same, only for the events of one disclosure and their neighbours before."""
    events = list(disclosure.events.order_by("number"))
    wanted = [event.number - 1 for event in events]
    before = dict(Event.objects.filter(number__in=wanted).values_list("number", "hash"))
    for event in events:
        if event.previous != before.get(event.number - 1, START):
            yield Break(event.number, f"第 {event.number} 条办理记录与前一条接不上")
        if seal(event) != event.hash:
            yield Break(event.number, f"第 {event.number} 条办理记录的内容被改动")
