"""A person's crises as the course tells them: the steps that turned them, without what anybody said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from leeward.clinic.crises import standing, wording
from leeward.clinic.crises.models import CrisisStep
from leeward.clinic.crises.standing import Known
from leeward.outcomes.crisis import Deed, Urgency

TOLD: Final = frozenset(
    deed.value
    for deed in (Deed.ANSWERED, Deed.ACKNOWLEDGED, Deed.ESCALATED, Deed.ASSESSED, Deed.HANDED_OVER, Deed.CLOSED)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One step that turned a crisis."""

    crisis_id: UUID
    at: datetime
    says: str
    is_answer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One crisis in a sentence, and where it stands."""

    says: str
    tag: str
    tag_kind: str


def turns(person_id: UUID) -> tuple[Turn, ...]:
    """Return the steps that turned the crises of one person, in no order."""
    return tuple(_turn(known, step) for known in standing.of_person(person_id) for step in _told(known))


def in_words(person_id: UUID) -> tuple[Told, ...]:
    """Return every crisis of one person, the oldest first; () where none was opened."""
    return tuple(_crisis(known) for known in reversed(standing.of_person(person_id)))


def _told(known: Known) -> tuple[CrisisStep, ...]:
    return tuple(step for step in known.steps if step.deed in TOLD)


def _turn(known: Known, step: CrisisStep) -> Turn:
    return Turn(crisis_id=known.row.pk, at=step.at, says=f"{_says(step)}.", is_answer=step.deed == Deed.ANSWERED.value)


def _crisis(known: Known) -> Told:
    stage, tag, kind = wording.STAGES[known.crisis.stage]
    steps = "; ".join(f"{_says(step)}, {wording.moment(step.at)}" for step in _told(known))
    still = "" if not known.crisis.is_open else f" {stage}."
    trouble = f" {known.trouble}" if known.trouble else ""
    return Told(says=f"{steps}.{still}{trouble}", tag=tag, tag_kind=kind)


def _says(step: CrisisStep) -> str:
    """Return the step; a positive answer with how urgent it was."""
    told = wording.what(step)
    return f"{told}: {wording.URGENCY[Urgency(step.urgency)]}" if step.urgency else told
