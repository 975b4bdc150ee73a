"""python -m benchmarks.serving [SECONDS]: a published page under load, by nginx and by the site.

nginx, configured as the site's own, serves the baked page of the demonstration; what it can do at
best is measured at another port without any rules: a file of random bytes of that size, in the same
folder. The application server serves the same page by itself. wrk asks with 32 connections, on the
same machine, in turn for five rounds; medians. It needs nginx and wrk. Nothing is kept.
"""

import gzip
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import memory
from benchmarks.table import HEAD, Row
from benchmarks.wrk import CONNECTIONS, ROUNDS, Load, load
from tests.nginx import configured

NGINX, APPLICATION, PLAIN = 8171, 8172, 8173
SITE = f"http://127.0.0.1:{APPLICATION}"

ANY_FILE = "nginx, any file of that size"

PLAIN_SERVER = """
server {{
    listen 127.0.0.1:{port}; access_log /dev/stdout;
    root {root}; include /etc/nginx/mime.types; gzip_static on;
}}
"""


def main(seconds: int) -> None:
    """Print the table as Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        environment = site(folder)
        root = folder / "data" / "published" / "site"
        page = next(path for path in sorted(root.glob("*/*/*final_accounts/index.html")))
        size = page.with_name("index.html.gz").stat().st_size
        page.with_name("any.html").write_bytes(b"")
        compressed = gzip.compress(secrets.token_bytes(size), 0)[:size]
        page.with_name("any.html.gz").write_bytes(compressed)
        address = f"/{page.parent.relative_to(root)}/"
        targets = {
            ANY_FILE: f"http://127.0.0.1:{PLAIN}{address}any.html",
            "nginx, the baked page": f"http://127.0.0.1:{NGINX}{address}",
            "the application server alone": f"{SITE}{address}",
        }
        with (
            nginx(folder, root, targets[ANY_FILE]) as server,
            application(environment) as site_itself,
        ):
            found: dict[str, list[Load]] = {name: [] for name in targets}
            for _ in range(ROUNDS):
                for name, target in targets.items():
                    found[name].append(load(target, seconds))
            held = [memory.of_session(session) for session in (server, server, site_itself)]
    print(f"{size / 1024:.1f} KB compressed, {CONNECTIONS} connections, {ROUNDS} × {seconds} s\n")
    print(HEAD)
    best = statistics.median(one.a_second for one in found[ANY_FILE])
    for (name, loads), holds in zip(found.items(), held, strict=True):
        pages = statistics.median(one.a_second for one in loads)
        p50, p99 = (statistics.median(getattr(one, of) for one in loads) for of in ("p50", "p99"))
        ratio, more = f"{pages / best:.2f} of any file", f"p50 {p50:.2f} ms, p99 {p99:.2f} ms"
        print(Row(name, f"{pages:,.0f} pages/s", ROUNDS, ratio, holds, more))


def empty(folder: Path) -> dict[str, str]:
    """The environment of an installation of its own in ``folder``, on SQLite."""
    (folder / "data").mkdir()
    return {
        **{name: text for name, text in os.environ.items() if not name.startswith("DATABASE_")},
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "DATA_DIR": str(folder / "data"),
        "SECRET_KEY": "benchmarks" * 5,
        "DEBUG": "false",
        "HTTPS": "false",
        "SITE_URL": SITE,
    }


def site(folder: Path) -> dict[str, str]:
    """The demonstration, published in ``folder``; the environment of whoever serves it."""
    environment = empty(folder)
    for command in ("migrate", "load_classification", "demo"):
        subprocess.run(
            [sys.executable, "manage.py", command],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return environment


@contextmanager
def running(command: list[str], address: str, environment: dict[str, str]) -> Iterator[int]:
    """A server, from its first answer on: the number of the session that its processes are of.

    Raises RuntimeError where another one is there already, which would answer in its place, and
    ChildProcessError where it ends by itself.
    """
    if answers(address):
        raise RuntimeError(f"something else answers at {address}")
    process = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        while process.poll() is None and not answers(address):
            pass
        if process.poll() is not None:
            raise ChildProcessError(f"{command[0]} ended with status {process.returncode}")
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def nginx(folder: Path, root: Path, answering: str) -> AbstractContextManager[int]:
    """The site's nginx, and a server without rules of its own for ``root``."""
    beside = PLAIN_SERVER.format(port=PLAIN, root=root)
    command = configured(folder, folder / "data", NGINX, APPLICATION, beside=beside)
    return running(command, answering, dict(os.environ))


def application(environment: dict[str, str], answering: str = "/") -> AbstractContextManager[int]:
    """The application server as ``make run`` starts it, once the address ``answering`` answers."""
    command = [
        *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(APPLICATION), "--workers", str(os.cpu_count())),
        *("--blocking-threads", "2", "--no-ws", "--workers-kill-timeout", "2"),
        *("--log-level", "warning", "config.wsgi:application"),
    ]
    return running(command, f"{SITE}{answering}", environment)


def answers(address: str) -> bool:
    """Whether a server is there."""
    try:
        with urlopen(address, timeout=5):  # noqa: S310 - our own address
            return True
    except (URLError, ConnectionError):
        return False


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10)
