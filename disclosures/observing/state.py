"""What the database and the disk say now: the queue, what is published, room, versions."""

import platform
import shutil
import sqlite3
import tomllib
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import NamedTuple

import django
from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from disclosures.models.disclosure import Disclosure
from disclosures.models.job import Job, JobState
from disclosures.models.publication import Publication
from disclosures.site.baking import is_baked

LOOKED_AT = 200
"""Disclosures, the last published ones, of which it is looked whether their pages are there."""


_WORKERS = """
SELECT count(*) FILTER (WHERE last_heartbeat > now() - interval '1 minute'), max(last_heartbeat)
FROM procrastinate_workers
"""


class Disk(NamedTuple):
    """Bytes of the file system on which DATA_DIR lies, and those the application may still use."""

    size: int
    free: int

    @property
    def percent_free(self) -> int:
        """Rounded down, so that 0 is little indeed."""
        return self.free * 100 // self.size if self.size else 0


class Database(NamedTuple):
    """The kind of the database, its version, and the bytes it takes."""

    kind: str
    version: str
    size: int


class Workers(NamedTuple):
    """How many workers were heard of within a minute, and when one was heard of last."""

    alive: int
    heard: datetime | None


def disk() -> Disk | None:
    """The room for files; None where there is no such directory."""
    try:
        found = shutil.disk_usage(settings.DATA_DIR)
    except OSError:
        return None
    return Disk(found.total, found.free)


def database() -> Database:
    """The database as it describes itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            return Database("SQLite", sqlite3.sqlite_version, cursor.fetchone()[0])
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database())"
        )
        return Database("PostgreSQL", *cursor.fetchone())


def versions() -> dict[str, str]:
    """By name the versions of what the site is made of; its own first."""
    return {
        "明账": _own_version(),
        "Python": platform.python_version(),
        "Django": django.__version__,
        "WeasyPrint": version("weasyprint"),
    }


def _own_version() -> str:
    """As pyproject.toml has it: the project is no package that could be asked."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def waiting_seconds() -> int:
    """For how long the job that may be run has waited that has waited longest; 0 without one."""
    queued = Job.objects.claimable().filter(state=JobState.QUEUED)
    oldest = queued.aggregate(oldest=Min("due_at"))["oldest"]
    return max(0, (timezone.now() - oldest) // timedelta(seconds=1)) if oldest else 0


def workers() -> Workers | None:
    """The processes that wait for jobs; None where those that serve pages run them."""
    if not settings.ON_POSTGRESQL:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS)
        return Workers(*cursor.fetchone())


def not_baked() -> list[Disclosure]:
    """Of the LOOKED_AT disclosures published last those of which a page is missing."""
    newest = Publication.objects.newest().select_related("disclosure__unit")
    published = [one.disclosure for one in newest.order_by("-published_at", "-pk")[:LOOKED_AT]]
    return [disclosure for disclosure in published if not is_baked(disclosure)]
