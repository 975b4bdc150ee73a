"""A worker that publishes fifty disclosures is cut off from the database again and again.

With PostgreSQL alone: SQLite is a file.
"""

from collections.abc import Callable

import pytest

from tests.disclosures.jobs.fifty import (
    PATIENCE,
    REAL,
    approved,
    assert_each_is_published_once,
    held,
)
from tests.disclosures.jobs.made_up import until
from tests.disclosures.jobs.processes import Runner
from tests.disclosures.jobs.witness import all_done, cut_all, hold, let_go, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_cut_off_at_every_point(start: Callable[..., Runner]) -> None:
    made = approved()
    start(settings=REAL)
    for point, disclosure in held(made):
        pipe = hold(point, disclosure)
        until(lambda: disclosure.pk in told(point), PATIENCE)  # noqa: B023 - called here and now
        assert cut_all() >= 2
        let_go(pipe)
    until(all_done, PATIENCE)
    assert_each_is_published_once(made)
