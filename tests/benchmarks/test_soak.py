"""What a soak makes of what it measured: what is excused by a kill, lost, and grown."""

from email.message import Message

import pytest

from benchmarks.soak.measuring import Kill, Measured, Request, faults_table, grown
from tests.operations.visitor import Answer


def request(web: str, begun: float, ended: float, status: int) -> Request:
    return Request("reader: home", web, begun, ended, status, status == 200)


@pytest.mark.parametrize(
    ("one", "excused"),
    [
        (request("web-2", 90, 101, 0), True),
        (request("web-2", 105, 106, 502), True),
        (request("web-2", 119, 121, 0), True),
        (request("web-2", 90, 99, 500), False),
        (request("web-2", 121, 122, 500), False),
        (request("web-1", 105, 106, 500), False),
    ],
)
def test_only_a_dead_process_is_excused(one: Request, excused: bool) -> None:
    measured = Measured([one], [Kill("web-2", 100, 120)])
    assert list(measured.unwanted()) == ([] if excused else [one])


def test_a_process_is_dead_until_it_is_ready_again() -> None:
    kill = Kill("web-2", 100)
    measured = Measured(kills=[kill])
    assert measured.was_dead("web-2", 10_000)
    kill.ready = 120
    assert not measured.was_dead("web-2", 10_000)


def test_what_went_wrong_by_process() -> None:
    wrong = [("web-2", 105.0, 0), ("web-2", 106.0, 503), ("web-2", 130.0, 500), ("web-1", 1.0, 404)]
    measured = Measured(
        [request(web, at, at + 1, status) for web, at, status in wrong], [Kill("web-2", 100, 120)]
    )
    assert list(faults_table(measured, ["web-1", "web-2"]))[2:] == [
        "| web-1 | 0 | 0 | 0 | 0 | 0 | 1 |",
        "| web-2 | 20 | 1 | 1 | 0 | 1 | 0 |",
    ]


def test_an_answer_that_was_not_wanted_is_none() -> None:
    measured = Measured()
    refused = Answer(409, Message(), b"")

    def unreachable() -> Answer:
        raise ConnectionRefusedError

    assert measured.ask("move", "web-1", lambda: refused) is None
    assert measured.ask("move", "web-1", lambda: refused, {302, 409}) is refused
    assert measured.ask("move", "web-1", unreachable) is None
    assert [(one.status, one.wanted) for one in measured.requests] == [
        (409, False),
        (409, True),
        (0, False),
    ]


def test_memory_is_flat_below_a_tenth_more() -> None:
    flat, growing = [200.0, 400.0, 200.0, 200.0, 219.0, 219.0, 219.0], [200.0, 205.0, 220.0]
    measured = Measured(memory={"web-1": flat, "worker-1": growing})
    assert grown(measured) == ["memory of worker-1 grew from 200 to 220 MB"]
