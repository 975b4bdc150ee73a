"""What the runners told while they published, and what came of it."""

import os
from pathlib import Path

from django.db import connection

from disclosures.models import Disclosure, Job, Prose
from tests.disclosures.jobs.publishing import gate, log


def told(what: str) -> list[int]:
    """The keys of which the runners told this."""
    lines = log().read_text("utf-8").splitlines() if log().exists() else []
    return sorted(int(line.split()[1]) for line in lines if line.split()[0] == what)


def hold(point: str, draft: Disclosure) -> Path:
    """Makes the job of ``draft`` wait at ``point``."""
    pipe = gate(point, draft.pk)
    os.mkfifo(pipe)
    return pipe


def let_go(pipe: Path) -> None:
    """Lets the job go on, and any later run of it pass."""
    with pipe.open("wb"):
        pipe.unlink()


def cut_all() -> int:
    """Ends every connection to the database but this one; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def all_done() -> bool:
    return not Job.objects.unfinished().exists()


def assert_each_is_published_once(drafts: list[Disclosure]) -> None:
    effects = Prose.objects.order_by("disclosure", "name").values_list("disclosure", "name")
    assert list(effects) == [(draft.pk, "effect-1") for draft in drafts]
    assert set(Job.objects.values_list("state", "result")) == {("done", "已公开第 1 版")}
    assert sorted(set(told("end"))) == [draft.pk for draft in drafts]
