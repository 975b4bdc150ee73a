"""What an upgrade leaves to the release that still runs: it serves while the database is migrated.

Its statements name the columns it knows. So none of them may be gone or take less than before,
each newer one has to be filled without it, and no table it writes to may be locked for long.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, TypeAlias

from django.db import connection, models, transaction
from django.db.migrations.state import ProjectState

OWN = ("disclosures", "performance")
"""The apps whose migrations are those of a release."""

FROZEN = {
    f"disclosures_{name}"
    for name in import_module("disclosures.migrations.0002_frozen_rows").TABLES
}

INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON \"?(\w+)", re.IGNORECASE)

Model: TypeAlias = type[models.Model]


class Statements:
    """Keeps every statement of a connection: to be given to its ``execute_wrapper``."""

    def __init__(self) -> None:
        self.all: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        self.all.append(str(sql))
        return execute(sql, *rest)


def models_of(state: ProjectState) -> list[Model]:
    """The models of our own apps, as a release has them."""
    every = state.apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.app_label in OWN]


def triggers() -> set[str]:
    """The triggers of the database that work, each with all that it says."""
    kept = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled = 'O'",
    }
    with connection.cursor() as cursor:
        cursor.execute(kept[connection.vendor])
        return {sql for (sql,) in cursor.fetchall()}


def broken(old: ProjectState, new: ProjectState) -> Iterator[str]:
    """What a release of ``old`` cannot do any more with the database, which is that of ``new``."""
    present = {model._meta.db_table: model for model in models_of(new)}
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in models_of(old):
            table = model._meta.db_table
            if table not in tables or table not in present:
                yield f"{table} is gone"
                continue
            described = connection.introspection.get_table_description(cursor, table)
            yield from _columns(model, described)
            yield from _narrowed(model, present[table])


def _columns(old: Model, described: Iterable[Any]) -> Iterator[str]:
    table = old._meta.db_table
    known = {str(field.column) for field in old._meta.local_concrete_fields}
    columns: dict[str, Any] = {one.name: one for one in described}
    for name in sorted(known - columns.keys()):
        yield f"{table}.{name} is gone"
    for name in sorted(columns.keys() - known):
        if not columns[name].null_ok and columns[name].default is None:
            yield f"{table}.{name} is neither nullable nor has a default of the database"


def _narrowed(old: Model, new: Model) -> Iterator[str]:
    table, fields = old._meta.db_table, {one.column: one for one in new._meta.local_concrete_fields}
    for field in old._meta.local_concrete_fields:
        if field.column in fields and _takes_less(field, fields[field.column]):
            yield f"{table}.{field.column} takes less than before"
    known = {one.name for one in old._meta.constraints}
    for constraint in new._meta.constraints:
        if constraint.name not in known:
            yield f"{table} has a new constraint {constraint.name}"


def _takes_less(old: "models.Field[Any, Any]", new: "models.Field[Any, Any]") -> bool:
    return (
        old.get_internal_type() != new.get_internal_type()
        or (old.null and not new.null)
        or (new.unique and not old.unique)
        or bool(new.max_length and new.max_length < (old.max_length or new.max_length + 1))
    )


def blocking(statements: Iterable[str], old: ProjectState) -> list[str]:
    """Of ``statements`` those that build an index and let nobody write to a table meanwhile.

    SQLite has one writer at a time, whatever it does.
    """
    tables = {model._meta.db_table for model in models_of(old)}
    found = [(INDEX.match(sql), sql) for sql in statements]
    return [sql for match, sql in found if match and match[1] in tables]


def use(old: ProjectState) -> None:
    """Reads, inserts and changes rows as a release of ``old`` does, and takes it all back.

    Raises DatabaseError. An insert is of a row that is there: only what it lacks is refused.
    """
    with transaction.atomic():
        for model in models_of(old):
            for row in model._base_manager.all()[:5]:
                model._base_manager.bulk_create([row], ignore_conflicts=True)
                if model._meta.db_table not in FROZEN:
                    row.save(force_update=True)
        unit = old.apps.get_model("disclosures", "unit")
        unit._base_manager.create(name="升级时的单位", slug="meanwhile", region="某市")
        transaction.set_rollback(True)
