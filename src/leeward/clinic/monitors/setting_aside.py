"""Keeping what could not be used, bounded for each sender, and counting all of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from leeward.clinic.monitors.models import Device, Quarantine, Tally, Unreadable
from leeward.devices import port
from leeward.devices.heard import STRANGERS, Heard, Hearing

HOUR: Final = timedelta(hours=1)
ROWS_AN_HOUR: Final = 120  # two a minute of one sender: enough to see what it is, and no disk is filled with it
NAME_LONGEST: Final = 120
WHY_LONGEST: Final = 400
HEAD_BYTES: Final = 160  # some lines of a message; printed as \x.. it is at most 400 characters with the quotes cut


def refuse(message: port.DeviceMessage, *, why: str, now: datetime) -> None:
    """Set a message aside with the reason, and count it."""
    hearing = Hearing()
    hearing.refused(message, why)
    count(hearing.take())
    set_aside(message, why=why, now=now)


def set_aside(message: port.DeviceMessage, *, why: str, now: datetime) -> None:
    """Keep one row for each reason and sender in a minute, and no more in an hour than can be read."""
    name = message.device_id[:NAME_LONGEST]
    minute = now.replace(second=0, microsecond=0)
    if Quarantine.objects.filter(device_id=name, why=why, received_at__gte=minute).exists():
        return
    pile = Quarantine.objects.filter(received_at__gte=now - HOUR)
    own = pile.filter(device_id=name) if is_known(name) else pile.exclude(device_id__in=_names())
    if own.count() < ROWS_AN_HOUR:
        Quarantine.objects.create(
            device_id=name,
            message_id=message.message_id[:NAME_LONGEST],
            received_at=now,
            why=why,
            readings=len(message.rows),
        )


def set_unreadable_aside(what: port.Unreadable, *, now: datetime) -> None:
    """Keep the beginning of what was no message, and count it."""
    hearing = Hearing()
    hearing.unreadable(what)
    count(hearing.take())
    peer, why = what.peer[:NAME_LONGEST], what.why[:WHY_LONGEST]
    minute = now.replace(second=0, microsecond=0)
    recent = Unreadable.objects.filter(peer=peer, received_at__gte=now - HOUR)
    if recent.filter(why=why, received_at__gte=minute).exists() or recent.count() >= ROWS_AN_HOUR:
        return
    Unreadable.objects.create(
        device_id=what.device_id[:NAME_LONGEST], peer=peer, received_at=now, why=why, head=printed(what.head)
    )


def printed(head: bytes) -> str:
    """Return raw bytes as text that can be stored and read: what cannot be printed as \\x.. .

    >>> printed(b"MSH|^~\\\\&|\\x0b\\xff")
    'MSH|^~\\\\&|\\\\x0b\\\\xff'
    """
    return "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in head[:HEAD_BYTES])[:WHY_LONGEST]


def is_known(name: str) -> bool:
    """Is a device of this name on the register now?"""
    return bool(name) and Device.objects.filter(name=name, retired_at=None).exists()


def _names() -> list[str]:
    return list(Device.objects.filter(retired_at=None).values_list("name", flat=True))


def count(heard: Iterable[Heard]) -> None:
    """Bring the counts of the day up; asked for every few seconds by whoever holds the listeners."""
    told = tuple(heard)
    known = set(_names()) if told else set()
    for each in told:
        one = each if each.sender in known else replace(each, sender=STRANGERS, clock_offset_s=None)
        if not _added(one):
            _begun(one)


def _begun(each: Heard) -> None:
    """Begin the day's row; where another process was quicker, add to its."""
    try:
        with transaction.atomic():
            Tally.objects.create(sender=each.sender, day=_day(each), **_told(each), **_counts(each))
    except IntegrityError:
        _added(each)


def _added(each: Heard) -> bool:
    told = _told(each)
    if each.clock_offset_s is None:
        told.pop("clock_offset_s")
    if not each.problem:
        told.pop("problem")
        told.pop("problem_at")
    counts = {name: F(name) + number for name, number in _counts(each).items()}
    rows = Tally.objects.filter(sender=each.sender, day=_day(each))
    return bool(rows.update(**told, **counts))


def _counts(each: Heard) -> dict[str, int]:
    return {"kept": each.kept, "refused": each.refused, "unreadable": each.unreadable}


def _told(each: Heard) -> dict[str, object]:
    return {
        "last_at": each.at,
        "peer": each.peer[:NAME_LONGEST],
        "clock_offset_s": each.clock_offset_s,
        "problem": each.problem,
        "problem_at": each.at if each.problem else None,
    }


def _day(each: Heard) -> object:
    return timezone.localdate(each.at)
