"""Where an answer about allergies comes from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_witness_tries"),
    ]

    operations = [
        migrations.AddField(
            model_name="allergyrecord",
            name="source",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
    ]
