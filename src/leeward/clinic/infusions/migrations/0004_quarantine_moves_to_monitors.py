from django.db import migrations


def register_what_is_paired(apps, schema_editor):
    """Put the monitors that serve an infusion now on the register, so that they go on being heard."""
    using = schema_editor.connection.alias
    paired = apps.get_model("infusions", "DevicePairing").objects.using(using).filter(ended_at=None)
    paired = paired.select_related("infusion")
    for pairing in paired.order_by("pk"):
        device = (
            apps.get_model("monitors", "Device")
            .objects.using(using)
            .create(
                name=pairing.device_id,
                protocol="hl7",
                mode=pairing.infusion.mode,
                registered_at=pairing.paired_at,
            )
        )
        # No trigger stands while tables change: the audit is told here what it would have copied.
        native = schema_editor.connection.features.has_native_uuid_field
        apps.get_model("audit", "Change").objects.using(using).create(
            at=pairing.paired_at,
            actor="migration",
            table="monitors_device",
            row=str(device.pk) if native else device.pk.hex,
            kind="insert",
            after={"name": device.name, "protocol": device.protocol, "mode": device.mode},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("monitors", "0001_the_register_of_devices"),
        ("infusions", "0003_late_entries"),
    ]

    operations = [
        # The table stays where it is, under its name; only who speaks of it changes.
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Quarantine")]),
        migrations.RunPython(register_what_is_paired, migrations.RunPython.noop),
    ]
