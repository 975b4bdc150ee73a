"""The thread of a serving process: runs what is there, waits for a ring, outlives errors."""

import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from pytest_django.fixtures import Settings

from disclosures import jobs
from disclosures.jobs import thread
from disclosures.jobs.thread import Runner
from disclosures.models import Job
from tests.disclosures.jobs.made_up import nothing, queued, until

pytestmark = pytest.mark.django_db(transaction=True)

NEVER = 3600
"""Seconds until a runner that is not woken looks by itself."""


@pytest.fixture
def runner(settings: Settings) -> Iterator[Runner]:
    settings.DISCLOSURES_JOB_LOOK = NEVER
    runner = Runner()
    yield runner
    runner.close()


def is_done(job: Job) -> bool:
    return Job.objects.get(pk=job.pk).state == "done"


def test_it_runs_what_is_there_when_it_starts(runner: Runner) -> None:
    job = queued(nothing)
    runner.start()
    until(lambda: is_done(job))


def test_a_new_job_wakes_it(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DISCLOSURES_JOBS_BACKEND = thread.__name__
    monkeypatch.setattr(thread, "_RUNNER", runner)
    first = queued(nothing)
    runner.start()
    until(lambda: is_done(first))
    second = queued(nothing)
    until(lambda: is_done(second))


def test_it_looks_by_itself(runner: Runner, settings: Settings) -> None:
    settings.DISCLOSURES_JOB_LOOK = 0.1
    runner.start()
    job = queued(nothing)
    until(lambda: is_done(job))


def test_it_outlives_errors(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors = [OperationalError("disk I/O error"), SystemExit()]

    def take() -> bool:
        if errors:
            raise errors.pop(0)
        return jobs.take()

    monkeypatch.setattr(thread, "take", take)
    job = queued(nothing)
    runner.start()

    def ring_until_done() -> bool:
        runner.ring()
        return is_done(job)

    until(ring_until_done)
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.message for record in failures] == ["jobs cannot be run"] * 2


def test_closing_it_lets_the_job_at_hand_come_to_an_end(runner: Runner) -> None:
    def work(key: int, by: User | None, progress: jobs.Progress) -> str:
        runner.closing.wait()
        return "已公开"

    at_hand, waiting = queued(work), queued(nothing)
    runner.start()
    until(lambda: Job.objects.get(pk=at_hand.pk).state == "running")
    runner.close()
    assert (is_done(at_hand), is_done(waiting)) == (True, False)
