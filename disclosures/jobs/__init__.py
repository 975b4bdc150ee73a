"""Work in the background: ``enqueue`` writes a row, and whoever is awake runs it.

The row (``models.Job``) is the truth; a queue only wakes somebody up, and a wake-up that is lost
costs a few seconds, never a job. ``tasks`` knows what can be run, ``queue`` is the only writer of
the rows, ``running`` runs one. Who is awake depends on the database (DISCLOSURES_JOBS_BACKEND):
``thread`` is one thread of every serving process, for SQLite; ``workers`` are processes of their
own on any number of machines, for PostgreSQL.

A runner holds a job by a lease that it renews while it works. A killed runner renews nothing; when
its lease has run out, somebody else takes the job. Therefore a task may be run again after it did
all of its work: it has to be idempotent.
"""

from disclosures.jobs.queue import (
    Enqueued,
    asked_at,
    enqueue,
    enqueue_anew,
    enqueue_batch,
    nobody_works,
    pause,
    requeue,
    resume,
    retry,
    retry_failed,
    start,
)
from disclosures.jobs.running import run, run_waiting, take
from disclosures.jobs.tasks import Failed, Later, Progress, task

__all__ = [
    "Enqueued",
    "Failed",
    "Later",
    "Progress",
    "asked_at",
    "enqueue",
    "enqueue_anew",
    "enqueue_batch",
    "nobody_works",
    "pause",
    "requeue",
    "resume",
    "retry",
    "retry_failed",
    "run",
    "run_waiting",
    "start",
    "take",
    "task",
]
