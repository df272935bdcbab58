"""The synthetic clinic is filled through the clinic's own actions, and made ready each time it is opened."""

from datetime import UTC, datetime, timedelta

import pytest

from leeward.cli import demo_people
from leeward.clinic.infusions import journaling
from leeward.clinic.infusions.models import Infusion, Reading
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people.models import Person, Staff
from leeward.infusion.events import MonitoringInterrupted
from leeward.infusion.journal import events, verify

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def running() -> Infusion:
    return Infusion.objects.get(chair=demo_people.CHAIR, state="running")


def test_the_clinic_is_filled_with_made_up_people_on_each_step_and_opening_it_again_changes_nothing():
    demo_people.ready(now=NOW)
    assert not Person.objects.filter(is_synthetic=False).exists()
    assert {staff.role for staff in Staff.objects.all()} == {role for _, _, role in demo_people.STAFF}
    assert not Infusion.objects.exclude(mode="demo").exists()

    infusion = running()
    assert verify(journaling.load(infusion)) is None
    latest = Reading.objects.filter(infusion=infusion).order_by("-at").first()
    assert latest is not None
    assert NOW - latest.at < timedelta(minutes=1)

    course = Person.objects.get(family_name="Muster")
    assert course.infusions.filter(state="discharged").count() == 3
    assert ScoreEntry.objects.filter(person=course, scale_key="pcl-5").count() >= 6

    before = Infusion.objects.count(), Person.objects.count()
    demo_people.ready(now=NOW + timedelta(minutes=1))
    assert (Infusion.objects.count(), Person.objects.count()) == before


def test_opened_the_next_day_what_was_left_open_is_closed_and_said_and_somebody_else_is_seated():
    demo_people.ready(now=NOW)
    left = running()
    demo_people.ready(now=NOW + timedelta(days=1))
    left.refresh_from_db()
    assert left.state == "discharged"
    story = events(journaling.load(left))
    assert any(isinstance(event, MonitoringInterrupted) for event in story)
    assert running().person_id != left.person_id
