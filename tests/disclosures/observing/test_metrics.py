"""The numbers for Prometheus: their whole text for a small world."""

import os
import platform
import shutil
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import django
import pytest
import weasyprint
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from disclosures import pipeline
from disclosures.checks.finding import Finding, Severity
from disclosures.models import Disclosure, Job, Kind, Unit
from disclosures.observing import metrics, requests, state
from disclosures.observing.exposition import Family, Sample, written
from disclosures.telemetry.counting import Counters
from tests.disclosures import drafts

PROCESS = f'process="{os.getpid()}"'


class Room(NamedTuple):
    """What shutil tells of a disk."""

    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def counters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counters that begin at nothing, and a disk that is always the same."""
    fresh = Counters()
    for module in (metrics, pipeline, requests):
        monkeypatch.setattr(module, "COUNTERS", fresh)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Room(1000, 250, 700))


def scraped(client: Client) -> str:
    response = client.get("/metrics")
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return response.content.decode()


VERSIONS = (
    f'version="{state.versions()["明账"]}",python="{platform.python_version()}",'
    f'django="{django.__version__}",weasyprint="{weasyprint.__version__}"'
)

INFO = f"""\
# HELP mingzhang_info Versions of the software.
# TYPE mingzhang_info gauge
mingzhang_info{{{VERSIONS}}} 1
# HELP mingzhang_database_up Whether the database answers.
# TYPE mingzhang_database_up gauge
"""

DISK = """\
# HELP mingzhang_disk_size_bytes Size of the disk of DATA_DIR.
# TYPE mingzhang_disk_size_bytes gauge
mingzhang_disk_size_bytes 1000
# HELP mingzhang_disk_free_bytes Room left on the disk of DATA_DIR.
# TYPE mingzhang_disk_free_bytes gauge
mingzhang_disk_free_bytes 700
"""

WORLD = """\
mingzhang_database_up 1
# HELP mingzhang_jobs Background jobs by task and state.
# TYPE mingzhang_jobs gauge
mingzhang_jobs{task="publish",state="queued"} 2
mingzhang_jobs{task="publish",state="running"} 1
mingzhang_jobs{task="publish",state="done"} 2
mingzhang_jobs{task="publish",state="failed"} 0
mingzhang_jobs{task="read",state="queued"} 0
mingzhang_jobs{task="read",state="running"} 0
mingzhang_jobs{task="read",state="done"} 0
mingzhang_jobs{task="read",state="failed"} 1
# HELP mingzhang_job_waiting_seconds How long the oldest job that may be run has been waiting.
# TYPE mingzhang_job_waiting_seconds gauge
mingzhang_job_waiting_seconds 90
# HELP mingzhang_job_seconds Last attempts of the jobs that are done, by task.
# TYPE mingzhang_job_seconds summary
mingzhang_job_seconds_sum{task="publish"} 7.5
mingzhang_job_seconds_count{task="publish"} 2
# HELP mingzhang_disclosures Disclosures by the state of the version in hand.
# TYPE mingzhang_disclosures gauge
mingzhang_disclosures{state="draft"} 1
mingzhang_disclosures{state="published"} 1
# HELP mingzhang_publications Published versions, also superseded ones.
# TYPE mingzhang_publications gauge
mingzhang_publications 1
# HELP mingzhang_publications_current Versions the public reads now.
# TYPE mingzhang_publications_current gauge
mingzhang_publications_current 1
# HELP mingzhang_published_files Files rendered for published versions, by format.
# TYPE mingzhang_published_files gauge
mingzhang_published_files{format="html"} 1
mingzhang_published_files{format="json"} 1
# HELP mingzhang_events Number of the newest event.
# TYPE mingzhang_events gauge
mingzhang_events 0
"""


def job(key: int, task: str, **changes: object) -> None:
    Job.objects.create(task=task, key=key, label="某某局", **changes)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two disclosures, one of them published, and six jobs."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    unit = Unit.objects.create(name="某某局", slug="bureau", region="某市")
    Disclosure.objects.create(unit=unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    old = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    drafts.published(old, {"html": b"<p>", "json": b"{}"})
    job(1, "publish", due_at=now - timedelta(seconds=90))
    job(2, "publish", due_at=now + timedelta(hours=1))
    job(3, "publish", state="running", claim=uuid4(), lease_until=now + timedelta(minutes=1))
    for key, seconds in ((4, 2.5), (5, 5)):
        begun = now - timedelta(seconds=seconds)
        job(key, "publish", state="done", started_at=begun, finished_at=now)
    job(6, "read", state="failed", error="坏了", started_at=now, finished_at=now)


def test_a_small_world(client: Client, world: None) -> None:
    assert scraped(client) == INFO + WORLD + DISK


def test_what_a_process_counts(
    client: Client, world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter([0.0, 0.03, 1.0, 1.25, 5.0, 17.0, 20.0])
    monkeypatch.setattr(requests, "perf_counter", lambda: next(ticks))
    client.get("/")
    client.get("/?page=2")
    client.get("/nothing.txt")
    of_home = f'mingzhang_http_request_seconds_bucket{{{PROCESS},view="home",le='
    of_none = f'mingzhang_http_request_seconds_bucket{{{PROCESS},view="none",le='
    bounds = ("0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf")
    home = zip(bounds, (0, 1, 1, 2, 2, 2, 2, 2, 2, 2), strict=True)
    none = zip(bounds, (0, 0, 0, 0, 0, 0, 0, 0, 0, 1), strict=True)
    total = f"mingzhang_http_requests_total{{{PROCESS},method="
    assert scraped(client).removeprefix(INFO + WORLD + DISK).splitlines() == [
        "# HELP mingzhang_http_requests_total Requests answered by this process.",
        "# TYPE mingzhang_http_requests_total counter",
        f'{total}"GET",status="200",view="home"}} 2',
        f'{total}"GET",status="404",view="none"}} 1',
        "# HELP mingzhang_http_request_seconds How long requests took.",
        "# TYPE mingzhang_http_request_seconds histogram",
        *(f'{of_home}"{bound}"}} {number}' for bound, number in home),
        f'mingzhang_http_request_seconds_sum{{{PROCESS},view="home"}} 0.28',
        f'mingzhang_http_request_seconds_count{{{PROCESS},view="home"}} 2',
        *(f'{of_none}"{bound}"}} {number}' for bound, number in none),
        f'mingzhang_http_request_seconds_sum{{{PROCESS},view="none"}} 12',
        f'mingzhang_http_request_seconds_count{{{PROCESS},view="none"}} 1',
    ]


@pytest.mark.django_db
def test_what_checks_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    severities = (Severity.NOTE, Severity.ERROR, Severity.NOTE)
    found = [Finding("X-1", severity, "不平") for severity in severities]
    monkeypatch.setattr(pipeline, "run", lambda context: found)
    disclosure = drafts.empty()
    for _ in range(2):
        pipeline.prepare(disclosure)
    name = "mingzhang_findings_total"
    told = [line for line in scraped(client).splitlines() if line.startswith(name)]
    assert told == [
        f'{name}{{{PROCESS},severity="error"}} 2',
        f'{name}{{{PROCESS},severity="note"}} 4',
    ]


@pytest.mark.django_db
def test_without_a_database_the_rest_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> int:
        raise OperationalError

    monkeypatch.setattr(state, "waiting_seconds", away)
    assert scraped(client) == f"{INFO}mingzhang_database_up 0\n{DISK}"


def test_without_a_directory_there_is_no_disk(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(path: Path) -> Room:
        raise FileNotFoundError(path)

    monkeypatch.setattr(shutil, "disk_usage", missing)
    assert state.disk() is None


def test_labels_are_escaped() -> None:
    family = Family("a", "gauge", "A.", (Sample(0.5, {"x": 'a"b\\c\nd'}), Sample(2.0)))
    assert written([family, Family("b", "gauge", "B.", ())]) == (
        '# HELP a A.\n# TYPE a gauge\na{x="a\\"b\\\\c\\nd"} 0.5\na 2\n'
    )
