"""The list of one's jobs, and the page of a batch."""

from collections.abc import Mapping

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from disclosures import jobs
from disclosures.admin.jobs.shown import (
    batch_of,
    is_going_on,
    shown_batches,
    shown_jobs,
    user_of,
)
from disclosures.models import Batch, Job, JobState

JOBS, BATCHES = 50, 10
"""Lines of a page."""


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What a person started; of everybody, for a superuser who asks for it."""
    user = user_of(request)
    of_all = user.is_superuser and request.GET.get("all") == "1"
    batches, single = Batch.objects.all(), Job.objects.filter(batch=None)
    if not of_all:
        batches, single = batches.filter(by=user), single.filter(by=user)
    batch_pages = Paginator(batches.select_related("by"), BATCHES)
    batch_page = batch_pages.get_page(request.GET.get("batches"))
    job_page = Paginator(single.select_related("by"), JOBS).get_page(request.GET.get("page"))
    lines, shown = shown_jobs(job_page), shown_batches(batch_page)
    context = {
        "title": "全部任务" if of_all else "我的任务",
        "of_all": of_all,
        "batches": shown,
        "batch_page": batch_page,
        "jobs": lines,
        "job_page": job_page,
        "is_going_on": is_going_on(lines, shown),
    }
    return show(request, "list", context)


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is, and its jobs; ``state`` shows those in one state."""
    found = batch_of(request, pk)
    state = request.GET.get("state")
    rows: QuerySet[Job] = found.jobs.select_related("by").order_by("pk")
    if state in JobState:
        rows = rows.filter(state=state)
    page = Paginator(rows, JOBS).get_page(request.GET.get("page"))
    shown = shown_batches([found])
    context = {
        "title": found.title,
        "shown": shown[0],
        "is_going_on": is_going_on((), shown),
        "jobs": shown_jobs(page),
        "job_page": page,
        "state": state,
        "states": JobState,
    }
    return show(request, "batch", context)


def show(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    """``admin/jobs/<template>.html`` in the frame of the admin site."""
    shared = {
        **admin.site.each_context(request),
        "opts": Job._meta,
        "nobody_works": jobs.nobody_works(),
    }
    return render(request, f"admin/jobs/{template}.html", {**shared, **context})
