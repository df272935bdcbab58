"""Writing crises: one opens with a positive answer; each step is added; the clock escalates; a person closes.

A step is never earlier than the one before it: a clock that was set back, or a colleague who was quicker, holds up
nobody who has to act.
"""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, transaction

from leeward.clinic.audit.actor import acting
from leeward.clinic.crises import mapping, standing
from leeward.clinic.crises.models import Crisis, CrisisStep
from leeward.clinic.crises.standing import Known
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import CARE_TEAM, PRESCRIBERS, Role
from leeward.outcomes import crisis as core
from leeward.outcomes.crisis import PATIENT, CannotStep, Deed, Step
from leeward.outcomes.crisis_clock import due
from leeward.outcomes.crisis_triggers import Trigger

logger = logging.getLogger(__name__)
CLOSERS: Final = (*PRESCRIBERS, Role.THERAPIST)
WRITER: Final = "crisis clock"


@transaction.atomic
def open_crisis(*, person_id: UUID, trigger: Trigger, by: Staff | None, at: datetime) -> UUID:
    """Open a crisis for a positive answer, or add it to the one that is open; a record opens one once.

    `by` is who entered the answer, None where the patient did. Returns the crisis's id.
    """
    told = standing.by_source(trigger.source)
    if told is not None:
        return told.crisis_id
    present = standing.on_call(now=at)
    open_now = standing.open_crises(person_id=person_id)
    known = open_now[0] if open_now else None
    when = max(at, known.last_at) if known else at
    answer = Step(deed=Deed.ANSWERED, at=when, by=by.key if by else PATIENT, urgency=trigger.urgency)
    if known is None:
        row = Crisis.objects.create(person_id=person_id, opened_at=at, ranks=standing.ranks(present))
        number = 1
    else:
        row, number = known.row, len(known.steps) + 1
    kept = {**mapping.trigger_as_json(trigger), "on_call": mapping.named(present)}
    _write(row, number, answer, by=by, says=trigger.says, told=kept, source=trigger.source)
    return row.pk


def acknowledge(*, person_id: UUID, crisis_id: UUID, who: str = "", says: str = "", by: Staff, at: datetime) -> None:
    """Somebody has it: whoever records it, or `who`, for example who was phoned."""
    _take(person_id, crisis_id, Deed.ACKNOWLEDGED, who=who or by.name, says=says, by=by, at=at)


def tell(*, person_id: UUID, crisis_id: UUID, who: str, says: str, by: Staff, at: datetime) -> None:
    """Record that a person was told, and how."""
    _take(person_id, crisis_id, Deed.TOLD, who=who, says=says, by=by, at=at)


def escalate(*, person_id: UUID, crisis_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """Ask the next rank on call before the clock does; after the last one, everybody."""
    _take(person_id, crisis_id, Deed.ESCALATED, says=says, by=by, at=at)


def record_contact(*, person_id: UUID, crisis_id: UUID, was_reached: bool, says: str, by: Staff, at: datetime) -> None:
    """Record an attempt to speak with the patient; what is not known to have reached them did not."""
    deed = Deed.REACHED if was_reached else Deed.NOT_REACHED
    _take(person_id, crisis_id, deed, says=says, by=by, at=at)


def assess(*, person_id: UUID, crisis_id: UUID, who: str = "", says: str, by: Staff, at: datetime) -> None:
    """Record who assessed the patient, and what they found; a nurse names the clinician who did."""
    if not who.strip() and by.works_as not in CLOSERS:
        raise CannotStep("Name the clinician who assessed the patient: a nurse records it.")
    _take(person_id, crisis_id, Deed.ASSESSED, who=who or by.name, says=says, by=by, at=at)


def plan_safety(*, person_id: UUID, crisis_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """Record the safety plan that was made with the patient."""
    _take(person_id, crisis_id, Deed.PLANNED, says=says, by=by, at=at)


def hand_over(*, person_id: UUID, crisis_id: UUID, who: str, says: str, by: Staff, at: datetime) -> None:
    """Record who has the patient now: the emergency service, a hospital, the family."""
    _take(person_id, crisis_id, Deed.HANDED_OVER, who=who, says=says, by=by, at=at)


def note(*, person_id: UUID, crisis_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """Add a note; it moves nothing."""
    _take(person_id, crisis_id, Deed.NOTED, says=says, by=by, at=at)


def close(*, person_id: UUID, crisis_id: UUID, outcome: str, says: str, by: Staff, at: datetime) -> None:
    """Close it, with its outcome; raises CannotStep until it is known who assessed, and what keeps the patient safe."""
    if by.works_as not in CLOSERS:
        raise CannotStep("A prescriber, the medical director or a therapist closes a crisis.")
    _take(person_id, crisis_id, Deed.CLOSED, who=outcome, says=says, by=by, at=at)


def advance(*, now: datetime) -> int:
    """Let the clock escalate what is overdue; return how many it did. Asked twice at one instant it does it once.

    Where nothing can be written the page that asks is shown all the same: it is what people see of a crisis.
    """
    try:
        return sum(_advanced(known, now=now) for known in standing.open_crises() if _is_due(known, now=now))
    except DatabaseError:
        logger.exception("An overdue crisis could not be escalated")
        return 0


def _is_due(known: Known, *, now: datetime) -> bool:
    return not known.trouble and due(known.crisis, ranks=(), now=now) is not None


@transaction.atomic
def _advanced(seen: Known, *, now: datetime) -> int:
    """Escalate one crisis, looked at again under the lock: somebody may have acknowledged it just now."""
    known = standing.one(person_id=seen.row.person_id, crisis_id=seen.row.pk)
    present = standing.on_call(now=now)
    step = None if known.trouble else due(known.crisis, ranks=standing.ranks(present), now=now)
    if step is None:
        return 0
    step = replace(step, at=max(step.at, known.last_at))
    with acting(WRITER):
        _write(known.row, len(known.steps) + 1, step, by=None, told={"on_call": mapping.named(present)})
    return 1


@transaction.atomic
def _take(
    person_id: UUID, crisis_id: UUID, deed: Deed, *, who: str = "", says: str = "", by: Staff, at: datetime
) -> None:
    if by.works_as not in CARE_TEAM:
        raise CannotStep("Only the care team records what is done in a crisis. Tell one of them now.")
    known = standing.one(person_id=person_id, crisis_id=crisis_id)
    told: dict[str, Any] = {}
    rank = None
    if deed is Deed.ESCALATED:
        present = standing.on_call(now=at)
        above = [each for each in standing.ranks(present) if known.crisis.rank and each > known.crisis.rank]
        rank, told = min(above, default=None), {"on_call": mapping.named(present)}
    step = Step(deed=deed, at=max(at, known.last_at), by=by.key, who=who.strip(), rank=rank)
    core.follow(known.crisis, step)  # raises CannotStep with what is possible
    _write(known.row, len(known.steps) + 1, step, by=by, says=says.strip(), told=told)


def _write(
    row: Crisis,
    number: int,
    step: Step,
    *,
    by: Staff | None,
    says: str = "",
    told: dict[str, Any] | None = None,
    source: str = "",
) -> None:
    CrisisStep.objects.create(
        crisis=row,
        number=number,
        deed=step.deed.value,
        urgency=step.urgency.value if step.urgency else "",
        rank=step.rank,
        who=step.who,
        says=says,
        told=told or {},
        source=source,
        at=step.at,
        actor=step.by,
        by=by,
    )
