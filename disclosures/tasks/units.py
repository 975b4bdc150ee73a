"""The pages of a unit made anew after its name, region or anything else they say was changed."""

from django.contrib.auth.models import User

from disclosures import jobs
from disclosures.jobs import Progress
from disclosures.models import Event
from disclosures.opendata.consequences import disclosures_since, moves_pages, regions_since
from disclosures.site.baking import bake
from disclosures.site.sweeping import sweep
from disclosures.tasks.archives import outdated

REFRESH = "unit"
"""Name of the task; the key is that of the event that tells of the change."""


def changed(event: Event) -> None:
    """Has everything made anew that ``event``, the change of a unit, makes out of date."""
    if disclosures_since(event):
        jobs.enqueue(REFRESH, event.pk, event.by, f"更新“{event.unit}”的公开页面")


@jobs.task(REFRESH)
def refresh(key: int, by: User | None, progress: Progress) -> str:
    """Makes the pages of a unit what they should be, and has the ZIPs made that it is in."""
    event = Event.objects.select_related("disclosure", "unit").get(pk=key)
    found = disclosures_since(event).values()
    for done, disclosure in enumerate(found):
        progress(done, len(found), "更新公开页面")
        bake(disclosure)
    if moves_pages(event):
        sweep()
    for region in sorted(regions_since(event)):
        outdated(region)
    return f"已更新 {len(found)} 份公开材料的页面"
