"""Numbers that all processes add to: when they do, what it costs, and that nothing is lost."""

from threading import Thread

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from disclosures import jobs, tallies
from disclosures.models import Tally
from disclosures.telemetry.counting import SHARED, Durations
from tests.disclosures.jobs.made_up import queued

pytestmark = pytest.mark.django_db

STATEMENTS = {"sqlite": 4, "postgresql": 1}
"""With SQLite three more: how long is waited for its lock."""


def held() -> list[tuple[str, str, float]]:
    return [*Tally.objects.order_by("name", "labels").values_list("name", "labels", "amount")]


def test_everything_is_added_in_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for amount in (1.0, 2.5):
        SHARED.add("b", amount, size="大", colour="red")
        SHARED.add("a")
        with django_assert_num_queries(STATEMENTS[connection.vendor]):
            tallies.flush()
    assert held() == [("a", "{}", 2.0), ("b", '{"colour": "red", "size": "大"}', 3.5)]
    with django_assert_num_queries(0):
        tallies.flush()


def test_what_the_database_does_not_take_is_added_with_what_comes_next(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Nobody who counted nothing asks a database that is away: pages are read without it."""

    def refuse(amounts: object) -> None:
        raise OperationalError

    SHARED.add("a")
    with monkeypatch.context() as patch:
        patch.setattr(tallies, "_add", refuse)
        tallies.flush()
    with django_assert_num_queries(0):
        client.get("/healthz")
    SHARED.add("a")
    tallies.flush()
    assert held() == [("a", "{}", 2.0)]


def test_each_thread_adds_what_it_counted() -> None:
    thread = Thread(target=SHARED.add, args=("a",))
    thread.start()
    thread.join()
    assert SHARED.drain() == {}


def test_classes_of_an_older_version_count_in_the_next_greater_one() -> None:
    Tally.objects.create(name="a_bucket", labels='{"le": "0.3"}', amount=2)
    Tally.objects.create(name="a_bucket", labels='{"le": "60.0"}', amount=1)
    Tally.objects.create(name="a_sum", labels="{}", amount=41.5)
    assert tallies.durations("a") == {(): Durations((0, 0, 0, 0, 2, 0, 0, 0, 0, 1), 41.5)}


def test_at_the_end_of_a_request(client: Client) -> None:
    SHARED.add("a")
    client.get("/healthz")
    assert held() == [("a", "{}", 1.0)]


@pytest.mark.parametrize("fails", [False, True])
def test_at_the_end_of_a_job(fails: bool) -> None:
    def counting(key: int, by: object, progress: jobs.Progress) -> str:
        SHARED.add("a")
        if fails:
            raise jobs.Failed("不行")
        return "好"

    jobs.run(queued(counting).pk)
    assert held() == [("a", "{}", 1.0)]
