"""Whether the site can work: the database answers, is up to date, and files can be written."""

import logging
import tempfile
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

_log = logging.getLogger(__name__)


def faults() -> list[str]:
    """Why it cannot, a sentence each; nothing where it can. Details are in the log alone."""
    return [*_of_database(), *_of_directory()]


def unapplied() -> list[str]:
    """The migrations that are still to be run, as ``app.name``. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _of_database() -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        left = unapplied()
    except DatabaseError:
        _log.warning("the database does not answer", exc_info=True)
        yield "数据库没有应答"
        return
    if left:
        yield f"有 {len(left)} 个数据库迁移没有执行：{'、'.join(left)}"


def _of_directory() -> Iterator[str]:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(b"1")  # a full disk still has room for a name
            file.flush()
    except OSError:
        _log.warning("DATA_DIR cannot be written", exc_info=True)
        yield "数据目录 DATA_DIR 不能写入"
