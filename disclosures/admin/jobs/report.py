"""What came of a batch: every job with its result or the reason why not; to print, or as CSV."""

import csv
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from disclosures.admin.jobs.pages import show
from disclosures.admin.jobs.shown import batch_of, shown_batches, shown_jobs

HEAD = ("序号", "名称", "状态", "结果或原因", "次数", "开始时间", "结束时间", "任务编号")

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be a formula to a spreadsheet."""


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
    """The same as CSV, with a byte order mark, without which Excel takes it for another code."""
    batch = batch_of(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="batch-{pk}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(HEAD)
    for number, (job, state, _address, _took) in enumerate(
        shown_jobs(batch.jobs.order_by("pk")), 1
    ):
        times = [_time(job.started_at), _time(job.finished_at)]
        texts = [_plain(text) for text in (job.label, state, job.result or job.error)]
        writer.writerow([number, *texts, job.attempts, *times, job.pk])
    return response


def _plain(text: str) -> str:
    """``text`` as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _time(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
