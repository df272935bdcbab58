"""The room: every occupied chair, the worst first."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError
from django.urls import reverse

from leeward.clinic.audit.actions import record_read, was_just_read
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.alarm_lines import AlarmLine, unread_line
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.chairside import DueLine, Live, live
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.tiles import Tile, ago
from leeward.clinic.people.models import Staff
from leeward.infusion.vitals import is_usable
from leeward.protocol.alarm_limit import Priority
from leeward.protocol.monitoring import MONITORING

logger = logging.getLogger(__name__)
UNREADABLE: Final = "This record cannot be read. Watch the bedside monitor, chart on paper, and tell who keeps Leeward."
BOARD: Final = "infusions:chairs"
READ_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One chair on the board: a row."""

    person_id: UUID
    chair: str
    who: str
    number: int
    state: str
    title: str
    tiles: tuple[Tile, ...]
    alarm: AlarmLine | None
    more_alarms: int
    is_simulated: bool
    url: str
    last_reading: str
    last_is_old: bool
    due: DueLine | None = None
    limits: int = 0
    audio_paused_until: str = ""
    sounds: tuple[AlarmLine, ...] = ()


def chairs_for(reader: Staff, *, now: datetime) -> tuple[Chair, ...]:
    """Return the board, and record for each patient on it that it was read: one row a minute."""
    board = chairs(now=now)
    for chair in board:
        asked: dict[str, Any] = {"actor": reader.key, "person_id": chair.person_id, "page": BOARD, "at": now}
        if not was_just_read(**asked, within=READ_EVERY):
            record_read(**asked, method="GET", status=200)
    return board


def chairs(*, now: datetime) -> tuple[Chair, ...]:
    """Return the occupied chairs: unanswered alarms first by urgency, then by chair."""
    closed = [state.value for state in standing.CLOSED]
    open_now = Infusion.objects.exclude(state__in=closed).select_related("person")
    found = [_read(infusion, now=now) for infusion in open_now]
    return tuple(sorted(found, key=_badness))


RANK: Final = ("high", "medium", "technical", "low")


def _badness(chair: Chair) -> tuple[int, str]:
    if chair.alarm is None:
        return (2 * len(RANK), chair.chair)
    return (RANK.index(chair.alarm.kind) + len(RANK) * chair.alarm.is_answered, chair.chair)


def _read(infusion: Infusion, *, now: datetime) -> Chair:
    """Return one chair; a record that cannot be read says so, and hides no other chair."""
    try:
        bedside = standing.load(infusion, now=now)
        return _chair(bedside, live(bedside))
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The record of chair %s cannot be read", infusion.chair)
        address = reverse("infusions:chairside", args=[infusion.person_id, infusion.pk])
        unread = unread_line("record", Priority.HIGH, UNREADABLE, at=now, url=address)
        return Chair(
            person_id=infusion.person_id,
            chair=infusion.chair,
            who=str(infusion.person),
            number=infusion.number,
            state=infusion.state,
            title=f"{infusion.state}, cannot be read",
            tiles=(),
            alarm=unread,
            more_alarms=0,
            is_simulated=infusion.mode != Infusion.Mode.REAL,
            url=address,
            last_reading="◆ not known",
            last_is_old=True,
            sounds=(unread,),
        )


def _chair(bedside: Bedside, now: Live) -> Chair:
    infusion, lines = bedside.infusion, now.bar.lines
    last, is_old = _last_reading(bedside)
    return Chair(
        person_id=infusion.person_id,
        chair=infusion.chair,
        who=str(infusion.person),
        number=infusion.number,
        state=now.state,
        title=now.state_tile.title,
        tiles=tuple(tile for tile in now.tiles if tile.key in SHOWN),
        alarm=lines[0] if lines else None,
        more_alarms=max(len(lines) - 1, 0),
        is_simulated=now.is_simulated,
        url=reverse("infusions:chairside", args=[infusion.person_id, infusion.pk]),
        last_reading=last,
        last_is_old=is_old,
        due=now.due[0] if now.due else None,
        limits=len(now.bar.limits),
        audio_paused_until=now.bar.audio_paused_until,
        sounds=tuple(line for line in lines if line.sound in SOUNDING),
    )


SHOWN: Final = frozenset({"pressure", "heart-rate", "spo2", "breaths"})
SOUNDING: Final = frozenset({"high", "medium"})


def _last_reading(bedside: Bedside) -> tuple[str, bool]:
    """Say how old the newest usable reading of any kind is, and whether even that is too old."""
    ages = [
        bedside.now - reading.at
        for reading in bedside.readings
        if is_usable(reading, now=bedside.now, mode=bedside.mode)
    ]
    if not ages:
        return "◆ no reading yet", True
    age = max(min(ages), timedelta(0))
    is_old = age > MONITORING.escalates_after
    return f"{'◆ ' if is_old else ''}{ago(age.total_seconds())}", is_old
