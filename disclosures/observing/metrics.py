"""Everything that is told to Prometheus.

What the database holds is asked of it at every scrape, so that it is the same whichever process
answers, and true of the work of all. What a process counts for itself has the label ``process``.
"""

import logging
import os
from collections.abc import Iterable, Iterator

from django.db import DatabaseError
from django.db.models import Count, DurationField, ExpressionWrapper, F, Model, QuerySet, Sum

from disclosures import tallies
from disclosures.checks.finding import Severity
from disclosures.events import head_of_chain
from disclosures.models.answer import Answer
from disclosures.models.disclosure import Disclosure
from disclosures.models.job import Job, JobState
from disclosures.models.publication import Publication, PublishedFile
from disclosures.observing import state
from disclosures.observing.exposition import Family, Sample, histogram
from disclosures.observing.requests import REQUESTS, SECONDS
from disclosures.pipeline import FINDINGS
from disclosures.renderers import FORMATS, RENDER_FAILURES, RENDER_SECONDS
from disclosures.store import PACK
from disclosures.telemetry.counting import COUNTERS

_log = logging.getLogger(__name__)


def families() -> list[Family]:
    """All numbers; without those of the database where it does not answer."""
    try:
        held = [*_of_database()]
    except DatabaseError:
        _log.warning("the database does not answer", exc_info=True)
        held = []
    up = _gauge("mingzhang_database_up", "Whether the database answers.", int(bool(held)))
    return [_info(), up, *held, *_of_disk(), *_of_process()]


def _info() -> Family:
    own, python, django, weasyprint = state.versions().values()
    labels = {"version": own, "python": python, "django": django, "weasyprint": weasyprint}
    sample = Sample(1, labels)
    return Family("mingzhang_info", "gauge", "Versions of the software.", (sample,))


def _of_database() -> Iterator[Family]:
    yield Family("mingzhang_jobs", "gauge", "Background jobs by task and state.", _jobs())
    yield _gauge(
        "mingzhang_job_waiting_seconds",
        "How long the oldest job that may be run has been waiting.",
        state.waiting_seconds(),
    )
    yield Family(
        "mingzhang_job_seconds",
        "summary",
        "Last attempts of the jobs that are done, by task.",
        tuple(_job_seconds()),
    )
    yield Family(
        "mingzhang_disclosures",
        "gauge",
        "Disclosures by the state of the version in hand.",
        _counted(Disclosure.objects.all(), "state"),
    )
    every, current = (
        one.count() for one in (Publication.objects.all(), Publication.objects.current())
    )
    yield _gauge("mingzhang_publications", "Published versions, also superseded ones.", every)
    yield _gauge("mingzhang_publications_current", "Versions the public reads now.", current)
    yield Family(
        "mingzhang_published_files",
        "gauge",
        "Files rendered for published versions, by format.",
        _counted(PublishedFile.objects.all(), "format"),
    )
    yield Family(
        RENDER_SECONDS,
        "histogram",
        "How long files took to be made, of drafts and of versions, by format.",
        tuple(
            sample
            for labels, took in tallies.durations(RENDER_SECONDS).items()
            for sample in histogram(dict(labels), took)
        ),
    )
    yield Family(
        RENDER_FAILURES,
        "counter",
        "Files that could not be made, by format.",
        _tallied(RENDER_FAILURES, "format", (*FORMATS, PACK)),
    )
    yield Family(
        FINDINGS,
        "counter",
        "Findings told by checks, by severity.",
        _tallied(FINDINGS, "severity", (one.name.lower() for one in Severity)),
    )
    yield Family(
        "mingzhang_findings_answered",
        "gauge",
        "Findings that were answered or waived.",
        _counted(Answer.objects.all(), "kind"),
    )
    yield _gauge("mingzhang_events", "Number of the newest event.", head_of_chain().number)


def _of_disk() -> Iterator[Family]:
    if disk := state.disk():
        yield _gauge("mingzhang_disk_size_bytes", "Size of the disk of DATA_DIR.", disk.size)
        yield _gauge("mingzhang_disk_free_bytes", "Room left on the disk of DATA_DIR.", disk.free)


def _of_process() -> Iterator[Family]:
    process = {"process": str(os.getpid())}
    answered = (
        Sample(count, {**process, **dict(labels)}) for labels, count in COUNTERS.counts(REQUESTS)
    )
    yield Family(REQUESTS, "counter", "Requests answered by this process.", tuple(answered))
    durations = (
        sample
        for labels, held in COUNTERS.durations(SECONDS)
        for sample in histogram({**process, **dict(labels)}, held)
    )
    yield Family(SECONDS, "histogram", "How long requests took.", tuple(durations))


def _jobs() -> tuple[Sample, ...]:
    """Every state of every task that was ever run: a zero is told as well."""
    counted = Job.objects.order_by("task").values_list("task", "state").annotate(n=Count("pk"))
    numbers = {(task, job_state): number for task, job_state, number in counted}
    return tuple(
        Sample(numbers.get((task, job_state), 0), {"task": task, "state": job_state})
        for task in dict.fromkeys(task for task, _ in numbers)
        for job_state in JobState.values
    )


def _job_seconds() -> Iterable[Sample]:
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    done = Job.objects.filter(state=JobState.DONE, started_at__isnull=False).order_by("task")
    totals = done.values_list("task").annotate(seconds=Sum(took), number=Count("pk"))
    for task, seconds, number in totals:
        yield Sample(seconds.total_seconds(), {"task": task}, "_sum")
        yield Sample(number, {"task": task}, "_count")


def _counted(rows: QuerySet[Model], field: str) -> tuple[Sample, ...]:
    counted = rows.order_by(field).values_list(field).annotate(number=Count("pk"))
    return tuple(Sample(number, {field: value}) for value, number in counted)


def _tallied(name: str, label: str, values: Iterable[str]) -> tuple[Sample, ...]:
    """A number for each of ``values``, also where nothing was counted: a first one is a change."""
    held = tallies.counts(name)
    return tuple(Sample(held.get(((label, value),), 0), {label: value}) for value in values)


def _gauge(name: str, text: str, value: float) -> Family:
    return Family(name, "gauge", text, (Sample(value),))
