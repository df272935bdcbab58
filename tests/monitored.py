"""A device on the register, on trial or real, as a test needs it."""

from datetime import datetime
from uuid import UUID

from leeward.clinic.monitors import actions
from leeward.clinic.monitors.checklist import CHECKLIST
from leeward.clinic.monitors.models import Device
from leeward.clinic.people.models import Staff
from leeward.infusion.vitals import GenerationMode


def registered(
    name: str, *, by: Staff, at: datetime, protocol: str = "hl7", mode: GenerationMode = GenerationMode.DEMO
) -> UUID:
    """Put a device on the register, once; a real one has its whole checklist signed."""
    found = Device.objects.filter(name=name, retired_at=None).first()
    if found is not None:
        return found.pk
    device_id = actions.register_device(name=name, protocol=protocol, by=by, at=at)
    if mode is GenerationMode.REAL:
        for line in CHECKLIST:
            actions.sign_line(device_id=device_id, line=line.key, is_met=True, says="", by=by, at=at)
    actions.set_mode(device_id=device_id, mode=mode, by=by)
    return device_id
