"""Processes that run jobs, as the database of the tests asks for: started, stopped, killed."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings as project
from django.db import connection

SETTINGS = "tests.disclosures.jobs.settings"


def database_url() -> str:
    """The address of the database of this test run."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    user, password, name = (quote(found[key], safe="") for key in ("USER", "PASSWORD", "NAME"))
    account = f"{user}:{password}" if password else user
    if found["HOST"].startswith("/"):
        return f"postgres://{account}@/{name}?host={quote(found['HOST'])}"
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgres://{account}@{found['HOST']}{port}/{name}"


class Runner:
    """What runs jobs here: a site of two processes with SQLite, a worker with PostgreSQL."""

    def __init__(self, folder: Path, *arguments: str, settings: str = SETTINGS) -> None:
        """Starts; ``arguments`` are further ones of ``manage.py work``."""
        self.log = folder / "output"
        worker = [sys.executable, "manage.py", "work", *arguments]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                worker if project.ON_POSTGRESQL else site(),
                cwd=project.BASE_DIR,
                env=environment(folder, settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def output(self) -> str:
        return self.log.read_text("utf-8")

    def kill(self) -> None:
        """SIGKILL for it and all of its processes."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def terminate(self) -> None:
        """SIGTERM, for the process that was started."""
        self.process.send_signal(signal.SIGTERM)


def environment(folder: Path, settings: str) -> dict[str, str]:
    """The variables of a process with this module of settings."""
    removed = {"DATABASE_PASSWORD", "DATABASE_PASSWORD_FILE", "DATA_DIR"}
    return {name: value for name, value in os.environ.items() if name not in removed} | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": database_url(),
        "TESTS_DATA_DIR": str(folder),
    }


def site() -> list[str]:
    """The command that serves the site at a free port, as ``make run`` does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    granian = Path(sys.executable).parent / "granian"
    options = "--interface wsgi --workers 2 --blocking-threads 2 --no-ws --log-level warning"
    return [str(granian), *options.split(), "--port", str(port), "config.wsgi:application"]
