"""manage.py work and requeue_jobs."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from disclosures.jobs import queue
from disclosures.models import Job
from tests.disclosures.jobs.made_up import nothing, queued

pytestmark = pytest.mark.django_db


def test_no_worker_is_needed_with_sqlite(settings: Settings) -> None:
    settings.ON_POSTGRESQL = False
    with pytest.raises(CommandError) as caught:
        call_command("work")
    assert str(caught.value) == "数据库是 SQLite：后台任务由网站进程自己办理，不需要 work"


@pytest.mark.parametrize("count", ["0", "65", "-1", "二", "1.5"])
def test_how_many_at_once(count: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("work", f"--concurrency={count}")
    assert f"“{count}”不对，应为 1 至 64 的整数" in str(caught.value)


def test_jobs_of_killed_runners_are_queued_again() -> None:
    job = queued(nothing)
    assert queue.claim(job.pk)
    Job.objects.update(lease_until=timezone.now())
    output = io.StringIO()
    call_command("requeue_jobs", stdout=output)
    assert output.getvalue() == "重新排队的任务 1 项\n"
    assert Job.objects.get().state == "queued"
