"""What the apps above have written: the countdown to a visit, the day after, and questions that still wait."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeward.clinic.aftercare import actions as aftercare
from leeward.clinic.infusions import passing
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.messaging import actions, sending, sources
from leeward.clinic.messaging.envelopes import Answer, Verdict
from leeward.clinic.messaging.models import Channel, Kind, Message
from leeward.clinic.patient import actions as patient
from leeward.clinic.patient import dues, measures_link
from leeward.clinic.patient.models import PagesLink, Sitting
from leeward.clinic.people.roles import Role
from leeward.clinic.portal import links
from leeward.clinic.portal.links import Standing
from leeward.clinic.portal.models import EventKind
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling import told_actions
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.scheduling.models import Chair
from leeward.truth import YES
from recovered import recovered

from .conftest import happened

pytestmark = pytest.mark.django_db
BORN = {"born_month": "7", "born_day": "14", "born_year": "1985"}
WORKING = {str(day): ["08:00", "17:00"] for day in range(7)}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def noon():
    """Noon of today by the server's own clock: the doors of patients do not ask the tests."""
    return timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def booked(agreed, staff, nurse, noon):
    """An infusion, ten days from now at ten, booked today."""
    director = staff(Role.MEDICAL_DIRECTOR)
    told_actions.add_chair(name="1", hours=WORKING, by=director, at=noon)
    told_actions.set_staff_hours(staff_id=nurse.pk, hours=WORKING, by=director, at=noon)
    starts_at, chair_id, booking_id = noon + 10 * DAY - 2 * HOUR, Chair.objects.get().pk, uuid4()
    slot = Slot(starts_at=starts_at, ends_at=starts_at + 2 * HOUR, chair_id=chair_id, staff_id=None)
    scheduling.book(
        booking_id=booking_id, person_id=agreed.pk, kind="infusion", slot=slot, by=nurse, at=noon, says=""
    )  # fmt: skip
    return booking_id, slot


def texts(carrier):
    return [each.text for each in carrier.seen]


VISITS = ("leeward.clinic.patient.writing.due",)


def look(at):
    """A minute of the worker: plan what is due, and hand over what is."""
    sources.ask_all(now=at)
    for message in Message.objects.filter(due_at__lte=at):
        sending.hand_over(message.pk, now=at)


def path_in(text):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", text).group(1)


def test_a_visit_is_counted_down_three_days_and_one_day_before_with_a_link_that_opens(settings, booked, carrier, noon):
    settings.MESSAGE_SOURCES = VISITS
    for hours in range(0, 10 * 24, 6):
        look(noon + hours * HOUR)
    assert [each.key for each in carrier.seen] == [str(each.pk) for each in Message.objects.order_by("due_at")]
    assert [each.due_at for each in Message.objects.order_by("due_at")] == [
        booked[1].starts_at - 3 * DAY, booked[1].starts_at - DAY
    ]  # fmt: skip
    door = path_in(texts(carrier)[-1])
    assert Client().post(door, BORN)["Location"] == "/my/"


def tried_twice(carrier, at):
    """Hand over what is due to a carrier that is away, and again when it is back; return the paths of both tries."""
    carrier.says = [Answer(verdict=Verdict.LATER, why="away")]
    look(at)
    look(at + HOUR)
    message = Message.objects.get(pk=carrier.seen[-1].key)
    assert happened(message) == ["trying", "put off", "trying", "handed over"]
    assert {each.key for each in carrier.seen} == {str(message.pk)}
    return [path_in(text) for text in texts(carrier)]


def test_a_visit_whose_message_is_put_off_is_written_of_again_with_the_same_link(settings, booked, carrier, agreed):
    settings.MESSAGE_SOURCES = VISITS
    first, second = tried_twice(carrier, booked[1].starts_at - 3 * DAY)
    assert first == second
    assert Client().post(second, BORN)["Location"] == "/my/"
    (known,) = links.of_person(agreed.pk, PagesLink)
    assert known.event(EventKind.REVOKED) is None
    assert first.split("/")[-2] not in str([*PagesLink.objects.values_list(), *Message.objects.values_list()])


def test_a_try_that_arrived_before_its_worker_died_leaves_a_link_that_works(settings, booked, carrier):
    settings.MESSAGE_SOURCES = VISITS
    at, phone = booked[1].starts_at - 3 * DAY, Client()
    really = carrier.hand_over

    def dies(envelope):
        really(envelope)
        raise KeyboardInterrupt  # nothing after it is written down, as after kill -9

    carrier.hand_over = dies
    with pytest.raises(KeyboardInterrupt):
        look(at)
    door = path_in(texts(carrier)[0])
    assert phone.post(door, BORN)["Location"] == "/my/"
    carrier.hand_over = really
    look(at + HOUR)
    assert carrier.seen[0] == carrier.seen[1]  # a provider that knows keys is told the same once more
    assert phone.get("/my/").status_code == 200


def test_a_link_taken_back_between_two_tries_is_not_sent(settings, booked, carrier, agreed, nurse, noon):
    settings.MESSAGE_SOURCES = VISITS
    carrier.says = [Answer(verdict=Verdict.LATER, why="away")]
    look(booked[1].starts_at - 3 * DAY)
    (known,) = links.of_person(agreed.pk, PagesLink)
    patient.revoke(person_id=agreed.pk, link_id=known.link.pk, by=nurse, at=booked[1].starts_at - 3 * DAY)
    look(booked[1].starts_at - 3 * DAY + HOUR)
    message = Message.objects.get(pk=carrier.seen[-1].key)
    assert happened(message) == ["trying", "put off", "trying", "called off"]


def test_after_the_key_was_changed_no_link_is_sent_that_opens_nothing(settings, booked, carrier):
    settings.MESSAGE_SOURCES = VISITS
    carrier.says = [Answer(verdict=Verdict.LATER, why="away")]
    look(booked[1].starts_at - 3 * DAY)
    settings.SECRET_KEY = "another key, as long as keys of this clinic are made, and of no use"
    look(booked[1].starts_at - 3 * DAY + HOUR)
    assert len(carrier.seen) == 1


def test_a_message_closes_no_page_that_the_patient_is_at(settings, booked, carrier, agreed, nurse, noon):
    settings.MESSAGE_SOURCES = VISITS
    phone, starts_at = Client(), booked[1].starts_at
    patient.give_pages(person_id=agreed.pk, link_id=uuid4(), by=nurse, at=noon)
    look(starts_at - 3 * DAY)
    first = path_in(texts(carrier)[-1])
    assert phone.post(first, BORN)["Location"] == "/my/"
    look(starts_at - DAY)
    assert path_in(texts(carrier)[-1]) != first
    assert phone.get("/my/").status_code == 200
    standing = {known.standing(noon) for known in links.of_person(agreed.pk, PagesLink)}
    assert standing == {Standing.REVOKED, Standing.OPENED, Standing.GIVEN}


def test_a_visit_that_is_cancelled_is_not_counted_down(settings, booked, carrier, nurse, agreed, noon):
    settings.MESSAGE_SOURCES = VISITS
    sources.ask_all(now=noon + 7 * DAY - HOUR)
    scheduling.cancel(booking_id=booked[0], person_id=agreed.pk, says="ill", by=nurse, at=noon + 7 * DAY - HOUR)
    look(noon + 7 * DAY)
    assert carrier.seen == []
    assert {each for message in Message.objects.all() for each in happened(message)} == {"called off"}


def test_a_link_to_a_visit_that_does_not_stand_is_not_made(booked, carrier, nurse, agreed, noon):
    sources.ask_all(now=noon + 7 * DAY - HOUR)
    scheduling.cancel(booking_id=booked[0], person_id=agreed.pk, says="ill", by=nurse, at=noon + 7 * DAY - HOUR)
    message = Message.objects.order_by("due_at").first()
    sending.hand_over(message.pk, now=noon + 7 * DAY)  # before anybody asked the sources again
    assert (carrier.seen, happened(message)) == ([], ["trying", "called off"])


def test_questions_that_wait_are_reminded_of_once(agreed, carrier, nurse, noon):
    told = {"person_id": agreed.pk, "time_point": "Before infusion 1", "scale_keys": ["phq-9"], "by": nurse}
    patient.give_questions(**told, link_id=uuid4(), at=noon - 2 * DAY)
    for hours in (0, 1, 24, 25, 49):
        look(noon + hours * HOUR)
    (text,) = texts(carrier)
    assert Message.objects.get().kind == Kind.REMINDER
    assert Client().post(path_in(text), BORN)["Location"] == "/my/questions/"


def test_a_reminder_that_is_put_off_is_tried_again_with_the_same_link(agreed, carrier, nurse, noon):
    told = {"person_id": agreed.pk, "time_point": "Before infusion 1", "scale_keys": ["phq-9"], "by": nurse}
    patient.give_questions(**told, link_id=uuid4(), at=noon - 2 * DAY)
    first, second = tried_twice(carrier, noon)
    assert first == second
    assert Client().post(second, BORN)["Location"] == "/my/questions/"


def test_questions_that_are_due_are_put_once_though_their_message_is_put_off(agreed, carrier, nurse, noon, monkeypatch):
    found = (
        dues.Due(scale_key="phq-9", time_point="Before infusion 1"),
        dues.Due(scale_key="gad-7", time_point="The day after infusion 0"),
    )
    monkeypatch.setattr(dues, "of_person", lambda *_, **__: found)
    monkeypatch.setattr(measures_link, "_responsible", lambda _: nurse)
    told = {"person_id": agreed.pk, "kind": Kind.QUESTIONNAIRE, "due_at": noon, "expires_at": noon + DAY, "at": noon}
    actions.plan(**told, about="measures:today")
    first, second = tried_twice(carrier, noon)
    assert first == second
    assert Client().post(second, BORN)["Location"] == "/my/questions/"
    assert Sitting.objects.get().scales == ["phq-9"]  # and not those of another time
    later = actions.plan(**told, about="measures:again").message_id
    sending.hand_over(later, now=noon + 2 * HOUR)
    assert happened(Message.objects.get(pk=later)) == ["trying", "called off"]  # put already, by another message


def test_questions_begun_on_a_telephone_go_on_there(agreed, carrier, nurse, noon):
    told = {"person_id": agreed.pk, "time_point": "Before infusion 1", "scale_keys": ["phq-9"], "by": nurse}
    token = patient.give_questions(**told, link_id=uuid4(), at=noon - 2 * DAY)
    phone = Client()
    phone.post(f"/my/questions/open/{token}/", BORN)
    look(noon)
    assert path_in(texts(carrier)[0]) == "/my/questions/"
    assert str(phone.get("/my/questions/")["Location"]).startswith("/my/questions/")


@pytest.fixture
def gone(agreed, nurse, prescriber, noon):
    """Went home at noon; the call is due in twenty hours."""
    infusion = recovered(agreed.pk, nurse=nurse, start=noon - 2.5 * HOUR)

    def deed(at, by=nurse):
        return Deed(person_id=agreed.pk, infusion_id=infusion.pk, event_id=uuid4(), by=by, at=at)

    aftercare.hand_out(deed(noon - 11 * HOUR / 60), due_at=noon + 22 * HOUR, phone="", next_visit="")
    passing.check_items(deed(noon - 10 * HOUR / 60), answers={"escort": YES})
    passing.discharge(deed(noon, prescriber), escort="A", escort_phone="1", override_reason="for the test")
    return infusion


def test_on_the_day_after_a_link_to_the_questions_comes_once(gone, carrier, noon):
    for hours in range(0, 48, 3):
        look(noon + hours * HOUR)
    (text,) = texts(carrier)
    assert "how are you today" in text
    assert Client().post(path_in(text), BORN)["Location"] == "/after/"


def test_the_day_after_is_written_of_again_with_the_same_link(gone, carrier, noon):
    first, second = tried_twice(carrier, noon + 22 * HOUR)
    assert first == second
    assert Client().post(second, BORN)["Location"] == "/after/"


def test_who_was_heard_from_is_not_asked_again(gone, carrier, agreed, nurse, noon):
    calm = {"fell": "no", "drove": "no", "stomach": "none", "bladder": "no", "night": "well", "mood": "better",
            "harm": "no"}  # fmt: skip
    sources.ask_all(now=noon + HOUR)
    aftercare.record_answers(
        check_in_id=uuid4(), person_id=agreed.pk, infusion_id=gone.pk, told=calm, by=nurse, at=noon + 20 * HOUR
    )
    look(noon + 22 * HOUR)
    assert carrier.seen == []


def test_who_ended_messages_gets_none_of_them(booked, carrier, agreed, noon):
    for channel in Channel:
        actions.end(person_id=agreed.pk, channel=channel, at=noon)
    for hours in range(0, 10 * 24, 12):
        look(noon + hours * HOUR)
    assert (carrier.seen, Message.objects.count()) == ([], 0)
