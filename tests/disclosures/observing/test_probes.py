"""What programs ask: whether the site lives, whether it can work, and its numbers."""

import tempfile
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from disclosures.models import RateLimit
from disclosures.observing import readiness

PROBES = ("/healthz", "/readyz", "/metrics")

TOKEN = "h8-bZ2_kQ7wL0pXv5RtY"

HIDDEN = "没有这样的页面。\n"


@pytest.fixture
def data(data_dir: Path) -> Path:
    """DATA_DIR, as it is at an installation."""
    data_dir.mkdir(parents=True)
    return data_dir


class Away:
    """A database that cannot be reached."""

    def cursor(self) -> None:
        raise OperationalError('connection to "10.0.0.8" failed: password of user "mingzhang"')


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "connection", Away())


def text(client: Client, address: str, status: int = 200, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/plain")
    return response.content.decode()


def test_a_process_answers_without_a_database(client: Client) -> None:
    assert text(client, "/healthz") == "ok\n"


@pytest.mark.django_db
def test_a_site_that_can_work(client: Client, data: Path) -> None:
    assert text(client, "/readyz") == "ok\n"
    assert list(data.iterdir()) == []


def test_a_database_that_is_away(client: Client, data: Path, without_database: None) -> None:
    assert text(client, "/readyz", 503) == "数据库没有应答\n"


@pytest.mark.django_db
def test_a_migration_that_was_not_run(client: Client, data: Path) -> None:
    ((app, last),) = MigrationLoader(connection).graph.leaf_nodes("disclosures")
    MigrationRecorder(connection).record_unapplied(app, last)
    assert text(client, "/readyz", 503) == f"有 1 个数据库迁移没有执行：disclosures.{last}\n"


@pytest.mark.django_db
def test_a_directory_that_is_not_there(client: Client) -> None:
    assert text(client, "/readyz", 503) == "数据目录 DATA_DIR 不能写入\n"


@pytest.mark.parametrize(
    ("address", "headers", "told"),
    [
        ("127.0.0.1", {}, "数据库没有应答\n数据目录 DATA_DIR 不能写入\n"),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, "暂时不能提供服务\n"),
        ("10.0.0.8", {}, "暂时不能提供服务\n"),
        (
            "10.0.0.8",
            {"Authorization": f"Bearer {TOKEN}"},
            "数据库没有应答\n数据目录 DATA_DIR 不能写入\n",
        ),
    ],
)
def test_who_is_told_the_reasons(
    client: Client,
    settings: Settings,
    without_database: None,
    address: str,
    headers: dict[str, str],
    told: str,
) -> None:
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/readyz", headers=headers, REMOTE_ADDR=address)
    assert (response.status_code, response.content.decode()) == (503, told)


@pytest.mark.django_db
def test_a_full_disk(client: Client, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **named: object) -> object:
        return Path("/dev/full").open("wb", buffering=0)

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert text(client, "/readyz", 503) == "数据目录 DATA_DIR 不能写入\n"


@pytest.mark.django_db
@pytest.mark.parametrize("address", PROBES)
def test_any_host_and_no_https(
    client: Client, data: Path, settings: Settings, address: str
) -> None:
    settings.ALLOWED_HOSTS = ["gk.example.cn"]
    settings.SECURE_SSL_REDIRECT = True
    for host in ("127.0.0.1:8000", "10.244.0.7", "a b", ""):
        assert client.get(address, headers={"Host": host}).status_code == 200
    assert client.get("/", headers={"Host": "127.0.0.1"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("address", PROBES)
def test_what_every_answer_is_like(client: Client, data: Path, address: str) -> None:
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    assert not RateLimit.objects.exists()


@pytest.mark.django_db
def test_no_session_is_asked_for(
    client: Client, data: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.cookies["sessionid"] = "a" * 32
    with django_assert_num_queries(0):
        client.get("/healthz")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.8.9.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("10.0.0.8", {}, 404),
        ("::ffff:10.0.0.8", {}, 404),
        ("", {}, 404),
        ("nonsense", {}, 404),
        # A proxy on the same machine.
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 404),
        ("127.0.0.1", {"X-Real-IP": "203.0.113.9"}, 404),
        # The token counts from wherever it comes.
        ("10.0.0.8", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("127.0.0.1", {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "10.0.0.8"}, 200),
        ("10.0.0.8", {"Authorization": f"Bearer {TOKEN}x"}, 404),
        ("10.0.0.8", {"Authorization": "Bearer 口令"}, 404),
        ("10.0.0.8", {"Authorization": TOKEN}, 404),
        ("10.0.0.8", {"Authorization": ""}, 404),
    ],
)
def test_who_is_told_the_numbers(
    client: Client, settings: Settings, address: str, headers: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert response.status_code == status
    assert (response.content.decode() == HIDDEN) is (status == 404)


@pytest.mark.parametrize("given", ["Bearer ", "Bearer", "Bearer None"])
def test_without_a_token_none_is_right(client: Client, settings: Settings, given: str) -> None:
    settings.METRICS_TOKEN = ""
    response = client.get("/metrics", headers={"Authorization": given}, REMOTE_ADDR="10.0.0.8")
    assert response.status_code == 404
