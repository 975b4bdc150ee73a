"""运行情况 in a browser: on a desk and on a phone, with nothing wrong and with much."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Job
from tests.browser import SIZES, Axe, fits, follow, sign_in


def is_sound(page: Page, axe: Axe) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert (fits(page), axe(page)) == (True, [])


def test_from_the_index_to_what_failed(
    page: Page, live_server: LiveServer, axe: Axe, data_dir: Path
) -> None:
    data_dir.mkdir(parents=True)
    sign_in(page, User.objects.create_superuser("chief"), live_server)
    page.goto(f"{live_server.url}/admin/")
    follow(page.get_by_role("link", name="运行情况"))
    expect(page.get_by_role("heading", name="运行情况")).to_be_visible()
    expect(page.get_by_text("数据库和数据目录正常，没有积压的任务。")).to_be_visible()
    is_sound(page, axe)

    now = timezone.now()
    Job.objects.create(task="publish", key=1, label="某某局", due_at=now - timedelta(minutes=9))
    Job.objects.create(
        task="publish",
        key=2,
        label="名称很长的某某市某某区某某局",
        state="running",
        claim=uuid4(),
        lease_until=now - timedelta(minutes=2),
        started_at=now - timedelta(minutes=3),
        note="生成 PDF",
        worker=f"{'host' * 12}:4711",
    )
    Job.objects.create(
        task="publish",
        key=3,
        label="某某局",
        state="failed",
        error="程序出错，3 次都没有办成；详情见日志，任务编号 3。请联系管理员，排除原因后重试",
        started_at=now,
        finished_at=now - timedelta(hours=1),
    )
    data_dir.rmdir()
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("数据目录 DATA_DIR 不能写入。")
    is_sound(page, axe)
    follow(page.get_by_role("link", name="某某局", exact=True))
    expect(page.get_by_role("button", name="重试：某某局")).to_be_visible()
