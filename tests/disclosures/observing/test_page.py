"""运行情况: what superusers see of how the site is doing."""

import re
import shutil
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from disclosures.events import head_of_chain, record
from disclosures.models import Action, Batch, Disclosure, Job, Kind, Unit
from disclosures.observing import state
from tests.disclosures import drafts
from tests.disclosures.drafts import staff

pytestmark = pytest.mark.django_db

PAGE = "/admin/status/"


class Room(NamedTuple):
    """What shutil tells of a disk."""

    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def disk(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    data_dir.mkdir(parents=True)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Room(2**33, 2**32, 2**30))


@pytest.fixture
def chief() -> User:
    return User.objects.create_superuser("chief")


@pytest.fixture
def inside(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def shown(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def plain(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def facts(page: str) -> dict[str, str]:
    """By their terms what the lists of the page say."""
    return {
        plain(term): plain(told)
        for term, told in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    }


def rows(page: str, label: str) -> list[list[str]]:
    """The cells of the lines of a table."""
    table = page.split(f'aria-labelledby="{label}"')[1].split("</table>")[0]
    body = table.split("<tbody>")[1]
    return [
        [plain(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.DOTALL)]
        for line in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    ]


def job(key: int, **changes: object) -> Job:
    return Job.objects.create(task="publish", key=key, label=f"某某局{key}", **changes)


def test_a_site_on_which_nothing_happened(inside: Client) -> None:
    page = shown(inside)
    told = facts(page)
    if connection.vendor == "sqlite":
        database, workers = r"SQLite 3\.\d+\.\d+，\d+(\.\d)? (KB|MB)", "由提供页面的进程办理"
    else:
        database, workers = r"PostgreSQL \d+.*，\d+\.\d MB", "0 个在工作"
    assert re.fullmatch(database, told.pop("数据库"))
    assert told == {
        "等待中": "0 项",
        "进行中": "0 项",
        "已完成": "0 项",
        "失败": "0 项",
        "办理进程": workers,
        "最近办结": "还没有",
        "现行版本": "0 份",
        "缺少网页的材料": "0 份（最近公开的 200 份中）",
        "办理记录的链头": "还没有记录",
        "数据目录所在磁盘": "可用 1.0 GB，共 8.0 GB（剩余 12%）",
        **state.versions(),
    }
    assert "数据库和数据目录正常，没有积压的任务。" in page
    assert 'role="alert"' not in page


def test_the_queue(inside: Client, chief: User) -> None:
    now = timezone.now()
    batch = Batch.objects.create(title="批次", by=chief)
    job(1, due_at=now - timedelta(minutes=7, seconds=5))
    begun = now - timedelta(minutes=3, seconds=5)
    lease = {"claim": uuid4(), "started_at": begun, "worker": "host:7"}
    job(2, state="running", lease_until=now + timedelta(minutes=1), note="生成 PDF", **lease)
    job(3, state="running", lease_until=now - timedelta(seconds=1), **lease)
    failed = {"state": "failed", "started_at": begun, "error": "<b>坏了"}
    single = job(4, finished_at=now - timedelta(days=1), **failed)
    within = job(5, finished_at=now, batch=batch, **failed)
    job(6, finished_at=now - timedelta(days=8), **failed)
    page = shown(inside)
    told = facts(page)
    assert {name: told[name] for name in ("等待中", "进行中", "已完成", "失败")} == {
        "等待中": "1 项，最久的已等 7 分钟",
        "进行中": "2 项",
        "已完成": "0 项",
        "失败": "3 项",
    }
    assert rows(page, "running-title") == [
        ["某某局2", "3 分钟", "生成 PDF", "host:7"],
        ["某某局3", "3 分钟，中断，等待接办", "", "host:7"],
    ]
    when = [
        timezone.localtime(one.finished_at).strftime("%Y-%m-%d %H:%M") for one in (within, single)
    ]
    assert rows(page, "failed-title") == [
        ["某某局5", when[0], "<b>坏了", str(within.pk)],
        ["某某局4", when[1], "<b>坏了", str(single.pk)],
    ]
    assert "7 天内失败的任务（2 项）" in page and "<b>坏了" not in page
    assert f'<a href="/admin/disclosures/job/batches/{batch.pk}/?state=failed">某某局5</a>' in page
    assert inside.get(f"/admin/disclosures/job/batches/{batch.pk}/?state=failed").status_code == 200


def test_nobody_works(inside: Client) -> None:
    job(1, due_at=timezone.now() - timedelta(minutes=7))
    page = shown(inside)
    assert "有任务等待已超过两分钟，却没有办理进程在工作。" in page
    assert "没有积压的任务" not in page


def test_what_is_wrong_is_an_alert(inside: Client, data_dir: Path) -> None:
    data_dir.rmdir()
    (alert,) = re.findall(r'role="alert">(.*?)</div>', shown(inside), re.DOTALL)
    assert plain(alert) == "数据目录 DATA_DIR 不能写入。"


def test_what_is_published(inside: Client, chief: User) -> None:
    unit = Unit.objects.create(name="某某局", slug="bureau", region="某市", jurisdiction="sichuan")
    made = [
        Disclosure.objects.create(unit=unit, year=year, kind=Kind.FINAL_ACCOUNTS)
        for year in (2020, 2021)
    ]
    for disclosure in made:
        drafts.published(disclosure, {"json": b"{}"})
    with transaction.atomic():
        record(Action.TEXT, chief, subject="某某局")
    told = facts(shown(inside))
    assert told["现行版本"] == "2 份"
    assert told["缺少网页的材料"] == (
        "2 份（最近公开的 200 份中）：某某局2021年度部门决算、某某局2020年度部门决算。"
        "请运行 manage.py rebake"
    )
    assert told["办理记录的链头"] == f"第 1 条 {head_of_chain().hash}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_superusers(method: str) -> None:
    stranger, clerk = Client(), Client()
    clerk.force_login(staff("lihui"))
    assert getattr(stranger, method)(PAGE)["Location"] == f"/admin/login/?next={PAGE}"
    assert getattr(clerk, method)(PAGE).status_code == 403
    assert PAGE not in clerk.get("/admin/").content.decode()


def test_it_is_only_read_and_found_from_the_index(inside: Client) -> None:
    assert inside.post(PAGE).status_code == 405
    assert inside.head(PAGE).status_code == 200
    assert f'<a href="{PAGE}">运行情况</a>' in inside.get("/admin/").content.decode()
