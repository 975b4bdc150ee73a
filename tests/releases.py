"""Installations as releases left them, with data: kept as one file each, and set up again.

``python -m tests.releases make FILE`` keeps the demonstration as the present code makes it, to be
called once when a release is made; ``python -m tests.releases load FILE`` sets it up with the
migrations of that release in the empty database of DATABASE_URL and in DATA_DIR; ``python -m
tests.releases upgrade FILE`` migrates it to the newest and prints what breaks that release, which
serves meanwhile.

A file is a ZIP: ``rows.json`` with the newest migration of each app and the rows of each table,
and the published files. What a migration fills by itself, and the classification, are left out.
"""

import base64
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests import older
from tests.older import OWN

KEPT = ("html", "json", "csv", "text")
"""Published files that are kept: small ones."""

LEFT_OUT = {
    "auth_permission",
    "disclosures_classificationcode",
    "django_content_type",
    "django_migrations",
    "django_session",
}

ROWS, BYTES = "rows.json", "base64"


def make(file: Path) -> None:
    """Keep the demonstration, in the database of DATABASE_URL and in DATA_DIR, which are empty."""
    from disclosures.demonstration import load_demonstration
    from disclosures.publication import rendering
    from disclosures.renderers import FORMATS

    call_command("migrate", verbosity=0)
    call_command("load_classification", verbosity=0)
    with patch.object(rendering, "FORMATS", {name: FORMATS[name] for name in KEPT}):
        load_demonstration()
    recorder = MigrationRecorder(connection)
    newest = {
        app: max(name for of, name in recorder.applied_migrations() if of == app) for app in OWN
    }
    content = {"migrations": newest, "tables": dict(_tables())}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ROWS, json.dumps(content, ensure_ascii=False, default=_text, indent=0))
        for path in sorted((Path(settings.DATA_DIR) / "published" / "files").rglob("*")):
            if path.is_file():
                archive.write(path, str(path.relative_to(settings.DATA_DIR)))


def load(file: Path) -> None:
    """Set up what ``file`` keeps, as the release left it: its tables, its rows, its files."""
    with zipfile.ZipFile(file) as archive:
        content = json.loads(archive.read(ROWS))
        for name in archive.namelist():
            if name != ROWS:
                archive.extract(name, settings.DATA_DIR)
    for app in MigrationLoader(connection).migrated_apps - set(OWN):
        call_command("migrate", app, verbosity=0)
    for app, newest in content["migrations"].items():
        call_command("migrate", app, newest, verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, kept in content["tables"].items():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - what a migration put there
            _fill(cursor, table, kept["columns"], kept["rows"])


def upgrade(file: Path) -> None:
    """Migrate from the release of ``file`` to the newest; print what breaks it, a line each."""
    with zipfile.ZipFile(file) as archive:
        newest = json.loads(archive.read(ROWS))["migrations"]
    loader = MigrationLoader(connection)
    old, new = loader.project_state([*newest.items()]), loader.project_state()
    statements, triggers = older.Statements(), older.triggers()
    with connection.execute_wrapper(statements):
        call_command("migrate", verbosity=0)
    older.use(old)
    blocking = older.blocking(statements.all, old) if connection.vendor == "postgresql" else []
    for line in (*older.broken(old, new), *blocking, *sorted(triggers - older.triggers())):
        print(line)  # noqa: T201 - for whoever runs it


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each table with its columns and rows, in the order of the first column."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in LEFT_OUT:
                continue
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - our own table
            rows = [list(row) for row in cursor.fetchall()]
            if rows:
                yield table, {"columns": [one[0] for one in cursor.description], "rows": rows}


def _fill(cursor: Any, table: str, columns: list[str], rows: list[list[Any]]) -> None:
    """The rows as they were; PostgreSQL has booleans where SQLite has 0 and 1."""
    described = connection.introspection.get_table_description(cursor, table)
    logical = {
        one.name
        for one in described
        if connection.introspection.get_field_type(one.type_code, one) == "BooleanField"
    }
    places = [number for number, column in enumerate(columns) if column in logical]
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    for row in rows:
        row = [base64.b64decode(one[BYTES]) if isinstance(one, dict) else one for one in row]
        for place in places:
            row[place] = None if row[place] is None else bool(row[place])
        cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row)  # noqa: S608
    if connection.vendor == "postgresql":
        for sequence in connection.introspection.get_sequences(cursor, table):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{sequence['column']}'),"  # noqa: S608
                f' max("{sequence["column"]}")) FROM "{table}"'
            )


def _text(value: object) -> Any:
    if isinstance(value, Decimal | datetime | date):
        return str(value)
    if isinstance(value, bytes):
        return {BYTES: base64.b64encode(value).decode()}
    raise TypeError(f"{type(value)} cannot be kept")


if __name__ == "__main__":
    {"make": make, "load": load, "upgrade": upgrade}[sys.argv[1]](Path(sys.argv[2]))
