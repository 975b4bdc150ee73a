"""ZIPs of a year and region, made anew by a background job after something was published.

Of many publications in a row only the last ones lead to a ZIP: while others wait to be published,
the job leaves it to the one that comes after them.
"""

from django.contrib.auth.models import User

from disclosures import jobs
from disclosures.jobs import Progress
from disclosures.models import Disclosure, Job, JobState
from disclosures.opendata.archives import Region, build, of_number, remove, standing
from disclosures.tasks.moves import PUBLISH

BUILD = "archive"
"""Name of the task; the key is the ``number`` of a region."""

TURNS = 3
"""How often it is begun anew when something was published meanwhile."""


def published(disclosure: Disclosure) -> None:
    """The ZIP of its year and region holds something else by now."""
    outdated(Region(disclosure.year, disclosure.unit.region))


def outdated(region: Region) -> None:
    """Takes the ZIP away where it is not what it should be, and has it made."""
    if standing(region) is None:
        remove(region)
        build_later(region)


def build_later(region: Region) -> None:
    """Has the ZIP of ``region`` made, unless that is under way."""
    jobs.enqueue(BUILD, region.number, None, f"{region.year}年{region.name}公开文件打包")


@jobs.task(BUILD)
def make(number: int, by: User | None, progress: Progress) -> str:
    """Makes the ZIP of a region, until it holds what is in force."""
    region = of_number(number)
    if region is None:
        return "没有现行的公开材料"
    waiting = Job.objects.filter(task=PUBLISH, state=JobState.QUEUED)
    if waiting.exclude(batch__paused=True).exists():
        return "还有材料等待公开，公开后再打包"
    for turn in range(TURNS):
        progress(turn, TURNS, "打包")
        build(region)
        if found := standing(region):
            return f"已打包 {found.count} 份材料"
    return "打包时又有材料公开，稍后再打包"
