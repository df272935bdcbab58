from django.db import migrations

BY_BLOCK = "CREATE INDEX frame_by_block ON infusions_frame (id >> 12, infusion_id, at, news)"
BY_INFUSION = "CREATE INDEX frame_by_infusion_and_time ON infusions_frame (infusion_id, at, news)"


def by_block(_apps, editor):
    """Put SQLite's index in the order in which rows come (docs/decisions/0016); PostgreSQL's stays by infusion."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP INDEX frame_by_infusion_and_time")
        editor.execute(BY_BLOCK)


def by_infusion(_apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP INDEX frame_by_block")
        editor.execute(BY_INFUSION)


class Migration(migrations.Migration):
    """Each database has an index of its own, so that Django's model names none of them."""

    dependencies = [
        ("infusions", "0007_frames_that_were_thinned"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(by_block, by_infusion)],
            state_operations=[migrations.RemoveIndex("frame", "frame_by_infusion_and_time")],
        ),
    ]
