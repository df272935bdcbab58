"""Reading the register: what adapters ask, and what pairing asks."""

from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from leeward.clinic.audit.models import Change
from leeward.clinic.monitors import asides
from leeward.clinic.monitors.mapping import entry
from leeward.clinic.monitors.models import Device, Quarantine
from leeward.clinic.people.summary import Waiting
from leeward.devices.port import Known
from leeward.devices.register import HOW, Snapshot, hashed_secret
from leeward.infusion.vitals import GenerationMode


def register() -> Snapshot:
    """Return the register as it stands; of several devices of one name the one in service counts."""
    rows = sorted(Device.objects.all(), key=lambda row: (row.retired_at is None, row.registered_at))
    return Snapshot({row.name: entry(row) for row in rows})


def by_secret(secret: str, peer: str) -> Known | str:
    """Return the device that a secret belongs to, or a sentence that says why it is not heard."""
    row = Device.objects.filter(secret_hash=hashed_secret(secret), retired_at=None).first()
    return Snapshot({row.name: entry(row)} if row else {}).by_secret(secret, peer)


def hears(device_id: str, peer: str) -> Known | str:
    """Return a device that has proved itself at the door, or a sentence that says why it is not heard."""
    rows = sorted(Device.objects.filter(name=device_id), key=lambda row: (row.retired_at is None, row.registered_at))
    return Snapshot({row.name: entry(row) for row in rows}).hears(device_id, peer)


def register_version() -> int:
    """Return a number that grows with every change of the register, for whoever holds a snapshot of it."""
    changed: int | None = Change.objects.filter(table=Device._meta.db_table).aggregate(last=Max("pk"))["last"]
    return changed or 0


def last_aside(device_id: str, *, since: datetime) -> str:
    """Return the last reason why something of a device was not used; nothing where all was."""
    row = Quarantine.objects.filter(device_id=device_id, received_at__gte=since).first()
    return row.why if row else ""


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Return what was set aside and nobody has looked at, for the first page of those who may look."""
    many = sum(asides.waiting_by_sender(now=now).values())
    if not many:
        return ()
    return (
        Waiting(
            title="Messages of devices were set aside",
            says="They could not be used. Look what they were, and say so.",
            url_name="monitors:set_aside",
            url=reverse("monitors:set_aside"),
            tag=f"{many} reason{'' if many == 1 else 's'}",
            tag_kind="tech",
        ),
    )


def in_service() -> tuple[tuple[str, str], ...]:
    """Return the devices that may be paired: the name, and what to read beside it."""
    rows = Device.objects.filter(retired_at=None).order_by("name")
    return tuple((row.name, _label(row)) for row in rows)


def _label(row: Device) -> str:
    what = " ".join(part for part in (row.make, row.model) if part)
    is_real = row.mode == Device.Mode.REAL
    return ", ".join(part for part in (row.name, what, "" if is_real else "on trial") if part)


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
