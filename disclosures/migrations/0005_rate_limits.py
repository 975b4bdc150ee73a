from django.db import migrations, models


def write_without_log(apps, schema_editor):
    """On PostgreSQL counts need not outlive a crash, and cost no wait for the disk."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE disclosures_ratelimit SET UNLOGGED")


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0004_remarks")]

    operations = [
        migrations.CreateModel(
            name="RateLimit",
            fields=[
                (
                    "spender",
                    models.CharField(
                        max_length=100, primary_key=True, serialize=False, verbose_name="使用者"
                    ),
                ),
                (
                    "free_at",
                    models.BigIntegerField(
                        db_index=True,
                        help_text="1970 年以来的毫秒数",
                        verbose_name="用量归零的时刻",
                    ),
                ),
            ],
            options={
                "verbose_name": "频次限制",
                "verbose_name_plural": "频次限制",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(write_without_log, migrations.RunPython.noop),
    ]
