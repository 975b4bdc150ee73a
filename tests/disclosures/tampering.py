"""Changing what cannot be changed: raw SQL, with the triggers out of the way where asked for."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

TABLES = ("event", "publication", "publishedfile", "publishedfact", "withdrawal")
"""The tables whose rows are written once."""


def execute(sql: str, values: Sequence[Any] = ()) -> None:
    """Runs one statement as somebody would who has the password of the database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def drop_triggers() -> None:
    """Takes away what protects the rows, until the transaction of the test is rolled back."""
    if connection.vendor == "postgresql":
        # A table with checks that are still to be made cannot lose a trigger.
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            execute(f"DROP TRIGGER {table}_frozen ON disclosures_{table}")
        return
    for table in TABLES:
        execute(f"DROP TRIGGER {table}_update_frozen")
        execute(f"DROP TRIGGER {table}_delete_frozen")


def overwrite(row: models.Model, column: str, value: object) -> None:
    """Gives ``row`` another value in the database, whatever the models say."""
    table = row._meta.db_table
    execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', (value, row.pk))  # noqa: S608


def remove(row: models.Model) -> None:
    """Takes ``row`` out of the database."""
    execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", (row.pk,))  # noqa: S608
