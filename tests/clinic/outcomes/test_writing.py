"""What is written of questionnaires: once a day, in the person's own day, and nothing of what was answered."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leeward.clinic.messaging import actions as messages
from leeward.clinic.messaging import sources
from leeward.clinic.messaging.models import Channel, Message
from leeward.clinic.outcomes import followed, writing
from leeward.clinic.patient import actions as patient
from leeward.clinic.patient import dues
from leeward.clinic.patient.measures_link import questionnaire_link
from leeward.clinic.patient.models import QuestionnaireLink, Sitting
from leeward.clinic.people.models import Person
from way import DAY, given, planned

pytestmark = pytest.mark.django_db
SOURCE = "leeward.clinic.outcomes.writing.due"


@pytest.fixture
def agreed(person, nurse, now):
    messages.agree(
        person_id=person.pk, channel=Channel.EMAIL, address="ada@example.org", by=nurse, at=now
    )  # fmt: skip
    return person


def told(at):
    return list(writing.due(now=at))


def test_nothing_is_written_to_whom_nobody_asked(give, now):
    give(days=0)
    assert not told(now + timedelta(days=1))


def test_a_day_is_written_of_once_however_often_the_worker_asks(agreed, give, now, settings):
    settings.MESSAGE_SOURCES = (SOURCE,)
    give(days=0)
    at = now + timedelta(days=1.1)
    for minute in range(3):
        sources.ask_all(now=at + timedelta(minutes=minute))
    (message,) = Message.objects.all()
    assert message.about == "measures:2026-11-24"
    assert message.due_at <= at < message.expires_at


def test_nothing_is_written_at_night_nor_before_it_opens(agreed, give, now):
    give(days=0)
    Person.objects.filter(pk=agreed.pk).update(zone="America/Los_Angeles")
    evening = now + timedelta(hours=18.5)  # seven in the evening there, half an hour after it opened
    assert not told(now + timedelta(hours=17))
    assert [each.about for each in told(evening)] == ["measures:2026-11-23"]
    assert not told(evening + timedelta(hours=2))


def test_what_was_answered_is_not_asked_for(agreed, give, enter, now):
    give(days=0)
    enter("pcl-5-week", days=1.05, each=1)
    assert not told(now + timedelta(days=1.1))


def test_the_link_asks_what_is_due_when_it_is_sent_and_only_once(person, prescriber, nurse, monkeypatch):
    given(person, planned(person, prescriber=prescriber, nurse=nurse), nurse=nurse, at=DAY)
    monkeypatch.setattr(followed, "infusions_ahead", lambda **_: {})
    at = DAY + timedelta(days=1)
    message_id = uuid4()
    path = questionnaire_link(message_id=message_id, person_id=person.pk, at=at)
    assert path.startswith("/my/questions/open/")
    assert "pcl-5-week" in Sitting.objects.get().scales
    # The same message again is its next try, and gets the same link: "" here called every put-off message off.
    assert questionnaire_link(message_id=message_id, person_id=person.pk, at=at + timedelta(minutes=1)) == path
    assert questionnaire_link(message_id=uuid4(), person_id=person.pk, at=at) == ""  # another message: put already
    assert Sitting.objects.count() == QuestionnaireLink.objects.count() == 1


def test_the_next_try_of_a_message_gets_no_link_once_it_was_taken_back_or_is_not_due(
    person, prescriber, nurse, monkeypatch
):
    given(person, planned(person, prescriber=prescriber, nurse=nurse), nurse=nurse, at=DAY)
    monkeypatch.setattr(followed, "infusions_ahead", lambda **_: {})
    told = {"message_id": uuid4(), "person_id": person.pk, "at": DAY + timedelta(days=1)}
    assert questionnaire_link(**told)
    with monkeypatch.context() as nothing:
        nothing.setattr(dues, "of_person", lambda *_, **__: (dues.Due(scale_key="phq-9", time_point="Another"),))
        assert questionnaire_link(**told) == ""
    patient.revoke(person_id=person.pk, link_id=QuestionnaireLink.objects.get().pk, by=nurse, at=told["at"])
    assert questionnaire_link(**told) == ""


def test_where_nothing_is_due_any_more_there_is_no_link(person, now):
    assert questionnaire_link(message_id=uuid4(), person_id=person.pk, at=now) == ""
