"""What an outside therapist sees: dates of infusions and nothing else of them, own sessions, own homework."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.models import Booking, BookingEvent
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
    dates = [
        f"{timezone.localtime(each.starts_at):%a %d-%b-%Y}"
        for each in standing.of_person(plan.person_id)
        if each.booking.kind == Booking.Kind.INFUSION and each.event.kind in STANDS
    ]
    return OutsidePage(
        name=str(plan.person),
        kind=TherapyKind[plan.kind.upper()].value,
        infusions=tuple(dates),
        window=f"Best {opens:g} to {closes:g} hours after an infusion, never on its day. {OPEN_WINDOW}",
        sessions=tuple(_sessions(plan)),
        wanted=plan.sessions,
        known=COMBINATION.says,
    )


def _sessions(plan: TherapyPlan) -> list[tuple[str, int, str]]:
    rows = SessionHeld.objects.filter(session__plan=plan).select_related("session")
    told = [(standing.one(row.session.booking_id, person_id=plan.person_id).starts_at, row) for row in rows]
    told.sort(key=lambda each: each[0])
    return [(f"{timezone.localtime(at):%a %d-%b-%Y %H:%M}", row.minutes, row.homework) for at, row in told]
