"""Operations for migrations that run while the older release still serves.

tests/older.py tells what else such a migration may not do.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddIndex
from django.db.migrations.state import ProjectState


class AddIndexWhileServing(AddIndexConcurrently):
    """Adds an index and keeps nobody from writing; its migration has ``atomic = False``.

    What a killed run left under its name is made anew. SQLite, where there is one writer at a time
    in any case, adds it as usual.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        name = schema_editor.quote_name(self.index.name)
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}", None)
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        # It waits for every open transaction, but nobody waits for it meanwhile.
        schema_editor.execute("SET lock_timeout = 0", None)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", None)
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        schema_editor.execute("RESET lock_timeout", None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        at_once = schema_editor.connection.vendor != "postgresql"
        kind: type[AddIndex] = AddIndex if at_once else AddIndexConcurrently
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)
