"""Whoever publishes fifty disclosures is killed again and again: each exists once and whole."""

from collections.abc import Callable

import pytest

from disclosures.models import Job
from tests.disclosures.jobs.fifty import (
    PATIENCE,
    REAL,
    approved,
    assert_each_is_published_once,
    held,
)
from tests.disclosures.jobs.made_up import until
from tests.disclosures.jobs.processes import Runner
from tests.disclosures.jobs.witness import all_done, hold, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_at_every_point(start: Callable[..., Runner]) -> None:
    made = approved()
    for point, disclosure in held(made):
        pipe = hold(point, disclosure)
        runner = start(settings=REAL)
        until(lambda: disclosure.pk in told(point), PATIENCE)  # noqa: B023 - called here and now
        runner.kill()
        pipe.unlink()
        assert not all_done()
    start(settings=REAL)
    until(all_done, PATIENCE)
    assert_each_is_published_once(made)
    again = Job.objects.filter(key__in=[disclosure.pk for _, disclosure in held(made)])
    assert min(again.values_list("attempts", flat=True)) >= 2
