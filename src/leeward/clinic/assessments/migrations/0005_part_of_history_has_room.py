from django.db import migrations, models


class Migration(migrations.Migration):
    """SQLite never held "psychotherapies" against the 14 characters; PostgreSQL does."""

    dependencies = [
        ("assessments", "0004_import_left"),
    ]

    operations = [
        migrations.AlterField(model_name="treatmenttrial", name="part", field=models.CharField(max_length=20)),
        migrations.AlterField(model_name="historyanswer", name="part", field=models.CharField(max_length=20)),
    ]
