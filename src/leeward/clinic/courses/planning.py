"""Laying a course on days that the calendar has, and what became of it: missed, late, and the days anew."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.courses import series_records, watching
from leeward.clinic.courses.models import CoursePlan, CourseSession
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import calendar, finding, standing
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.scheduling.models import BookingEvent
from leeward.clinic.scheduling.standing import Stands
from leeward.course.days import Days
from leeward.course.replan import Happened, replan
from leeward.course.series import Planned, Schedule, Session, State

AHEAD: Final = timedelta(days=130)  # a course with its pauses; so far is the calendar read
BECAME: Final = {
    BookingEvent.Kind.HELD: State.GIVEN,
    BookingEvent.Kind.MISSED: State.MISSED,
    BookingEvent.Kind.CANCELLED: State.CANCELLED,
}


def days_of(person_id: UUID, *, first: date, now: datetime) -> Days:
    """Return what the calendar says of the days from the first on, for this person."""
    last = first + AHEAD
    found = calendar.read(first, first)
    told = calendar.closed(first, last)
    if not found.chairs:
        return Days(closed=told)
    weekdays = frozenset(int(day) for _, hours in found.chairs.values() for day in hours)
    free = finding.free_days(person_id=person_id, first=first, last=last, now=now)
    return Days(closed=told, weekdays=weekdays, places=dict.fromkeys(free, 1))


def inputs_of(person_id: UUID, schedule: Schedule, *, first: date, now: datetime) -> dict[str, Any]:
    """Return everything that a course's days are made from."""
    today = timezone.localdate(now)
    return {
        "schedule": series_records.schedule_as_json(schedule),
        "first": first.isoformat(),
        "today": today.isoformat(),
        "days": series_records.days_as_json(days_of(person_id, first=first, now=now)),
        "earlier": [day.isoformat() for day in watching.infusions_of(person_id) if day <= today],
    }


def looked_at(inputs: Mapping[str, Any], *, now: datetime) -> Planned:
    """Return the series as it would be planned; raises CannotPlan."""
    return series_records.laid(inputs, in_force(now))


def bookings_of(plan: CoursePlan) -> dict[int, Stands]:
    """Return the booking of each session by its number, the newest where one was booked again."""
    rows = {row.booking_id: row.number for row in CourseSession.objects.filter(plan=plan)}
    return {rows[each.booking.pk]: each for each in standing.of_person(plan.person_id) if each.booking.pk in rows}


def as_it_stands(plan: CoursePlan) -> Planned:
    """Return the series on the days on which the calendar has it now."""
    booked = bookings_of(plan)
    instead = {row.number: row.instead_of for row in CourseSession.objects.filter(plan=plan)}
    kept = {each["number"]: series_records.session_from(each) for each in plan.result["sessions"]}
    sessions = {
        **kept,
        **{number: _on(kept.get(number), number, each, instead[number]) for number, each in booked.items()},
    }
    return Planned(
        schedule=series_records.schedule_from(plan.inputs["schedule"]),
        sessions=tuple(sorted(sessions.values(), key=lambda each: (each.on, each.number))),
        says=tuple(plan.result["says"]),
        earlier=tuple(date.fromisoformat(day) for day in plan.result["earlier"]),
    )


def happened_of(plan: CoursePlan) -> tuple[Happened, ...]:
    """Return what became of each session that is over."""
    return tuple(
        Happened(
            number=number, state=BECAME[BookingEvent.Kind(each.event.kind)], on=_told_on(each), why=each.event.says,
        )
        for number, each in bookings_of(plan).items()
        if each.event.kind in BECAME
    )  # fmt: skip


def rearranged(plan: CoursePlan, *, now: datetime) -> Planned:
    """Return the rest of the course laid again after what happened; raises CannotPlan."""
    today = timezone.localdate(now)
    return replan(
        as_it_stands(plan),
        happened_of(plan),
        today=today,
        limits=in_force(now).dosing,
        days=_own_days_too(plan, days_of(plan.person_id, first=today, now=now)),
        thresholds=in_force(now).thresholds,
    )


def slot_on(person_id: UUID, day: date, *, clock_min: int, now: datetime, besides: UUID | None = None) -> Slot | None:
    """Return the free time of a day that is nearest to the wanted one, in minutes from midnight; None for none."""
    found = finding.free_times(
        person_id=person_id, kind="infusion", first=day, last=day, now=now, most=finding.EVERY, besides=besides
    )
    return min(found, key=lambda slot: abs(_minutes(slot) - clock_min), default=None)


def _minutes(slot: Slot) -> int:
    begins = timezone.localtime(slot.starts_at)
    return begins.hour * 60 + begins.minute


def _on(kept: Session | None, number: int, booked: Stands, instead_of: int) -> Session:
    on = timezone.localdate(booked.starts_at)
    made = kept or Session(number=number, on=on)
    return replace(made, on=on, instead_of=instead_of, state=State.PLANNED)


def _told_on(each: Stands) -> date:
    """A session is over on its own day; one that was called off before, on the day on which that was told."""
    return min(timezone.localdate(each.starts_at), timezone.localdate(each.event.at))


def _own_days_too(plan: CoursePlan, days: Days) -> Days:
    """Count a day on which the course has its own session as one that it may keep."""
    if days.places is None:
        return days
    own = [timezone.localdate(each.starts_at) for each in bookings_of(plan).values() if each.is_open]
    return replace(days, places={**days.places, **dict.fromkeys(own, 1)})
