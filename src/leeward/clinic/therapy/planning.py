"""What a plan begins from: the usual number and length of sessions of its kind, and how many infusions there are."""

from dataclasses import replace
from uuid import UUID

from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.models import Booking, BookingEvent
from leeward.course.therapy import TherapyKind, TherapyPlan, usual_plan

GONE = frozenset({BookingEvent.Kind.CANCELLED, BookingEvent.Kind.MISSED})


def wanted(person_id: UUID, kind: str, *, sessions: int | None, minutes: int | None) -> TherapyPlan:
    """Return the plan: what was told, and where nothing was, what is usual."""
    rows = standing.of_person(person_id)
    infusions = sum(
        each.booking.kind == Booking.Kind.INFUSION and each.event.kind not in GONE for each in rows
    )  # fmt: skip
    usual = usual_plan(TherapyKind[kind.upper()], infusions=max(infusions, 1))
    return replace(usual, sessions=sessions or usual.sessions, minutes=minutes or usual.minutes)
