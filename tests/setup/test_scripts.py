"""The small scripts of setup/: what they say and when."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from setup import health, port


class Site(BaseHTTPRequestHandler):
    """Answers a host by the status that is its first name, and counts on https being told."""

    def do_GET(self) -> None:
        assert self.headers["X-Forwarded-Proto"] == "https"
        self.send_response(int(self.headers["Host"].split(".")[0]))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Be silent."""


@pytest.fixture
def site() -> Iterator[int]:
    """The port of a site on this machine."""
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "80.5"])
def test_a_port_is_a_number(text: str) -> None:
    assert port.main(text) == f"PORT 应为 1 到 65535 之间的整数，现为“{text}”。"


def test_a_taken_port_is_told_with_another_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        other = number % 65535 + 1
        assert port.main(str(number)) == (
            f"端口 {number} 已被占用；请换一个端口，如：PORT={other} make run"
        )
    assert port.main(str(number)) is None


@pytest.mark.parametrize(
    ("hosts", "answer"),
    [
        ("200.example.cn,500.example.cn", None),
        (".301.example.cn", None),
        ("500.example.cn", "应答 500"),
        ("400.example.cn", "应答 400"),
    ],
)
def test_health(monkeypatch: pytest.MonkeyPatch, site: int, hosts: str, answer: str | None) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    assert health.main(site) == answer


def test_a_site_that_is_not_there_is_not_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number = probe.getsockname()[1]
    assert health.main(number) == "没有应答：[Errno 111] Connection refused"
