"""Rows of the log and of publications are protected by the database itself.

Whoever may change the tables can still drop a trigger; the hashes tell of it then.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("event", "publication", "publishedfile", "publishedfact", "withdrawal")

POSTGRESQL = """
CREATE OR REPLACE FUNCTION disclosures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Makes the triggers; of those that are there already nothing changes."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL, None)
        for table in TABLES:
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_frozen"
                f" BEFORE UPDATE OR DELETE ON disclosures_{table}"
                " FOR EACH ROW EXECUTE FUNCTION disclosures_refuse()",
                None,
            )
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_kept"
                f" BEFORE TRUNCATE ON disclosures_{table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION disclosures_refuse()",
                None,
            )
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_{verb.lower()}_frozen"
                f" BEFORE {verb} ON disclosures_{table} BEGIN"
                f" SELECT RAISE(ABORT, '{table} rows are never changed or deleted'); END",
                None,
            )


def down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drops the triggers."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION IF EXISTS disclosures_refuse() CASCADE", None)
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{verb}_frozen", None)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_first_tables")]
    operations = [migrations.RunPython(up, down)]
