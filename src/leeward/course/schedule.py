"""A series of infusions laid on days: six in two weeks, eight in four, or the clinic's own rhythm."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from leeward.course.days import ONE_DAY, Days, written
from leeward.course.series import CannotPlan, Planned, Schedule, Session
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.limits import Place, worst

HOURS_A_DAY: Final = 24  # plain: hours in a day
WEEK: Final = timedelta(days=7)  # plain: days in a week
LOOK_AHEAD: Final = timedelta(days=60)  # plain: so far is a free day looked for; past it somebody has to decide


def plan(
    schedule: Schedule, *, first: date, today: date, limits: DosingLimits, days: Days, earlier: Sequence[date] = ()
) -> Planned:
    """Lay a series on days, from `first` on; raises CannotPlan where its rhythm passes a stop of spacing.

    A day that is closed or full is passed over, and every later session keeps its distance from the one that moved.
    """
    if first < today:
        raise CannotPlan(f"{written(first)} is past. Begin today or later; what was given is charted, not planned.")
    refuse_rhythm(schedule, limits)
    sessions, told = lay(
        schedule, numbers=range(1, schedule.sessions + 1), first=first, limits=limits, days=days, earlier=earlier
    )
    unseen = () if days.places is not None else ("Chairs and staff were not looked at: nobody told how many are free.",)
    return Planned(
        schedule=schedule,
        sessions=sessions,
        says=(schedule.evidence, *told, *unseen),
        earlier=tuple(sorted(earlier)),
    )


def lay(
    schedule: Schedule,
    *,
    numbers: Iterable[int],
    first: date,
    limits: DosingLimits,
    days: Days,
    series: Sequence[date] = (),
    earlier: Sequence[date] = (),
) -> tuple[tuple[Session, ...], tuple[str, ...]]:
    """Put each numbered session on the first day that suits; returns them with why a day was passed over.

    From sessions of the `series` each keeps the rhythm's distance, from `earlier` infusions the soft fence's.
    """
    mine, told, found = list(series), list[str](), list[Session]()
    wanted = schedule.on_or_after(first)
    for number in numbers:
        day, why = _first_that_suits(wanted, Near(schedule, limits, (*mine,), (*earlier,)), days)
        place = spacing(day, (*earlier, *mine), limits)
        says = "" if place is Place.USUAL else f"Session {number} on {written(day)}: its spacing {place.value}."
        found.append(Session(number=number, on=day, place=place, says=says))
        told += [f"Session {number}: {why}; it is put on {written(day)}."] * bool(why) + [says] * bool(says)
        mine.append(day)
        wanted = schedule.wanted(after=day)
    return tuple(found), tuple(told)


def spacing(day: date, given: Iterable[date], limits: DosingLimits) -> Place:
    """Return which fence an infusion on this day passes: days since the one before, and how many in seven days."""
    before = sorted(one for one in given if one <= day)
    in_week = sum(day - one < WEEK for one in before) + 1
    places = [limits.infusions_per_week.place(in_week)]
    places += [limits.gap_h.place((day - before[-1]).days * HOURS_A_DAY)] if before else []
    return worst(*places)


def refuse_rhythm(schedule: Schedule, limits: DosingLimits) -> None:
    """Raise CannotPlan where the rhythm is refused by the fences of spacing, before any day is looked at."""
    for what, number, unit, fence in (
        ("the shortest time between two sessions", schedule.apart_days * HOURS_A_DAY, "h", limits.gap_h),
        ("the most in seven days", schedule.in_a_week, "infusions", limits.infusions_per_week),
    ):
        if fence.place(number) is Place.BEYOND_STOP:
            raise CannotPlan(f"{schedule.label}: {what} is {number} {unit}; it must be {fence.stop} {unit}.")


class Near(NamedTuple):
    """What a session keeps its distance from: the rhythm's own within the series, the soft fence's from others."""

    schedule: Schedule
    limits: DosingLimits
    series: tuple[date, ...]
    earlier: tuple[date, ...]

    def why_not(self, day: date) -> str:
        """Return why an infusion on this day would stand too near to another; empty where it keeps its distance."""
        soft_days = math.ceil(self.limits.gap_h.soft.low / HOURS_A_DAY)
        apart = [(one, self.schedule.apart_days) for one in self.series] + [(one, soft_days) for one in self.earlier]
        for one, least_days in apart:
            found_days = abs((day - one).days)
            if found_days < least_days:
                return f"it would be {found_days} d from the infusion of {written(one)}, and {least_days} d are kept"
        most = max(math.floor(self.limits.infusions_per_week.soft.high), self.schedule.in_a_week)
        others = (*self.series, *self.earlier, day)
        starts = [day - timedelta(days=back) for back in range(WEEK.days)]
        crowded = any(sum(start <= one < start + WEEK for one in others) > most for start in starts)
        return f"it would be more than {most} in seven days" if crowded else ""


def _first_that_suits(wanted: date, near: Near, days: Days) -> tuple[date, str]:
    """Return the first day from `wanted` on that is free and keeps every distance, and why the wanted one was not."""
    why, day = "", wanted
    while day - wanted <= LOOK_AHEAD:
        reason = days.why_not(day) or near.why_not(day)
        if not reason:
            return day, why
        why = why or f"on {written(day)} {reason}"
        day += ONE_DAY
    raise CannotPlan(
        f"From {written(wanted)} on no day suits for {LOOK_AHEAD.days} days: {why}. "
        "Free a chair, open a day, or choose another rhythm."
    )
