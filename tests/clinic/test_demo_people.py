"""The synthetic clinic is filled through the clinic's own actions, and made ready each time it is opened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from leeward.cli import demo_people
from leeward.cli.demo_clinic import zone_of_day
from leeward.clinic.crises.models import OnCall
from leeward.clinic.crises.queries import covered
from leeward.clinic.crises.standing import of_person, open_crises
from leeward.clinic.infusions import journaling
from leeward.clinic.infusions.models import Infusion, Reading
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people.models import Person, Staff
from leeward.infusion.events import MonitoringInterrupted
from leeward.infusion.journal import events, verify
from leeward.infusion.time_out import CannotStart
from leeward.outcomes.crisis import Stage

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

    assert covered(NOW)
    assert [known.crisis.stage for known in open_crises()] == [Stage.IN_CONTACT]
    assert [known.crisis.stage for known in of_person(course.pk)] == [Stage.CLOSED]

    before = Infusion.objects.count(), Person.objects.count(), OnCall.objects.count()
    demo_people.ready(now=NOW + timedelta(minutes=1))
    assert (Infusion.objects.count(), Person.objects.count(), OnCall.objects.count()) == before


def test_opened_the_next_day_what_was_left_open_is_closed_and_said_and_somebody_else_is_seated():
    demo_people.ready(now=NOW)
    left = running()
    demo_people.ready(now=NOW + timedelta(days=1))
    left.refresh_from_db()
    assert left.state == "discharged"
    story = events(journaling.load(left))
    assert any(isinstance(event, MonitoringInterrupted) for event in story)
    assert running().person_id != left.person_id


def test_soon_after_midnight_the_demonstration_plays_where_it_is_evening():
    late = NOW.replace(hour=0, minute=20)
    assert (zone_of_day(NOW), zone_of_day(late)) == ("UTC", "America/New_York")
    with timezone.override(zone_of_day(late)):
        demo_people.ready(now=late)
        assert running().state == "running"


def test_a_virtual_patient_who_is_not_fit_to_start_is_drawn_again_and_leaves_nothing():
    tries = []

    def act():
        demo_people.people.add_person(family_name="Once", given_names="A", born=None, at=NOW)
        tries.append(1)
        if len(tries) < 3:
            raise CannotStart("Respiratory rate is 8.")

    demo_people.until_fit(act)
    assert len(tries) == 3
    assert Person.objects.filter(family_name="Once").count() == 1
    with pytest.raises(CannotStart):
        demo_people.until_fit(_never)


def _never():
    raise CannotStart("never fit")
