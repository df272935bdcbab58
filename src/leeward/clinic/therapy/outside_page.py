"""What an outside therapist sees: dates of infusions and nothing else of them, own sessions, own homework."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.models import Booking, BookingEvent
from leeward.clinic.scheduling.standing import Stands
from leeward.clinic.therapy.models import SessionHeld, TherapyPlan
from leeward.course.therapy import COMBINATION, OPEN_WINDOW, TherapyKind
from leeward.protocol.coursing import TherapyWindow

STANDS = frozenset({BookingEvent.Kind.BOOKED, BookingEvent.Kind.MOVED, BookingEvent.Kind.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePage:
    """Their part."""

    name: str
    kind: str
    infusions: tuple[str, ...]
    window: str
    sessions: tuple[tuple[str, int, str], ...]
    wanted: int
    known: str


def outside_page(link: Any, *, now: datetime) -> OutsidePage:
    """Return the part that a link opens."""
    plan: TherapyPlan = link.plan
    limits = in_force(now).thresholds
    opens, closes = (limits.of(row).quantity.number for row in (TherapyWindow.opens, TherapyWindow.closes))
    bookings = standing.of_person(plan.person_id)
    dates = [
        f"{timezone.localtime(each.starts_at):%a %d-%b-%Y}"
        for each in bookings
        if each.booking.kind == Booking.Kind.INFUSION and each.event.kind in STANDS
    ]
    return OutsidePage(
        name=str(plan.person),
        kind=TherapyKind[plan.kind.upper()].value,
        infusions=tuple(dates),
        window=f"Best {opens:g} to {closes:g} hours after an infusion, never on its day. {OPEN_WINDOW}",
        sessions=tuple(_sessions(plan, bookings)),
        wanted=plan.sessions,
        known=COMBINATION.says,
    )


def _sessions(plan: TherapyPlan, bookings: Iterable[Stands]) -> Iterator[tuple[str, int, str]]:
    """Yield the sessions that were held, the earliest first, as the bookings are."""
    held = SessionHeld.objects.filter(session__plan=plan).select_related("session")
    rows = {row.session.booking_id: row for row in held}
    for each in bookings:
        row = rows.get(each.booking.pk)
        if row is not None:
            yield f"{timezone.localtime(each.starts_at):%a %d-%b-%Y %H:%M}", row.minutes, row.homework
