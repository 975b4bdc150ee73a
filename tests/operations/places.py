"""Installations side by side: a database and a folder each, and commands that run there."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql


class Place(NamedTuple):
    """The database of an installation, as DATABASE_URL, and its DATA_DIR."""

    address: str
    folder: Path

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.address,
            "PLACE": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.operations.settings",
        }

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """``manage.py`` there, as an administrator calls it."""
        return self.python("manage.py", *command)

    def python(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def rows(self) -> dict[str, list[Any]]:
        """Every row of every table, in an order that does not depend on the database."""
        if self.address.startswith("sqlite"):
            with closing(sqlite3.connect(self.address.removeprefix("sqlite:///"))) as lite:
                names = lite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                return {
                    name: sorted(map(repr, lite.execute(f'SELECT * FROM "{name}"')))  # noqa: S608
                    for (name,) in names.fetchall()
                }
        with closing(psycopg.connect(self.address)) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            query = sql.SQL("SELECT * FROM {}")
            return {
                name: sorted(map(repr, connection.execute(query.format(sql.Identifier(name)))))
                for (name,) in tables
            }

    def published(self) -> dict[str, str]:
        """The SHA-256 of every file that is stored or served, by its path; links are followed."""
        found = {}
        for part in ("files", "site"):
            for folder, _, names in os.walk(self.folder / "published" / part, followlinks=True):
                for path in (Path(folder, name) for name in names):
                    digest = hashlib.sha256(path.read_bytes()).hexdigest()
                    found[str(path.relative_to(self.folder))] = digest
        return found


def server_address(name: str) -> str:
    """The database ``name`` on the server of DATABASE_URL."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
