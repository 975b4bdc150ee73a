"""How far the publication in the background is: shown on the overview, to whoever may see it."""

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from disclosures.accounts.sessions import background
from disclosures.admin.desk.pages import Page, viewable
from disclosures.admin.jobs.shown import ShownJob, shown_jobs
from disclosures.models import UNFINISHED, Disclosure, JobState, State
from disclosures.tasks.moves import publishing_of

PART = "publishing"
"""The id of the element of the overview that says so."""


def publishing(disclosure: Disclosure) -> ShownJob | None:
    """The job that publishes ``disclosure``, or that failed to, while it is 已审核."""
    job = publishing_of(disclosure)
    if job is None or disclosure.state != State.APPROVED or job.state == JobState.DONE:
        return None
    return shown_jobs([job])[0]


def is_going_on(shown: ShownJob | None) -> bool:
    """Whether it may end by itself."""
    return shown is not None and shown.job.state in UNFINISHED


@background
@require_GET
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """The element of the overview as it is now."""
    disclosure = viewable(request, pk)
    shown = publishing(disclosure)
    context = {"publishing": shown, "disclosure": disclosure}
    part = render_to_string("admin/desk/_publishing.html", context)
    return JsonResponse({"parts": {PART: part}, "going_on": is_going_on(shown)})


PAGES = (Page("desk/publishing/", "publishing", progress),)
