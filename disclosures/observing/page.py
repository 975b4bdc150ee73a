"""运行情况: a page on which superusers see how the site is doing."""

from datetime import timedelta
from typing import NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from disclosures.events import head_of_chain
from disclosures.jobs import nobody_works
from disclosures.models.job import Job, JobState
from disclosures.models.publication import Publication
from disclosures.observing import state
from disclosures.observing.readiness import faults

READING = ("GET", "HEAD")

FAILED_SINCE = timedelta(days=7)

LINES = 20
"""Jobs, and disclosures, that are shown of each kind."""


class Running(NamedTuple):
    """A job that is being done; ``minutes`` since it began, rounded down."""

    job: Job
    minutes: int
    is_interrupted: bool


def page(request: HttpRequest) -> HttpResponse:
    """The queue, failures, what is published, room and versions, as they are now."""
    if not (request.user.is_active and request.user.is_superuser):
        raise PermissionDenied
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    numbers = dict(Job.objects.order_by().values_list("state").annotate(number=Count("pk")))
    not_baked = state.not_baked()
    failed = Job.objects.filter(
        state=JobState.FAILED, finished_at__gte=timezone.now() - FAILED_SINCE
    ).order_by("-finished_at")
    context = {
        **admin.site.each_context(request),
        "title": "运行情况",
        "faults": faults(),
        "nobody_works": nobody_works(),
        "queue": [(one.label, numbers.get(one, 0)) for one in JobState],
        "waiting_minutes": state.waiting_seconds() // 60,
        "running": _running(),
        "failed": failed[:LINES],
        "failed_count": failed.count(),
        "failed_days": FAILED_SINCE.days,
        "workers": state.workers(),
        "last_done": Job.objects.filter(finished_at__isnull=False)
        .order_by("-finished_at")
        .values_list("finished_at", flat=True)
        .first(),
        "current": Publication.objects.current().count(),
        "not_baked": not_baked[:LINES],
        "not_baked_count": len(not_baked),
        "looked_at": state.LOOKED_AT,
        "head": head_of_chain(),
        "disk": state.disk(),
        "database": state.database(),
        "versions": state.versions(),
        "at": timezone.now(),
    }
    return render(request, "admin/status.html", context)


def _running() -> list[Running]:
    now = timezone.now()
    jobs = Job.objects.filter(state=JobState.RUNNING).order_by("started_at")[:LINES]
    return [
        Running(
            job,
            (now - (job.started_at or now)) // timedelta(minutes=1),
            bool(job.lease_until and job.lease_until < now),
        )
        for job in jobs
    ]
