"""nginx before the application answers every public address as the application itself does."""

import http.client
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pytest_django.live_server_helper import LiveServer

from disclosures.renderers import SUFFIXES
from tests.disclosures.site.life import Life
from tests.nginx import configured

OF_THE_SERVER = {
    *("connection", "date", "server", "etag", "accept-ranges", "keep-alive", "x-request-id"),
}
"""Headers in which two servers may differ; of ETag only that it is there is compared."""

NAMES = [f"disclosure.{suffix}" for suffix in ("zip", *SUFFIXES.values())]


class Answer(NamedTuple):
    """What came back; header names in small letters."""

    status: int
    headers: dict[str, str]
    content: bytes


def ask(
    port: int, address: str, given: dict[str, str] | None = None, method: str = "GET"
) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, address, headers={"Host": "localhost", **(given or {})})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def comparable(answer: Answer) -> Answer:
    """Without what servers may differ in; the order of a policy's directives says nothing."""
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_SERVER}
    if policy := headers.get("content-security-policy"):
        headers["content-security-policy"] = "; ".join(sorted(policy.split("; ")))
    if answer.status == 200 or "etag" in answer.headers:
        headers["etag"] = str("etag" in answer.headers)
    return answer._replace(headers=headers)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def nginx(data_dir: Path, tmp_path: Path) -> Iterator[Callable[[int, bool], int]]:
    """Starts an nginx before the application at a port; the port of the nginx."""
    started = []

    def start(application: int, https: bool) -> int:
        port = free_port()
        home = tmp_path / f"nginx-{port}"
        home.mkdir()
        command = configured(home, data_dir, port, application, https)
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        started.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except ConnectionRefusedError:
                continue
            return port
        raise AssertionError("nginx did not start")

    yield start
    for process in started:
        process.terminate()
        process.wait()


def test_every_address_as_the_application_answers_it(
    life: Life, live_server: LiveServer, nginx: Callable[[int, bool], int]
) -> None:
    application = live_server.thread.port
    port = nginx(application, False)
    address = life.disclosure.get_absolute_url()
    folders = ("", "v1/", "v2/", "v3/", "v4/")
    addresses = [
        *(f"{address}{folder}{name}" for folder in folders for name in ("", *NAMES)),
        *(f"{address}{name}" for name in ("versions/", "withdrawn.html", "index.html", "v1")),
        *("/", "/verify/", "/nothing/2020/department_budget/", "/static/css/frame.css"),
    ]
    packings: tuple[dict[str, str], ...] = ({}, {"Accept-Encoding": "gzip"})

    def compare() -> list[int]:
        statuses = []
        for one in addresses:
            for given in packings:
                by_nginx, by_application = ask(port, one, given), ask(application, one, given)
                assert comparable(by_nginx).headers == comparable(by_application).headers, one
                assert comparable(by_nginx) == comparable(by_application), one
                statuses.append(by_nginx.status)
        return statuses

    published = compare()
    assert {200, 404, 410} <= set(published)
    served = ask(port, f"{address}disclosure.json")
    assert served.headers["server"] == "nginx"
    again = ask(port, f"{address}disclosure.json", {"If-None-Match": served.headers["etag"]})
    assert (again.status, again.content) == (304, b"")
    part = ask(port, f"{address}disclosure.pdf", {"Range": "bytes=0-3"})
    assert (part.status, part.content) == (206, b"%PDF")

    life.withdraw("含有工作秘密，依法不予公开")
    assert ask(port, f"{address}disclosure.json").status == 410
    compare()


def test_baked_files_are_read_while_the_application_is_down(
    life: Life, nginx: Callable[[int, bool], int]
) -> None:
    port = nginx(free_port(), False)
    address = life.disclosure.get_absolute_url()
    assert ask(port, address).status == 200
    assert ask(port, f"{address}disclosure.pdf").status == 200
    assert ask(port, "/verify/").status == 502


def test_https(life: Life, live_server: LiveServer, nginx: Callable[[int, bool], int]) -> None:
    port = nginx(live_server.thread.port, True)
    address = life.disclosure.get_absolute_url()
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    assert ask(port, address, proxied).headers["strict-transport-security"] == (
        "max-age=31536000; includeSubDomains"
    )
    by_application = ask(port, address)
    assert "strict-transport-security" not in by_application.headers


def test_sign_ins_of_one_address_are_slowed_down_and_looking_is_not(
    life: Life, nginx: Callable[[int, bool], int]
) -> None:
    port = nginx(free_port(), False)
    answers = [ask(port, "/admin/login/", method="POST").status for _ in range(100)]
    assert answers[:61] == [502] * 61
    assert 429 in answers[61:]
    assert {ask(port, "/admin/login/").status for _ in range(100)} == {502}
    other = {"X-Forwarded-For": "192.0.2.8"}
    assert ask(port, "/admin/login/", other, method="POST").status == 502
