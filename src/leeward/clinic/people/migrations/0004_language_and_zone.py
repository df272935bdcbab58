"""In which language a person is written to, and in which time zone they live."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_source_of_allergies"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="language",
            field=models.CharField(choices=[("en", "English"), ("es", "Español")], default="en", max_length=8),
        ),
        migrations.AddField(
            model_name="person",
            name="zone",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
