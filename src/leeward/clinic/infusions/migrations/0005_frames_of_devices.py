import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infusions", "0004_quarantine_moves_to_monitors"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrameBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=60)),
                ("seq", models.PositiveBigIntegerField()),
                ("kept_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField(help_text="frames")),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name_plural": "frame batches",
                "ordering": ("origin", "seq"),
                "constraints": [models.UniqueConstraint(fields=("origin", "seq"), name="one_frame_batch_at_a_place")],
            },
        ),
        migrations.CreateModel(
            name="Frame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device", models.CharField(max_length=120)),
                ("message_id", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("mode", models.CharField(max_length=4)),
                (
                    "news",
                    models.PositiveIntegerField(
                        help_text="a bit for each kind measured anew, in the order of VitalKind"
                    ),
                ),
                ("rows", models.TextField(help_text="compact JSON, see frame_rows.py")),
                (
                    "infusion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frames",
                        to="infusions.infusion",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frames",
                        to="infusions.framebatch",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "indexes": [models.Index(fields=["infusion", "at", "news"], name="frame_by_infusion_and_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("at", "device", "message_id"), name="a_message_is_one_frame")
                ],
            },
        ),
    ]
