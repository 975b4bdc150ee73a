"""What changed since a page was opened: its lines as they are now.

A page asks for the lines it shows and puts them where they were; so nothing is drawn twice, here
and in the browser, and no line moves while somebody reads.
"""

from collections.abc import Iterable

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from disclosures.accounts.sessions import background
from disclosures.admin.jobs.shown import (
    ShownBatch,
    batch_of,
    is_going_on,
    shown_batches,
    shown_jobs,
    user_of,
)
from disclosures.models import Batch, Job

MOST = 100
"""Lines that are told in one answer; a page shows fewer."""


@background
@require_GET
def list_progress(request: HttpRequest) -> JsonResponse:
    """The lines of the jobs and batches that are asked for, as ``job=1&job=2&batch=3``."""
    batches = shown_batches(
        Batch.objects.visible_to(user_of(request))
        .filter(pk__in=_numbers(request, "batch"))
        .select_related("by")
    )
    lines: dict[str, str] = {
        f"batch-{shown.batch.pk}": render_to_string("admin/jobs/_batch_row.html", {"shown": shown})
        for shown in batches
    }
    return _answer(request, lines, batches)


@background
@require_GET
def batch_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """The head of the page of a batch, and the lines of the jobs that are asked for."""
    batches = shown_batches([batch_of(request, pk)])
    head = render_to_string("admin/jobs/_batch_head.html", {"shown": batches[0]})
    return _answer(request, {"batch-head": head}, batches)


def _answer(
    request: HttpRequest, parts: dict[str, str], batches: Iterable[ShownBatch]
) -> JsonResponse:
    """``parts``, elements of the page by their ids, with those of the jobs asked for."""
    visible = Job.objects.visible_to(user_of(request)).select_related("by")
    jobs = shown_jobs(visible.filter(pk__in=_numbers(request, "job")))
    for shown in jobs:
        parts[f"job-{shown.job.pk}"] = render_to_string(
            "admin/jobs/_job_row.html", {"shown": shown}
        )
    return JsonResponse({"parts": parts, "going_on": is_going_on(jobs, batches)})


def _numbers(request: HttpRequest, name: str) -> list[int]:
    """The primary keys in the query; what is no number is nobody's."""
    asked = request.GET.getlist(name)[:MOST]
    return [int(text) for text in asked if text.isascii() and text.isdigit() and len(text) < 19]
