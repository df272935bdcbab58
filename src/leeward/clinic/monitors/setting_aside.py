"""Keeping what could not be used, bounded for each sender, and counting all of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from leeward.clinic.monitors.models import Device, Quarantine, Tally, Unreadable
from leeward.devices import port
from leeward.devices.heard import STRANGERS, Heard, Hearing

HOUR: Final = timedelta(hours=1)
ROWS_AN_HOUR: Final = 120  # two a minute of one sender: enough to see what it is, and no disk is filled with it
NAME_LONGEST: Final = 120
WHY_LONGEST: Final = 400
HEAD_BYTES: Final = 160  # some lines of a message; printed as \x.. it is at most 400 characters with the quotes cut


TALLY: Final = Tally._meta.db_table
COLUMNS: Final = "sender, day, kept, refused, unreadable, last_at, peer, clock_offset_s, problem, problem_at"
ADD: Final = (  # names of ours; one statement for each sender, since thousands of them are counted at once
    f"INSERT INTO {TALLY} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "  # noqa: S608
    "ON CONFLICT (sender, day) DO UPDATE SET "
    f"kept = {TALLY}.kept + excluded.kept, refused = {TALLY}.refused + excluded.refused, "
    f"unreadable = {TALLY}.unreadable + excluded.unreadable, last_at = excluded.last_at, peer = excluded.peer, "
    f"clock_offset_s = coalesce(excluded.clock_offset_s, {TALLY}.clock_offset_s), "
    f"problem = CASE WHEN excluded.problem = '' THEN {TALLY}.problem ELSE excluded.problem END, "
    f"problem_at = coalesce(excluded.problem_at, {TALLY}.problem_at)"
)


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
    """Bring the counts of the day up in one transaction; asked for every few seconds by who holds the listeners."""
    told = tuple(heard)
    senders = {each.sender for each in told}
    known = set(Device.objects.filter(name__in=senders, retired_at=None).values_list("name", flat=True))
    ones = (each if each.sender in known else replace(each, sender=STRANGERS, clock_offset_s=None) for each in told)
    # In one order, so that two gateways that count the same senders wait for one another and never in a ring.
    rows = [_row(one) for one in sorted(ones, key=lambda one: one.sender)]
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(ADD, rows)


def _row(each: Heard) -> tuple[Any, ...]:
    """Return what is added, in the order of COLUMNS, as the database takes it."""
    at = connection.ops.adapt_datetimefield_value(each.at)
    return (
        each.sender,
        connection.ops.adapt_datefield_value(timezone.localdate(each.at)),
        each.kept,
        each.refused,
        each.unreadable,
        at,
        each.peer[:NAME_LONGEST],
        each.clock_offset_s,
        each.problem,
        at if each.problem else None,
    )
