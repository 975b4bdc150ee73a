"""The small scripts of setup/: what they say and when."""

import os
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from setup import health, port


class Site(BaseHTTPRequestHandler):
    """Answers /readyz as ``answer`` says: a status, and the text beside it."""

    answer = (200, "ok\n")

    def do_GET(self) -> None:
        status, text = self.answer if self.path == "/readyz" else (404, "")
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

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
    ("status", "text", "fault"),
    [
        (200, "ok\n", None),
        (503, "数据库没有应答\n", "应答 503：数据库没有应答"),
        (301, "", "应答 301："),
        (400, "", "应答 400："),
    ],
)
def test_health(
    monkeypatch: pytest.MonkeyPatch, site: int, status: int, text: str, fault: str | None
) -> None:
    monkeypatch.setattr(Site, "answer", (status, text))
    assert health.main(str(site)) == fault


def test_a_site_that_is_not_there_is_not_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number = probe.getsockname()[1]
    assert health.main(str(number)) == "没有应答：[Errno 111] Connection refused"


@pytest.mark.parametrize(("silence", "fault"), [(0, None), (60, None), (61, "已有 61 秒没有动静")])
def test_a_worker_that_is_heard_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, silence: int, fault: str | None
) -> None:
    sign = tmp_path / "worker"
    sign.touch()
    os.utime(sign, (1_000, 1_000))
    monkeypatch.setattr(health, "time", lambda: 1_000 + silence)
    assert health.main(str(sign)) == fault


def test_a_worker_that_was_never_heard_of(tmp_path: Path) -> None:
    sign = tmp_path / "worker"
    missing = f"没有动静：[Errno 2] No such file or directory: '{sign}'"
    assert health.main(str(sign)) == missing
