"""What the journey of the outcomes finds: a course under way, scored before the infusion and on two days since."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from journeys.course_seed import course_under_way


def scored_course(*, family: str) -> dict[str, Any]:
    """A course of six, three days after its first infusion: PCL-5 of the past week before it and on the next days."""
    made = course_under_way(family=family)
    from leeward.clinic.infusions.models import JournalEntry
    from leeward.clinic.outcomes.actions import enter_scores
    from leeward.clinic.people.models import Staff

    person_id, nurse = UUID(made["person_id"]), Staff.objects.get(username="nurse")
    start = JournalEntry.objects.filter(infusion__person_id=person_id, kind="Started").earliest("at").at
    for hours, answer in ((-10, 3), (24, 2), (40, 2)):
        at = start + timedelta(hours=hours)
        enter_scores(
            entry_id=uuid4(), person_id=person_id, scale_key="pcl-5-week", answers=(answer,) * 20, taken_at=at,
            source="simulated", by=nurse, at=at,
        )  # fmt: skip
    return made
