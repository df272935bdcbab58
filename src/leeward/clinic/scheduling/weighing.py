"""What stands against a session at a time: what makes it impossible, and what asks for a reason."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from leeward.clinic.scheduling import calendar, hours, spacing
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.scheduling.models import Booking
from leeward.clinic.scheduling.spacing import Spaced


def weighed(kind: str, slot: Slot, *, person_id: UUID, now: datetime, besides: UUID | None = None) -> Spaced:
    """Weigh a session against the calendar, the spacing of infusions, and when the patient can come."""
    day = timezone.localdate(slot.starts_at)
    found = calendar.read(day, day, besides=besides)
    apart = Spaced()
    if kind == Booking.Kind.INFUSION:
        apart = spacing.spaced(person_id, slot.starts_at, now=now, besides=besides)
    past = ("This time is past. Choose a later one.",) if slot.starts_at <= now else ()
    return Spaced(
        asks=(*unsuited(person_id, slot), *apart.asks),
        stops=(*past, *found.against(kind, slot, person_id=person_id), *apart.stops),
    )


def unsuited(person_id: UUID, slot: Slot) -> tuple[str, ...]:
    """Say that the patient cannot come then; nothing where they can, or were not asked."""
    told = calendar.hours_of_patient(person_id)
    if told is None or not told.hours or hours.cover(told.hours, slot.starts_at, slot.ends_at):
        return ()
    return (f"The patient can come {hours.in_words(told.hours)} only.",)
