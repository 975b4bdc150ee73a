"""Running a job: its result, its refusal, its mishaps, its interruptions, its lease."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from disclosures import jobs
from disclosures.models import Batch, Job
from tests.disclosures.drafts import staff
from tests.disclosures.jobs.made_up import named, nothing, queued, until

pytestmark = pytest.mark.django_db


def clumsy(times: int) -> Callable[[int, User | None, jobs.Progress], str]:
    """A task that goes wrong as often as this, and then well."""
    left = [times]

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        progress(1, 2, "生成网页")
        left[0] -= 1
        if left[0] >= 0:
            raise ZeroDivisionError("一个程序错误")
        return "已公开"

    return work


def test_a_job_is_done() -> None:
    user = staff("lihui")
    seen: list[tuple[int, str, int, int, str]] = []

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        assert by == user
        progress(3, 5, "生成 PDF")
        now = Job.objects.get()
        seen.append((key, now.state, now.done, now.total, now.note))
        return "已公开第 1 版"

    job = jobs.enqueue(named(work), 7, user, "某某局")
    assert jobs.run(job.pk)
    assert seen == [(7, "running", 3, 5, "生成 PDF")]
    job.refresh_from_db()
    assert (job.state, job.result, job.error, job.note) == ("done", "已公开第 1 版", "", "")
    assert (job.attempts, job.claim, job.lease_until) == (1, None, None)
    assert job.started_at and job.finished_at and job.started_at <= job.finished_at
    assert not jobs.run(job.pk)
    assert len(seen) == 1


def test_a_long_note_is_cut() -> None:
    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        progress(1, 2, "长" * 300)
        return str(len(Job.objects.get().note))

    job = queued(work)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.result == "200"


@pytest.mark.parametrize(
    ("said", "shown"),
    [("还有 2 处错误，不能公开", "还有 2 处错误，不能公开"), ("", "没有办成，也没有说明原因")],
)
def test_a_refusal_is_final(said: str, shown: str) -> None:
    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        raise jobs.Failed(said)

    job = queued(work)
    assert jobs.run_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == ("failed", shown, 1)
    assert job.finished_at and not job.claim


def test_a_mishap_is_tried_again_after_a_pause(caplog: pytest.LogCaptureFixture) -> None:
    job = queued(clumsy(1))
    with caplog.at_level(logging.ERROR):
        assert jobs.take()
    assert [(record.message, record.exc_info is not None) for record in caplog.records] == [
        (f"job {job.pk} ({job.task} 1), attempt 1", True)
    ]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (
        "queued",
        1,
        f"程序出错，第 1 次没有办成，稍后自动再办，共办 3 次；详情见日志，任务编号 {job.pk}",
    )
    assert 5 < (job.due_at - timezone.now()).total_seconds() < 15
    assert not jobs.take()
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert jobs.take()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result, job.error) == ("done", 2, "已公开", "")


def test_the_second_pause_is_longer() -> None:
    job = queued(clumsy(2))
    assert jobs.run(job.pk) and jobs.run(job.pk, early=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 2)
    assert 55 < (job.due_at - timezone.now()).total_seconds() < 65


def test_three_mishaps_are_a_failure_until_somebody_tries_again() -> None:
    job = queued(clumsy(3))
    assert jobs.run_waiting() == 3
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (
        "failed",
        3,
        f"程序出错，3 次都没有办成；详情见日志，任务编号 {job.pk}。请联系管理员，排除原因后重试",
    )
    assert jobs.retry(job)
    assert jobs.run_waiting() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("done", 1, "已公开")


def test_what_is_put_off_is_run_again_however_often(caplog: pytest.LogCaptureFixture) -> None:
    left = [5]

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        left[0] -= 1
        if left[0]:
            raise jobs.Later("还有材料等待公开")
        return "已打包"

    job = queued(work)
    assert jobs.take()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error, job.claim) == (
        *("queued", 0, "还有材料等待公开", None),
    )
    assert 10 < (job.due_at - timezone.now()).total_seconds() < 20
    assert not jobs.take()
    assert jobs.run_waiting() == 4
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result, job.error) == ("done", 1, "已打包", "")
    assert caplog.records == []


def test_a_task_that_no_longer_exists_fails() -> None:
    job = Job.objects.create(task="tests.gone", key=1, label="某某局")
    jobs.run_waiting()
    job.refresh_from_db()
    assert (job.state, job.error) == (
        "failed",
        "没有名为“tests.gone”的后台任务，可能是软件的版本不同，请联系管理员",
    )


def test_a_job_that_kills_its_runner_is_given_up() -> None:
    runs: list[int] = []

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        runs.append(key)
        return "已公开"

    job = queued(work)
    killed = {"state": "running", "claim": uuid4(), "lease_until": timezone.now()}
    Job.objects.update(attempts=2, **killed)
    assert jobs.take()
    job.refresh_from_db()
    assert (job.state, job.attempts, runs) == ("done", 3, [1])
    Job.objects.update(attempts=3, finished_at=None, **killed)
    assert jobs.take()
    job.refresh_from_db()
    assert (job.state, runs, job.error) == (
        "failed",
        [1],
        "办理它的进程 3 次中断，可能是内存不足，没有再办；"
        f"任务编号 {job.pk}。请联系管理员，排除原因后重试",
    )


def test_a_runner_that_lost_its_job_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    other = uuid4()

    def stolen(key: int, by: User | None, progress: jobs.Progress) -> str:
        Job.objects.update(claim=other)
        return "已公开"

    job = queued(stolen)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.claim, job.result) == ("running", other, "")
    assert [record.message for record in caplog.records] == [
        f"job {job.pk} ({job.task} 1) was taken by another runner"
    ]


def test_progress_stops_a_runner_that_lost_its_job() -> None:
    reached: list[str] = []

    def stolen(key: int, by: User | None, progress: jobs.Progress) -> str:
        Job.objects.update(claim=uuid4())
        progress(1, 2)
        reached.append("after")
        return "已公开"

    job = queued(stolen)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, reached) == ("running", "", [])


def test_waiting_jobs_are_run_in_turn_but_for_paused_ones() -> None:
    batch = Batch.objects.create(title="公开2024年度决算")
    paused = Batch.objects.create(title="公开2023年度决算", paused=True)
    order: list[int] = []

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        order.append(key)
        return "已公开"

    name = named(work)
    for key, of in enumerate((batch, paused, None, batch)):
        jobs.enqueue(name, key, None, "某某局", of)
    assert jobs.run_waiting() == 3
    assert order == [2, 0, 3]
    assert not jobs.take()
    assert Job.objects.get(key=1).state == "queued"


def test_a_task_may_enqueue_another() -> None:
    later = named(nothing)

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        jobs.enqueue(later, key + 1, by, "下一项")
        return "已公开"

    queued(work)
    assert jobs.run_waiting() == 2
    assert list(Job.objects.order_by("pk").values_list("result", flat=True)) == [
        "已公开",
        "第 2 项没有要做的",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_task_runs(settings: Settings) -> None:
    settings.DISCLOSURES_JOB_LEASE = 1

    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        begun = Job.objects.get().lease_until
        assert begun
        until(lambda: bool((now := Job.objects.get().lease_until) and now > begun))
        return "已公开"

    job = queued(work)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", "已公开")


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_a_mishap() -> None:
    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        if Job.objects.get().attempts == 1:
            assert connection.connection
            connection.connection.close()  # as if the database had cut it
        return f"共 {Job.objects.count()} 项"

    job = queued(work)
    assert jobs.run_waiting() == 2
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("done", 2, "共 1 项")
