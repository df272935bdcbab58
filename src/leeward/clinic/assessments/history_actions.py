"""Telling which treatments were tried, correcting an entry, taking it back, and calling a list complete."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from leeward.assessment.history_reading import PARTS, history_from
from leeward.assessment.treatment import CannotRecord
from leeward.clinic.assessments import history
from leeward.clinic.assessments.models import HistoryAnswer, TreatmentTrial
from leeward.clinic.people.models import Staff
from leeward.truth import Truth


@transaction.atomic
def record_trial(
    *, person_id: UUID, trial_id: UUID, part: str, told: Mapping[str, Any], by: Staff, at: datetime
) -> None:
    """Record a treatment that was tried, or correct what was told of it; raises CannotRecord.

    `told` is a table as `history_from` reads it: what is not known is left out. Sent twice, it is kept once.
    """
    kept = {key: value for key, value in told.items() if value not in (None, "")}
    history_from({part: {"tried": [kept]}})
    before = TreatmentTrial.objects.filter(trial_id=trial_id).last()
    if before is not None and (before.person_id, before.part) != (person_id, part):
        raise CannotRecord("trial: this entry belongs to another list. Open it again from the person's history.")
    if before is not None and before.told == kept and not before.is_taken_back:
        return
    TreatmentTrial.objects.create(person_id=person_id, trial_id=trial_id, part=part, told=kept, by=by, at=at)


@transaction.atomic
def take_back_trial(*, person_id: UUID, trial_id: UUID, by: Staff, at: datetime) -> None:
    """Take an entry back, because it was an error: it stays in the record. Raises NoSuchTrial."""
    part, told = history.told(person_id, trial_id)
    TreatmentTrial.objects.create(
        person_id=person_id, trial_id=trial_id, part=part, told=told, is_taken_back=True, by=by, at=at
    )


@transaction.atomic
def say_complete(*, person_id: UUID, part: str, complete: Truth, by: Staff, at: datetime) -> None:
    """Record whether a list is complete; raises CannotRecord for a list that there is not."""
    if part not in PARTS:
        raise CannotRecord(f"part: expected one of {', '.join(PARTS)}; got {part!r}.")
    HistoryAnswer.objects.create(person_id=person_id, part=part, complete=complete.value, by=by, at=at)
