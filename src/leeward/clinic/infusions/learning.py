"""What an infusion taught: its record is handed down to the plans, which learn from it and keep the lesson."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Staff
from leeward.clinic.plans import actions as plans
from leeward.clinic.plans.lesson_page import LessonPart, lesson_of
from leeward.clinic.plans.lesson_records import session_as_json
from leeward.clinic.plans.lessons import NO_PLAN, CannotKeep, session_kept
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
        except (*REFUSALS, CannotRead, LookupError, TypeError, ValueError) as why:  # one bad record holds no plan up
            untaught.append(f"Infusion {row.number}: {why}")
    return tuple(untaught)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedPage:
    """What one infusion taught; `blocks` says why nothing can be learned now."""

    title: str
    lesson: LessonPart | None
    blocks: str
    is_current: bool
    """Does the lesson rest on the record as it stands?"""
    is_simulated: bool


def learned_page(*, person_id: UUID, infusion_id: UUID, now: datetime) -> LearnedPage:
    """Return what an infusion taught, and whether its record has changed since; raises Infusion.DoesNotExist."""
    found = standing.find(person_id=person_id, infusion_id=infusion_id)
    blocks, session = "", None
    try:
        session = session_of(standing.load(found, now=now, whole=True))
    except REFUSALS as why:
        blocks = str(why)
    order_id = found.order_id
    return LearnedPage(
        title=f"Infusion {found.number}, chair {found.chair}",
        lesson=lesson_of(order_id) if order_id else None,
        blocks=blocks or ("" if order_id else NO_PLAN),
        is_current=order_id is not None and session is not None and session_kept(order_id) == session,
        is_simulated=found.mode != Infusion.Mode.REAL,
    )
