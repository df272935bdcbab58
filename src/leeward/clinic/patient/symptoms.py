"""Symptoms of long-term safety that patients reported from their own pages: each holds the next infusion."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils import timezone

from leeward.clinic.patient.models import SideEffectReport
from leeward.clinic.patient.side_effects import BY_KEY
from leeward.course.watched import Domain


def told(person_id: UUID) -> Iterator[tuple[Domain, date]]:
    """Yield the domain of each symptom that was reported, with the day on which it was."""
    for row in SideEffectReport.objects.filter(person_id=person_id):
        for key in row.effects:
            effect = BY_KEY.get(key)
            if effect is not None and effect.watched is not None:
                yield effect.watched, timezone.localdate(row.at)
