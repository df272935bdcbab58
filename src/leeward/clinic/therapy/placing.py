"""Sessions of a therapy plan placed in both calendars: the patient's and the therapist's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import calendar, hours, standing
from leeward.clinic.scheduling.hours import Hours
from leeward.clinic.scheduling.models import Booking, BookingEvent
from leeward.clinic.scheduling.standing import Stands
from leeward.course.placing import Calendars, Placement, conflicts, place
from leeward.course.slots import Slot
from leeward.course.therapy import TherapyPlan

AHEAD: Final = timedelta(days=150)
DAY: Final = timedelta(days=1)
STANDS: Final = frozenset({BookingEvent.Kind.BOOKED, BookingEvent.Kind.MOVED, BookingEvent.Kind.HELD})
ALL_DAY: Final = {str(day): ["00:00", "23:45"] for day in range(7)}


def placed(plan: TherapyPlan, *, person_id: UUID, therapist_id: int, now: datetime) -> Placement:
    """Place the sessions of a plan that is begun now; raises CannotPlace."""
    return place(
        plan,
        calendars(person_id=person_id, therapist_id=therapist_id, now=now),
        limits=in_force(now).thresholds,
    )


def calendars(*, person_id: UUID, therapist_id: int, now: datetime) -> Calendars:
    """Return both calendars from now on; a patient whose times nobody asked can come whenever the therapist works."""
    first = timezone.localtime(now).date()  # by the clinic’s clock: in the evening it is tomorrow already in UTC
    found = calendar.read(first, first + AHEAD)
    told, colleague = calendar.hours_of_patient(person_id), found.staff.get(therapist_id)
    own = standing.of_person(person_id)
    theirs = [each for each in standing.between(now, now + AHEAD) if each.event.staff_id == therapist_id]
    days = [first + number * DAY for number in range(AHEAD.days) if first + number * DAY not in found.closed]
    working = [day for day in days if colleague and day not in colleague.away]
    return Calendars(
        patient=tuple(_stretches(told.hours if told and told.hours else ALL_DAY, days)),
        therapist=tuple(_stretches(colleague.hours if colleague else {}, working)),
        infusions=tuple(_slot(each) for each in own if _is(each, Booking.Kind.INFUSION)),
        zone=ZoneInfo(settings.TIME_ZONE),
        booked=tuple(_slot(each) for each in (*own, *theirs) if each.is_open),
        not_before=now,
    )


def in_the_way(*, person_id: UUID, therapist_id: int, now: datetime) -> tuple[str, ...]:
    """Say which sessions to come with this therapist cannot stay: an infusion was moved beside one, say."""
    own = [
        _slot(each) for each in standing.of_person(person_id)
        if each.is_open and each.starts_at > now and each.event.staff_id == therapist_id
    ]  # fmt: skip
    found = replace(calendars(person_id=person_id, therapist_id=therapist_id, now=now), booked=())
    return conflicts(own, found, limits=in_force(now).thresholds) if own else ()


def _is(each: Stands, kind: str) -> bool:
    return each.booking.kind == kind and each.event.kind in STANDS


def _slot(each: Stands) -> Slot:
    return Slot(each.event.starts_at, each.event.ends_at)


def _stretches(told: Hours, days: list[date]) -> Iterator[Slot]:
    for day in days:
        found = hours.span(told, day.weekday())
        if found:
            midnight = calendar.midnight(day)
            begins, ends = (timedelta(hours=at.hour, minutes=at.minute) for at in found)
            yield Slot(midnight + begins, midnight + ends)
