"""ZIPs of a year and region, made anew by a background job after something was published.

Of many publications in a row only the last one leads to a ZIP: while others of its year and region
are about to be published, the job is put off.
"""

from django.contrib.auth.models import User

from disclosures import jobs
from disclosures.jobs import Progress
from disclosures.models import Disclosure, Job
from disclosures.opendata.archives import Region, build, of_number, remove, standing
from disclosures.tasks.moves import PUBLISH

BUILD = "archive"
"""Name of the task; the key is the ``number`` of a region."""


def published(disclosure: Disclosure) -> None:
    """The ZIP of its year and region holds something else by now."""
    outdated(Region(disclosure.year, disclosure.unit.region))


def outdated(region: Region) -> None:
    """Takes the ZIP away where it is not what it should be, and has it made.

    A job that is at it may have read what was in force before: it is run once more.
    """
    if standing(region) is None:
        remove(region)
        jobs.enqueue_anew(BUILD, region.number, None, _label(region))


def build_later(region: Region) -> None:
    """Has the ZIP of ``region`` made, unless that is under way."""
    jobs.enqueue(BUILD, region.number, None, _label(region))


@jobs.task(BUILD)
def make(number: int, by: User | None, progress: Progress) -> str:
    """Makes the ZIP of a region, unless it holds what is in force.

    Raises Later while others are about to be published, and where something was meanwhile.
    """
    region = of_number(number)
    if region is None:
        return "没有现行的公开材料"
    found = standing(region)
    if found is None:
        if _publishing(region):
            raise jobs.Later("还有材料等待公开，公开后再打包")
        progress(0, 1, "打包")
        build(region)
        found = standing(region)
    if found is None:
        remove(region)
        raise jobs.Later("打包时又有材料公开或撤回，稍后再打包")
    return f"已打包 {found.count} 份材料"


def _publishing(region: Region) -> bool:
    """Whether documents of ``region`` are being published, or are to be and nobody halted that."""
    of = Disclosure.objects.filter(year=region.year, unit__region=region.name)
    waiting = Job.objects.unfinished().filter(task=PUBLISH, key__in=of.values("pk"))
    return waiting.exclude(batch__paused=True).exists()


def _label(region: Region) -> str:
    return f"{region.year}年{region.name}公开文件打包"
