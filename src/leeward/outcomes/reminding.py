"""When somebody is reminded of a questionnaire: by day, in their own time zone, and not too often."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from leeward.outcomes.clock import OPEN, DueMeasure, DueState
from leeward.protocol.following_up import Reminding
from leeward.protocol.thresholds import SHIPPED, Thresholds

AN_HOUR: Final = 60  # plain: minutes


def is_quiet(at: datetime, zone: ZoneInfo, limits: Thresholds = SHIPPED) -> bool:
    """Is it an hour at which nobody is written to, where the patient is?"""
    clock, (until, begins) = at.astimezone(zone).time(), _day(limits)
    return not until <= clock < begins


def waking(at: datetime, zone: ZoneInfo, limits: Thresholds = SHIPPED) -> datetime:
    """Return the first instant from `at` on, in UTC, that is not in quiet hours."""
    if not is_quiet(at, zone, limits):
        return at.astimezone(UTC)
    local, (until, _) = at.astimezone(zone), _day(limits)
    day = local.date() if local.time() < until else local.date() + timedelta(days=1)
    return datetime.combine(day, until, tzinfo=zone).astimezone(UTC)


def remind_at(
    measure: DueMeasure,
    *,
    zone: ZoneInfo,
    reminded: Sequence[datetime] = (),
    limits: Thresholds = SHIPPED,
) -> datetime | None:
    """Return when to remind next, in UTC: never in quiet hours, never after it closed; None for never.

    `reminded` are the reminders that were sent for this measure's asking. The instant may lie in the past: then it is
    time, if it is not quiet now (`waking`). Whoever left items out is not written to again: staff see it open.
    """
    if measure.answered is not None or (measure.state not in OPEN and measure.state is not DueState.UPCOMING):
        return None
    pause = timedelta(hours=limits.of(Reminding.again_after).to("h"))
    earliest = max([measure.opens, *(at + pause for at in reminded)])
    then = waking(earliest, zone, limits)
    return then if then < measure.closes else None


def next_reminder(
    measures: Sequence[DueMeasure],
    *,
    zone: ZoneInfo,
    reminded: Sequence[datetime] = (),
    limits: Thresholds = SHIPPED,
) -> datetime | None:
    """Return when to write to a person next, in UTC: one message for all that is open then; None for never.

    `reminded` are all reminders sent so far: one sent while a measure was open was about it, too.
    """
    found = (
        remind_at(each, zone=zone, reminded=[at for at in reminded if at >= each.opens], limits=limits)
        for each in measures
    )
    return min((at for at in found if at is not None), default=None)


def _day(limits: Thresholds) -> tuple[time, time]:
    """Return when the day begins and ends for reminders, by the clock on the wall."""
    until, begins = (
        time(*divmod(round(limits.of(row).to("min")), AN_HOUR)) for row in (Reminding.quiet_until, Reminding.quiet_from)
    )
    return until, begins
