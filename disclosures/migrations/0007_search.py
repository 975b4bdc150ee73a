"""What can be found, and the index of the database over its terms.

SQLite: an FTS5 table beside it, kept by triggers. PostgreSQL: GIN over the array of terms. Both
find rows that have every term asked for; neither needs an extension or knows of Chinese.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The planner needs no statistics of the terms (disclosures/search/matching.py), and to gather them
# would take minutes: a disclosure has thousands.
POSTGRESQL = (
    "CREATE INDEX disclosures_searchable_terms ON disclosures_searchable"
    " USING gin (string_to_array(terms, ' '))",
    "ALTER INDEX disclosures_searchable_terms ALTER COLUMN 1 SET STATISTICS 0",
)

# The tokenizer that knows least: every character but ASCII signs belongs to a term, also one that
# is younger than SQLite's tables of Unicode; and so does the point of 357.3.
SQLITE = (
    "CREATE VIRTUAL TABLE disclosures_searchable_terms USING fts5(terms,"
    " tokenize='ascii tokenchars ''.''', detail='none', content='disclosures_searchable', content_rowid='id')",
    "CREATE TRIGGER disclosures_searchable_inserted AFTER INSERT ON disclosures_searchable BEGIN"
    " INSERT INTO disclosures_searchable_terms(rowid, terms) VALUES (new.id, new.terms); END",
    "CREATE TRIGGER disclosures_searchable_deleted AFTER DELETE ON disclosures_searchable BEGIN"
    " INSERT INTO disclosures_searchable_terms(disclosures_searchable_terms, rowid, terms)"
    " VALUES ('delete', old.id, old.terms); END",
    "CREATE TRIGGER disclosures_searchable_updated AFTER UPDATE ON disclosures_searchable BEGIN"
    " INSERT INTO disclosures_searchable_terms(disclosures_searchable_terms, rowid, terms)"
    " VALUES ('delete', old.id, old.terms);"
    " INSERT INTO disclosures_searchable_terms(rowid, terms) VALUES (new.id, new.terms); END",
)


def up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Makes the index."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, None)


def down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drops the index; its triggers go with the table they watch."""
    what = "INDEX" if editor.connection.vendor == "postgresql" else "TABLE"
    editor.execute(f"DROP {what} disclosures_searchable_terms", None)


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0006_batches"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="short_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="公众常用的简称，检索时用，如“市教育局”。",
                max_length=60,
                verbose_name="简称",
            ),
        ),
        migrations.CreateModel(
            name="Searchable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "kind",
                    models.CharField(
                        choices=[("budget", "预算"), ("final_accounts", "决算")],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("region", models.CharField(max_length=60, verbose_name="行政区划")),
                ("unit_name", models.CharField(max_length=120, verbose_name="单位名称")),
                ("passages", models.JSONField(default=list, verbose_name="可找到的内容")),
                ("terms", models.TextField(verbose_name="检索词")),
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="disclosures.disclosure",
                        verbose_name="公开材料",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="disclosures.publication",
                        verbose_name="公开版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "检索",
                "verbose_name_plural": "检索",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(up, down),
    ]
