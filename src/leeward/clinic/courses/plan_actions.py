"""Planning a course, laying its rest again, and ending it: each puts its sessions into the calendar."""

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from leeward import __version__
from leeward.clinic.courses import planning, series_records, watching
from leeward.clinic.courses.models import CourseEnd, CoursePlan, CourseSession
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import actions as scheduling
from leeward.course.series import CannotPlan, Planned, Schedule, Session


class CannotCourse(Exception):
    """Why the course cannot be planned in this way, and what to do."""


@transaction.atomic
def plan_course(
    *, plan_id: UUID, person_id: UUID, schedule: Schedule, first: date, clock: time, reason: str, by: Staff,
    at: datetime,
) -> UUID:  # fmt: skip
    """Plan a course and book its sessions; sent twice it is planned once. Raises CannotCourse."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if CoursePlan.objects.filter(pk=plan_id).exists():
        return plan_id
    if watching.standing_plan(person_id) is not None:
        raise CannotCourse("A course stands already. End it, with a reason, before another one is planned.")
    inputs = planning.inputs_of(person_id, schedule, first=first, now=at) | {"clock": f"{clock:%H:%M}"}
    try:
        planned = planning.looked_at(inputs, now=at)
    except CannotPlan as why:
        raise CannotCourse(str(why)) from why
    plan = CoursePlan.objects.create(
        id=plan_id, person=person, schedule=schedule.key, inputs=inputs, reason=reason,
        result=series_records.planned_as_json(planned), protocol_version=in_force(at).version,
        engine_version=__version__, by=by, at=at,
    )  # fmt: skip
    _book(plan, planned.sessions, by=by, at=at)
    return plan.pk


@transaction.atomic
def rearrange(*, person_id: UUID, reason: str, by: Staff, at: datetime) -> Planned:
    """Put the rest of the course on the days that it is laid on now: moves what is booked, books what is owed."""
    Person.objects.select_for_update().get(pk=person_id)
    plan = _standing(person_id)
    try:
        planned = planning.rearranged(plan, now=at)
    except CannotPlan as why:
        raise CannotCourse(str(why)) from why
    booked = planning.bookings_of(plan)
    new = [each for each in planned.ahead if each.number not in booked]
    moved = [
        each for each in reversed(planned.ahead)  # the last one first: each makes room for the one before it
        if each.number in booked and timezone.localdate(booked[each.number].starts_at) != each.on
    ]  # fmt: skip
    for each in moved:
        _move(plan, each, booked[each.number].booking.pk, reason=reason, by=by, at=at)
    _book(plan, new, by=by, at=at)
    return planned


@transaction.atomic
def end_course(*, person_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """End the course: its sessions that are still to come are cancelled."""
    Person.objects.select_for_update().get(pk=person_id)
    plan = _standing(person_id)
    for each in planning.bookings_of(plan).values():
        if each.is_open and each.starts_at > at:
            scheduling.cancel(person_id=person_id, booking_id=each.booking.pk, says=says, by=by, at=at)
    CourseEnd.objects.create(plan=plan, says=says, by=by, at=at)


def _standing(person_id: UUID) -> CoursePlan:
    plan = watching.standing_plan(person_id)
    if plan is None:
        raise CannotCourse("No course stands for this person. Plan one first.")
    return plan


def _book(plan: CoursePlan, sessions: Iterable[Session], *, by: Staff, at: datetime) -> None:
    for each in sessions:
        slot = planning.slot_on(plan.person_id, each.on, clock_min=_clock(plan), now=at)
        if slot is None:
            raise CannotCourse(f"Session {each.number}: no chair and nurse are free on {each.on:%d-%b-%Y}. Look again.")
        booking_id = uuid4()
        try:
            scheduling.book(
                booking_id=booking_id, person_id=plan.person_id, kind="infusion", slot=slot, by=by, at=at,
                says=f"Session {each.number} of the course. {each.says}".strip(),
            )  # fmt: skip
        except scheduling.CannotBook as why:
            raise CannotCourse(f"Session {each.number}: {why}") from why
        CourseSession.objects.create(
            plan=plan, number=each.number, instead_of=each.instead_of, booking_id=booking_id
        )  # fmt: skip


def _move(plan: CoursePlan, each: Session, booking_id: UUID, *, reason: str, by: Staff, at: datetime) -> None:
    slot = planning.slot_on(plan.person_id, each.on, clock_min=_clock(plan), now=at, besides=booking_id)
    if slot is None:
        raise CannotCourse(f"Session {each.number}: no chair and nurse are free on {each.on:%d-%b-%Y}. Look again.")
    try:
        scheduling.move(
            person_id=plan.person_id, booking_id=booking_id, slot=slot, says=reason, by=by, at=at
        )  # fmt: skip
    except scheduling.CannotBook as why:
        raise CannotCourse(f"Session {each.number}: {why}") from why


def _clock(plan: CoursePlan) -> int:
    wanted = time.fromisoformat(plan.inputs["clock"])
    return wanted.hour * 60 + wanted.minute
