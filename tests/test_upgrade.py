"""A database of the first release, with data, becomes one of the newest; nothing of it is lost."""

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
    run(environment, "manage.py", "migrate")
    run(environment, "manage.py", "load_classification")
    run(environment, "manage.py", "rebake", "--all")
    with zipfile.ZipFile(release) as archive:
        kept = json.loads(archive.read("rows.json"))["tables"]
    versions, events = (
        len(kept[f"disclosures_{name}"]["rows"]) for name in ("publication", "event")
    )
    said = run(environment, "manage.py", "verify")
    assert said[0] == f"共 {versions} 个公开版本、{events} 条办理记录，全部相符。"
