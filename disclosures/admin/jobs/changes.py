"""What people may do with their jobs: try again, halt, go on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from disclosures import jobs
from disclosures.admin.jobs.shown import batch_of, user_of
from disclosures.models import Job


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Tries one failed job again."""
    job = get_object_or_404(Job.objects.visible_to(user_of(request)), pk=pk)
    if jobs.retry(job):
        messages.success(request, f"已重新排队：{job}。")
    else:
        messages.warning(
            request, f"没有重试：{job}现在不是失败的，或者同样的任务已在等待或正在进行。"
        )
    if job.batch_id:
        return _to_batch(job.batch_id)
    return HttpResponseRedirect(reverse("admin:disclosures_job_changelist"))


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Halts a batch; what is running comes to its end."""
    jobs.pause(batch_of(request, pk))
    messages.success(request, "已暂停。正在进行的会办完，其余的等到继续。")
    return _to_batch(pk)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets a batch go on."""
    jobs.resume(batch_of(request, pk))
    messages.success(request, "已继续。")
    return _to_batch(pk)


@require_POST
def retry_failed(request: HttpRequest, pk: int) -> HttpResponse:
    """Tries all failed jobs of a batch again."""
    count = jobs.retry_failed(batch_of(request, pk))
    if count:
        messages.success(request, f"已重新排队 {count} 项。")
    else:
        messages.warning(request, "没有可以重试的任务。")
    return _to_batch(pk)


def _to_batch(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:job_batch", args=(pk,)))
