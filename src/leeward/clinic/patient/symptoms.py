"""Symptoms of long-term safety that patients reported from their own pages: each holds the next infusion."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from leeward.clinic.patient.models import SideEffectReport
from leeward.clinic.patient.side_effects import BY_KEY
from leeward.course.watched import Domain


def told(person_id: UUID) -> Iterator[tuple[Domain, datetime]]:
    """Yield the domain of each symptom that was reported, and when."""
    for row in SideEffectReport.objects.filter(person_id=person_id):
        for key in row.effects:
            effect = BY_KEY.get(key)
            if effect is not None and effect.watched is not None:
                yield effect.watched, row.at
