"""The totals that stand on the chart as the starting point of a session, kept in step with the questionnaires."""

from datetime import datetime
from typing import Final
from uuid import UUID

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments import charts
from leeward.clinic.people.models import Staff
from leeward.instruments import Score
from leeward.units import Quantity

SHOWN: Final = 8  # so many signs of an entry's id tell one person's questionnaires apart
MEASURES: Final = {
    "pcl-5": "pcl5",
    "phq-9": "phq9",
    "cadss-6": "cadss6",
    "bpic-ss": "bladder_score",
    "audit-c": "audit_c",
    "dast-10": "dast10",
}


def chart_total(*, person_id: UUID, entry_id: UUID, scored: Score, taken_at: datetime, by: Staff, at: datetime) -> None:
    """Chart the total of a whole questionnaire that the assessment reads; nothing for another one or a gap."""
    key = MEASURES.get(scored.scale_key)
    if key is None or scored.total is None:
        return
    assessments.measure(
        person_id=person_id,
        measured={key: Quantity(scored.total, "points")},
        taken_at=taken_at,
        source=_source(entry_id),
        by=by,
        at=at,
    )


def take_total_back(*, person_id: UUID, entry_id: UUID, scale_key: str, by: Staff, at: datetime) -> None:
    """Take the total back from the chart where it came from this questionnaire: the entry was a mistake."""
    key = MEASURES.get(scale_key)
    stands = charts.standing(person_id).get(key) if key else None
    if key and stands is not None and stands.source == _source(entry_id):
        assessments.take_back(person_id=person_id, key=key, by=by, at=at)


def _source(entry_id: UUID) -> str:
    return f"questionnaire {str(entry_id)[:SHOWN]}"
