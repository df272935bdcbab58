"""The devices of the synthetic clinic: the simulated monitors, one on trial, and what strangers sent."""

from datetime import datetime, timedelta
from typing import Final

from leeward.clinic.monitors import actions, setting_aside
from leeward.clinic.monitors.checklist import CHECKLIST
from leeward.clinic.monitors.models import Device
from leeward.clinic.people import queries
from leeward.devices.port import Unreadable

TRIED: Final = 6  # lines of the checklist that somebody signed on the monitor that is on trial
FAILED: Final = "An hour behind: its zone was not set. It is on the list for the maker's visit."


def registered(name: str, *, at: datetime) -> None:
    """See that a simulated monitor is on the register: it stays on trial, for no simulation serves a patient."""
    if not Device.objects.filter(name=name, retired_at=None).exists():
        actions.register_device(
            name=name,
            protocol=Device.Protocol.HL7,
            make="Leeward",
            model="simulated bedside",
            by=queries.staff_by_username("director"),
            at=at,
        )


def fill(*, now: datetime) -> None:
    """Put a monitor on trial, with a checklist half done, and leave something that was no message."""
    director, nurse = queries.staff_by_username("director"), queries.staff_by_username("nurse")
    at = now - timedelta(days=2)
    device_id = actions.register_device(
        name="Example-B40", protocol=Device.Protocol.HL7, make="Example Medical", model="B40", serial="EX-0117",
        addresses=("192.0.2.0/24",), by=director, at=at,
    )  # fmt: skip
    for number, line in enumerate(CHECKLIST[:TRIED]):
        is_met = line.key != "clock"
        moment = at + timedelta(minutes=5 + 10 * number)
        actions.sign_line(
            device_id=device_id, line=line.key, is_met=is_met, says="" if is_met else FAILED, by=nurse, at=moment
        )
    seen = now - timedelta(hours=3)
    what = Unreadable(
        device_id="", peer="192.0.2.41", why="Only results (ORU^R01) are taken; MSH-9 of this message is \"ADT^A01\".",
        head=b"MSH|^~\\&|ADMISSIONS|EXAMPLE|||20261123||ADT^A01|7|P|2.4\rPID|||MADE-UP-7", received_at=seen,
    )  # fmt: skip
    setting_aside.set_unreadable_aside(what, now=seen)
