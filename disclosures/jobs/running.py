"""Running a job: once at a time, with its lease renewed, and whatever comes of it recorded."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from functools import partial
from threading import Event, Thread

from django.conf import settings
from django.db import Error, connection

from disclosures import tallies
from disclosures.jobs import queue
from disclosures.jobs.tasks import Failed, Later, find
from disclosures.models.job import Job
from disclosures.telemetry.ids import during_job

logger = logging.getLogger(__name__)

CANDIDATES = 20
"""Jobs that are looked at in one go: others may take the first ones meanwhile."""


def take() -> bool:
    """Runs the next job that is to be run; False where there is none."""
    waiting = Job.objects.claimable().in_turn().values_list("pk", flat=True)
    return any(run(pk) for pk in waiting[:CANDIDATES])


def run_waiting() -> int:
    """Runs all waiting jobs here and now, failed attempts again at once; returns how many runs.

    For commands and tests; jobs of paused batches and those that somebody else runs are left.
    """
    runs = 0
    while waiting := list(Job.objects.claimable(early=True).in_turn().values_list("pk", flat=True)):
        runs += sum(run(pk, early=True) for pk in waiting)
    return runs


def run(pk: int, *, early: bool = False) -> bool:
    """Runs the job and records what came of it; False when it was not to be had.

    ``early``: even if it is to wait after a failure. No two runners ever run it at once.
    """
    job = queue.claim(pk, early=early)
    if job is None:
        return False
    try:
        with during_job(job.pk), _kept(job):
            _attempt(job)
    except queue.Lost:
        logger.warning("job %s (%s %s) was taken by another runner", job.pk, job.task, job.key)
    finally:
        tallies.flush()
    return True


def _attempt(job: Job) -> None:
    """One attempt. Raises Lost where the job was taken away, and errors of the database."""
    most = len(settings.DISCLOSURES_JOB_PAUSES) + 1
    if job.attempts > most:
        queue.give_up(job, _interrupted(job, most))
        return

    def progress(done: int, total: int, note: str = "") -> None:
        queue.report(job, done, total, note)

    try:
        result = find(job.task).function(job.key, job.by, progress)
    except Failed as refusal:
        queue.give_up(job, str(refusal) or "没有办成，也没有说明原因")
    except Later as other:
        queue.put_off(job, str(other), timedelta(seconds=settings.DISCLOSURES_JOB_LOOK))
    except queue.Lost:
        raise
    except Exception:
        # The one place that stands between any fault of a task and everybody else's jobs.
        logger.exception("job %s (%s %s), attempt %s", job.pk, job.task, job.key, job.attempts)
        if not connection.in_atomic_block:
            connection.close()  # it may have been cut, or left in the middle of something
        _try_again(job, most)
    else:
        queue.finish(job, result)


def _try_again(job: Job, most: int) -> None:
    details = f"详情见日志，任务编号 {job.pk}"
    if job.attempts < most:
        pause = timedelta(seconds=settings.DISCLOSURES_JOB_PAUSES[job.attempts - 1])
        error = f"程序出错，第 {job.attempts} 次没有办成，稍后自动再办，共办 {most} 次；{details}"
        queue.postpone(job, error, pause)
    else:
        error = f"程序出错，{most} 次都没有办成；{details}。请联系管理员，排除原因后重试"
        queue.give_up(job, error)


def _interrupted(job: Job, most: int) -> str:
    return (
        f"办理它的进程 {most} 次中断，可能是内存不足，没有再办；任务编号 {job.pk}。"
        "请联系管理员，排除原因后重试"
    )


@contextmanager
def _kept(job: Job) -> Iterator[None]:
    """Renews the lease of ``job`` in a thread of its own, however long the task takes."""
    over = Event()
    lines = copy_context()  # the thread's lines belong to the job as well
    renew = partial(lines.run, _renew, job, over)
    thread = Thread(target=renew, name=f"lease of job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(job: Job, over: Event) -> None:
    try:
        while not over.wait(settings.DISCLOSURES_JOB_LEASE / 4):
            try:
                queue.extend(job)
            except Error:
                logger.warning("lease of job %s was not renewed", job.pk, exc_info=True)
                connection.close()
    except queue.Lost:
        logger.warning("lease of job %s ran out", job.pk)
    finally:
        connection.close()
