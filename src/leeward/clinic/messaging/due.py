"""When a message may go: not at night where its reader lives, not too late, and after a failure a while later."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from leeward.clinic.people.models import Person
from leeward.protocol.following_up import Reminding

QUIET_FROM_H: Final = int(Reminding.quiet_from.to("h"))
QUIET_UNTIL_H: Final = int(Reminding.quiet_until.to("h"))
LEASE: Final = timedelta(minutes=2)  # longer than any carrier takes to answer: then whoever tried is dead
AGAIN_AFTER: Final = (  # growing, over half a day: a provider that is away for an hour loses nothing
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=4),
    timedelta(hours=8),
)  # fmt: skip
MOST_TRIES: Final = len(AGAIN_AFTER) + 1
MOST_UNANSWERED: Final = 2  # begun, and never heard of: the second has the same key, a third would be one too many


def zone_of(person: Person) -> ZoneInfo:
    """Return where somebody lives; the clinic's zone where nothing else is known."""
    return ZoneInfo(person.zone or settings.TIME_ZONE)


def is_quiet(at: datetime, zone: ZoneInfo) -> bool:
    """Is it an hour at which nobody is written to?"""
    hour = at.astimezone(zone).hour
    return hour >= QUIET_FROM_H or hour < QUIET_UNTIL_H


def when(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant from `at` on at which a message may go."""
    if not is_quiet(at, zone):
        return at
    here = at.astimezone(zone)
    day = here + timedelta(days=1) if here.hour >= QUIET_FROM_H else here
    return day.replace(hour=QUIET_UNTIL_H, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)


def again_at(attempt: int, *, after_s: float | None, now: datetime) -> datetime:
    """Return when to try again after this attempt (from 1): not before the carrier wants it."""
    own = AGAIN_AFTER[min(attempt, len(AGAIN_AFTER)) - 1]
    return now + max(own, timedelta(seconds=after_s or 0))
