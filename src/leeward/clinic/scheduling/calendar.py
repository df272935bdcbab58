"""The calendar of some days, read once: who and what is free, and what stands against a session."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import hours, lengths
from leeward.clinic.scheduling.hours import Hours
from leeward.clinic.scheduling.lengths import QUARTER
from leeward.clinic.scheduling.models import (
    Booking,
    Chair,
    ChairHours,
    ClinicDay,
    PatientHours,
    StaffAway,
    StaffHours,
    TakenQuarter,
)

NURSES: Final = "nurses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time with what it takes: a chair for an infusion, a member of staff for psychotherapy or a review."""

    starts_at: datetime
    ends_at: datetime
    chair_id: int | None = None
    staff_id: int | None = None

    def quarters(self) -> Iterator[datetime]:
        """Yield the start of each quarter of an hour that it takes."""
        at = self.starts_at
        while at < self.ends_at:
            yield at
            at += QUARTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who works here: when, and on which days they are away."""

    staff_id: int
    name: str
    role: str
    hours: Hours
    away: frozenset[date]

    def is_here(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Are they here the whole time?"""
        is_away = timezone.localdate(starts_at) in self.away
        return not is_away and hours.cover(self.hours, starts_at, ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What is known of some days."""

    chairs: Mapping[int, tuple[str, Hours]]
    staff: Mapping[int, Colleague]
    closed: Mapping[date, str]
    taken: Mapping[tuple[str, datetime], frozenset[int]]

    def room_for_nurses(self, at: datetime) -> int:
        """How many infusions may run in the quarter that begins at `at`."""
        here = sum(each.role == Role.NURSE and each.is_here(at, at + QUARTER) for each in self.staff.values())
        return here * lengths.chairs_of_a_nurse()

    def free_place(self, at: datetime) -> int | None:
        """Return the first place with the nurses on duty that is free in a quarter; None for none."""
        taken = self.taken.get((NURSES, at), frozenset())
        return next((place for place in range(1, self.room_for_nurses(at) + 1) if place not in taken), None)

    def against(self, kind: str, slot: Slot, *, person_id: UUID) -> tuple[str, ...]:
        """Say what makes a session impossible at this time; nothing where it can be booked."""
        found = [*self._of_the_day(slot), *self._of_the_person(slot, person_id)]
        if kind == Booking.Kind.INFUSION:
            found += (*self._of_the_chair(slot), *self._of_the_nurses(slot))
        else:
            found += self._of_the_staff(slot)
        return tuple(found)

    def _of_the_day(self, slot: Slot) -> Iterable[str]:
        day = timezone.localdate(slot.starts_at)
        if day in self.closed:
            yield f"The clinic is closed on {day:%d-%b-%Y}: {self.closed[day]}."

    def _of_the_person(self, slot: Slot, person_id: UUID) -> Iterable[str]:
        if self._is_taken(person(person_id), slot):
            yield "The patient has another session at this time."

    def _of_the_chair(self, slot: Slot) -> Iterable[str]:
        if slot.chair_id is None or slot.chair_id not in self.chairs:
            yield "Choose a chair: an infusion is given in one."
            return
        name, told = self.chairs[slot.chair_id]
        if not hours.cover(told, slot.starts_at, slot.ends_at):
            day = timezone.localtime(slot.starts_at)
            found = hours.span(told, day.weekday())
            open_ = f"{found[0]:%H:%M} to {found[1]:%H:%M}" if found else "not used"
            yield f"Chair {name} on {day:%A}: {open_}. The infusion with its recovery does not fit."
        if self._is_taken(chair(slot.chair_id), slot):
            yield f"Chair {name} is taken for a part of this time."

    def _of_the_nurses(self, slot: Slot) -> Iterable[str]:
        short = next((at for at in slot.quarters() if self.free_place(at) is None), None)
        if short is not None:
            room = self.room_for_nurses(short)
            clock = f"{timezone.localtime(short):%H:%M}"
            yield (
                f"No nurse is free at {clock}: those on duty look after {room} at once, and as many are booked."
                if room
                else f"No nurse works at {clock} by the hours that were told."
            )

    def _of_the_staff(self, slot: Slot) -> Iterable[str]:
        colleague = self.staff.get(slot.staff_id or 0)
        if colleague is None:
            if slot.staff_id is not None:
                yield "This member of staff has no account that is open. Choose another."
            return
        if not colleague.is_here(slot.starts_at, slot.ends_at):
            yield f"{colleague.name} does not work then, by the hours that were told."
        if self._is_taken(staff(colleague.staff_id), slot):
            yield f"{colleague.name} has another session at this time."

    def _is_taken(self, what: str, slot: Slot) -> bool:
        return any(self.taken.get((what, at)) for at in slot.quarters())


def chair(chair_id: int) -> str:
    """Return the name under which a chair's quarters are taken."""
    return f"chair:{chair_id}"


def staff(staff_id: int) -> str:
    """Return the name under which a colleague's quarters are taken."""
    return f"staff:{staff_id}"


def person(person_id: UUID) -> str:
    """Return the name under which a patient's quarters are taken."""
    return f"person:{person_id}"


def read(first: date, last: date, *, besides: UUID | None = None) -> Calendar:
    """Read the calendar from the first to the last day; `besides` is a booking that is taken for gone."""
    return Calendar(
        chairs={row.pk: (row.name, told) for row, told in _chairs()},
        staff={each.staff_id: each for each in _colleagues(first, last)},
        closed=closed(first, last),
        taken=_taken(first, last, besides=besides),
    )


def closed(first: date, last: date) -> dict[date, str]:
    """Return the days on which the clinic is closed, and why; the newest that was told of a day holds."""
    latest: dict[date, ClinicDay] = {}
    for row in ClinicDay.objects.filter(day__range=(first, last)).order_by("at", "pk"):
        latest[row.day] = row
    return {day: row.says for day, row in sorted(latest.items()) if row.is_closed}


def hours_of_patient(person_id: UUID) -> PatientHours | None:
    """Return when a patient can come; None where nobody asked."""
    return PatientHours.objects.filter(person_id=person_id).first()


def _chairs() -> Iterator[tuple[Chair, Hours]]:
    latest = {row.chair_id: row.hours for row in ChairHours.objects.order_by("at", "pk")}
    yield from ((row, latest[row.pk]) for row in Chair.objects.all() if latest.get(row.pk))


def _colleagues(first: date, last: date) -> Iterator[Colleague]:
    told = {row.staff_id: row.hours for row in StaffHours.objects.order_by("at", "pk")}
    away: dict[int, set[date]] = {}
    for row in StaffAway.objects.filter(first__lte=last, last__gte=first).order_by("at", "pk"):
        days = {row.first + timedelta(days=each) for each in range((row.last - row.first).days + 1)}
        known = away.setdefault(row.staff_id, set())
        known.update(days) if row.is_away else known.difference_update(days)
    for one in Staff.objects.filter(is_active=True):
        here, gone = told.get(one.pk, {}), frozenset(away.get(one.pk, ()))
        yield Colleague(staff_id=one.pk, name=one.name, role=one.role, hours=here, away=gone)


def _taken(first: date, last: date, *, besides: UUID | None) -> dict[tuple[str, datetime], frozenset[int]]:
    rows = TakenQuarter.objects.filter(starts_at__gte=midnight(first), starts_at__lt=midnight(last + timedelta(days=1)))
    found: dict[tuple[str, datetime], set[int]] = {}
    for what, at, place in rows.exclude(booking_id=besides).values_list("what", "starts_at", "place"):
        found.setdefault((what, at), set()).add(place)
    return {key: frozenset(places) for key, places in found.items()}


def midnight(day: date) -> datetime:
    """Return the beginning of a day by the clinic's clock."""
    return timezone.make_aware(datetime.combine(day, time()))
