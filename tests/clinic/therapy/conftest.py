"""A therapist with hours, a plan of three sessions, and infusions to follow."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling import told_actions
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.therapy import actions
from leeward.clinic.therapy.models import TherapyPlan as Stored
from leeward.course.therapy import TherapyKind, TherapyPlan

HOURS = {str(day): ["08:00", "17:00"] for day in range(5)}
INFUSIONS = tuple(datetime(2026, 11, day, 9, 0, tzinfo=UTC) for day in (24, 27))  # a Tuesday, a Friday


@pytest.fixture
def therapist(staff):
    return staff(Role.THERAPIST)


@pytest.fixture
def booked(person, nurse, therapist, staff, now):
    """A chair, a nurse, the therapist's hours, and two infusions in the calendar."""
    director = staff(Role.MEDICAL_DIRECTOR)
    chair_id = told_actions.add_chair(name="1", hours=HOURS, by=director, at=now)
    for one in (nurse, therapist):
        told_actions.set_staff_hours(staff_id=one.pk, hours=HOURS, by=director, at=now)
    for at in INFUSIONS:
        slot = Slot(starts_at=at, ends_at=at + timedelta(hours=2.5), chair_id=chair_id)
        scheduling.book(booking_id=uuid4(), person_id=person.pk, kind="infusion", slot=slot, by=nurse, at=now)


@pytest.fixture
def plan(booked, person, therapist, prescriber, now):
    """Three sessions of prolonged exposure, placed."""
    actions.make_plan(
        plan_id=uuid4(), person_id=person.pk, therapist=therapist, reason="", by=prescriber, at=now,
        wanted=TherapyPlan(kind=TherapyKind.EXPOSURE, sessions=3, minutes=90),
    )  # fmt: skip
    return Stored.objects.get(therapist=therapist)


@pytest.fixture
def held(plan, person, therapist):
    """The first session, held, with homework."""
    session = plan.placed.get(number=1)
    starts_at = session.booking.events.get().starts_at
    actions.hold_session(
        person_id=person.pk, session_id=session.pk, minutes=80, homework="Listen to the recording.", by=therapist,
        at=starts_at + timedelta(hours=2),
    )  # fmt: skip
    return session
