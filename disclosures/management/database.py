"""What a command asks of the database before it begins."""

from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


def require_migrated() -> None:
    """Raises CommandError where the database cannot be reached or lacks a migration."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise CommandError("连不上数据库；请检查 DATABASE_URL，并确认数据库已经启动") from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("数据库还没有建好，或不是最新；请先运行 python manage.py migrate")
