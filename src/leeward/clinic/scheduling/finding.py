"""Finding a time: the first free ones of some days, for the chairs and colleagues that may take the session."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.scheduling import hours, lengths
from leeward.clinic.scheduling.calendar import Calendar, Slot, hours_of_patient, midnight, read
from leeward.clinic.scheduling.models import Booking

STEP: Final = timedelta(minutes=30)
DAY: Final = timedelta(days=1)
EVERY: Final = 48  # more than a day has half hours: all of them


def free_times(
    *, person_id: UUID, kind: str, first: date, last: date, now: datetime, most: int,
    staff_id: int | None = None, besides: UUID | None = None, takes: timedelta | None = None,
) -> Iterator[Slot]:  # fmt: skip
    """Yield at most `most` free times from the first to the last day, those that suit the patient only."""
    calendar, told = read(first, last, besides=besides), hours_of_patient(person_id)
    length = takes or lengths.length(kind, at=now)
    found = 0
    for slot in _candidates(calendar, kind, first, last, length, staff_id):
        suits = told is None or not told.hours or hours.cover(told.hours, slot.starts_at, slot.ends_at)
        if slot.starts_at > now and suits and not calendar.against(kind, slot, person_id=person_id):
            yield slot
            found += 1
        if found == most:
            return


def _candidates(
    calendar: Calendar, kind: str, first: date, last: date, length: timedelta, staff_id: int | None
) -> Iterator[Slot]:
    """Yield the times at which a session could begin, each with one chair that takes it."""
    for number in range((last - first).days + 1):
        day = first + number * DAY
        if day in calendar.closed:
            continue
        at, ends = midnight(day), midnight(day + DAY)
        while at + length <= ends:
            yield from _at(calendar, kind, at, at + length, staff_id)
            at += STEP


def _at(
    calendar: Calendar, kind: str, starts_at: datetime, ends_at: datetime, staff_id: int | None
) -> Iterator[Slot]:  # fmt: skip
    if kind != Booking.Kind.INFUSION:
        yield Slot(starts_at=starts_at, ends_at=ends_at, staff_id=staff_id)
        return
    for chair_id, (_, told) in calendar.chairs.items():
        slot = Slot(starts_at=starts_at, ends_at=ends_at, chair_id=chair_id)
        is_free = not any(calendar.taken.get((f"chair:{chair_id}", at)) for at in slot.quarters())
        if is_free and hours.cover(told, starts_at, ends_at):
            yield slot
            return  # one chair a time is enough to choose from


def in_words(slot: Slot) -> str:
    """Say when: “Thu 26-Nov-2026, 09:00 to 11:30”."""
    begins, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return f"{begins:%a %d-%b-%Y}, {begins:%H:%M} to {ends:%H:%M}"


def free_days(*, person_id: UUID, first: date, last: date, now: datetime) -> dict[date, Slot]:
    """Return for each day on which an infusion of this person fits its first free time."""
    calendar, length = read(first, last), lengths.length(Booking.Kind.INFUSION, at=now)
    found: dict[date, Slot] = {}
    for slot in _candidates(calendar, Booking.Kind.INFUSION, first, last, length, None):
        day = timezone.localdate(slot.starts_at)
        is_ahead = slot.starts_at > now and day not in found
        if is_ahead and not calendar.against(Booking.Kind.INFUSION, slot, person_id=person_id):
            found[day] = slot
    return found
