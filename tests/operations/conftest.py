"""A disclosure that was published, corrected and withdrawn, in tables that other processes see."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from disclosures.facts import FactSheet
from disclosures.narrative.scope import Texts
from tests.disclosures.conftest import (  # noqa: F401 - fixtures of the demonstration
    demonstration_sheet,
    demonstration_texts,
    sichuan,
)
from tests.disclosures.several.conftest import away, bucket, endpoint  # noqa: F401 - a bucket
from tests.disclosures.site.life import TOTAL, Life, begin
from tests.operations.places import Place, server_address

OF_POSTGRESQL = ["test_machines.py", "test_plans.py", "test_pool.py"]
"""Several machines, the plans of large tables, pools: SQLite is a file of one machine."""

collect_ignore = [] if settings.ON_POSTGRESQL else OF_POSTGRESQL


@pytest.fixture
def life(
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
    demonstration_sheet: FactSheet,  # noqa: F811
    demonstration_texts: Texts,  # noqa: F811
) -> Life:
    """Published, corrected, withdrawn, and published again without what was secret."""
    life = begin(monkeypatch, demonstration_sheet, demonstration_texts)
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    life.withdraw("含有工作秘密，依法不予公开")
    life.correct("删去涉密内容后公开", lambda: None)
    return life


@pytest.fixture
def here(transactional_db: None, data_dir: Path) -> Place:
    """Where the test itself runs, for a process of its own."""
    name = str(connection.settings_dict["NAME"])
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        address = server_address(name)
    data_dir.mkdir(parents=True, exist_ok=True)
    return Place(address, data_dir)


@pytest.fixture
def empty(here: Place, tmp_path: Path) -> Iterator[Place]:
    """A database without tables and a folder without files."""
    folder = tmp_path / "restored"
    folder.mkdir()
    if connection.vendor == "sqlite":
        yield Place(f"sqlite:///{tmp_path / 'restored.sqlite3'}", folder)
        return
    with closing(psycopg.connect(server_address("postgres"), autocommit=True)) as server:
        name = f"restored_{os.getpid()}"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield Place(server_address(name), folder)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
