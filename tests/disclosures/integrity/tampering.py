"""Somebody who may do anything with database and disk, and does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection


@contextmanager
def without_triggers() -> Iterator[None]:
    """The triggers that keep published rows from being changed step aside, then come back."""
    triggers = import_module("disclosures.migrations.0002_frozen_rows")
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        if connection.vendor == "postgresql":
            # What rows still have to prove at the end of the transaction, they prove now.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        triggers.down(apps, editor)
        yield
        triggers.up(apps, editor)


def run(sql: str, *values: str | int) -> None:
    """Runs one statement that changes at least one row, whatever protects it."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount >= 1, sql
