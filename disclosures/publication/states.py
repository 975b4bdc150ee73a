"""The states of a disclosure and the moves between them.

编制中 ─报审─► 已报审 ─审核通过─► 已审核 ─公开─► 已公开 ─撤回─► 已撤回
  ▲  ◄─退回、重新编制─┴──────────────┘             │              │
  └──────────────────── 开始更正 ──────────────────┴──────────────┘
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from disclosures.events import Change, record
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action, Event
from disclosures.models.publication import Publication, Withdrawal
from disclosures.permissions import Act, may
from disclosures.pipeline import prepare
from disclosures.publication import remarks
from disclosures.publication.announcing import announce
from disclosures.publication.findings import obstacles
from disclosures.publication.refusal import NotPermitted, Refused, good_reason, require
from disclosures.publication.sealed import seal_withdrawal


class Move(NamedTuple):
    """From which states to which one, and whose duty it is."""

    sources: tuple[State, ...]
    target: State
    act: Act


MOVES = {
    Action.SUBMIT: Move((State.DRAFT,), State.SUBMITTED, Act.SUBMIT),
    Action.SEND_BACK: Move((State.SUBMITTED, State.APPROVED), State.DRAFT, Act.SEND_BACK),
    Action.REOPEN: Move((State.SUBMITTED, State.APPROVED), State.DRAFT, Act.REOPEN),
    Action.APPROVE: Move((State.SUBMITTED,), State.APPROVED, Act.APPROVE),
    Action.PUBLISH: Move((State.APPROVED,), State.PUBLISHED, Act.PUBLISH),
    Action.CORRECT: Move((State.PUBLISHED, State.WITHDRAWN), State.DRAFT, Act.CORRECT),
}
"""Every move but 撤回, which is of what was published, whatever state the next version is in."""

AUTHORSHIP = (
    Action.SUBMIT,
    Action.FIGURES,
    Action.UPLOAD,
    Action.TEXT,
    Action.PERFORMANCE,
    Action.ANSWER,
    Action.PROPERTIES,
)
"""What makes somebody an author of a version, who may not approve it."""

LONGEST_OPINION = 200
"""Characters of the opinion of a 保密审查, as many as the database keeps."""


def possible(user: User, disclosure: Disclosure) -> frozenset[Action]:
    """The moves that ``user`` may try now, as far as state and duties tell."""
    moves = {
        action
        for action, move in MOVES.items()
        if disclosure.state in move.sources and may(user, move.act, disclosure)
    }
    if Action.APPROVE in moves and user.pk in authors(disclosure):
        moves -= {Action.APPROVE}
    if may(user, Act.WITHDRAW, disclosure) and _published(disclosure):
        moves |= {Action.WITHDRAW}
    return frozenset(moves)


def authors(disclosure: Disclosure) -> frozenset[int]:
    """Keys of the users who made the version in hand: entered something, or submitted it."""
    published = disclosure.events.filter(action=Action.PUBLISH).order_by("-number")
    begun = Coalesce(Subquery(published.values("number")[:1]), 0)
    made = disclosure.events.filter(number__gt=begun, action__in=AUTHORSHIP, by__isnull=False)
    return frozenset(made.order_by().values_list("by", flat=True).distinct())


@contextmanager
def moving(
    disclosure: Disclosure,
    action: Action,
    by: User,
    reason: str = "",
    changes: Iterable[Change] = (),
) -> Iterator[Disclosure]:
    """The locked row on its way through ``action``; the move is stored when the block ends well.

    Raises NotPermitted without the duty and Refused from a state that the move does not leave.
    """
    with transaction.atomic():
        locked = _leave(disclosure, action, by)
        yield locked
        _arrive(locked, action, by, reason, changes)
    disclosure.refresh_from_db()


def _leave(disclosure: Disclosure, action: Action, by: User) -> Disclosure:
    """The locked row, once ``by`` may take it through ``action`` from the state it is in."""
    move = MOVES[action]
    require(by, move.act, disclosure)
    locked = disclosure.locked()
    if locked.state not in move.sources:
        raise Refused(f"这份材料{locked.get_state_display()}，不能{action.label}")
    return locked


def _arrive(
    locked: Disclosure, action: Action, by: User, reason: str, changes: Iterable[Change]
) -> Event:
    before = locked.get_state_display()
    locked.state = MOVES[action].target
    if locked.state == State.DRAFT:
        _unsign(locked)
    locked.save()
    moved = Change("状态", before, locked.get_state_display())
    return record(action, by, disclosure=locked, reason=reason, changes=(moved, *changes))


def _unsign(locked: Disclosure) -> None:
    """The 保密审查 is of what was submitted: whatever may change again must be looked at again."""
    locked.signed_by, locked.signed_at, locked.signed_opinion = None, None, ""


def submit(disclosure: Disclosure, by: User) -> None:
    """编制中 → 已报审, once nothing is missing and no finding stands.

    Raises Refused otherwise; its message lists what is missing.
    """
    with moving(disclosure, Action.SUBMIT, by) as locked:
        if standing := tuple(obstacles(prepare(locked), locked)):
            raise Refused("还不能报审：" + "；".join(standing))


def send_back(disclosure: Disclosure, by: User, reason: str) -> None:
    """已报审 or 已审核 → 编制中, by the reviewer or publisher, with the remarks collected so far.

    Raises Refused without a reason.
    """
    reason = good_reason(reason)
    with transaction.atomic():
        locked = _leave(disclosure, Action.SEND_BACK, by)
        told = remarks.told(locked)
        remarks.send(locked, _arrive(locked, Action.SEND_BACK, by, reason, told))
    disclosure.refresh_from_db()


def reopen(disclosure: Disclosure, by: User, reason: str) -> None:
    """已报审 or 已审核 → 编制中, on the unit's own wish. Raises Refused without a reason."""
    reason = good_reason(reason)
    with moving(disclosure, Action.REOPEN, by, reason):
        pass


def sign(disclosure: Disclosure, by: User, opinion: str) -> None:
    """Records the 保密审查 of what was submitted, with its opinion (政府信息公开条例 第十七条).

    Raises Refused unless it is 已报审, without an opinion, and for an author of the version.
    """
    opinion = good_reason(opinion, "保密审查意见", LONGEST_OPINION)
    require(by, Act.SIGN, disclosure)
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state != State.SUBMITTED:
            raise Refused(f"这份材料{locked.get_state_display()}，保密审查在报审之后、审核通过之前")
        _refuse_author(locked, by, "作保密审查")
        locked.signed_by, locked.signed_at, locked.signed_opinion = by, timezone.now(), opinion
        locked.save()
        change = Change("保密审查意见", after=opinion)
        record(Action.SIGN, by, disclosure=locked, changes=(change,))
    disclosure.refresh_from_db()


def approve(disclosure: Disclosure, by: User) -> None:
    """已报审 → 已审核, by somebody who is no author of the version.

    Raises NotPermitted for an author, Refused before the 保密审查, while something stands and while
    remarks are collected that were not sent.
    """
    with moving(disclosure, Action.APPROVE, by) as locked:
        _refuse_author(locked, by, "审核")
        if locked.signed_at is None:
            raise Refused("还没有保密审查，不能审核通过；请先登记保密审查意见")
        if waiting := remarks.collected(locked).count():
            raise Refused(f"还有 {waiting} 条意见没有退回，不能审核通过；请退回，或撤去这些意见")
        if standing := tuple(obstacles(prepare(locked), locked)):
            raise Refused("还不能审核通过：" + "；".join(standing))


def _refuse_author(locked: Disclosure, by: User, what: str) -> None:
    if by.pk in authors(locked):
        raise NotPermitted(f"自己录入或报审的材料不能自己{what}，请由另一位审核人办理")


def correct(disclosure: Disclosure, by: User, reason: str) -> None:
    """已公开 or 已撤回 → 编制中 of the next version; what was published stays as it is.

    Raises Refused without a reason, which the next version prints.
    """
    reason = good_reason(reason)
    with moving(disclosure, Action.CORRECT, by, reason) as locked:
        locked.version += 1
        locked.correction = reason


def withdraw(disclosure: Disclosure, by: User, reason: str) -> Withdrawal:
    """Takes every published version off the site; a page stays that says when and why.

    Raises Refused without a reason (the legal ground), and when nothing is published.
    """
    reason = good_reason(reason)
    require(by, Act.WITHDRAW, disclosure)
    with transaction.atomic():
        locked = disclosure.locked()
        publication = _published(locked)
        if publication is None:
            raise Refused("这份材料没有公开着的版本，没有什么可以撤回")
        withdrawal = Withdrawal.objects.create(
            publication=publication, reason=reason, at=timezone.now(), by=by
        )
        from_to = (str(State.PUBLISHED.label), str(State.WITHDRAWN.label))
        changes = [Change(str(publication), *from_to)]
        if locked.state == State.PUBLISHED:
            locked.state = State.WITHDRAWN
            locked.save()
            changes.append(Change("状态", *from_to))
        changes += seal_withdrawal(withdrawal)
        record(Action.WITHDRAW, by, disclosure=locked, reason=reason, changes=changes)
        announce(locked)
    disclosure.refresh_from_db()
    return withdrawal


def _published(disclosure: Disclosure) -> Publication | None:
    return Publication.objects.current().filter(disclosure=disclosure).first()
