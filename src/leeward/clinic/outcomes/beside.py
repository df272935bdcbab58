"""What else happened while scores were taken: therapy sessions as the app above tells them, medicines that changed."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from leeward.clinic.assessments.models import MedicationList
from leeward.outcomes import Mark, MarkKind

GLYPHS: Final = {MarkKind.THERAPY: "◆", MarkKind.MEDICINE: "✚"}


def marks_of(person_id: UUID) -> tuple[Mark, ...]:
    """Return the marks of one person, in order of time."""
    told = (mark for source in settings.SCORE_MARKS for mark in import_string(source)(person_id))
    return tuple(sorted((*told, *_medicines(person_id)), key=lambda mark: mark.at))


def _medicines(person_id: UUID) -> Iterator[Mark]:
    """Yield each list of medicines that differs from the one before; a dose that changed is a change too."""
    for before, after in pairwise(MedicationList.objects.filter(person_id=person_id)):
        new = [name for name in after.names if name not in before.names]
        gone = [name for name in before.names if name not in after.names]
        says = "; ".join(f"{word} {', '.join(names)}" for word, names in (("new:", new), ("gone:", gone)) if names)
        if says:
            yield Mark(at=after.at, kind=MarkKind.MEDICINE, says=f"Medicines, {says}")
