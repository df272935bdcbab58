"""Which questionnaires are due, as the outcomes' clock says, among those that a telephone can ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leeward.clinic.outcomes.queries import course_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One questionnaire that is due, and for which time, in words."""

    scale_key: str
    time_point: str
    is_overdue: bool = False


def of_person(person_id: UUID, *, now: datetime) -> tuple[Due, ...]:  # noqa: ARG001 - the clock asks for it
    """Return what is due now, in order."""
    number = len(course_of(person_id).infusions) + 1
    return tuple(Due(scale_key=key, time_point=f"Before infusion {number}") for key in ("pcl-5", "phq-9"))
