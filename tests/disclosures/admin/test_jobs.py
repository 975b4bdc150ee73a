"""我的任务: who sees which jobs, what is shown of them, what may be done, the report."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disclosures import jobs
from disclosures.jobs import queue
from disclosures.models import Batch, Job
from tests.disclosures.drafts import staff
from tests.disclosures.jobs.made_up import named, nothing

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosures/job/"
MORNING = datetime(2025, 9, 1, 1, 30, tzinfo=UTC)  # half past nine in Shanghai


@pytest.fixture
def lihui() -> User:
    return staff("lihui")


@pytest.fixture
def wangke() -> User:
    return staff("wangke")


@pytest.fixture
def batch(lihui: User) -> Batch:
    return Batch.objects.create(title="公开2024年度决算", by=lihui)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def made(by: User | None, key: int = 1, batch: Batch | None = None, **changes: object) -> Job:
    """A job whose page is the desk of a disclosure, in any state."""
    job = jobs.enqueue(NAME, key, by, f"某某局{key}", batch)
    Job.objects.filter(pk=job.pk).update(created_at=MORNING, **changes)
    job.refresh_from_db()
    return job


NAME = named(nothing, "admin:desk_overview")

DONE: dict[str, Any] = {
    "state": "done",
    "result": "已公开第 1 版",
    "attempts": 1,
    "started_at": MORNING,
    "finished_at": MORNING + timedelta(seconds=125),
}
FAILED: dict[str, Any] = {
    "state": "failed",
    "error": "还有 2 处错误，不能公开",
    "attempts": 1,
    "started_at": MORNING,
    "finished_at": MORNING + timedelta(seconds=3),
}


def running(**changes: object) -> dict[str, Any]:
    until = timezone.now() + timedelta(minutes=1)
    return {"state": "running", "claim": uuid4(), "lease_until": until, "attempts": 1, **changes}


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def lines(page: str) -> list[list[str]]:
    """The cells of every line below the heads of the tables."""
    found = []
    for line in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL):
        found.append([plain(cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", line, re.DOTALL)])
    return found


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def queries(client: Client, address: str) -> int:
    """How many the page at ``address`` takes."""
    with CaptureQueriesContext(connection) as captured:
        text(client, address)
    return len(captured)


def said(client: Client, address: str) -> str:
    """The message after a post to ``address``."""
    response = client.post(address, follow=True)
    (message,) = re.findall(
        r'<ul class="messagelist">(.*?)</ul>', response.content.decode(), re.DOTALL
    )
    return plain(message)


def test_what_is_shown_of_a_job(lihui: User) -> None:
    made(lihui, 1)
    made(lihui, 2, **running(done=3, total=5, note="生成 PDF", attempts=2))
    made(lihui, 3, **running(lease_until=timezone.now() - timedelta(seconds=1)))
    made(lihui, 4, error="程序出错，第 1 次没有办成", attempts=1)
    made(lihui, 5, **DONE)
    made(lihui, 6, **FAILED)
    page = text(signed_in(lihui), LIST)
    when = "2025-09-01 09:30"
    assert lines(page) == [
        ["某某局6", "失败", "还有 2 处错误，不能公开", "lihui", when, "3 秒", "重试"],
        ["某某局5", "已完成", "已公开第 1 版", "lihui", when, "2 分 5 秒", ""],
        ["某某局4", "等待再办", "程序出错，第 1 次没有办成", "lihui", when, "", ""],
        ["某某局3", "中断，等待接办", "", "lihui", when, "", ""],
        ["某某局2", "进行中 第 2 次", "3/5 3/5 生成 PDF", "lihui", when, "", ""],
        ["某某局1", "等待中", "", "lihui", when, "", ""],
    ]
    assert '<a href="/admin/disclosures/disclosure/6/desk/">某某局6</a>' in page


def test_a_task_that_no_longer_exists_is_shown_without_a_link(lihui: User) -> None:
    Job.objects.create(task="tests.gone", key=1, label="某某局", by=lihui)
    assert '<th scope="row">某某局</th>' in text(signed_in(lihui), LIST)


def test_a_long_time(lihui: User) -> None:
    made(lihui, 1, **DONE | {"finished_at": MORNING + timedelta(hours=2, minutes=3)})
    assert lines(text(signed_in(lihui), LIST))[0][5] == "2 小时 3 分"


def test_everything_is_escaped(lihui: User) -> None:
    job = made(lihui, 1, **FAILED | {"label": "<b>某某局", "error": "<script>"})
    page = text(signed_in(lihui), LIST)
    assert "&lt;b&gt;某某局" in page and "&lt;script&gt;" in page
    assert "<b>某某局" not in page and "<script>" not in page
    answer = signed_in(lihui).get(f"{LIST}progress/?job={job.pk}").json()
    assert "&lt;script&gt;" in answer["parts"][f"job-{job.pk}"]


def test_people_are_told_when_nobody_works(lihui: User, batch: Batch) -> None:
    client, warning = signed_in(lihui), "有任务等待已超过两分钟，却没有办理进程在工作"
    pages = (LIST, f"{LIST}batches/{batch.pk}/")
    long_ago = timezone.now() - timedelta(minutes=3)
    made(lihui, 1, batch, due_at=long_ago)
    assert [warning in text(client, page) for page in pages] == [True, True]
    other = made(lihui, 2, **running())
    assert warning not in text(client, LIST)
    Job.objects.filter(pk=other.pk).update(lease_until=long_ago)
    assert warning in text(client, LIST)
    queue.requeue()
    claimed = queue.claim(other.pk)
    assert claimed
    queue.finish(claimed, "已公开第 1 版")
    assert warning not in text(client, LIST)
    Job.objects.filter(pk=other.pk).update(finished_at=long_ago)
    assert warning in text(client, LIST)
    jobs.pause(batch)
    assert warning not in text(client, LIST)
    jobs.resume(batch)
    assert warning not in text(client, LIST)


def test_nothing_yet(lihui: User) -> None:
    assert "还没有后台任务。" in text(signed_in(lihui), LIST)


def test_everybody_sees_their_own(lihui: User, wangke: User, batch: Batch) -> None:
    own, others = made(lihui, 1), made(wangke, 2)
    within = made(lihui, 3, batch)
    for user, expected in ((lihui, ["公开2024年度决算", "某某局1"]), (wangke, ["某某局2"])):
        client = signed_in(user)
        assert [line[0] for line in lines(text(client, LIST))] == expected
        asked = f"job={own.pk}&job={others.pk}&job={within.pk}&batch={batch.pk}"
        parts = client.get(f"{LIST}progress/?{asked}").json()["parts"]
        seen = {f"job-{job.pk}" for job in (own, within) if user == lihui}
        seen |= {f"batch-{batch.pk}"} if user == lihui else {f"job-{others.pk}"}
        assert set(parts) == seen


def test_a_superuser_sees_those_of_all_when_asked(lihui: User, admin_client: Client) -> None:
    made(lihui, 1)
    made(None, 2)
    assert lines(text(admin_client, LIST)) == []
    page = text(admin_client, f"{LIST}?all=1")
    assert [(line[0], line[3]) for line in lines(page)] == [
        ("某某局2", "系统"),
        ("某某局1", "lihui"),
    ]
    assert "全部任务" not in text(signed_in(lihui), LIST)
    assert [line[0] for line in lines(text(signed_in(lihui), f"{LIST}?all=1"))] == ["某某局1"]


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "{job}/retry/"),
        ("get", "batches/{batch}/"),
        ("get", "batches/{batch}/progress/"),
        ("get", "batches/{batch}/report/"),
        ("get", "batches/{batch}/report.csv"),
        ("post", "batches/{batch}/pause/"),
        ("post", "batches/{batch}/resume/"),
        ("post", "batches/{batch}/retry/"),
    ],
)
def test_no_page_is_open_to_others(
    lihui: User, wangke: User, batch: Batch, admin_client: Client, method: str, address: str
) -> None:
    job = made(lihui, 1, batch, **FAILED)
    missing = LIST + address.format(job=job.pk + 100, batch=batch.pk + 100)
    address = LIST + address.format(job=job.pk, batch=batch.pk)
    other = "get" if method == "post" else "post"
    assert getattr(signed_in(wangke), method)(address).status_code == 404
    stranger = getattr(Client(), method)(address)
    assert stranger["Location"].startswith("/admin/login/")
    assert getattr(signed_in(lihui), other)(address).status_code == 405
    assert getattr(admin_client, method)(address).status_code in (200, 302)
    assert getattr(admin_client, method)(missing).status_code == 404


def test_a_clerk_without_any_permission_finds_the_way(lihui: User) -> None:
    page = text(signed_in(lihui), "/admin/")
    assert f'<a href="{LIST}">我的任务</a>' in page
    assert "后台任务" in page


def test_a_failed_job_is_tried_again(lihui: User) -> None:
    client, job = signed_in(lihui), made(lihui, 1, **FAILED)
    assert said(client, f"{LIST}{job.pk}/retry/") == "已重新排队：某某局1。"
    assert Job.objects.get().state == "queued"
    assert (
        said(client, f"{LIST}{job.pk}/retry/")
        == "没有重试：某某局1现在不是失败的，或者同样的任务已在等待或正在进行。"
    )


def test_what_is_shown_of_a_batch(lihui: User, batch: Batch) -> None:
    client = signed_in(lihui)
    page = f"{LIST}batches/{batch.pk}/"
    assert "没有任务。" in text(client, page) and "这个批次没有任务。" in text(client, page)
    for key, changes in enumerate((DONE, DONE, FAILED, running(), {})):
        made(lihui, key, batch, **changes)
    sentence = "共 5 项：已完成 2 项，失败 1 项，进行中 1 项，等待中 1 项。"
    assert lines(text(client, LIST))[0][:2] == ["公开2024年度决算", f"3/5 {sentence}"]
    shown = text(client, page)
    assert '<progress id="batch-progress" max="5" value="3">3/5</progress>' in shown
    assert sentence in shown
    assert "正在后台办理，可以离开本页，办理会继续。" in shown
    assert [line[0] for line in lines(shown)] == [f"某某局{key}" for key in range(5)]
    assert [line[0] for line in lines(text(client, f"{page}?state=failed"))] == ["某某局2"]
    assert len(lines(text(client, f"{page}?state=nonsense&page=nonsense"))) == 5
    Job.objects.exclude(state="failed").update(**DONE | {"claim": None, "lease_until": None})
    assert "已办完，有 1 项失败；原因见下表，解决后可以重试。" in text(client, page)
    Job.objects.update(**DONE | {"error": ""})
    assert "已全部办完。" in text(client, page)


def test_a_batch_is_halted_and_goes_on(lihui: User, batch: Batch) -> None:
    client, job = signed_in(lihui), made(lihui, 1, batch)
    page = f"{LIST}batches/{batch.pk}/"
    assert said(client, f"{page}pause/") == "已暂停。正在进行的会办完，其余的等到继续。"
    assert queue.claim(job.pk) is None
    assert "已暂停：正在进行的会办完，其余的等到继续。" in text(client, page)
    assert "已暂停" in lines(text(client, LIST))[0][0]
    assert said(client, f"{page}resume/") == "已继续。"
    assert queue.claim(job.pk)


def test_the_failed_jobs_of_a_batch_are_tried_again(lihui: User, batch: Batch) -> None:
    client = signed_in(lihui)
    for key, changes in enumerate((FAILED, DONE, FAILED)):
        made(lihui, key, batch, **changes)
    page = f"{LIST}batches/{batch.pk}/"
    assert "重试失败的 2 项" in text(client, page)
    assert said(client, f"{page}retry/") == "已重新排队 2 项。"
    assert said(client, f"{page}retry/") == "没有可以重试的任务。"
    assert "重试失败" not in text(client, page)
    job = made(lihui, 9, batch, **FAILED)
    response = client.post(f"{LIST}{job.pk}/retry/")
    assert response["Location"] == page


def test_an_open_page_is_told_what_changed(lihui: User, batch: Batch) -> None:
    client, job = signed_in(lihui), made(lihui, 1, batch)
    within = f"{LIST}batches/{batch.pk}/progress/?job={job.pk}"
    answer = client.get(within).json()
    assert (set(answer["parts"]), answer["going_on"]) == ({"batch-head", f"job-{job.pk}"}, True)
    shown = text(client, f"{LIST}batches/{batch.pk}/")
    assert answer["parts"][f"job-{job.pk}"].strip() in shown
    assert answer["parts"]["batch-head"].strip() in shown
    jobs.pause(batch)
    assert client.get(f"{LIST}progress/?batch={batch.pk}").json()["going_on"] is False
    Job.objects.update(**DONE)
    answer = client.get(within).json()
    assert answer["going_on"] is False
    assert lines(answer["parts"][f"job-{job.pk}"])[0][1:3] == ["已完成", "已公开第 1 版"]
    assert "已全部办完。" in answer["parts"]["batch-head"]


@pytest.mark.parametrize(
    "asked", ["job=x", "job=-1", "job=1.5", "job=" + "9" * 30, "job=٣", "batch="]
)
def test_nonsense_is_nobodys(lihui: User, asked: str) -> None:
    answer = signed_in(lihui).get(f"{LIST}progress/?{asked}")
    assert answer.json() == {"parts": {}, "going_on": False}


def test_long_lists_have_pages(lihui: User, batch: Batch) -> None:
    client = signed_in(lihui)
    within = f"{LIST}batches/{batch.pk}/"
    made(lihui, 0)
    made(lihui, 100, batch)
    text(client, LIST)  # the first page of a session takes some more
    few = [queries(client, page) for page in (LIST, within)]
    for key in range(1, 51):
        made(lihui, key)
        made(lihui, 100 + key, batch)
    for _ in range(10):
        Batch.objects.create(title="公开2023年度决算", by=lihui)
    assert [queries(client, page) for page in (LIST, within)] == few
    page = text(client, LIST)
    assert len(lines(page)) == 50 + 10
    assert ">下一页</a>" in page and 'href="?page=2"' in page and 'href="?batches=2"' in page
    assert [line[0] for line in lines(text(client, f"{LIST}?page=2&batches=2"))] == [
        "公开2024年度决算",
        "某某局0",
    ]
    last = text(client, f"{within}?state=queued&page=2")
    assert [line[0] for line in lines(last)] == ["某某局150"]
    assert 'href="?state=queued&amp;page=1"' in last


def test_the_report(lihui: User, batch: Batch) -> None:
    first = made(lihui, 1, batch, **DONE)
    second = made(lihui, 2, batch, **FAILED)
    made(lihui, 3, batch)
    client = signed_in(lihui)
    page = text(client, f"{LIST}batches/{batch.pk}/report/")
    rows = re.findall(r"<tr><td>.*?</tr>", page, re.DOTALL)
    assert [plain(row) for row in rows] == [
        "1 某某局1 已完成 已公开第 1 版 2025-09-01 09:32",
        "2 某某局2 失败 还有 2 处错误，不能公开 2025-09-01 09:30",
        "3 某某局3 等待中",
    ]
    assert "共 3 项：已完成 1 项，失败 1 项，等待中 1 项。" in page
    response = client.get(f"{LIST}batches/{batch.pk}/report.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="batch-{batch.pk}.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert table[0] == [
        "序号",
        "名称",
        "状态",
        "结果或原因",
        "次数",
        "开始时间",
        "结束时间",
        "任务编号",
    ]
    times = ["2025-09-01 09:30:00", "2025-09-01 09:32:05"]
    assert table[1] == ["1", "某某局1", "已完成", "已公开第 1 版", "1", *times, str(first.pk)]
    assert table[2][1:4] == ["某某局2", "失败", "还有 2 处错误，不能公开"]
    assert (table[2][-1], table[3][2:7]) == (str(second.pk), ["等待中", "", "0", "", ""])


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_report_is_a_formula(lihui: User, batch: Batch, evil: str) -> None:
    made(lihui, 1, batch, **DONE | {"label": evil, "result": evil})
    content = signed_in(lihui).get(f"{LIST}batches/{batch.pk}/report.csv").content
    row = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1]
    assert (row[1], row[3]) == (f"'{evil}", f"'{evil}")
