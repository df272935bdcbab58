"""Which questionnaires are due, as the outcomes' clock says, among those that a telephone can ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from leeward.clinic.outcomes import mapping
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.outcomes.queries import course_of
from leeward.clinic.patient.asking import can_be_asked
from leeward.clinic.people.queries import get_person
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import standing as bookings
from leeward.clinic.scheduling.models import Booking
from leeward.outcomes import clock
from leeward.outcomes.clock import DueMeasure, DueState


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One questionnaire that is due, and for which time, in words."""

    scale_key: str
    time_point: str
    is_overdue: bool = False


def of_person(person_id: UUID, *, now: datetime) -> tuple[Due, ...]:
    """Return what the patient may answer now, each questionnaire once, the most pressing first."""
    rows = ScoreEntry.objects.filter(person_id=person_id).exclude(remarks__kind="mistake")
    measures = clock.due(
        _infusions(person_id, now), mapping.dated(rows), now=now, zone=_zone(person_id),
        limits=in_force(now).thresholds,
    )  # fmt: skip
    return tuple(_due(each) for each in clock.asked_now(measures) if can_be_asked(each.scale))


def _infusions(person_id: UUID, now: datetime) -> tuple[datetime, ...]:
    """Return the infusions that were given, and those that are booked."""
    booked = (
        each.starts_at for each in bookings.of_person(person_id)
        if each.is_open and each.starts_at > now and each.booking.kind == Booking.Kind.INFUSION
    )  # fmt: skip
    return (*course_of(person_id).infusions, *booked)


def _zone(person_id: UUID) -> ZoneInfo:
    """Return the patient's own time zone; the clinic's where none is known."""
    try:
        return ZoneInfo(get_person(person_id).zone or timezone.get_default_timezone_name())
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(timezone.get_default_timezone_name())


def _due(each: DueMeasure) -> Due:
    words = each.label.partition(", ")[2] if each.label.startswith(f"{each.scale.name}, ") else each.label
    words = words.removeprefix("past week, ")
    time_point = f"{words[:1].upper()}{words[1:]}"
    return Due(scale_key=each.scale.key, time_point=time_point, is_overdue=each.state is DueState.OVERDUE)
