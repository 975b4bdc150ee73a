"""A database of every release, with data, becomes one of the newest; nothing of it is lost.

The release itself can go on working with it: an upgrade runs while the site serves.
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BigAutoField, CharField, Index, TextField

from disclosures.upgrading import AddIndexWhileServing
from tests import older
from tests.disclosures.jobs.processes import database_url

RELEASES = Path(__file__).parent / "data" / "releases"

NAME = "mingzhang_upgrade"


@pytest.fixture
def environment(db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of an installation of its own, with an empty database."""
    removed = {"DATABASE_PASSWORD", "DATABASE_PASSWORD_FILE", "SECRET_KEY_FILE"}
    (tmp_path / "data").mkdir()
    variables = {name: text for name, text in os.environ.items() if name not in removed} | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/upgrade.sqlite3",
        "DATA_DIR": str(tmp_path / "data"),
        "PGOPTIONS": "-c lock_timeout=5s",  # as docs/operations.md has it
        "SECRET_KEY": "upgrade" * 10,
        "DEBUG": "false",
        "HTTPS": "false",
    }
    if not settings.ON_POSTGRESQL:
        yield variables
        return
    of_tests = urlsplit(database_url())
    own = f"{NAME}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    address = of_tests._replace(scheme="postgresql").geturl()
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {own}")
        server.execute(f"CREATE DATABASE {own}")
    yield variables | {"DATABASE_URL": of_tests._replace(path=f"/{own}").geturl()}
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE {own} WITH (FORCE)")


def run(environment: dict[str, str], *command: str) -> list[str]:
    """The lines that a command of an installation prints."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("release", sorted(RELEASES.iterdir()), ids=lambda path: path.stem)
def test_every_release_becomes_the_newest(environment: dict[str, str], release: Path) -> None:
    run(environment, "-m", "tests.releases", "load", str(release))
    assert run(environment, "-m", "tests.releases", "upgrade", str(release)) == []
    run(environment, "manage.py", "load_classification")
    run(environment, "manage.py", "rebake", "--all")
    with zipfile.ZipFile(release) as archive:
        kept = json.loads(archive.read("rows.json"))["tables"]
    versions, events = (
        len(kept[f"disclosures_{name}"]["rows"]) for name in ("publication", "event")
    )
    said = run(environment, "manage.py", "verify")
    assert said[0] == f"共 {versions} 个公开版本、{events} 条办理记录，全部相符。"


@pytest.fixture
def present(db: None) -> ProjectState:
    return MigrationLoader(connection).project_state()


def test_what_breaks_a_release_that_still_runs(present: ProjectState) -> None:
    old = present.clone()
    changed = ("disclosures", "unit")
    assert [*older.broken(old, present)] == []
    old.remove_field(*changed, "region")
    old.remove_field(*changed, "short_name")
    old.add_field(*changed, "fax", CharField(max_length=20), preserve_default=True)
    old.alter_field(*changed, "name", CharField(max_length=121), preserve_default=True)
    old.alter_field(*changed, "nature", CharField(max_length=20, null=True), preserve_default=True)
    old.alter_field(*changed, "exempt", TextField(), preserve_default=True)
    old.alter_field(*changed, "code", CharField(max_length=29), preserve_default=True)
    old.remove_constraint(*changed, "unit_code_unique")
    old.add_model(ModelState("disclosures", "Telex", [("id", BigAutoField(primary_key=True))]))
    assert [*older.broken(old, present)] == [
        "disclosures_unit.fax is gone",
        "disclosures_unit.region is neither nullable nor has a default of the database",
        "disclosures_unit.name takes less than before",
        "disclosures_unit.nature takes less than before",
        "disclosures_unit.exempt takes less than before",
        "disclosures_unit has a new constraint unit_code_unique",
        "disclosures_telex is gone",
    ]


def test_indexes_that_nobody_can_write_beside(present: ProjectState) -> None:
    locks = [
        'CREATE INDEX "a" ON "disclosures_unit" ("name")',
        "CREATE UNIQUE INDEX b ON disclosures_event USING btree (number)",
    ]
    harmless = [
        'CREATE INDEX CONCURRENTLY "c" ON "disclosures_unit" ("name")',
        'CREATE INDEX "d" ON "disclosures_newer" ("name")',
        'ALTER TABLE "disclosures_unit" ADD COLUMN "fax" varchar(20) NULL',
    ]
    assert older.blocking([*locks, *harmless], present) == locks


@pytest.mark.django_db(transaction=True)
def test_an_index_is_made_anew_where_something_has_its_name() -> None:
    state = MigrationLoader(connection).project_state()
    index = Index(fields=["year", "kind"], name="disclosure_round")
    operation = AddIndexWhileServing("disclosure", index)
    with connection.schema_editor(atomic=False) as editor:
        editor.execute("DROP INDEX disclosure_round", None)
        editor.execute("CREATE INDEX disclosure_round ON disclosures_disclosure (state)", None)
        operation.database_forwards("disclosures", editor, state, state)
    assert columns("disclosure_round") == ["year", "kind"]
    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("disclosures", editor, state, state)
        assert columns("disclosure_round") == []
        operation.database_forwards("disclosures", editor, state, state)
    assert columns("disclosure_round") == ["year", "kind"]


def columns(index: str) -> list[str]:
    """The columns of an index of the disclosures; none where there is no such index."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "disclosures_disclosure")
    return [*found[index]["columns"]] if index in found else []
