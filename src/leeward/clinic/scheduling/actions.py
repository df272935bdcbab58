"""Booking, moving, cancelling, and what became of a session: each is kept, and the calendar's places go with it."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.scheduling import calendar, standing
from leeward.clinic.scheduling.calendar import Calendar, Slot
from leeward.clinic.scheduling.lengths import QUARTER
from leeward.clinic.scheduling.models import Booking, BookingEvent, Chair, TakenQuarter
from leeward.clinic.scheduling.standing import Stands
from leeward.clinic.scheduling.weighing import weighed

Kind = BookingEvent.Kind


class CannotBook(Exception):
    """Why this session cannot stand at this time, and what to do."""


@transaction.atomic
def book(
    *, booking_id: UUID, person_id: UUID, kind: str, slot: Slot, by: Staff, at: datetime, says: str = ""
) -> UUID:  # fmt: skip
    """Put a session into the calendar; sent twice it stands once. Raises CannotBook with all that stands against it."""
    _one_after_another()
    if Booking.objects.filter(pk=booking_id, person_id=person_id).exists():
        return booking_id
    Person.objects.get(pk=person_id)
    found = _refuse(kind, slot, person_id=person_id, now=at, says=says)
    booking = Booking.objects.create(id=booking_id, person_id=person_id, kind=kind, at=at, by=by)
    _happened(booking, 1, Kind.BOOKED, slot, says=says, by=by, at=at)
    _take(booking, slot, found)
    return booking.pk


@transaction.atomic
def move(*, person_id: UUID, booking_id: UUID, slot: Slot, says: str, by: Staff, at: datetime) -> None:
    """Put a session to another time; raises CannotBook, and Booking.DoesNotExist."""
    _one_after_another()
    known = _open(booking_id, person_id)
    found = _refuse(known.booking.kind, slot, person_id=person_id, now=at, says=_why(says), besides=booking_id)
    _happened(known.booking, known.event.number + 1, Kind.MOVED, slot, says=says.strip(), by=by, at=at)
    _take(known.booking, slot, found)


@transaction.atomic
def cancel(*, person_id: UUID, booking_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """Take a session out of the calendar; raises CannotBook, and Booking.DoesNotExist."""
    _end(_open(booking_id, person_id), Kind.CANCELLED, says=_why(says), by=by, at=at)


@transaction.atomic
def miss(*, person_id: UUID, booking_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """Say that the patient did not come; raises CannotBook before the session begins."""
    known = _open(booking_id, person_id)
    _refuse_early(known, at=at)
    _end(known, Kind.MISSED, says=_why(says), by=by, at=at)


@transaction.atomic
def hold(*, person_id: UUID, booking_id: UUID, by: Staff, at: datetime, says: str = "") -> None:
    """Say that the session took place; raises CannotBook before it begins."""
    known = _open(booking_id, person_id)
    _refuse_early(known, at=at)
    slot = _slot(known)
    _happened(known.booking, known.event.number + 1, Kind.HELD, slot, says=says, by=by, at=at)


@transaction.atomic
def note_held(*, booking_id: UUID, person_id: UUID, slot: Slot, says: str, by: Staff, at: datetime) -> UUID:
    """Enter a therapy session that took place elsewhere: it takes no chair and no colleague of this clinic."""
    booking = Booking.objects.create(id=booking_id, person_id=person_id, kind=Booking.Kind.THERAPY, by=by, at=at)
    _happened(booking, 1, Kind.HELD, slot, says=says, by=by, at=at)
    return booking.pk


def infusion_ended(*, infusion_id: UUID, by: Staff, at: datetime) -> None:
    """Count the booked infusion of this day as held once the patient went home; none booked: nothing to do."""
    person_id = Infusion.objects.get(pk=infusion_id).person_id
    for known in standing.of_person(person_id):
        is_today = timezone.localdate(known.starts_at) == timezone.localdate(at)
        if known.booking.kind == Booking.Kind.INFUSION and known.is_open and is_today:
            slot = _slot(known)
            _happened(known.booking, known.event.number + 1, Kind.HELD, slot, says="went home", by=by, at=at)
            return


def _one_after_another() -> None:
    """Let one booking after another look at the calendar: without this two would see the same place free."""
    list(Chair.objects.select_for_update().order_by("pk"))


def _refuse(
    kind: str, slot: Slot, *, person_id: UUID, now: datetime, says: str, besides: UUID | None = None
) -> Calendar:  # fmt: skip
    if slot.starts_at != _on_a_quarter(slot.starts_at) or slot.ends_at <= slot.starts_at:
        raise CannotBook("A session begins on a quarter of an hour, and ends after it begins.")
    found = weighed(kind, slot, person_id=person_id, now=now, besides=besides)
    if found.stops:
        raise CannotBook(" ".join(found.stops))
    if found.asks and not says.strip():
        raise CannotBook(" ".join((*found.asks, "It can be booked all the same: say why.")))
    day = timezone.localdate(slot.starts_at)
    return calendar.read(day, day, besides=besides)


def _on_a_quarter(at: datetime) -> datetime:
    minutes = QUARTER.seconds // 60
    return at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)


def _take(booking: Booking, slot: Slot, found: Calendar) -> None:
    """Take the quarters, in place of those that the booking had; raises CannotBook where another was faster."""
    TakenQuarter.objects.filter(booking=booking).delete()
    rows = [*_rows(booking, slot, found)]
    try:
        with transaction.atomic():
            TakenQuarter.objects.bulk_create(rows)
    except IntegrityError as why:
        raise CannotBook("Somebody else took a part of this time a moment ago. Choose another one.") from why


def _rows(booking: Booking, slot: Slot, found: Calendar) -> list[TakenQuarter]:
    whats = [calendar.person(booking.person_id)]
    whats += [calendar.chair(slot.chair_id)] if slot.chair_id else []
    whats += [calendar.staff(slot.staff_id)] if slot.staff_id else []
    rows = [TakenQuarter(booking=booking, what=what, starts_at=at) for what in whats for at in slot.quarters()]
    if booking.kind == Booking.Kind.INFUSION:
        rows += [
            TakenQuarter(booking=booking, what=calendar.NURSES, starts_at=at, place=found.free_place(at) or 0)
            for at in slot.quarters()
        ]
    return rows


def _open(booking_id: UUID, person_id: UUID) -> Stands:
    known = standing.one(booking_id, person_id=person_id)
    if not known.is_open:
        raise CannotBook(f"This session was {known.event.get_kind_display().lower()} already. Book another one.")
    return known


def _refuse_early(known: Stands, *, at: datetime) -> None:
    if at < known.starts_at:
        raise CannotBook("This session has not begun. Move or cancel it instead.")


def _end(known: Stands, kind: str, *, says: str, by: Staff, at: datetime) -> None:
    _happened(known.booking, known.event.number + 1, kind, _slot(known), says=says, by=by, at=at)
    TakenQuarter.objects.filter(booking=known.booking).delete()


def _slot(known: Stands) -> Slot:
    event = known.event
    return Slot(
        starts_at=event.starts_at, ends_at=event.ends_at, chair_id=event.chair_id, staff_id=event.staff_id
    )  # fmt: skip


def _why(says: str) -> str:
    if not says.strip():
        raise CannotBook("Say why, in a few words: whoever calls the patient will read it.")
    return says.strip()


def _happened(booking: Booking, number: int, kind: str, slot: Slot, *, says: str, by: Staff, at: datetime) -> None:
    try:
        with transaction.atomic():
            BookingEvent.objects.create(
                booking=booking, number=number, kind=kind, starts_at=slot.starts_at, ends_at=slot.ends_at,
                chair_id=slot.chair_id, staff_id=slot.staff_id, says=says, at=at, by=by,
            )  # fmt: skip
    except IntegrityError as why:
        raise CannotBook("Somebody else changed this session a moment ago. Look at it again.") from why
