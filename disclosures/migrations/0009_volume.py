"""Indexes for lists over many disclosures: those of a round, and the newest publications."""

from django.db import migrations, models

from disclosures.upgrading import AddIndexWhileServing


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("disclosures", "0008_reserved_slugs")]

    operations = [
        AddIndexWhileServing(
            model_name="disclosure",
            index=models.Index(fields=["year", "kind"], name="disclosure_round"),
        ),
        AddIndexWhileServing(
            model_name="publication",
            index=models.Index(fields=["-published_at", "-id"], name="publication_newest"),
        ),
    ]
