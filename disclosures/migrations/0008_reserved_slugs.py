from django.db import migrations, models

import disclosures.models.unit


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0007_search")]
    operations = [
        migrations.AlterField(
            model_name="unit",
            name="slug",
            field=models.SlugField(
                max_length=60,
                unique=True,
                validators=[disclosures.models.unit.not_reserved],
                verbose_name="网址名",
            ),
        ),
    ]
