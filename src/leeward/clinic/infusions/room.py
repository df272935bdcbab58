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
from leeward.clinic.infusions.chairside import AlarmLine, Live, live, unread_line
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.tiles import Tile
from leeward.clinic.people.models import Staff
from leeward.protocol.alarm_limit import Priority

logger = logging.getLogger(__name__)
UNREADABLE: Final = "This record cannot be read. Watch the bedside monitor, chart on paper, and tell who keeps Leeward."
BOARD: Final = "infusions:chairs"
READ_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One chair on the board."""

    person_id: UUID
    chair: str
    who: str
    number: int
    state: str
    state_tile: Tile
    tiles: tuple[Tile, ...]
    alarm: AlarmLine | None
    more_alarms: int
    is_simulated: bool
    url: str


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
        return _chair(infusion, live(standing.load(infusion, now=now)))
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The record of chair %s cannot be read", infusion.chair)
        address = reverse("infusions:chairside", args=[infusion.person_id, infusion.pk])
        return Chair(
            person_id=infusion.person_id,
            chair=infusion.chair,
            who=str(infusion.person),
            number=infusion.number,
            state=infusion.state,
            state_tile=Tile(key="state", title=infusion.state, value="◆ cannot be read", is_stale=True),
            tiles=(),
            alarm=unread_line("record", Priority.HIGH, UNREADABLE, at=now, url=address),
            more_alarms=0,
            is_simulated=infusion.mode != Infusion.Mode.REAL,
            url=address,
        )


def _chair(infusion: Infusion, now: Live) -> Chair:
    return Chair(
        person_id=infusion.person_id,
        chair=infusion.chair,
        who=str(infusion.person),
        number=infusion.number,
        state=now.state,
        state_tile=now.state_tile,
        tiles=now.tiles,
        alarm=now.alarms[0] if now.alarms else None,
        more_alarms=now.more_alarms + max(len(now.alarms) - 1, 0),
        is_simulated=now.is_simulated,
        url=reverse("infusions:chairside", args=[infusion.person_id, infusion.pk]),
    )
