"""A clinic with two chairs and two nurses, open on working days."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import actions, told_actions
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.scheduling.models import Chair

WORKING = {str(day): ["08:00", "17:00"] for day in range(5)}
TOMORROW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def room(staff, now):
    """Two chairs, one nurse, a therapist and a prescriber, all here on working days from 8 to 17."""
    director = staff(Role.MEDICAL_DIRECTOR)
    for name in ("1", "2"):
        told_actions.add_chair(name=name, hours=WORKING, by=director, at=now)
    for role in (Role.NURSE, Role.THERAPIST, Role.PRESCRIBER):
        told_actions.set_staff_hours(staff_id=staff(role).pk, hours=WORKING, by=director, at=now)
    return {chair.name: chair.pk for chair in Chair.objects.all()}


@pytest.fixture
def book(room, person, nurse, now):
    """Book an infusion, by default tomorrow at nine on chair 1."""

    def act(starts_at=TOMORROW, *, chair="1", who=person, kind="infusion", hours=2.5, staff_id=None, says=""):
        slot = Slot(
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours),
            chair_id=room[chair] if kind == "infusion" else None, staff_id=staff_id,
        )  # fmt: skip
        return actions.book(
            booking_id=uuid4(), person_id=who.pk, kind=kind, slot=slot, by=nurse, at=now, says=says
        )  # fmt: skip

    return act


@pytest.fixture
def another(db, now):
    """Make another patient."""
    from leeward.clinic.people import actions as people
    from leeward.clinic.people.models import Person

    def make(name="Other"):
        return Person.objects.get(pk=people.add_person(family_name=name, given_names="Bo", born=None, at=now))

    return make
