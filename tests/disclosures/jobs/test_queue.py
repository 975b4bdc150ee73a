"""The rows of jobs: enqueued once, claimed once, left only by whoever holds them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from disclosures import jobs
from disclosures.jobs import queue
from disclosures.models import Batch, Job, JobState
from tests.disclosures.drafts import staff
from tests.disclosures.jobs import listening
from tests.disclosures.jobs.made_up import named, nothing, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return staff("lihui")


@pytest.fixture
def woken(settings: Settings) -> Iterator[list[str]]:
    """One entry for each wake-up."""
    settings.DISCLOSURES_JOBS_BACKEND = listening.__name__
    listening.HEARD.clear()
    yield listening.HEARD
    listening.HEARD.clear()


def state(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def expire(job: Job) -> None:
    """As if the runner of ``job`` had been killed a while ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def fail(job: Job, error: str = "不行") -> None:
    claimed = queue.claim(job.pk)
    assert claimed
    queue.give_up(claimed, error)


def test_a_new_job(user: User) -> None:
    name = named(nothing)
    batch = Batch.objects.create(title="公开2024年度决算", by=user)
    job = jobs.enqueue(name, 7, user, "某某局", batch)
    kept = Job.objects.get()
    assert (kept.pk, kept.task, kept.key, kept.by, kept.label, kept.batch) == (
        job.pk,
        name,
        7,
        user,
        "某某局",
        batch,
    )
    assert (kept.state, kept.attempts, kept.claim, kept.lease_until) == ("queued", 0, None, None)
    assert abs(kept.due_at - timezone.now()) < timedelta(minutes=1)


def test_what_is_asked_for_anew_while_it_runs_is_run_once_more() -> None:
    name = named(nothing)
    job = jobs.enqueue_anew(name, 7, None, "某某局")
    assert jobs.enqueue_anew(name, 7, None, "某某局") == job
    claimed = queue.claim(job.pk)
    assert claimed
    assert jobs.enqueue_anew(name, 7, None, "某某局") == job
    queue.finish(claimed, "已公开")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result, job.claim) == ("queued", 0, "", None)
    again = queue.claim(job.pk)
    assert again
    queue.finish(again, "已公开")
    assert state(job) == "done"
    assert jobs.enqueue_anew(name, 7, None, "某某局") != job


def test_what_ends_while_it_is_asked_for_anew_is_enqueued(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = named(nothing)
    claimed = queue.claim(jobs.enqueue(name, 7, None, "某某局").pk)
    assert claimed
    enqueue = queue.enqueue

    def ended(*of: Any) -> Job:
        monkeypatch.setattr(queue, "enqueue", enqueue)
        found = enqueue(*of)
        queue.finish(claimed, "已公开")
        return found

    monkeypatch.setattr(queue, "enqueue", ended)
    new = jobs.enqueue_anew(name, 7, None, "某某局")
    assert (state(claimed), state(new), new.pk != claimed.pk) == ("done", "queued", True)


def test_a_long_label_is_cut() -> None:
    assert len(queued(nothing, label="长" * 300).label) == 200


def test_the_same_work_is_enqueued_once(user: User) -> None:
    name = named(nothing)
    batch = Batch.objects.create(title="公开2024年度决算")
    job = jobs.enqueue(name, 7, user, "某某局")
    again = jobs.enqueue(name, 7, None, "某某局，又一次", batch)
    assert (again.pk, again.label, again.by, again.batch) == (job.pk, "某某局", user, None)
    claimed = queue.claim(job.pk)
    assert claimed and jobs.enqueue(name, 7, None, "某某局").pk == job.pk
    queue.finish(claimed, "办好了")
    assert jobs.enqueue(name, 7, None, "某某局").pk != job.pk
    assert jobs.enqueue(name, 8, None, "某某局").key == 8


def test_a_batch_is_begun_at_once(user: User, woken: list[str]) -> None:
    name = named(nothing)
    with transaction.atomic():
        batch, already = jobs.enqueue_batch(name, "公开" * 200, {7: "甲局", 8: "乙局"}, user)
    assert batch and already == ()
    assert (batch.title, batch.by, batch.paused) == ("公开" * 100, user, False)
    assert list(batch.jobs.order_by("pk").values_list("task", "key", "label", "by")) == [
        (name, 7, "甲局", user.pk),
        (name, 8, "乙局", user.pk),
    ]


def test_a_batch_has_no_job_that_another_has(user: User) -> None:
    name = named(nothing)
    first, _ = jobs.enqueue_batch(name, "第一批", {7: "甲局"}, None)
    second, already = jobs.enqueue_batch(name, "第二批", {7: "甲局", 8: "乙局"}, user)
    assert first and second
    assert [(job.key, job.batch) for job in already] == [(7, first)]
    assert list(second.jobs.values_list("key", flat=True)) == [8]
    third, already = jobs.enqueue_batch(name, "第三批", {7: "甲局", 8: "乙局"}, user)
    assert (third, [job.batch for job in already]) == (None, [first, second])
    assert Batch.objects.count() == 2


def test_a_batch_of_an_unknown_task_is_none() -> None:
    with pytest.raises(jobs.Failed):
        jobs.enqueue_batch("tests.no_such_task", "一批", {7: "甲局"}, None)
    assert not Batch.objects.exists()


def test_when_a_job_was_asked_for() -> None:
    job = queued(nothing)
    long_ago = timezone.now() - timedelta(days=3)
    Job.objects.update(asked_at=long_ago)
    assert jobs.asked_at(job.task, job.key) == long_ago
    assert jobs.asked_at(job.task, job.key + 1) is None
    fail(job)
    assert jobs.asked_at(job.task, job.key) is None
    assert jobs.retry(job)
    again = jobs.asked_at(job.task, job.key)
    assert again and abs(again - timezone.now()) < timedelta(minutes=1)


def test_the_database_refuses_a_second_unfinished_job() -> None:
    job = queued(nothing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(task=job.task, key=job.key, label="某某局")


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "running"},
        {"lease_until": timezone.now()},
        {"state": "done"},
        {"finished_at": timezone.now()},
        {"state": "failed", "finished_at": timezone.now()},
    ],
)
def test_the_database_refuses_impossible_rows(impossible: dict[str, object]) -> None:
    job = queued(nothing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**impossible)


def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(jobs.Failed, match="没有名为“tests.unknown”的后台任务"):
        jobs.enqueue("tests.unknown", 1, None, "某某局")
    assert not Job.objects.exists()


def test_somebody_is_woken_when_the_transaction_has_ended(
    woken: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    name = named(nothing)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue(name, 1, None, "某某局")
        jobs.enqueue(name, 1, None, "某某局")
        assert woken == []
    assert woken == ["wake"]


def test_a_retry_and_a_batch_that_goes_on_wake_somebody(
    woken: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    batch = Batch.objects.create(title="公开2024年度决算")
    job = queued(nothing)
    fail(job)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.pause(batch)
        jobs.requeue()
        assert jobs.retry(job)
        assert not jobs.retry(job)
        jobs.resume(batch)
    assert woken == ["wake", "wake", "wake"]


def test_a_job_is_claimed_once() -> None:
    job = queued(nothing)
    claimed = queue.claim(job.pk)
    assert claimed and isinstance(claimed.claim, UUID) and claimed.lease_until
    assert (claimed.state, claimed.attempts) == (JobState.RUNNING, 1)
    left = (claimed.lease_until - timezone.now()).total_seconds()
    assert 50 < left < 70
    assert queue.claim(job.pk) is None


def test_an_expired_lease_is_taken_over() -> None:
    job = queued(nothing)
    former = queue.claim(job.pk)
    assert former
    queue.report(former, 1, 2, "生成网页")
    expire(job)
    later = queue.claim(job.pk)
    assert later and later.claim != former.claim
    assert (later.attempts, later.done, later.total, later.note) == (2, 0, 0, "")
    writes: tuple[Callable[[], None], ...] = (
        lambda: queue.extend(former),
        lambda: queue.report(former, 2, 2, ""),
        lambda: queue.finish(former, "办好了"),
        lambda: queue.give_up(former, "不行"),
        lambda: queue.postpone(former, "不行", timedelta(0)),
    )
    for write in writes:
        with pytest.raises(queue.Lost):
            write()
    queue.finish(later, "办好了")
    assert (state(job), Job.objects.get().result) == ("done", "办好了")


def test_a_lease_that_is_renewed_is_not_taken() -> None:
    job = queued(nothing)
    claimed = queue.claim(job.pk)
    assert claimed
    expire(job)
    queue.extend(claimed)
    assert queue.claim(job.pk) is None


def test_a_postponed_job_waits() -> None:
    job = queued(nothing)
    claimed = queue.claim(job.pk)
    assert claimed
    queue.postpone(claimed, "第一次没有办成", timedelta(minutes=5))
    assert queue.claim(job.pk) is None
    again = queue.claim(job.pk, early=True)
    assert again and (again.attempts, again.error) == (2, "第一次没有办成")


def test_a_paused_batch_waits() -> None:
    batch = Batch.objects.create(title="公开2024年度决算")
    name = named(nothing)
    first, second = (jobs.enqueue(name, key, None, "某某局", batch) for key in (1, 2))
    running = queue.claim(first.pk)
    jobs.pause(batch)
    assert running and queue.claim(second.pk) is None
    assert queue.claim(second.pk, early=True) is None
    expire(first)
    assert queue.claim(first.pk) is None  # its runner was killed: it waits as well
    jobs.resume(batch)
    assert queue.claim(first.pk) and queue.claim(second.pk)


def test_single_jobs_come_before_batches() -> None:
    name = named(nothing)
    batches = [Batch.objects.create(title="批次") for _ in range(2)]
    made = [
        jobs.enqueue(name, key, None, "某某局", batch)
        for key, batch in enumerate((batches[1], batches[0], None, batches[0], None))
    ]
    in_turn = Job.objects.claimable().in_turn().values_list("key", flat=True)
    assert (len(made), list(in_turn)) == (5, [2, 4, 1, 3, 0])


def test_only_a_failed_job_is_tried_again() -> None:
    job = queued(nothing)
    assert not jobs.retry(job)
    fail(job)
    assert jobs.retry(job)
    kept = Job.objects.get()
    assert (kept.state, kept.attempts, kept.error, kept.finished_at) == ("queued", 0, "", None)


def test_nothing_is_tried_again_beside_the_same_work() -> None:
    job = queued(nothing)
    fail(job)
    other = jobs.enqueue(job.task, job.key, None, "某某局")
    assert not jobs.retry(job)
    assert (state(job), state(other)) == ("failed", "queued")


def test_the_failed_jobs_of_a_batch_are_tried_again() -> None:
    name = named(nothing)
    batch = Batch.objects.create(title="公开2024年度决算")
    made = [jobs.enqueue(name, key, None, "某某局", batch) for key in range(4)]
    for job in made[:2]:
        fail(job)
    jobs.enqueue(name, 1, None, "某某局")  # the same work, begun again elsewhere
    claimed = queue.claim(made[2].pk)
    assert claimed
    queue.finish(claimed, "办好了")
    assert jobs.retry_failed(batch) == 1
    assert [state(job) for job in made] == ["queued", "failed", "done", "queued"]


def test_jobs_of_killed_runners_are_queued_again() -> None:
    name = named(nothing)
    first, second, third = (jobs.enqueue(name, key, None, "某某局") for key in range(3))
    assert queue.claim(first.pk) and queue.claim(second.pk)
    expire(first)
    assert jobs.requeue() == 1
    assert [state(job) for job in (first, second, third)] == ["queued", "running", "queued"]
    assert jobs.requeue() == 0


def test_who_sees_a_job(user: User) -> None:
    other = staff("wangke")
    superuser = User.objects.create_superuser("admin")
    name = named(nothing)
    own = jobs.enqueue(name, 1, user, "某某局")
    others = jobs.enqueue(name, 2, other, "某某局")
    nobodys = jobs.enqueue(name, 3, None, "某某局")
    mine = Batch.objects.create(title="公开2024年度决算", by=user)
    assert set(Job.objects.visible_to(user)) == {own}
    assert set(Job.objects.visible_to(superuser)) == {own, others, nobodys}
    assert (list(Batch.objects.visible_to(user)), list(Batch.objects.visible_to(other))) == (
        [mine],
        [],
    )
