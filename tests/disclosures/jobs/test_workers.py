"""Workers with PostgreSQL: woken once, stopped with grace, replaced, cut off from the database."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from disclosures import jobs
from disclosures.jobs import workers
from disclosures.models import Disclosure, Job
from tests.disclosures.jobs.made_up import named, nothing, until
from tests.disclosures.jobs.processes import Runner
from tests.disclosures.jobs.witness import (
    all_done,
    assert_each_is_published_once,
    cut_all,
    hold,
    let_go,
    told,
)

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., Runner]


@pytest.fixture(autouse=True)
def no_wake_ups(transactional_db: None) -> None:
    """The wake-ups of earlier tests: their table is not Django's to empty."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def wake_ups() -> list[tuple[str, str]]:
    """Task and state of every wake-up."""
    return [(job.task_name, job.status or "") for job in app.job_manager.list_jobs()]


def children(runner: Runner) -> list[int]:
    """The processes that the runner started."""
    pid = runner.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_of_many_jobs_one_wake_up_is_left() -> None:
    name = named(nothing)
    for key in range(3):
        jobs.enqueue(name, key, None, "某某局")
    assert wake_ups() == [("disclosures.jobs.look", "todo")]


def test_a_wake_up_runs_one_job_and_wakes_the_next_worker() -> None:
    name = named(nothing)
    for key in range(3):
        jobs.enqueue(name, key, None, "某某局")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    workers.look()
    assert list(Job.objects.order_by("key").values_list("state", flat=True)) == [
        "done",
        "queued",
        "queued",
    ]
    assert wake_ups() == [("disclosures.jobs.look", "todo")]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    workers.look()
    workers.look()
    assert (all_done(), len(wake_ups())) == (True, 1)


def test_a_wake_up_that_fails_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**_asked: str) -> None:
        raise ConnectorException("the server closed the connection")

    monkeypatch.setattr(app.job_manager, "list_jobs", away)
    job = jobs.enqueue(named(nothing), 1, None, "某某局")
    assert [record.message for record in caplog.records] == ["no worker was woken"]
    workers.look()
    job.refresh_from_db()
    assert job.state == "done"


def test_two_that_wake_at_once_leave_one_wake_up(monkeypatch: pytest.MonkeyPatch) -> None:
    workers.wake()
    monkeypatch.setattr(app.job_manager, "list_jobs", lambda **_asked: [])
    workers.wake()
    monkeypatch.undo()
    assert len(wake_ups()) == 1


def test_the_wake_ups_of_killed_workers_are_removed() -> None:
    workers.wake()

    async def die_at_work() -> None:
        worker = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job(queues=None, worker_id=worker)
        await app.job_manager.unregister_worker(worker)

    async def tidy() -> None:
        await workers.tidy(0)

    async_to_sync(die_at_work)()
    assert wake_ups() == [("disclosures.jobs.look", "doing")]
    async_to_sync(tidy)()
    assert wake_ups() == []


def test_stopped_with_grace(start: Start, drafts: list[Disclosure]) -> None:
    pipe = hold("before", drafts[0])
    runner = start()
    until(lambda: told("before") == [drafts[0].pk])
    runner.terminate()
    until(lambda: "asked to stop" in runner.output())
    assert runner.process.poll() is None
    let_go(pipe)
    assert runner.process.wait(timeout=60) == 0
    assert told("end") == [drafts[0].pk]
    assert Job.objects.get(state="done").key == drafts[0].pk
    assert Job.objects.filter(state="queued").count() == len(drafts) - 1


def test_every_process_gives_signs_of_life(start: Start, tmp_path: Path) -> None:
    sign = tmp_path / "worker"
    start("--concurrency", "2", "--sign", str(sign))
    until(sign.exists)


def test_a_sign_of_life_after_every_answer_of_the_database_and_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sign = tmp_path / "worker"
    seen = []

    class Database(PsycopgConnector):
        """It answers twice, then it is away."""

        async def execute_query_one_async(
            self, query: str, **arguments: object
        ) -> dict[str, object]:
            seen.append(sign.exists())
            sign.unlink(missing_ok=True)
            if len(seen) == 3:
                raise ConnectorException("the server closed the connection")
            return {"answer": 1}

    monkeypatch.setattr(workers, "SIGN", 0)
    with pytest.raises(ConnectorException):
        async_to_sync(workers.live)(sign, Database())
    assert (seen, sign.exists()) == ([False, True, True], False)


def test_several_at_once(start: Start, drafts: list[Disclosure]) -> None:
    pipes = [hold("before", draft) for draft in drafts[:2]]
    runner = start("--concurrency", "2")
    until(lambda: told("before") == [draft.pk for draft in drafts[:2]])
    assert len(children(runner)) == 2
    for pipe in pipes:
        let_go(pipe)
    until(all_done)
    assert_each_is_published_once(drafts)
    assert told("begin") == [draft.pk for draft in drafts]
    runner.terminate()
    assert runner.process.wait(timeout=60) == 0


def test_a_worker_that_dies_is_replaced(start: Start, drafts: list[Disclosure]) -> None:
    pipes = [hold("before", draft) for draft in drafts[:2]]
    runner = start("--concurrency", "2")
    until(lambda: told("before") == [draft.pk for draft in drafts[:2]])
    first, second = children(runner)
    os.kill(first, signal.SIGKILL)
    until(lambda: len(children(runner)) == 2 and first not in children(runner))
    assert second in children(runner)
    assert "a worker ended with status -9" in runner.output()
    for pipe in pipes:
        pipe.unlink()  # the one that was killed at it does not come back
    until(lambda: Job.objects.unfinished().count() == 1)
    os.kill(second, signal.SIGKILL)
    until(all_done)
    assert_each_is_published_once(drafts)


@pytest.mark.parametrize("point", ["before", "within", "after"])
def test_cut_off_from_the_database(start: Start, drafts: list[Disclosure], point: str) -> None:
    held = drafts[9]
    pipe = hold(point, held)
    start()
    until(lambda: told(point) == [held.pk])
    assert cut_all() >= 2
    let_go(pipe)
    until(all_done)
    assert_each_is_published_once(drafts)
