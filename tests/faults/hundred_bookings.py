"""Run by test_hundred_bookings in a process of its own: threads that book one chair for many people at once."""

import json
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

from faults.at_once import at_once
from leeward.cli.project import open_clinic

HOURS = {str(day): ["00:00", "23:45"] for day in range(7)}


def main(asked: int) -> None:
    """Make the records, let the threads go together, print what became of it."""
    open_clinic()
    from leeward.clinic.scheduling import actions
    from leeward.clinic.scheduling.models import Booking, TakenQuarter

    people, slot, by, at = made(asked)
    deeds = [
        partial(actions.book, booking_id=uuid4(), person_id=each, kind="infusion", slot=slot, by=by, at=at)
        for each in people
    ]
    told = at_once(deeds, by="nurse", refusal=actions.CannotBook)
    quarters = TakenQuarter.objects.filter(what=f"chair:{slot.chair_id}").count()
    print(json.dumps({**told, "bookings": Booking.objects.count(), "quarters": quarters}))


def made(asked: int):
    """A chair, a nurse, and as many people as ask for it."""
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.people import actions as people
    from leeward.clinic.people.models import Staff
    from leeward.clinic.people.roles import Role
    from leeward.clinic.scheduling import told_actions
    from leeward.clinic.scheduling.calendar import Slot

    at = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    with acting("test"):
        people.add_staff(username="nurse", name="Test Nurse", role=Role.NURSE, password="a long test pass")
        by = Staff.objects.get(username="nurse")
        chair_id = told_actions.add_chair(name="1", hours=HOURS, by=by, at=at)
        told_actions.set_staff_hours(staff_id=by.pk, hours=HOURS, by=by, at=at)
        ids = [
            people.add_person(family_name=f"Sample {number}", given_names="Bo", born=None, at=at)
            for number in range(asked)
        ]
    starts_at = at + timedelta(days=1, minutes=30)
    return ids, Slot(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2.5), chair_id=chair_id), by, at


if __name__ == "__main__":
    main(int(sys.argv[1]))
