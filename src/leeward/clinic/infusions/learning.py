"""What an infusion taught: its record is handed down to the plans, which learn from it and keep the lesson."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Staff
from leeward.clinic.plans import actions as plans
from leeward.clinic.plans.lesson_records import session_as_json
from leeward.clinic.plans.lessons import NO_PLAN, CannotKeep
from leeward.infusion.body import CannotRead
from leeward.infusion.lesson import CannotTeach, lesson_record
from leeward.infusion.machine import State
from leeward.pharmacology import CannotInfuse, CannotLearn

ENDED: Final = (State.RECOVERING.value, State.DISCHARGED.value)
REFUSALS: Final = (CannotTeach, CannotKeep, CannotLearn, CannotInfuse)


def keep(*, person_id: UUID, infusion_id: UUID, by: Staff, at: datetime) -> int:
    """Learn from an infusion that has ended and keep the lesson; seconds. Raises REFUSALS, Infusion.DoesNotExist.

    It is asked for on the infusion's page, and before the next proposal; nothing at the chair waits for it.
    """
    found = standing.find(person_id=person_id, infusion_id=infusion_id)
    bedside = standing.load(found, now=at, whole=True)
    if found.order_id is None:
        raise CannotKeep(NO_PLAN)
    return plans.keep_lesson(
        order_id=found.order_id,
        session=session_of(bedside),
        mode=found.mode,
        protocol_version=bedside.protocol.version,
        by=by,
        at=at,
    )


def session_of(bedside: Bedside) -> dict[str, Any]:
    """Return the infusion as it is learned from; raises CannotTeach, or CannotLearn naming the reading at fault."""
    record = lesson_record(bedside.events, bedside.readings, now=bedside.now, mode=bedside.mode)
    return session_as_json(record)


def keep_due(*, person_id: UUID, by: Staff, at: datetime) -> tuple[str, ...]:
    """Learn from every infusion of a person that has ended, where it was not yet; return why some teach nothing."""
    rows = Infusion.objects.filter(person_id=person_id, state__in=ENDED, created_at__lte=at).exclude(order=None)
    untaught = []
    for row in rows.order_by("created_at"):
        try:
            keep(person_id=person_id, infusion_id=row.pk, by=by, at=at)
        except (*REFUSALS, CannotRead) as why:
            untaught.append(f"Infusion {row.number}: {why}")
    return tuple(untaught)
