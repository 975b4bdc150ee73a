"""The whole database in one file, as of one moment, and back into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction

from disclosures.backup.manifest import BackupError
from disclosures.events import START, Head

PROGRAMS = "软件包 postgresql-client（版本不低于数据库服务器）"


class State(NamedTuple):
    """What a dump holds: the head of its log, and the migrations applied, as app and name."""

    head: Head
    migrations: tuple[tuple[str, str], ...]


def dump(path: Path) -> State:
    """Writes the database to ``path``. Raises BackupError when it cannot be read."""
    return _dump_postgresql(path) if connection.vendor == "postgresql" else _dump_sqlite(path)


def load(path: Path) -> None:
    """Fills the empty database from ``path``, all of it or nothing. Raises BackupError."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        _run("pg_restore", *options, f"--dbname={name}", str(path))
        return
    with _both(path, connection.settings_dict["NAME"]) as (source, target):
        source.backup(target)


def is_empty() -> bool:
    """Whether the database has no table at all."""
    return not connection.introspection.table_names()


@contextmanager
def _both(
    source: str | Path, target: str | Path
) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """Two SQLite databases at once; what is wrong with either becomes a BackupError."""
    try:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            yield one, other
    except sqlite3.Error as error:
        raise BackupError(f"SQLite 数据库无法读写：{error}") from error


def _dump_sqlite(path: Path) -> State:
    with _both(connection.settings_dict["NAME"], path) as (source, target):
        source.backup(target)
        return _state(lambda sql: target.execute(sql).fetchall())


def _dump_postgresql(path: Path) -> State:
    """The state is read in the snapshot that is dumped, however busy the site is."""

    def rows(sql: str) -> list[tuple[object, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = rows("SELECT pg_export_snapshot()")[0][0]
        state = _state(rows)
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
    return state


def _state(rows: Callable[[str], Iterable[tuple[object, ...]]]) -> State:
    heads = rows("SELECT number, hash FROM disclosures_eventchain WHERE id = 1")
    head = next((Head(int(str(number)), str(digest)) for number, digest in heads), Head(0, ""))
    applied = rows("SELECT app, name FROM django_migrations ORDER BY app, name")
    migrations = tuple((str(app), str(name)) for app, name in applied)
    return State(Head(head.number, head.hash or START), migrations)


def _run(program: str, *arguments: str) -> None:
    """Runs a program of PostgreSQL on the database; the password is not among its arguments."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"没有找到 PostgreSQL 的程序 {program}；请安装{PROGRAMS}")
    settings = connection.settings_dict
    named = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "NAME": "PGDATABASE"}
    named["PASSWORD"] = "PGPASSWORD"  # noqa: S105 - the name of a variable
    given = {variable: str(settings[name]) for name, variable in named.items() if settings[name]}
    for option in ("sslmode", "sslrootcert"):
        if value := settings["OPTIONS"].get(option):
            given[f"PG{option.upper()}"] = value
    done = subprocess.run(  # noqa: S603 - no word of a visitor is among the arguments
        [found, "--no-password", *arguments],
        env={**os.environ, **given},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise BackupError(f"{program} 失败：{done.stderr.strip()}")
