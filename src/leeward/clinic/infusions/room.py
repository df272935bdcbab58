"""The room: every occupied chair, the worst first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.chairside import AlarmLine, Live, live
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.tiles import Tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One chair on the board."""

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


def chairs(*, now: datetime) -> tuple[Chair, ...]:
    """Return the occupied chairs: unanswered alarms first by urgency, then by chair."""
    closed = [state.value for state in standing.CLOSED]
    open_now = Infusion.objects.exclude(state__in=closed).select_related("person")
    found = [_chair(infusion, live(standing.load(infusion, now=now))) for infusion in open_now]
    return tuple(sorted(found, key=_badness))


RANK: Final = ("high", "medium", "technical", "low")


def _badness(chair: Chair) -> tuple[int, str]:
    if chair.alarm is None:
        return (2 * len(RANK), chair.chair)
    return (RANK.index(chair.alarm.kind) + len(RANK) * chair.alarm.is_answered, chair.chair)


def _chair(infusion: Infusion, now: Live) -> Chair:
    return Chair(
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
