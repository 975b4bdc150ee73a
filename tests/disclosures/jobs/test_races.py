"""Many at the same moment: one job, one row, one run."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Lock
from typing import TypeVar

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from disclosures import jobs
from disclosures.jobs import queue
from disclosures.models import Job
from tests.disclosures.jobs.made_up import named, nothing, queued

pytestmark = pytest.mark.django_db(transaction=True)

RUNNERS, ROUNDS, JOBS = 6, 10, 30

Result = TypeVar("Result")


def at_once(act: Callable[[], Result]) -> list[Result]:
    """What each of several threads gets from ``act``, begun in the same moment."""
    barrier = Barrier(RUNNERS)

    def begin(_number: int) -> Result:
        try:
            barrier.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(RUNNERS) as threads:
        return list(threads.map(begin, range(RUNNERS)))


def test_of_many_runners_one_gets_the_job() -> None:
    for round in range(ROUNDS):
        job = queued(nothing, key=round)
        claimed = at_once(partial(queue.claim, job.pk))
        assert sum(one is not None for one in claimed) == 1
        assert Job.objects.get(pk=job.pk).attempts == 1


def test_of_many_runners_one_takes_over_an_expired_job() -> None:
    for round in range(ROUNDS):
        job = queued(nothing, key=round)
        assert queue.claim(job.pk)
        Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00Z")
        claimed = at_once(partial(queue.claim, job.pk))
        assert sum(one is not None for one in claimed) == 1
        assert Job.objects.get(pk=job.pk).attempts == 2


def test_the_same_work_enqueued_by_many_is_one_job() -> None:
    name = named(nothing)

    def enqueue(key: int) -> int:
        with transaction.atomic():
            return jobs.enqueue(name, key, None, "某某局").pk

    for round in range(ROUNDS):
        assert len(set(at_once(partial(enqueue, round)))) == 1
    assert Job.objects.count() == ROUNDS


def test_many_runners_share_the_work() -> None:
    lock = Lock()
    runs: Counter[int] = Counter()

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        with lock:
            runs[key] += 1
        progress(1, 1)
        return "已公开"

    name = named(work)
    for key in range(JOBS):
        jobs.enqueue(name, key, None, "某某局")

    def take_all() -> int:
        taken = 0
        while jobs.take():
            taken += 1
        return taken

    assert sum(at_once(take_all)) == JOBS
    assert runs == dict.fromkeys(range(JOBS), 1)
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}
