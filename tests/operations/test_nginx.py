"""nginx before the application answers every public address as the application itself does."""

import http.client
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer, DatagramRequestHandler, ThreadingUDPServer
from threading import Thread
from typing import NamedTuple, Protocol, Self

import pytest
from pytest_django.live_server_helper import LiveServer

from disclosures.opendata.archives import Region, build
from disclosures.publication import rendering
from disclosures.renderers import FORMATS, Format
from disclosures.site.addresses import GONE, PAGE, link_of
from disclosures.site.comparing import GZIP
from tests.disclosures.site.life import Life
from tests.nginx import LOG, RESOLVER, configured
from tests.operations.machines import free_port, until

OF_THE_SERVER = {
    *("connection", "date", "server", "etag", "accept-ranges", "keep-alive", "x-request-id"),
}
"""Headers in which two servers may differ; of ETag only that it is there is compared."""

QUICK_FILES = [f"disclosure.{suffix}" for suffix in ("html", "json", "pdf", "zip")]
FILES = [f"disclosure.{suffix}" for suffix in ("csv", "html", "json", "pdf", "txt", "xlsx", "zip")]
"""The files of a version in few formats, and in all."""

FIGURES = [
    f"figures/{table}/"
    for table in (
        *("appropriation", "expenditure", "general_public", "general_public_basic"),
        *("government_fund", "income", "income_expenditure", "item_budget", "matters"),
        *("reception_occasions", "sentences", "state_capital", "three_public"),
    )
]
"""The pages about figures."""

WHOLE = ["", "datapackage.json", *FILES, *FIGURES]
BAKED = [
    *WHOLE,
    *(f"v3/{name}" for name in ("", *QUICK_FILES, *FIGURES)),
    *(f"v4/{name}" for name in WHOLE),
    "versions/",
]
"""What lies on the disk of a disclosure of which four versions were published, two withdrawn."""

LARGE = 48 * 1024 * 1024
"""Bytes that no buffer of a connection holds."""


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


class Start(Protocol):
    """Starts an nginx before the application at a port; the port of the nginx."""

    def __call__(
        self,
        application: int,
        https: bool = False,
        named: str = "127.0.0.1",
        resolver: str = RESOLVER,
    ) -> int: ...


@pytest.fixture
def nginx(data_dir: Path, tmp_path: Path) -> Iterator[Start]:
    """What starts it; each is stopped in the end."""
    started = []

    def start(
        application: int,
        https: bool = False,
        named: str = "127.0.0.1",
        resolver: str = RESOLVER,
    ) -> int:
        port = free_port()
        home = home_of(tmp_path, port)
        home.mkdir()
        command = configured(
            home, data_dir, port, application, https, named=named, resolver=resolver
        )
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        started.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        until(lambda: listens(port))
        return port

    yield start
    for process in started:
        process.terminate()
        process.wait()


def home_of(folder: Path, port: int) -> Path:
    """The files of the nginx at ``port``."""
    return folder / f"nginx-{port}"


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True


class InThread(BaseServer):
    """A server that answers from a thread of its own until its block ends."""

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever).start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.shutdown()
        self.server_close()


class Application(InThread, ThreadingHTTPServer):
    """Stands for the application: says its name, and remembers the headers it was asked with.

    Of a download its name is the file that is handed over.
    """

    def __init__(self, name: str = "", host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), Asked)
        self.name = name
        self.headers: list[dict[str, str]] = []
        self.answered = 0


class Asked(BaseHTTPRequestHandler):
    """A request to it."""

    server: Application

    def do_GET(self) -> None:
        self.server.headers.append(dict(self.headers))
        content = self.server.name.encode()
        self.send_response(200)
        if self.path.startswith("/downloads/"):
            self.send_header("X-Accel-Redirect", self.server.name)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.server.answered += 1

    def log_message(self, format: str, *args: object) -> None:
        """Be silent."""


class Names(InThread, ThreadingUDPServer):
    """A name server that knows every name by the same address, for ten minutes as Docker's does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Looked)
        self.found = "127.0.0.1"
        self.looked_up: list[bytes] = []


class Looked(DatagramRequestHandler):
    """A question to it: a header of 12 bytes, then the name, its type and class."""

    server: Names

    def handle(self) -> None:
        packet = self.rfile.read()
        asked = packet[12 : packet.index(b"\0", 12) + 5]
        self.server.looked_up.append(asked)
        counts = b"\x81\x80" + bytes((0, 1, 0, 1, 0, 0, 0, 0))
        record = bytes((0xC0, 12, 0, 1, 0, 1)) + (600).to_bytes(4, "big") + bytes((0, 4))
        found = socket.inet_aton(self.server.found)
        self.wfile.write(packet[:2] + counts + asked + record + found)


@pytest.fixture
def whole(life: Life, monkeypatch: pytest.MonkeyPatch) -> Life:
    """The same with a fourth version, of which there is every file that there may be."""

    def quick(name: str, of: Format) -> Format:
        if name == "html":
            return of
        start = "%PDF" if name == "pdf" else name
        return of._replace(render=lambda document: f"{start} {document.title}".encode())

    every = {name: quick(name, of) for name, of in FORMATS.items()}
    monkeypatch.setattr(rendering, "FORMATS", every)
    life.correct("补充公开各种格式", lambda: None)
    return life


def baked(folder: Path) -> list[str]:
    """The parts of addresses for which a file lies below ``folder``."""
    files = {path for path in folder.rglob("*") if path.is_file() and path.suffix != GZIP}
    parts = {str(path.relative_to(folder)) for path in files if path.name != GONE}
    return sorted(part.removesuffix(PAGE) for part in parts)


def test_every_address_as_the_application_answers_it(
    whole: Life, live_server: LiveServer, nginx: Start
) -> None:
    application = live_server.thread.port
    port, alone = nginx(application), nginx(free_port())
    address = whole.address
    assert baked(link_of(whole.disclosure).resolve()) == sorted(BAKED)
    addresses = [
        *(f"{address}{part}" for part in BAKED),
        *(f"{address}v1/{name}" for name in WHOLE),
        *(f"{address}v3/{name}" for name in ("datapackage.json", "disclosure.csv")),
        *(f"{address}{name}" for name in ("v5/", "withdrawn.html", "index.html", "v1")),
        *(f"{address}{name}" for name in ("figures/", "figures/nothing/", "datapackage.csv")),
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
    assert published[: 2 * len(BAKED)] == [200] * 2 * len(BAKED)
    assert {200, 404, 410} == set(published)
    # Before an application that is down: whatever is answered, it was not asked for.
    without = {part: ask(alone, f"{address}{part}").status for part in BAKED}
    assert without == dict.fromkeys(BAKED, 200)
    assert ask(alone, "/verify/").status == ask(alone, f"{address}v1/").status == 502

    served = ask(port, f"{address}disclosure.json")
    again = ask(port, f"{address}disclosure.json", {"If-None-Match": served.headers["etag"]})
    assert (again.status, again.content) == (304, b"")
    part = ask(port, f"{address}disclosure.pdf", {"Range": "bytes=0-3"})
    assert (part.status, part.content) == (206, b"%PDF")

    whole.withdraw("含有工作秘密，依法不予公开")
    assert ask(port, f"{address}disclosure.json").status == 410
    compare()


def test_https(life: Life, live_server: LiveServer, nginx: Start) -> None:
    port = nginx(live_server.thread.port, True)
    address = life.disclosure.get_absolute_url()
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    assert ask(port, address, proxied).headers["strict-transport-security"] == (
        "max-age=31536000; includeSubDomains"
    )
    by_application = ask(port, address)
    assert "strict-transport-security" not in by_application.headers


def test_sign_ins_of_one_address_are_slowed_down_and_looking_is_not(nginx: Start) -> None:
    port = nginx(free_port())
    answers = [ask(port, "/admin/login/", method="POST").status for _ in range(100)]
    assert answers[:61] == [502] * 61
    assert 429 in answers[61:]
    assert {ask(port, "/admin/login/").status for _ in range(100)} == {502}
    other = {"X-Forwarded-For": "192.0.2.8"}
    assert ask(port, "/admin/login/", other, method="POST").status == 502


@pytest.mark.parametrize("probe", ["/readyz", "/metrics"])
def test_what_asks_the_database_is_not_asked_without_end(nginx: Start, probe: str) -> None:
    with Application() as application:
        port = nginx(application.server_port)
        answers = [ask(port, probe).status for _ in range(40)]
        assert answers[:10] == [200] * 10
        assert 429 in answers[10:]
        assert len(application.headers) == answers.count(200)
        assert {ask(port, "/healthz").status for _ in range(40)} == {200}
        assert ask(port, probe, {"X-Forwarded-For": "192.0.2.8"}).status == 200


def test_the_number_of_a_request_is_of_this_nginx_and_in_its_log(
    nginx: Start, data_dir: Path, tmp_path: Path
) -> None:
    page = data_dir / "published" / "site" / "li" / "2020" / "unit_budget" / PAGE
    page.parent.mkdir(parents=True)
    page.write_text("page")
    given = {"X-Request-ID": "chosen-by-a-visitor", "User-Agent": 'a "b"'}
    with Application("answer") as application:
        port = nginx(application.server_port)
        assert ask(port, "/search/?q=%E7%BB%8F%E8%B4%B9", given).content == b"answer"
        (asked,) = application.headers
        from_disk = ask(port, "/li/2020/unit_budget/?q=2", given)
        assert (from_disk.content, len(application.headers)) == (b"page", 1)
    log = home_of(tmp_path, port) / LOG
    until(lambda: log.read_text("utf-8").count("\n") == 2)
    line = (
        r"time=\S+ request=([0-9a-f]{32}) address=127\.0\.0\.1 method=GET "
        r'path="([^"]*)" status=200 bytes=\d+ seconds=[\d.]+ agent="a \\"b\\""'
    )
    lines = log.read_text("utf-8").splitlines()
    found = [match.groups() for one in lines if (match := re.fullmatch(line, one))]
    assert found == [
        (asked["X-Request-ID"], "/search/"),
        (from_disk.headers["x-request-id"], "/li/2020/unit_budget/"),
    ]


def test_an_application_with_a_new_address_is_found(nginx: Start) -> None:
    with Names() as names, Application("old") as old:
        with Application("new", "127.0.0.2", old.server_port):
            place = f"127.0.0.1:{names.server_address[1]} valid=1s"
            port = nginx(old.server_port, named="web", resolver=place)
            assert ask(port, "/search/").content == b"old"
            names.found = "127.0.0.2"
            until(lambda: ask(port, "/search/").content == b"new")
    assert set(names.looked_up) == {b"\3web\0\0\1\0\1"}  # addresses of IPv4, nothing else


def test_a_zip_whole_and_in_parts(life: Life, live_server: LiveServer, nginx: Start) -> None:
    region = Region(life.disclosure.year, life.disclosure.unit.region)
    assert build(region)
    whole, size = region.file.read_bytes(), region.file.stat().st_size
    port, application = nginx(live_server.thread.port), live_server.thread.port
    etag = ask(application, region.address).headers["etag"]

    def compare(status: int, content: bytes, method: str = "GET", **given: str) -> None:
        headers = {name.replace("_", "-"): value for name, value in given.items()}
        by_nginx, by_application = (
            ask(one, region.address, headers, method) for one in (port, application)
        )
        assert (by_nginx.status, by_nginx.content) == (status, content)
        assert by_nginx.headers.get("etag") == by_application.headers.get("etag")
        assert comparable(by_nginx) == comparable(by_application)

    compare(200, whole)
    compare(200, b"", "HEAD")
    compare(206, whole[3:9], Range="bytes=3-8")
    compare(206, whole[-5:], Range="bytes=-5", If_Range=etag)
    compare(200, whole, Range="bytes=3-8", If_Range='"another"')
    compare(416, b"", Range=f"bytes={size}-")
    compare(304, b"", If_None_Match=etag)
    assert ask(port, f"/handed-over/{region.year}/{region.key}.zip").status == 404
    region.file.unlink()
    assert ask(port, region.address).status == 503


def test_slow_readers_of_large_files_hold_no_thread(nginx: Start, data_dir: Path) -> None:
    file = data_dir / "published" / "downloads" / "2020" / "region.zip"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(LARGE))
    with Application("/handed-over/2020/region.zip") as application, ExitStack() as stack:
        port = nginx(application.server_port)
        for _ in range(3):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(b"GET /downloads/2020/region.zip HTTP/1.1\r\nHost: localhost\r\n\r\n")
        until(lambda: application.answered == 3)
        assert ask(port, "/downloads/2020/region.zip").content == bytes(LARGE)
