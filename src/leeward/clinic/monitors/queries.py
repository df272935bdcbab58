"""Reading the register: what adapters ask, and what pairing asks."""

from django.db.models import Max

from leeward.clinic.audit.models import Change
from leeward.clinic.monitors.mapping import entry
from leeward.clinic.monitors.models import Device
from leeward.devices.register import HOW, Snapshot
from leeward.infusion.vitals import GenerationMode


def register() -> Snapshot:
    """Return the register as it stands; of several devices of one name the one in service counts."""
    rows = sorted(Device.objects.all(), key=lambda row: (row.retired_at is None, row.registered_at))
    return Snapshot({row.name: entry(row) for row in rows})


def register_version() -> int:
    """Return a number that grows with every change of the register, for whoever holds a snapshot of it."""
    changed: int | None = Change.objects.filter(table=Device._meta.db_table).aggregate(last=Max("pk"))["last"]
    return changed or 0


def may_pair(device_id: str, *, mode: GenerationMode) -> str:
    """Return why a device may not be paired with an infusion of this mode; nothing where it may."""
    row = Device.objects.filter(name=device_id, retired_at=None).first()
    if row is None:
        return f"{device_id} is not on the register of devices. {HOW}. Until then chart by hand."
    if mode is GenerationMode.REAL and row.mode != Device.Mode.REAL:
        return (
            f"{device_id} is on trial: its numbers reach simulated patients only. It can serve a patient when each "
            "line of its checklist is signed, and the director or the administrator sets it to real, under Devices."
        )
    return ""
