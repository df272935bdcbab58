"""Handing a posted message to whoever keeps readings, and saying what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from leeward.clinic.monitors.models import Quarantine
from leeward.clinic.monitors.setting_aside import count
from leeward.devices.heard import Hearing
from leeward.devices.port import DeviceMessage


class Became(Enum):
    """What came of a message."""

    KEPT = "kept"
    REPEATED = "repeated"
    ASIDE = "set aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of one message; `why` says why it is in nobody's record."""

    became: Became
    new: int = 0
    why: str = ""


@transaction.atomic
def take(messages: Sequence[DeviceMessage], *, now: datetime) -> tuple[Taken, ...]:
    """Keep the messages, all or, on a failure, none; each reading is kept once however often it is sent."""
    keep, hearing = import_string(settings.MONITORS_TAKE), Hearing()
    found = []
    for message in messages:
        receipt = keep(message, now=now)
        if receipt.new:
            found.append(Taken(became=Became.KEPT, new=receipt.new))
        elif receipt.repeated:
            found.append(Taken(became=Became.REPEATED))
        else:
            found.append(Taken(became=Became.ASIDE, why=_why(message)))
        if found[-1].became is not Became.ASIDE:  # what is set aside counts itself
            hearing.kept(message)
    count(hearing.take())
    return tuple(found)


def _why(message: DeviceMessage) -> str:
    last = Quarantine.objects.filter(device_id=message.device_id).order_by("-pk").first()
    return last.why if last else "It holds nothing that is not in the record already."
