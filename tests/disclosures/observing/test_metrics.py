"""The numbers for Prometheus: their whole text for a small world."""

import os
import platform
import re
import shutil
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import django
import pytest
import weasyprint
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures import pipeline, renderers, tallies
from disclosures.checks.finding import Finding, Severity
from disclosures.models import Disclosure, Job, Kind, Unit
from disclosures.observing import metrics, requests, state
from disclosures.observing.exposition import Family, Sample, written
from disclosures.telemetry.counting import Counters
from tests.disclosures import drafts
from tests.disclosures.site.life import Life

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
    for module in (metrics, requests):
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
# HELP mingzhang_render_failures_total Files that could not be made, by format.
# TYPE mingzhang_render_failures_total counter
mingzhang_render_failures_total{format="html"} 0
mingzhang_render_failures_total{format="pdf"} 0
mingzhang_render_failures_total{format="xlsx"} 0
mingzhang_render_failures_total{format="csv"} 0
mingzhang_render_failures_total{format="json"} 0
mingzhang_render_failures_total{format="text"} 0
mingzhang_render_failures_total{format="pack"} 0
# HELP mingzhang_findings_total Findings told by checks, by severity.
# TYPE mingzhang_findings_total counter
mingzhang_findings_total{severity="error"} 0
mingzhang_findings_total{severity="warning"} 0
mingzhang_findings_total{severity="note"} 0
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
        tallies.flush()
    name = "mingzhang_findings_total"
    assert told(client, name) == [
        f"# HELP {name} Findings told by checks, by severity.",
        f"# TYPE {name} counter",
        f'{name}{{severity="error"}} 2',
        f'{name}{{severity="warning"}} 0',
        f'{name}{{severity="note"}} 4',
    ]


@pytest.mark.django_db
def test_files_made_anywhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes make files; each adds what it counted to the numbers of all."""
    for process in ({"pdf": 0.5, "xlsx": 0.25}, {"pdf": 7.0, "xlsx": 12.0}):
        for format, seconds in process.items():
            ticks = partial(next, count(1.0, seconds))
            monkeypatch.setattr(renderers, "perf_counter", ticks)
            with renderers.counted(format):
                pass
        tallies.flush()
    with pytest.raises(MemoryError):
        fail_to_make("pdf")
    tallies.flush()
    name = "mingzhang_render_seconds"
    bounds = ("0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf")
    pdf = zip(bounds, (0, 0, 0, 0, 1, 1, 1, 1, 2, 2), strict=True)
    xlsx = zip(bounds, (0, 0, 0, 1, 1, 1, 1, 1, 1, 2), strict=True)
    assert told(client, name) == [
        f"# HELP {name} How long files took to be made, of drafts and of versions, by format.",
        f"# TYPE {name} histogram",
        *(f'{name}_bucket{{format="pdf",le="{bound}"}} {number}' for bound, number in pdf),
        f'{name}_sum{{format="pdf"}} 7.5',
        f'{name}_count{{format="pdf"}} 2',
        *(f'{name}_bucket{{format="xlsx",le="{bound}"}} {number}' for bound, number in xlsx),
        f'{name}_sum{{format="xlsx"}} 12.25',
        f'{name}_count{{format="xlsx"}} 2',
    ]
    assert told(client, "mingzhang_render_failures_total")[2:4] == [
        'mingzhang_render_failures_total{format="html"} 0',
        'mingzhang_render_failures_total{format="pdf"} 1',
    ]


@pytest.mark.django_db
def test_the_files_of_a_version_and_of_a_draft(client: Client, life: Life) -> None:
    life.publish()
    client.force_login(User.objects.create_superuser("chief"))
    client.get(reverse("admin:desk_preview_file", args=(life.disclosure.pk, "disclosure.json")))
    name = "mingzhang_render_seconds_count"
    assert [line for line in told(client, "mingzhang_render_seconds") if name in line] == [
        f'{name}{{format="html"}} 1',
        f'{name}{{format="json"}} 2',
        f'{name}{{format="pack"}} 1',
        f'{name}{{format="pdf"}} 1',
    ]


def fail_to_make(format: str) -> None:
    with renderers.counted(format):
        raise MemoryError


def told(client: Client, name: str) -> list[str]:
    """The lines about the numbers of this name."""
    about = re.compile(rf"(# (HELP|TYPE) )?{name}(_bucket|_sum|_count)?[{{ ]")
    return [line for line in scraped(client).splitlines() if about.match(line)]


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
