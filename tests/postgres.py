"""A throw-away PostgreSQL: started for one command, reachable by a socket only, then removed.

``python -m tests.postgres -- COMMAND …`` runs COMMAND with DATABASE_URL set to it; where
DATABASE_URL already names a PostgreSQL, that one is used and nothing is started.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

UNPRIVILEGED = ("postgres", "nobody")
"""Users the server may run as when the tests run as root, which PostgreSQL refuses."""

OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)
"""No network, and no care for the data: they last as long as the command."""


def programs() -> Path:
    """The directory of ``initdb`` and ``pg_ctl``: on PATH, else Debian's newest version."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
    )
    on_path = shutil.which("initdb")
    candidates = [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "pg_ctl").exists():
            return candidate
    raise FileNotFoundError("没有找到 PostgreSQL 的程序（initdb、pg_ctl）；请安装软件包 postgresql")


def run_as() -> str | None:
    """The user the server runs as; ``None`` for the present one."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield its address in the form of DATABASE_URL; stop and remove it."""
    user, binaries = run_as(), programs()
    home = Path(tempfile.mkdtemp(prefix="mingzhang-pg-"))
    if user:
        shutil.chown(home, user, pwd.getpwnam(user).pw_gid)
    data = home / "data"

    def run(program: str, *arguments: str) -> None:
        log = home / "output"
        with log.open("ab") as output:
            done = subprocess.run(
                [binaries / program, "-D", data, *arguments],
                cwd=home,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=user,
                group=pwd.getpwnam(user).pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        if done.returncode:
            raise RuntimeError(f"{program} 失败：{log.read_text(encoding='utf-8')}")

    options = " ".join(f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={home}"))
    try:
        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "start", "-w", "-o", options)
        try:
            yield f"postgres://postgres@/postgres?host={quote(str(home))}"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "fast")
    finally:
        shutil.rmtree(home)


def with_database(command: list[str], environment: Mapping[str, str]) -> int:
    """Run ``command`` on a PostgreSQL and return its exit status."""
    if environment.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.run(command, env=environment).returncode
    with server() as address:
        return subprocess.run(command, env={**environment, "DATABASE_URL": address}).returncode


def stop(number: int, _frame: object) -> NoReturn:
    """Leave through the ``finally`` clauses, so that no server outlives a terminated run."""
    sys.exit(128 + number)


if __name__ == "__main__":
    if sys.argv[1:2] != ["--"] or not sys.argv[2:]:
        sys.exit("用法：python -m tests.postgres -- 命令 参数…")
    signal.signal(signal.SIGTERM, stop)
    sys.exit(with_database(sys.argv[2:], os.environ))
