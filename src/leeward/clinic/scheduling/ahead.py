"""Which infusions are booked, for whoever below counts time from them."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from leeward.clinic.scheduling.models import Booking
from leeward.clinic.scheduling.standing import OPEN, latest

STILL: Final = timedelta(hours=12)  # a session that begins late is still to come on its day


def infusions_ahead(*, now: datetime, person_id: UUID | None = None) -> dict[UUID, tuple[datetime, ...]]:
    """Return when each person's booked infusions begin, the earliest first; of one person, or of everybody."""
    rows = latest().filter(booking__kind=Booking.Kind.INFUSION, kind__in=OPEN, starts_at__gt=now - STILL)
    if person_id is not None:
        rows = rows.filter(booking__person_id=person_id)
    found: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for whose, at in rows.order_by("starts_at").values_list("booking__person_id", "starts_at"):
        found[whose].append(at)
    return {whose: tuple(starts) for whose, starts in found.items()}
