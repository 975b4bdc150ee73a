"""Requests: their numbers, their line in the log, slow queries."""

import logging
import re
from collections.abc import Iterator
from itertools import count

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from disclosures.observing import requests
from disclosures.telemetry.lines import Fields

pytestmark = pytest.mark.django_db

LOGGERS = ("disclosures.observing.requests", "django.request")

START = "level=INFO logger=disclosures.observing.requests request=NEW"


class Kept(logging.Handler):
    """Keeps every line as it is written, without its time and with new numbers made the same."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = Fields().format(record).split(" ", 1)[1]
        self.lines.append(re.sub(r"\brequest=[0-9a-f]{32}\b", "request=NEW", line))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on by a second whenever it is looked at."""
    seconds = count()
    monkeypatch.setattr(requests, "perf_counter", lambda: float(next(seconds)))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Filled with what is written."""
    kept = Kept()
    for name in LOGGERS:
        logging.getLogger(name).addHandler(kept)
    yield kept.lines
    for name in LOGGERS:
        logging.getLogger(name).removeHandler(kept)


def test_a_line_for_each_request_without_what_was_asked(client: Client, lines: list[str]) -> None:
    client.get("/?q=13800000000")
    assert lines == [f"{START} method=GET view=home status=200 ms=1000 message=OK"]


def test_who_it_was_is_told_by_number_alone(client: Client, lines: list[str]) -> None:
    user = User.objects.create_superuser("lihui", first_name="李会")
    client.force_login(user)
    client.get("/admin/")
    told = f"method=GET view=admin:index status=200 ms=1000 user={user.pk} message=OK"
    assert lines == [f"{START} {told}"]


def test_what_django_tells_after_the_request_has_its_number(
    client: Client, lines: list[str]
) -> None:
    client.generic("BREW", "/no/such/page/of/ours/?q=13800000000")
    assert lines == [
        f'{START} method=other view=none status=404 ms=1000 message="Not Found"',
        "level=WARNING logger=django.request request=NEW"
        ' message="Not Found: /no/such/page/of/ours/"',
    ]


def test_nobody_reads_of_probes_and_files(client: Client, lines: list[str]) -> None:
    for address in ("/healthz", "/readyz", "/metrics", "/static/css/frame.css"):
        client.get(address).close()
    assert [line for line in lines if line.startswith(START)] == []


def test_every_answer_has_another_number(client: Client) -> None:
    first, second = (client.get("/healthz")["X-Request-ID"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second


ODD = (
    "short",
    "a" * 65,
    "x" * 5000,
    "abcdefgh\nlevel=ERROR",
    "abcdefgh ij",
    "编号" * 8,
    "-abcdefgh",
)


@pytest.mark.parametrize("given", ODD)
def test_a_number_of_another_shape_is_thrown_away(
    client: Client, settings: Settings, given: str
) -> None:
    settings.TRUSTED_PROXY = True
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])


def test_a_number_is_believed_of_a_proxy_alone(client: Client, settings: Settings) -> None:
    for trusted in (True, False):
        settings.TRUSTED_PROXY = trusted
        answer = client.get("/healthz", headers={"X-Request-ID": "f3a1-2b.C_d"})
        assert (answer["X-Request-ID"] == "f3a1-2b.C_d") is trusted


@pytest.mark.parametrize(("least", "is_told"), [(0, False), (1000, True), (1001, False)])
def test_a_slow_query_is_told_without_what_it_was_asked_with(
    client: Client, settings: Settings, lines: list[str], least: int, is_told: bool
) -> None:
    client.force_login(User.objects.create_superuser("lihui"))
    settings.SLOW_QUERY_MS = least
    client.get("/admin/auth/user/?q=13800000000")
    *queries, last = lines
    assert "view=admin:auth_user_changelist status=200" in last
    assert bool(queries) is is_told
    start = "level=WARNING logger=disclosures.observing.requests request=NEW ms=1000"
    assert all(line.startswith(f'{start} message="slow query: ') for line in queries)
    assert any("%s" in line for line in queries) is is_told
    assert "13800000000" not in "".join(lines)
