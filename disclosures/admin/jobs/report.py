"""What came of a batch: every job with its result or the reason why not; to print, or as CSV."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from disclosures.admin.csv_files import csv_file
from disclosures.admin.jobs.pages import show
from disclosures.admin.jobs.shown import ShownJob, batch_of, shown_batches, shown_jobs

HEAD = ("序号", "名称", "状态", "结果或原因", "次数", "开始时间", "结束时间", "任务编号")


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole batch on one page, for the printer."""
    batch = batch_of(request, pk)
    context = {
        "title": f"{batch}：办理报告",
        "shown": shown_batches([batch])[0],
        "jobs": shown_jobs(batch.jobs.order_by("pk")),
        "printed_at": timezone.now(),
    }
    return show(request, "report", context)


@require_GET
def report_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as CSV."""
    shown = shown_jobs(batch_of(request, pk).jobs.order_by("pk"))
    return csv_file(f"batch-{pk}.csv", (HEAD, *_lines(shown)))


def _lines(jobs: Iterable[ShownJob]) -> Iterator[tuple[object, ...]]:
    for number, (job, state, _address, _took) in enumerate(jobs, 1):
        times = (_time(job.started_at), _time(job.finished_at))
        texts = (job.label, state, job.result or job.error)
        yield (number, *texts, job.attempts, *times, job.pk)


def _time(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
