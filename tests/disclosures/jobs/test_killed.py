"""Whoever runs the jobs is killed in the middle: nothing is lost, nothing happens twice."""

from collections.abc import Callable

import pytest

from disclosures.models import Disclosure, Job, Prose
from tests.disclosures.jobs.made_up import until
from tests.disclosures.jobs.processes import Runner
from tests.disclosures.jobs.witness import (
    all_done,
    assert_each_is_published_once,
    hold,
    let_go,
    told,
)

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., Runner]


@pytest.mark.parametrize("point", ["before", "within"])
def test_killed_before_the_effect(start: Start, drafts: list[Disclosure], point: str) -> None:
    held = drafts[9]
    pipe = hold(point, held)
    killed = start()
    until(lambda: told(point) == [held.pk])
    killed.kill()
    pipe.unlink()
    start()
    until(all_done)
    assert_each_is_published_once(drafts)
    assert told("begin").count(held.pk) == 2
    assert Job.objects.get(key=held.pk).attempts == 2


def test_killed_after_the_effect(start: Start, drafts: list[Disclosure]) -> None:
    held = drafts[9]
    pipe = hold("after", held)
    killed = start()
    until(lambda: told("after") == [held.pk])
    assert Prose.objects.filter(disclosure=held).exists()
    killed.kill()
    pipe.unlink()
    start()
    until(all_done)
    assert_each_is_published_once(drafts)
    assert told("begin").count(held.pk) == 2


def test_two_runners_share_the_work(start: Start, drafts: list[Disclosure]) -> None:
    pipe = hold("before", drafts[0])
    start()
    until(lambda: told("before") == [drafts[0].pk])
    start()
    until(lambda: Job.objects.unfinished().count() == 1)  # the second one does all the others
    let_go(pipe)
    until(all_done)
    assert_each_is_published_once(drafts)
    assert told("begin") == [draft.pk for draft in drafts]
