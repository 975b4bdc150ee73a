"""Runners that publish twenty made-up disclosures, and what is asked of them afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from django.conf import settings

from disclosures import jobs
from disclosures.models import Disclosure
from tests.disclosures.jobs.made_up import disclosures
from tests.disclosures.jobs.processes import SETTINGS, Runner
from tests.disclosures.jobs.publishing import NAME

pytest.register_assert_rewrite("tests.disclosures.jobs.fifty", "tests.disclosures.jobs.witness")

OF_WORKERS = ["test_workers.py", "test_publications_cut.py"]
"""What is told of workers holds with PostgreSQL alone: SQLite has none."""

collect_ignore = [] if settings.ON_POSTGRESQL else OF_WORKERS

COUNT = 20

Start: TypeAlias = Callable[..., Runner]


@pytest.fixture
def start(data_dir: Path) -> Iterator[Start]:
    """Starts a runner; all of them are killed in the end."""
    data_dir.mkdir(parents=True)
    started: list[Runner] = []

    def start(*arguments: str, settings: str = SETTINGS) -> Runner:
        started.append(Runner(data_dir, *arguments, settings=settings))
        return started[-1]

    yield start
    for runner in started:
        runner.kill()


@pytest.fixture
def drafts(start: Start) -> list[Disclosure]:
    """Disclosures, each with a job to publish it."""
    drafts = disclosures(COUNT)
    for draft in drafts:
        jobs.enqueue(NAME, draft.pk, None, str(draft))
    return drafts
