"""Two people do the same at the same moment: it is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from disclosures.events import breaks
from disclosures.models import (
    Action,
    Disclosure,
    Event,
    Publication,
    PublishedFact,
    PublishedFile,
    State,
    Withdrawal,
)
from disclosures.publication import Refused, approve, correct, publish, sign, submit, withdraw
from tests.disclosures.drafts import approved, published

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "补正数据错误"
OTHER = "这份材料{}，不能{}"


def at_once(disclosure: Disclosure, act: Callable[[Disclosure, User], object]) -> list[object]:
    """What two administrators get who do ``act``, begun in the same moment."""
    barrier = Barrier(2)

    def run(name: str) -> object:
        try:
            user = User.objects.create_superuser(name)
            own = Disclosure.objects.get(pk=disclosure.pk)
            barrier.wait()
            return act(own, user)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, ("one", "two")))


def logged() -> list[str]:
    assert list(breaks()) == []
    return list(Event.objects.order_by("number").values_list("action", flat=True))


def test_two_publish(disclosure: Disclosure) -> None:
    approved(disclosure)
    found = at_once(disclosure, publish)
    publication = Publication.objects.get()
    assert found == [publication, publication]
    files = PublishedFile.objects.order_by("pk").values_list("format", flat=True)
    assert list(files) == ["text", "standard", "pack"]
    assert PublishedFact.objects.count() == disclosure.facts.count()
    assert logged() == [Action.PUBLISH]
    assert Disclosure.objects.get().state == State.PUBLISHED


def test_two_submit(disclosure: Disclosure) -> None:
    found = at_once(disclosure, submit)
    assert {*found} == {None, OTHER.format("已报审", "报审")}
    assert logged() == [Action.SUBMIT]


def test_two_approve(disclosure: Disclosure) -> None:
    submit(disclosure, User.objects.create_superuser("clerk"))
    sign(disclosure, User.objects.create_superuser("signer"), "不涉及国家秘密")
    found = at_once(disclosure, approve)
    assert {*found} == {None, OTHER.format("已审核", "审核通过")}
    assert logged() == [Action.SUBMIT, Action.SIGN, Action.APPROVE]


def test_two_correct(disclosure: Disclosure) -> None:
    published(disclosure)
    found = at_once(disclosure, lambda of, by: correct(of, by, REASON))
    assert {*found} == {None, OTHER.format("编制中", "开始更正")}
    assert (Disclosure.objects.get().version, logged()) == (2, [Action.CORRECT])


def test_two_withdraw(disclosure: Disclosure) -> None:
    published(disclosure)
    found = at_once(disclosure, lambda of, by: withdraw(of, by, REASON))
    withdrawal = Withdrawal.objects.get()
    assert {*found} == {withdrawal, "这份材料没有公开着的版本，没有什么可以撤回"}
    assert logged() == [Action.WITHDRAW]
