"""How long a statement waits for the lock of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SHORT_WAIT = 50
"""Milliseconds for which reading waits for SQLite's lock: others count in far less."""


@contextmanager
def waiting(*, patient: bool) -> Iterator[None]:
    """Without patience SQLite is not asked to wait long for its lock; OperationalError then."""
    if patient or connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {SHORT_WAIT:d}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {before:d}")
