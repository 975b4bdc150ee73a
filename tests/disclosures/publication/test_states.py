"""Every action from every state by every duty: where it leads, or the sentence that refuses it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures.events import record
from disclosures.models import Action, Disclosure, Duty, Event, Publication, State, Withdrawal
from disclosures.publication import (
    NotPermitted,
    Refused,
    approve,
    authors,
    correct,
    possible,
    publish,
    reopen,
    send_back,
    sign,
    submit,
    withdraw,
)
from tests.disclosures.drafts import clerk, published, publisher, reviewer, staff

pytestmark = pytest.mark.django_db

DRAFT, SUBMITTED, APPROVED, PUBLISHED, WITHDRAWN = State
CLERK, REVIEWER, PUBLISHER, AUDITOR = Duty

UNIT = "遂宁市电教教仪站"
REASON = "补充采购数据"

RUN: dict[Action, Callable[[Disclosure, User], object]] = {
    Action.SUBMIT: submit,
    Action.SIGN: lambda of, by: sign(of, by, REASON),
    Action.APPROVE: approve,
    Action.SEND_BACK: lambda of, by: send_back(of, by, REASON),
    Action.REOPEN: lambda of, by: reopen(of, by, REASON),
    Action.PUBLISH: publish,
    Action.CORRECT: lambda of, by: correct(of, by, REASON),
    Action.WITHDRAW: lambda of, by: withdraw(of, by, REASON),
}

WHOSE = {
    Action.SUBMIT: {CLERK},
    Action.SIGN: {REVIEWER},
    Action.APPROVE: {REVIEWER},
    Action.SEND_BACK: {REVIEWER, PUBLISHER},
    Action.REOPEN: {CLERK, REVIEWER, PUBLISHER},
    Action.PUBLISH: {PUBLISHER},
    Action.CORRECT: {CLERK, PUBLISHER},
    Action.WITHDRAW: {PUBLISHER},
}

NOTHING_TO_WITHDRAW = "这份材料没有公开着的版本，没有什么可以撤回"

LEADS: dict[Action, dict[State, State | str]] = {
    Action.SUBMIT: {
        DRAFT: SUBMITTED,
        SUBMITTED: "这份材料已报审，不能报审",
        APPROVED: "这份材料已审核，不能报审",
        PUBLISHED: "这份材料已公开，不能报审",
        WITHDRAWN: "这份材料已撤回，不能报审",
    },
    Action.SIGN: {
        DRAFT: "这份材料编制中，保密审查在报审之后、审核通过之前",
        SUBMITTED: SUBMITTED,
        APPROVED: "这份材料已审核，保密审查在报审之后、审核通过之前",
        PUBLISHED: "这份材料已公开，保密审查在报审之后、审核通过之前",
        WITHDRAWN: "这份材料已撤回，保密审查在报审之后、审核通过之前",
    },
    Action.APPROVE: {
        DRAFT: "这份材料编制中，不能审核通过",
        SUBMITTED: APPROVED,
        APPROVED: "这份材料已审核，不能审核通过",
        PUBLISHED: "这份材料已公开，不能审核通过",
        WITHDRAWN: "这份材料已撤回，不能审核通过",
    },
    Action.SEND_BACK: {
        DRAFT: "这份材料编制中，不能退回",
        SUBMITTED: DRAFT,
        APPROVED: DRAFT,
        PUBLISHED: "这份材料已公开，不能退回",
        WITHDRAWN: "这份材料已撤回，不能退回",
    },
    Action.REOPEN: {
        DRAFT: "这份材料编制中，不能重新编制",
        SUBMITTED: DRAFT,
        APPROVED: DRAFT,
        PUBLISHED: "这份材料已公开，不能重新编制",
        WITHDRAWN: "这份材料已撤回，不能重新编制",
    },
    Action.PUBLISH: {
        DRAFT: "这份材料编制中，不能公开；报审并审核通过后才能公开",
        SUBMITTED: "这份材料已报审，不能公开；报审并审核通过后才能公开",
        APPROVED: PUBLISHED,
        PUBLISHED: PUBLISHED,
        WITHDRAWN: "这份材料已撤回，不能公开；报审并审核通过后才能公开",
    },
    Action.CORRECT: {
        DRAFT: "这份材料编制中，不能开始更正",
        SUBMITTED: "这份材料已报审，不能开始更正",
        APPROVED: "这份材料已审核，不能开始更正",
        PUBLISHED: DRAFT,
        WITHDRAWN: DRAFT,
    },
    Action.WITHDRAW: {
        DRAFT: NOTHING_TO_WITHDRAW,
        SUBMITTED: NOTHING_TO_WITHDRAW,
        APPROVED: NOTHING_TO_WITHDRAW,
        PUBLISHED: WITHDRAWN,
        WITHDRAWN: NOTHING_TO_WITHDRAW,
    },
}
"""By action and state the state it leads to, or why it does not."""

QUIET = {(Action.PUBLISH, PUBLISHED)}
"""What is allowed and changes nothing."""

LABELS = {
    Action.SUBMIT: "报审",
    Action.SIGN: "保密审查",
    Action.APPROVE: "审核通过",
    Action.SEND_BACK: "退回",
    Action.REOPEN: "重新编制",
    Action.PUBLISH: "公开",
    Action.CORRECT: "开始更正",
    Action.WITHDRAW: "撤回",
}


def put(disclosure: Disclosure, state: State) -> None:
    """Brings ``disclosure`` into ``state`` as if somebody else had done so, signed if submitted."""
    values: dict[str, Any] = {"state": state}
    if state in (SUBMITTED, APPROVED):
        signer = User.objects.create_user("signer")
        values |= {"signed_by": signer, "signed_at": timezone.now(), "signed_opinion": "不涉密"}
    if state in (PUBLISHED, WITHDRAWN):
        version = published(disclosure)
        by = version.published_by
        if state == WITHDRAWN:
            at = timezone.now()
            Withdrawal.objects.create(publication=version, reason=REASON, at=at, by=by)
    Disclosure.objects.filter(pk=disclosure.pk).update(**values)


def actors() -> dict[User, set[Duty]]:
    """Somebody of each duty, an administrator, and somebody without any; what each may do."""
    found = {staff(f"one-{duty}", duty): {duty} for duty in Duty}
    admin = User.objects.create_superuser("admin")
    return {**found, admin: {*Duty}, staff("stranger"): set()}


def stored(disclosure: Disclosure) -> tuple[object, ...]:
    """Everything that an action could change."""
    rows = (Disclosure.objects.filter(pk=disclosure.pk), Publication.objects, Withdrawal.objects)
    return tuple(list(some.values()) for some in rows)


@pytest.mark.parametrize("action", RUN)
@pytest.mark.parametrize("state", State)
def test_where_it_leads_or_why_not(disclosure: Disclosure, action: Action, state: State) -> None:
    put(disclosure, state)
    before, leads = stored(disclosure), LEADS[action][state]
    for user, duties in actors().items():
        given = Disclosure.objects.get(pk=disclosure.pk)
        with transaction.atomic():
            if not duties & WHOSE[action]:
                with pytest.raises(NotPermitted) as forbidden:
                    RUN[action](given, user)
                expected = f"您没有{UNIT}的“{LABELS[action]}”权限，请找管理员开通"
                assert (str(forbidden.value), stored(disclosure)) == (expected, before)
            elif not isinstance(leads, State):
                with pytest.raises(Refused) as refusal:
                    RUN[action](given, user)
                assert type(refusal.value) is Refused
                assert (str(refusal.value), stored(disclosure)) == (leads, before)
            else:
                RUN[action](given, user)
                assert given.state == Disclosure.objects.get(pk=disclosure.pk).state == leads
            went = isinstance(leads, State) and bool(duties & WHOSE[action])
            logged = [(one.action, one.by, one.disclosure) for one in Event.objects.all()]
            moved = went and (action, state) not in QUIET
            assert logged == ([(action, user, disclosure)] if moved else [])
            assert (stored(disclosure) != before) == moved
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", State)
def test_what_is_offered_is_what_goes(disclosure: Disclosure, state: State) -> None:
    """All but 保密审查, which moves nothing; a published one is not offered to be published."""
    put(disclosure, state)
    disclosure.refresh_from_db()
    for user, duties in actors().items():
        goes = {
            action
            for action, leads in LEADS.items()
            if duties & WHOSE[action] and isinstance(leads[state], State)
        }
        quiet = {action for action, where in QUIET if where == state}
        assert possible(user, disclosure) == goes - {Action.SIGN} - quiet


# What is logged


CHANGES = {
    Action.SUBMIT: (DRAFT, [["状态", "编制中", "已报审"]], ""),
    Action.SIGN: (SUBMITTED, [["保密审查意见", "", REASON]], ""),
    Action.APPROVE: (SUBMITTED, [["状态", "已报审", "已审核"]], ""),
    Action.SEND_BACK: (SUBMITTED, [["状态", "已报审", "编制中"]], REASON),
    Action.REOPEN: (APPROVED, [["状态", "已审核", "编制中"]], REASON),
    Action.CORRECT: (PUBLISHED, [["状态", "已公开", "编制中"]], REASON),
    Action.WITHDRAW: (
        PUBLISHED,
        [
            [f"{UNIT}2020年度部门决算 第1版", "已公开", "已撤回"],
            ["状态", "已公开", "已撤回"],
            ["版次", "", "1"],
            ["撤回时间", "", "{at}"],
        ],
        REASON,
    ),
}
"""By action from which state, what its event says was changed, and its reason."""


@pytest.mark.parametrize("action", CHANGES)
def test_what_an_action_leaves_in_the_log(disclosure: Disclosure, action: Action) -> None:
    state, changes, reason = CHANGES[action]
    put(disclosure, state)
    user = User.objects.create_superuser("admin")
    RUN[action](disclosure, user)
    event = Event.objects.get()
    withdrawn = Withdrawal.objects.filter(by=user).first()
    at = withdrawn.at.isoformat() if withdrawn else ""
    expected = [[one.format(at=at) for one in change] for change in changes]
    assert (event.action, event.changes, event.reason) == (action, expected, reason)
    assert (event.by, event.by_name, event.disclosure) == (user, "admin", disclosure)
    assert (event.unit, event.subject) == (disclosure.unit, f"{UNIT}2020年度部门决算")


def test_a_row_read_before_somebody_elses_move_counts_for_nothing(disclosure: Disclosure) -> None:
    stale = Disclosure.objects.get()
    submit(disclosure, clerk())
    with pytest.raises(Refused, match="^这份材料已报审，不能报审$"):
        submit(stale, clerk("zhang"))
    reopen(stale, clerk("li"), REASON)
    assert stale.state == Disclosure.objects.get().state == DRAFT


# Nobody approves their own work

MAKES_AN_AUTHOR = {
    Action.SUBMIT,
    Action.FIGURES,
    Action.UPLOAD,
    Action.TEXT,
    Action.PERFORMANCE,
    Action.ANSWER,
    Action.PROPERTIES,
}


@pytest.mark.parametrize("action", Action)
def test_who_made_a_version_neither_signs_nor_approves_it(
    disclosure: Disclosure, action: Action
) -> None:
    put(disclosure, SUBMITTED)
    disclosure.refresh_from_db()
    user = staff("both", *Duty)
    record(action, user, disclosure=disclosure, reason=REASON)
    author = action in MAKES_AN_AUTHOR
    assert authors(disclosure) == ({user.pk} if author else set())
    assert (Action.APPROVE in possible(user, disclosure)) is not author
    if not author:
        sign(disclosure, user, REASON)
        approve(disclosure, user)
        return
    before = stored(disclosure)
    with pytest.raises(NotPermitted) as refusal:
        sign(disclosure, user, REASON)
    assert str(refusal.value) == "自己录入或报审的材料不能自己作保密审查，请由另一位审核人办理"
    with pytest.raises(NotPermitted) as refusal:
        approve(disclosure, user)
    assert str(refusal.value) == "自己录入或报审的材料不能自己审核，请由另一位审核人办理"
    assert (stored(disclosure), Event.objects.count()) == (before, 1)
    other = reviewer()
    sign(disclosure, other, REASON)
    approve(disclosure, other)


def test_an_administrator_does_not_approve_their_own_work_either(disclosure: Disclosure) -> None:
    admin = User.objects.create_superuser("admin")
    submit(disclosure, admin)
    with pytest.raises(NotPermitted):
        sign(disclosure, admin, REASON)
    sign(disclosure, reviewer(), REASON)
    with pytest.raises(NotPermitted):
        approve(disclosure, admin)
    assert Disclosure.objects.get().state == SUBMITTED


def test_the_authors_of_a_published_version_may_review_the_next(disclosure: Disclosure) -> None:
    first, second = staff("first", CLERK, REVIEWER), staff("second", CLERK, REVIEWER)
    submit(disclosure, first)
    sign(disclosure, second, REASON)
    approve(disclosure, second)
    publish(disclosure, publisher())
    correct(disclosure, first, REASON)
    assert authors(disclosure) == set()
    submit(disclosure, second)
    assert authors(disclosure) == {second.pk}
    sign(disclosure, first, REASON)
    approve(disclosure, first)
    assert disclosure.state == APPROVED


# 保密审查


def test_nothing_is_approved_before_it_is_signed(disclosure: Disclosure) -> None:
    submit(disclosure, clerk())
    with pytest.raises(Refused) as refusal:
        approve(disclosure, reviewer())
    assert str(refusal.value) == "还没有保密审查，不能审核通过；请先登记保密审查意见"
    assert Disclosure.objects.get().state == SUBMITTED


def test_a_signature_says_who_when_and_what(disclosure: Disclosure) -> None:
    submit(disclosure, clerk())
    user, before = reviewer(), timezone.now()
    sign(disclosure, user, "  经审查，\n不涉及国家秘密 ")
    found = Disclosure.objects.get()
    assert (found.signed_by, found.signed_opinion) == (user, "经审查， 不涉及国家秘密")
    assert found.signed_at is not None and before <= found.signed_at <= timezone.now()


@pytest.mark.parametrize(
    ("opinion", "message"),
    [
        ("可以", "保密审查意见至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("。。。。", "保密审查意见至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("密" * 201, "保密审查意见有 201 个字，最多 200 个字，请写得简短一些"),
    ],
)
def test_an_opinion_is_kept_whole_or_not_at_all(
    disclosure: Disclosure, opinion: str, message: str
) -> None:
    put(disclosure, SUBMITTED)
    before = stored(disclosure)
    with pytest.raises(Refused) as refusal:
        sign(disclosure, reviewer(), opinion)
    assert (str(refusal.value), stored(disclosure)) == (message, before)
    sign(disclosure, reviewer("sun"), "密" * 200)
    assert Disclosure.objects.get().signed_opinion == "密" * 200


@pytest.mark.parametrize("back", [send_back, reopen])
@pytest.mark.parametrize("state", [SUBMITTED, APPROVED])
def test_what_goes_back_is_to_be_signed_again(
    disclosure: Disclosure, back: Callable[[Disclosure, User, str], None], state: State
) -> None:
    put(disclosure, state)
    back(disclosure, reviewer(), REASON)
    found = Disclosure.objects.get()
    assert (found.signed_by, found.signed_at, found.signed_opinion) == (None, None, "")
    submit(disclosure, clerk())
    with pytest.raises(Refused, match="^还没有保密审查"):
        approve(disclosure, reviewer("sun"))


# Reasons


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (send_back, SUBMITTED),
        (reopen, SUBMITTED),
        (correct, PUBLISHED),
        (withdraw, PUBLISHED),
    ],
)
@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("改一", "理由至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("……——", "理由至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("改" * 1001, "理由有 1001 个字，最多 1000 个字，请写得简短一些"),
    ],
)
def test_what_is_never_done_without_a_reason(
    disclosure: Disclosure,
    action: Callable[[Disclosure, User, str], object],
    state: State,
    reason: str,
    message: str,
) -> None:
    put(disclosure, state)
    before = stored(disclosure)
    with pytest.raises(Refused) as refusal:
        action(disclosure, User.objects.create_superuser("admin"), reason)
    assert (str(refusal.value), stored(disclosure)) == (message, before)
    assert Event.objects.count() == 0
