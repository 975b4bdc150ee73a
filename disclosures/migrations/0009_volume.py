"""Indexes for lists over many disclosures: those of a round, and the newest publications."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0008_reserved_slugs")]

    operations = [
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["year", "kind"], name="disclosure_round"),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(fields=["-published_at", "-id"], name="publication_newest"),
        ),
    ]
