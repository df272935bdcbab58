"""Planning psychotherapy, telling that a session was held, writing notes, and naming who may read them."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from leeward.clinic.people.models import Person, Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.scheduling.lengths import QUARTER
from leeward.clinic.scheduling.models import BookingEvent
from leeward.clinic.therapy import outside_actions, placing, reading
from leeward.clinic.therapy.models import NoteReader, PlanEnd, SessionHeld, TherapyNote, TherapyPlan, TherapySession
from leeward.clinic.therapy.sealing import seal
from leeward.course.placing import Placement
from leeward.course.therapy import CannotPlace
from leeward.course.therapy import TherapyPlan as Wanted

OWN: Final = "Only the therapist of the plan does this."
_OVER: Final = (BookingEvent.Kind.CANCELLED, BookingEvent.Kind.MISSED)


class CannotTreat(Exception):
    """Why this cannot be recorded, and what to do."""


@transaction.atomic
def make_plan(
    *, plan_id: UUID, person_id: UUID, wanted: Wanted, therapist: Staff, reason: str, by: Staff, at: datetime
) -> Placement:
    """Plan the sessions and book those that found a place; raises CannotTreat where none did."""
    person = Person.objects.select_for_update().get(pk=person_id)
    try:
        found = placing.placed(wanted, person_id=person_id, therapist_id=therapist.pk, now=at)
    except CannotPlace as why:
        raise CannotTreat(str(why)) from why
    if TherapyPlan.objects.filter(pk=plan_id).exists():
        return found
    if not found.placed:
        raise CannotTreat(" ".join(found.unplaced))
    plan = TherapyPlan.objects.create(
        id=plan_id, person=person, kind=wanted.kind.key, sessions=wanted.sessions, therapist=therapist, reason=reason,
        by=by, at=at,
    )  # fmt: skip
    for each in found.placed:
        slot = Slot(starts_at=each.slot.start, ends_at=_whole(each.slot.start, each.slot.end), staff_id=therapist.pk)
        _book(plan, each.number, slot, says=each.says or "placed in its window", by=by, at=at)
    return found


@transaction.atomic
def end_plan(*, person_id: UUID, plan_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """End a plan: its sessions to come are cancelled, and an outside therapist's links taken back.

    Raises TherapyPlan.DoesNotExist, CannotTreat.
    """
    plan = TherapyPlan.objects.select_for_update().get(pk=plan_id, person_id=person_id)
    if hasattr(plan, "end"):
        raise CannotTreat("This plan was ended already.")
    for session in plan.placed.all():
        known = standing.one(session.booking_id, person_id=person_id)
        if known.is_open and known.starts_at > at:
            scheduling.cancel(person_id=person_id, booking_id=session.booking_id, says=says, by=by, at=at)
    outside_actions.revoke_all(plan, by=by, at=at, why="the plan was ended")
    PlanEnd.objects.create(plan=plan, says=says, by=by, at=at)


@transaction.atomic
def hold_session(*, person_id: UUID, session_id: UUID, minutes: int, homework: str, by: Staff, at: datetime) -> None:
    """Tell that a session took place, with its homework and never its content; raises CannotTreat."""
    session = _own(person_id, session_id, by)
    _held(session, minutes=minutes, homework=homework, by=by, at=at)
    if not standing.one(session.booking_id, person_id=person_id).is_open:
        return  # somebody at the desk said so already
    try:
        scheduling.hold(person_id=person_id, booking_id=session.booking_id, by=by, at=at)
    except scheduling.CannotBook as why:
        raise CannotTreat(str(why)) from why


@transaction.atomic
def write_note(*, note_id: UUID, person_id: UUID, session_id: UUID, text: str, by: Staff, at: datetime) -> None:
    """Seal a note of the therapist's own; sent twice it is kept once. Raises CannotTreat."""
    session = _own(person_id, session_id, by)
    if not TherapyNote.objects.filter(pk=note_id).exists():
        TherapyNote.objects.create(id=note_id, session=session, sealed=seal(text), by=by, at=at)


@transaction.atomic
def name_reader(*, person_id: UUID, reader: Staff, may_read: bool, says: str, by: Staff, at: datetime) -> None:
    """Record that the patient named who may read the notes of `by`, or took it back; raises CannotTreat."""
    if may_read and (reader.works_as not in reading.NAMEABLE or reader.pk == by.pk):
        raise CannotTreat("The patient may name a nurse, a prescriber or another therapist; nobody else reads notes.")
    person = Person.objects.get(pk=person_id)
    NoteReader.objects.create(
        person=person, author=by, reader=reader, may_read=may_read, says=says, by=by, at=at
    )  # fmt: skip


@transaction.atomic
def take_reader_back(
    *, person_id: UUID, author_id: int, reader_id: int, says: str, by: Staff, at: datetime
) -> None:  # fmt: skip
    """Record that the patient took a reader back after the therapist left; the director names nobody.

    Raises CannotTreat.
    """
    if by.works_as is not Role.MEDICAL_DIRECTOR:
        raise CannotTreat("The therapist takes a reader back, and after they left the medical director.")
    Person.objects.select_for_update().get(pk=person_id)
    named = reading.left_readers(person_id)
    if not any((each.author_id, each.reader_id) == (author_id, reader_id) for each in named):
        raise CannotTreat("No reader of notes of somebody who left is named so. Their therapist takes a reader back.")
    NoteReader.objects.create(
        person_id=person_id, author_id=author_id, reader_id=reader_id, may_read=False, says=says, by=by, at=at
    )


def _own(person_id: UUID, session_id: UUID, by: Staff) -> TherapySession:
    session = TherapySession.objects.select_related("plan").get(pk=session_id, plan__person_id=person_id)
    if session.plan.therapist_id != by.pk:
        raise CannotTreat(OWN)
    return session


def _held(session: TherapySession, *, minutes: int, homework: str, by: Staff, at: datetime) -> None:
    if standing.one(session.booking_id, person_id=session.plan.person_id).event.kind in _OVER:
        raise CannotTreat("This session was cancelled or missed. Book another one.")
    try:
        with transaction.atomic():
            SessionHeld.objects.create(
                session=session, kind=session.plan.kind, minutes=minutes, homework=homework, by=by, at=at
            )  # fmt: skip
    except IntegrityError as why:
        raise CannotTreat("This session was told as held already.") from why


def _book(plan: TherapyPlan, number: int, slot: Slot, *, says: str, by: Staff, at: datetime) -> None:
    booking_id = uuid4()
    try:
        scheduling.book(
            booking_id=booking_id, person_id=plan.person_id, kind="therapy", slot=slot, by=by, at=at, says=says
        )  # fmt: skip
    except scheduling.CannotBook as why:
        raise CannotTreat(f"Session {number}: {why}") from why
    TherapySession.objects.create(plan=plan, number=number, booking_id=booking_id)


def _whole(starts_at: datetime, ends_at: datetime) -> datetime:
    """Return the end on a quarter of an hour."""
    return starts_at + -(-(ends_at - starts_at) // QUARTER) * QUARTER
