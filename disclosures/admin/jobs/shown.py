"""What is shown of jobs and batches, and to whom."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple, cast

from django.contrib.auth.models import User
from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from disclosures.jobs import Failed
from disclosures.jobs.tasks import find
from disclosures.models import UNFINISHED, Batch, Job, JobState


class ShownJob(NamedTuple):
    """A job as a line of a table; ``address`` is that of what it works on, or ''."""

    job: Job
    state: str
    address: str
    took: str


class Counts(NamedTuple):
    """How many jobs of a batch stand where."""

    queued: int
    running: int
    done: int
    failed: int

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def finished(self) -> int:
        return self.done + self.failed

    @property
    def sentence(self) -> str:
        """共 300 项：已完成 120 项，进行中 2 项，等待中 178 项。"""
        labels = (JobState.DONE, JobState.FAILED, JobState.RUNNING, JobState.QUEUED)
        numbers = {state: getattr(self, state.value) for state in labels}
        parts = [f"{state.label} {number} 项" for state, number in numbers.items() if number]
        return f"共 {self.total} 项：{'，'.join(parts)}。" if parts else "没有任务。"


class ShownBatch(NamedTuple):
    """A batch as a line of a table, or at the head of its own page."""

    batch: Batch
    counts: Counts

    @property
    def is_going_on(self) -> bool:
        """Whether anything of it may change by itself."""
        return bool(self.counts.running or self.counts.queued and not self.batch.paused)


def user_of(request: HttpRequest) -> User:
    """The person; the admin site lets in nobody who has not logged in."""
    return cast(User, request.user)


def batch_of(request: HttpRequest, pk: int) -> Batch:
    """The batch, for who started it and superusers. Raises Http404."""
    visible = Batch.objects.visible_to(user_of(request)).select_related("by")
    return get_object_or_404(visible, pk=pk)


def shown_jobs(jobs: Iterable[Job]) -> list[ShownJob]:
    """The jobs as lines, in the same order."""
    return [ShownJob(job, _state(job), _address(job), _took(job)) for job in jobs]


def shown_batches(batches: Iterable[Batch]) -> list[ShownBatch]:
    """The batches as lines, in the same order."""
    listed = list(batches)
    counted: Counter[tuple[int | None, str]] = Counter()
    states = Job.objects.filter(batch__in=listed).order_by().values_list("batch_id", "state")
    for batch_id, state, number in states.annotate(number=Count("pk")):
        counted[batch_id, state] = number
    return [
        ShownBatch(batch, Counts(*(counted[batch.pk, state] for state in JobState)))
        for batch in listed
    ]


def is_going_on(jobs: Iterable[ShownJob], batches: Iterable[ShownBatch]) -> bool:
    """Whether anything of these may change by itself."""
    return any(shown.job.state in UNFINISHED for shown in jobs) or any(
        shown.is_going_on for shown in batches
    )


def _state(job: Job) -> str:
    if job.state == JobState.QUEUED and job.error:
        return "等待再办"
    if job.lease_until and job.lease_until < timezone.now():
        return "中断，等待接办"
    return JobState(job.state).label


def _address(job: Job) -> str:
    try:
        page = find(job.task).page
    except Failed:
        return ""
    return reverse(page, args=(job.key,)) if page else ""


def _took(job: Job) -> str:
    """How long the last attempt took: 45 秒, 2 分 5 秒, 1 小时 0 分."""
    if not job.started_at or not job.finished_at:
        return ""
    seconds = (job.finished_at - job.started_at) // timedelta(seconds=1)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {seconds % 60} 秒" if minutes else f"{seconds} 秒"
