"""Where each booking stands: the last thing that happened to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F, Max, QuerySet

from leeward.clinic.scheduling.models import Booking, BookingEvent

OPEN: Final = frozenset({BookingEvent.Kind.BOOKED, BookingEvent.Kind.MOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """One booking as it stands."""

    booking: Booking
    event: BookingEvent

    @property
    def is_open(self) -> bool:
        """Is it still to come, or at least without an outcome?"""
        return self.event.kind in OPEN

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.event.starts_at


def latest() -> QuerySet[BookingEvent]:
    """Return the last event of each booking."""
    newest = BookingEvent.objects.annotate(last=Max("booking__events__number")).filter(number=F("last"))
    return newest.select_related("booking__person", "chair", "staff", "by")


def of_person(person_id: UUID) -> tuple[Stands, ...]:
    """Return every booking of a person as it stands, the earliest first."""
    return _in_order(latest().filter(booking__person_id=person_id))


def between(first: datetime, last: datetime) -> tuple[Stands, ...]:
    """Return the bookings that begin from `first` to before `last`, the earliest first."""
    return _in_order(latest().filter(starts_at__gte=first, starts_at__lt=last))


def one(booking_id: UUID, *, person_id: UUID) -> Stands:
    """Return one booking of a person; raises Booking.DoesNotExist."""
    booking = Booking.objects.select_related("person").get(pk=booking_id, person_id=person_id)
    event = booking.events.select_related("chair", "staff", "by").order_by("-number")[0]
    return Stands(booking=booking, event=event)


def _in_order(rows: Iterable[BookingEvent]) -> tuple[Stands, ...]:
    found = (Stands(booking=row.booking, event=row) for row in rows)
    return tuple(sorted(found, key=lambda each: (each.starts_at, each.booking.pk)))
