"""退回意见: collected place by place, sent with a 退回, dealt with by the clerk.

A remark is not dealt with by a change at its place alone, which may be half of what was asked: the
clerk says so. Where nothing was changed there since, the clerk has to say why.
"""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from disclosures.events import Change, record
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action, Event
from disclosures.models.remark import Remark
from disclosures.narrative.prose import one_line
from disclosures.permissions import Act
from disclosures.pipeline import prepare
from disclosures.publication.refusal import LONGEST_REASON, Refused, good_reason, require
from disclosures.review.changes import History
from disclosures.review.places import Place, Places
from disclosures.review.remarks import dealt

REVIEWED = (State.SUBMITTED, State.APPROVED)
"""States in which remarks are collected."""

LONGEST_PLACE = 500
"""Characters of the name of a place, as many as the database keeps."""


def remark(disclosure: Disclosure, place: Place, text: str, by: User) -> Remark:
    """Collects what is to be said about ``place`` with the next 退回.

    Raises Refused when it says nothing, and unless it is 已报审 or 已审核; NotPermitted without the
    duty to send back.
    """
    require(by, Act.SEND_BACK, disclosure)
    text = good_reason(text, "意见")
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state not in REVIEWED:
            raise Refused(f"这份材料{locked.get_state_display()}，不能提退回意见")
        made = Remark.objects.create(
            disclosure=locked,
            version=locked.version,
            place=place.where[:LONGEST_PLACE],
            label=place.label[:LONGEST_PLACE],
            text=text,
            by=by,
        )
        record(Action.REMARK, by, disclosure=locked, changes=(_told(made),))
    return made


def drop(disclosure: Disclosure, key: int, by: User) -> None:
    """Takes back a remark that was not sent yet. Raises Refused when there is none."""
    require(by, Act.SEND_BACK, disclosure)
    with transaction.atomic():
        locked = disclosure.locked()
        found = collected(locked).filter(pk=key).first()
        if found is None:
            raise Refused("这条意见已经退回或撤去，没有什么可以撤去")
        told = _told(found)
        record(Action.DROP, by, disclosure=locked, changes=(Change(told.where, before=told.after),))
        found.delete()


def resolve(disclosure: Disclosure, key: int, note: str, by: User) -> Remark:
    """The clerk says that a remark is dealt with, with a ``note`` on how.

    Raises Refused unless it is a draft, when the remark is dealt with already, and when neither
    anything was changed at its place since it was sent nor the note says why not.
    """
    require(by, Act.EDIT, disclosure)
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state != State.DRAFT:
            raise Refused(f"这份材料{locked.get_state_display()}，不能再处理退回意见")
        found = of_version(locked).filter(pk=key).first()
        if found is None or not found.open:
            raise Refused("这条意见已经处理过，或不是这一版的意见")
        found.note = _good_note(locked, found, note)
        found.resolved_by, found.resolved_at = by, timezone.now()
        found.save(update_fields=["note", "resolved_by", "resolved_at"])
        done = Change(_where(found), found.text, f"已处理：{found.note}".rstrip("："))
        record(Action.RESOLVE, by, disclosure=locked, reason=found.note, changes=(done,))
    return found


def of_version(disclosure: Disclosure) -> "QuerySet[Remark]":
    """All remarks about the version in hand."""
    found = disclosure.remarks.filter(version=disclosure.version)
    return found.select_related("by", "resolved_by", "sent")


def collected(disclosure: Disclosure) -> "QuerySet[Remark]":
    """The remarks that go with the next 退回."""
    return of_version(disclosure).filter(sent=None)


def still_open(disclosure: Disclosure) -> "QuerySet[Remark]":
    """The remarks that the clerk still has to deal with."""
    return of_version(disclosure).filter(sent__isnull=False, resolved_at=None)


def send(disclosure: Disclosure, event: Event) -> None:
    """The collected remarks went with ``event``; in the transaction of the 退回."""
    disclosure.remarks.filter(version=disclosure.version, sent=None).update(sent=event)


def told(disclosure: Disclosure) -> Iterator[Change]:
    """What the log keeps of the collected remarks when they are sent."""
    return (_told(one) for one in collected(disclosure))


def _told(one: Remark) -> Change:
    return Change(_where(one), after=one.text)


def _where(one: Remark) -> str:
    """How the log names the place: a finding by what it says, which its key does not tell."""
    return one.label if one.place.startswith("finding:") else one.place


def _good_note(disclosure: Disclosure, found: Remark, note: str) -> str:
    """``note`` on one line. Raises Refused where it is wanted and says nothing, or is too long."""
    note = one_line(note)
    prepared = prepare(disclosure)
    places = Places(prepared.standard, disclosure.year)
    keys = {finding.key for finding in prepared.findings}
    (result,) = dealt(History(disclosure), [found], places, keys)
    if result.touched and len(note) <= LONGEST_REASON:
        return note
    try:
        return good_reason(note, "处理情况")
    except Refused as refusal:
        if result.touched:
            raise
        raise Refused(f"“{found.label}”退回以后没有改动，请写明为什么不改。{refusal}") from refusal
