"""Which questionnaires are due, as the outcomes' clock says, among those that a telephone can ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leeward.clinic.outcomes import followed
from leeward.clinic.outcomes.due_page import time_point
from leeward.clinic.patient.asking import can_be_asked
from leeward.outcomes.clock import DueMeasure, DueState, asked_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One questionnaire that is due, and for which time, in words."""

    scale_key: str
    time_point: str
    is_overdue: bool = False


def of_person(person_id: UUID, *, now: datetime) -> tuple[Due, ...]:
    """Return what the patient may answer now, each questionnaire once, the most pressing first.

    What was sent with items left out is not put to them again: they would rather not say; staff see it open.
    """
    measures = followed.one(person_id, now=now).measures
    return tuple(_due(each) for each in asked_now(measures) if each.answered is None and can_be_asked(each.scale))


def _due(each: DueMeasure) -> Due:
    return Due(
        scale_key=each.scale.key, time_point=time_point(each), is_overdue=each.state is DueState.OVERDUE
    )  # fmt: skip
