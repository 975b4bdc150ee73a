"""The rows of jobs: the only module that changes them.

    queued ──claim──► running ──finish──► done
      ▲ ▲                │  │
      │ ├────postpone────┤  └───give_up──► failed
      │ └────put_off─────┘                   │
      └──────────────────retry───────────────┘

Every step is one UPDATE that asks for the state it starts from, so that of two runners only one
takes it; what a runner writes it writes only while the job is still its own.
"""

import logging
import os
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from disclosures.jobs.tasks import find
from disclosures.models.job import UNFINISHED, Batch, Job, JobQuerySet, JobState

logger = logging.getLogger(__name__)

LONGEST_NOTE = LONGEST_TITLE = 200
"""Characters of a note on progress, and of the title of a batch, as many as the database keeps."""


FREE: Mapping[str, Any] = {"claim": None, "lease_until": None}
"""What a job is like that no runner holds."""

PATIENCE = timedelta(minutes=2)
"""A runner looks for jobs far more often than this."""


class Lost(Exception):
    """The job is no longer this runner's: its lease ran out and somebody else took it."""


def enqueue(task: str, key: int, by: User | None, label: str, batch: Batch | None = None) -> Job:
    """The job of ``task`` for the row ``key``, to be begun when the transaction has ended.

    One that is not finished yet is returned as it is, whoever started it and in whatever batch.
    ``label`` is what people read. Raises Failed where there is no such task.
    """
    find(task)
    job, is_new = Job.objects.get_or_create(
        task=task,
        key=key,
        state__in=UNFINISHED,
        defaults={"by": by, "label": label[:200], "batch": batch},
    )
    if is_new:
        _wake()
    return job


def enqueue_anew(task: str, key: int, by: User | None, label: str) -> Job:
    """Like ``enqueue``, but of a job that is running: it is run once more when it has ended."""
    job = enqueue(task, key, by, label)
    running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    if job.state == JobState.RUNNING and not running.update(asked_at=timezone.now()):
        return enqueue(task, key, by, label)  # it has ended meanwhile
    return job


class Enqueued(NamedTuple):
    """A new batch, and the jobs that were at it already; no batch where they all were."""

    batch: Batch | None
    already: tuple[Job, ...]


def enqueue_batch(task: str, title: str, labels: Mapping[int, str], by: User | None) -> Enqueued:
    """A batch called ``title`` with a job of ``task`` for each key of ``labels``.

    All of them begin when the transaction has ended. Raises Failed where there is no such task.
    """
    with transaction.atomic():
        batch = Batch.objects.create(title=title[:LONGEST_TITLE], by=by)
        found = [enqueue(task, key, by, label, batch) for key, label in labels.items()]
        already = tuple(job for job in found if job.batch_id != batch.pk)
        if len(already) < len(found):
            return Enqueued(batch, already)
        batch.delete()
    return Enqueued(None, already)


def start() -> None:
    """Begins to serve jobs in this process, where the database is one that needs it."""
    import_module(settings.DISCLOSURES_JOBS_BACKEND).start()


def _wake() -> None:
    """Wakes somebody up, once the transaction has ended."""
    transaction.on_commit(import_module(settings.DISCLOSURES_JOBS_BACKEND).wake)


def claim(pk: int, *, early: bool = False) -> Job | None:
    """The job, taken for this runner; None when it is not to be run, or somebody else has it."""
    claimable = Job.objects.filter(pk=pk).claimable(early=early)
    claimed = claimable.update(
        state=JobState.RUNNING,
        claim=uuid4(),
        lease_until=Now() + _lease(),
        attempts=F("attempts") + 1,
        worker=f"{socket.gethostname()}:{os.getpid()}",
        started_at=Now(),
        done=0,
        total=0,
        note="",
    )
    return Job.objects.select_related("by").get(pk=pk) if claimed else None


def extend(job: Job) -> None:
    """Renews the lease. Raises Lost."""
    if not _held(job).update(lease_until=Now() + _lease()):
        raise Lost


def report(job: Job, done: int, total: int, note: str) -> None:
    """Keeps how far the job is. Raises Lost."""
    if not _held(job).update(done=done, total=total, note=note[:LONGEST_NOTE]):
        raise Lost


def finish(job: Job, result: str) -> None:
    """Done, with a sentence about the result; queued where it was asked for again. Raises Lost."""
    done: dict[str, Any] = {
        "state": JobState.DONE,
        "finished_at": Now(),
        "result": result,
        "error": "",
        "note": "",
    }
    if not _held(job).filter(asked_at=job.asked_at).update(**done, **FREE):
        put_off(job, "", timedelta())


def give_up(job: Job, error: str) -> None:
    """Failed for good, or until somebody asks to try again. Raises Lost."""
    _leave(job, state=JobState.FAILED, finished_at=Now(), error=error)


def postpone(job: Job, error: str, pause: timedelta) -> None:
    """To be tried again after ``pause``. Raises Lost."""
    _leave(job, state=JobState.QUEUED, due_at=Now() + pause, error=error)


def put_off(job: Job, why: str, pause: timedelta) -> None:
    """To be run again after ``pause``, with all its attempts. Raises Lost."""
    _leave(job, state=JobState.QUEUED, due_at=Now() + pause, error=why, note="", attempts=0)


def retry(job: Job) -> bool:
    """Tries a failed job again; False when it is not failed, or another works on the same."""
    changes: dict[str, Any] = {"state": JobState.QUEUED, "finished_at": None, "due_at": Now()}
    fresh = {"attempts": 0, "error": "", "done": 0, "total": 0, "note": ""}
    fresh |= {"asked_at": timezone.now()}
    try:
        with transaction.atomic():
            failed = Job.objects.filter(pk=job.pk, state=JobState.FAILED)
            is_queued = bool(failed.update(**changes, **fresh))
    except IntegrityError:
        return False
    if is_queued:
        _wake()
    return is_queued


def retry_failed(batch: Batch) -> int:
    """Tries the failed jobs of a batch again; returns how many."""
    return sum(retry(job) for job in batch.jobs.filter(state=JobState.FAILED))


def requeue() -> int:
    """Queues the jobs of killed runners again, and wakes somebody up; returns how many."""
    queued = {"state": JobState.QUEUED, "claim": None, "lease_until": None}
    count = Job.objects.interrupted().update(**queued)
    _wake()
    return count


def pause(batch: Batch) -> None:
    """Jobs of the batch that are not running yet wait for ``resume``."""
    Batch.objects.filter(pk=batch.pk).update(paused=True)


def resume(batch: Batch) -> None:
    """Lets a paused batch go on."""
    Batch.objects.filter(pk=batch.pk).update(paused=False)
    batch.jobs.filter(state=JobState.QUEUED).update(due_at=Now())
    _wake()


def asked_at(task: str, key: int) -> datetime | None:
    """When the job that is not finished was asked for last; None where there is none.

    A task tells by it whether what it works on still is what that person saw.
    """
    unfinished = Job.objects.unfinished().filter(task=task, key=key)
    return unfinished.values_list("asked_at", flat=True).first()


def nobody_works() -> bool:
    """Whether jobs wait for longer than PATIENCE and none is running or was finished meanwhile."""
    since = Now() - PATIENCE
    at_work = Q(state=JobState.RUNNING, lease_until__gt=Now()) | Q(finished_at__gt=since)
    overdue = Job.objects.claimable().filter(due_at__lt=since)
    return overdue.exists() and not Job.objects.filter(at_work).exists()


def _held(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, claim=job.claim)


def _leave(job: Job, **changes: Any) -> None:
    if not _held(job).update(**FREE, **changes):
        raise Lost


def _lease() -> timedelta:
    return timedelta(seconds=settings.DISCLOSURES_JOB_LEASE)
