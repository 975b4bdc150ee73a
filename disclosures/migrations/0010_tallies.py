from django.db import migrations, models


def write_without_log(apps, schema_editor):
    """On PostgreSQL counts need not outlive a crash, and cost no wait for the disk."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE disclosures_tally SET UNLOGGED")


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0009_volume")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("labels", models.CharField(max_length=200, verbose_name="标签")),
                ("amount", models.FloatField(verbose_name="数量")),
            ],
            options={
                "verbose_name": "计数",
                "verbose_name_plural": "计数",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("name", "labels"), name="tally_once")
                ],
            },
        ),
        migrations.RunPython(write_without_log, migrations.RunPython.noop),
    ]
