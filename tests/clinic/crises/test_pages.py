"""The pages of a crisis: seen by whom, with which words, and told by whom (H34)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from leeward.clinic.crises import actions, crisis_text, for_person, queries, standing
from leeward.clinic.crises.models import CrisisStep, OnCall
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import CARE_TEAM, Role
from leeward.outcomes.crisis import Stage

from .conftest import HOUR, MINUTE

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H34 Suicidality missed")]


@pytest.fixture
def now():
    """Pages read the clock: what they are tested with lies just before."""
    return timezone.now().replace(microsecond=0) - 2 * MINUTE


@pytest.fixture
def at(opened):
    return f"/people/{opened['person_id']}/crises/{opened['crisis_id']}/"


def _text(response):
    return " ".join(response.content.decode().split())


def test_the_banner_stands_until_somebody_acknowledges(on_call, client_as, enter, prescriber, now):
    on_call()
    client = client_as(Role.NURSE)
    assert "crisis-now" not in _text(client.get("/people/")).replace('id="crisis-now"', "")
    enter()
    assert 'role="alert" aria-label="Crisis"' in _text(client.get("/people/"))
    known = standing.open_crises()[0].row
    actions.acknowledge(person_id=known.person_id, crisis_id=known.pk, by=prescriber, at=now)
    assert 'role="alert" aria-label="Crisis"' not in _text(client.get("/people/"))


@pytest.mark.parametrize("path", ["/", "/people/", "/on-call/", "/crises/", "/people/{}/"])
def test_the_banner_names_who_is_to_be_phoned(on_call, client_as, opened, path):
    on_call()
    page = _text(client_as(Role.NURSE).get(path.format(opened["person_id"])))
    assert "nobody has acknowledged it" in page
    assert 'href="tel:+15550100"' in page
    assert "SAMPLE, Ada" in page


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_open_it_reads_whom_to_tell_and_no_name(on_call, client_as, opened, role):
    on_call()
    page = _text(client_as(role).get("/"))
    assert "nobody has acknowledged it" in page
    assert "Dr Priya" in page
    assert "SAMPLE" not in page
    assert "Open the crisis" not in page


def test_where_the_first_rank_went_home_whoever_is_on_call_is_named(on_call, client_as, enter):
    on_call("Dr One", hours=(-1, 0.01))  # until half a minute after the answer: before pages look
    on_call("Dr Three", rank=3)
    enter()
    page = _text(client_as(Role.NURSE).get("/"))
    assert "Dr Three" in page
    assert "Dr One" not in page


def test_without_cover_the_banner_says_that_nobody_is_on_call(client_as, opened):
    assert "Nobody is on call: find a prescriber now" in _text(client_as(Role.NURSE).get("/"))


def test_the_part_that_asks_again_is_silent_while_nothing_changed(on_call, client_as, enter):
    client = client_as(Role.NURSE)
    assert client.get("/crises/now/?seen=").status_code == 204
    on_call()
    enter()
    told = client.get("/crises/now/?seen=")
    assert "nobody has acknowledged it" in _text(told)
    seen = queries.now_banner(role=Role.NURSE, now=timezone.now()).seen
    assert client.get(f"/crises/now/?seen={seen}").status_code == 204


def test_when_it_was_acknowledged_the_banner_goes_by_itself(client_as, live):
    live("acknowledged")
    told = client_as(Role.NURSE).get("/crises/now/?seen=abc")
    assert told.status_code == 200
    assert "alarm" not in _text(told)


def test_a_page_that_only_asks_by_itself_does_not_keep_a_session(client_as, settings):
    client = client_as(Role.NURSE)
    client.get("/")
    session = client.session
    session["seen_at_s"] -= settings.SESSION_IDLE_S - 5
    before = session["seen_at_s"]
    session.save()
    assert client.get("/crises/now/").status_code == 204
    assert client.session["seen_at_s"] == before
    client.get("/")
    assert client.session["seen_at_s"] > before


def test_looking_lets_the_clock_run(on_call, client_as, enter, now):
    on_call("Dr One")
    on_call("Dr Two", rank=2)
    enter(minute=-20)
    client_as(Role.NURSE).get("/crises/now/")
    assert standing.open_crises()[0].crisis.rank == 2


def test_the_page_shows_what_was_answered_word_for_word_and_what_to_do(on_call, client_as, at):
    on_call()
    page = _text(client_as(Role.NURSE).get(at))
    for words in ("9. Thoughts of death or self-harm", "most days", "To be acknowledged by", "Dr Priya",
                  "Leeward phones and pages nobody", "988", "911", "press 1", "Positive answer, PHQ-9",
                  "Record whom you told"):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("role", [*Role, None])
def test_who_may_open_the_page(client_as, at, role):
    assert client_as(role).get(at).status_code == (200 if role in CARE_TEAM else 302 if role is None else 403)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.NURSE, 403), (Role.FRONT_DESK, 403), (Role.PRESCRIBER, 422), (Role.MEDICAL_DIRECTOR, 422),
     (Role.THERAPIST, 422)],
)  # fmt: skip
def test_who_may_try_to_close(client_as, at, role, status):
    told = {"step": "close", "outcome": "safe, with a plan", "says": "x"}
    assert client_as(role).post(f"{at}close/", told).status_code == status


def test_closing_cannot_be_smuggled_in_as_another_step(client_as, at, live, stands):
    live("planned")
    client_as(Role.NURSE).post(at, {"step": "close", "outcome": "safe, with a plan", "says": "x"})
    assert stands().is_open


def test_the_whole_way_by_the_pages(client_as, at, stands):
    nurse, therapist = client_as(Role.NURSE), client_as(Role.THERAPIST)
    steps = (
        {"step": "tell", "who": "Dr Priya", "says": "by phone, she comes"},
        {"step": "acknowledge", "who": ""},
        {"step": "contact", "was_reached": "no", "says": "no answer"},
        {"step": "contact", "was_reached": "yes", "says": "in room 2"},
        {"step": "assess", "who": "Dr Priya", "says": "no intent"},
        {"step": "note", "says": "brother informed"},
        {"step": "plan", "says": "brother stays the night"},
    )
    for told in steps:
        assert nurse.post(at, told).status_code == 302, told
    assert "A prescriber, the medical director or a therapist closes it" in _text(nurse.get(at))
    closing = {"step": "close", "outcome": "safe, with a plan", "says": "visit tomorrow"}
    assert therapist.post(f"{at}close/", closing).status_code == 302
    assert stands().stage is Stage.CLOSED
    page = _text(therapist.get(at))
    for words in ("Told Dr Priya", "Assessed by Dr Priya", "brother stays the night", "Closed: safe, with a plan"):
        assert words in page


def test_handing_over_names_to_whom(client_as, at, stands):
    nurse = client_as(Role.NURSE)
    nurse.post(at, {"step": "acknowledge"})
    told = {"step": "hand_over", "to": "the emergency service", "name": "Medic 4, 555 0111", "says": "to City"}
    assert nurse.post(at, told).status_code == 302
    assert stands().handed_to == "the emergency service: Medic 4, 555 0111"


@pytest.mark.parametrize(
    ("told", "says"),
    [({"step": "contact", "says": "x"}, "No answer is “not reached”"), ({"step": "tell", "who": "A"}, "few words"),
     ({"step": "plan", "says": "x"}, "has no place here"), ({"step": "hand_over", "says": "x"}, "Choose to whom")],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_recorded(client_as, at, told, says):
    response = client_as(Role.NURSE).post(at, told)
    assert response.status_code == 422
    assert says in _text(response)
    assert CrisisStep.objects.count() == 1


def test_a_strange_step_records_nothing(client_as, at):
    assert client_as(Role.NURSE).post(at, {"step": "forget"}).status_code == 422
    assert CrisisStep.objects.count() == 1


def test_another_persons_crisis_is_not_found(client_as, opened, now):
    other = Person.objects.create(family_name="Other", given_names="Ben", created_at=now)
    client, address = client_as(Role.NURSE), f"/people/{other.pk}/crises/{opened['crisis_id']}/"
    answers = [client.get(address), client.get(f"{address}standing/"), client.post(address, {"step": "acknowledge"})]
    assert [each.status_code for each in answers] == [404] * 3


def test_the_standing_part_is_silent_while_nothing_changed(client_as, at, opened):
    client = client_as(Role.NURSE)
    first = client.get(f"{at}standing/")
    assert "Nobody has acknowledged it" in _text(first)
    seen = _text(first).split("?seen=")[1][:12]
    assert client.get(f"{at}standing/?seen={seen}").status_code == 204


def test_a_crisis_is_opened_by_hand(client_as, person):
    client, address = client_as(Role.THERAPIST), f"/people/{person.pk}/crises/"
    assert client.post(address, {"says": "I have the pills here"}).status_code == 422
    response = client.post(address, {"says": "I have the pills here", "is_imminent": "yes"}, follow=True)
    assert "I have the pills here" in _text(response)
    assert "imminent risk" in _text(response)


def test_open_ones_are_listed_and_on_the_first_page(client_as, opened):
    assert "SAMPLE, Ada" in _text(client_as(Role.NURSE).get("/crises/"))
    home = _text(client_as(Role.NURSE).get("/"))
    assert "SAMPLE, Ada: crisis" in home
    assert "Raised risk. Nobody has acknowledged it. To be acknowledged by" in home
    assert "Nobody is on call now" in home


def test_the_person_banner_says_it_to_the_desk_too(client_as, opened):
    assert "Crisis open" in _text(client_as(Role.FRONT_DESK).get(f"/people/{opened['person_id']}/"))


# The rota


def _duty(**told):
    start = timezone.localtime() - HOUR
    whole = {"username": "", "name": "Dr Priya", "phone": "555 0100", "rank": "1", "start": f"{start:%Y-%m-%dT%H:%M}",
             "end": f"{start + timedelta(days=8):%Y-%m-%dT%H:%M}"}  # fmt: skip
    return whole | told


def test_the_administrator_puts_somebody_on_call_and_takes_it_back(client_as):
    admin = client_as(Role.ADMINISTRATOR)
    assert "Nobody is on call" in _text(admin.get("/on-call/"))
    assert admin.post("/on-call/", _duty()).status_code == 302
    page = _text(admin.get("/on-call/"))
    assert "555 0100" in page
    assert "None: somebody is on call all the time" in page
    address = f"/on-call/{OnCall.objects.get().pk}/take-back/"
    assert admin.post(address, {"reason": ""}).status_code == 422
    assert admin.post(address, {"reason": "ill"}).status_code == 302
    assert "Nobody is on call" in _text(admin.get("/on-call/"))
    assert admin.get(address).status_code == 404


@pytest.mark.parametrize(
    ("told", "says"),
    [({"name": ""}, "one of the two"), ({"username": "medical_director"}, "one of the two"),
     ({"phone": "ask"}, "phone"),
     ({"end": "2020-01-01T00:00"}, "end after it begins"), ({"start": ""}, "Enter from which day and time")],
)  # fmt: skip
def test_a_duty_that_reaches_nobody_is_not_entered(client_as, told, says):
    response = client_as(Role.MEDICAL_DIRECTOR).post("/on-call/", _duty(**told))
    assert response.status_code == 422
    assert says in _text(response)
    assert OnCall.objects.count() == 0


def test_the_rota_says_where_the_numbers_come_from(client_as, settings):
    page = _text(client_as(Role.NURSE).get("/on-call/"))
    assert "veteranscrisisline.net" in page
    assert "(read on a secondary page)" in page
    settings.CRISIS_LINE = "0800 1"
    assert "Set by this clinic" in _text(client_as(Role.NURSE).get("/on-call/"))


def test_who_may_only_read_the_rota_sees_no_form(client_as):
    page = _text(client_as(Role.NURSE).get("/on-call/"))
    assert "Put on call" not in page
    assert client_as(Role.NURSE).post("/on-call/", _duty()).status_code == 403


# What the one who answered reads


def test_who_answered_reads_whom_to_call_and_what_happens(on_call, now):
    on_call()
    stored = []
    page = _text(for_person.answer(lambda: stored.append("kept"), now=now, next_url="/portal/next/"))
    assert stored == ["kept"]
    for words in ('href="tel:988"', 'href="tel:911"', "You are not alone", "on the screens of our team",
                  "/portal/next/"):  # fmt: skip
        assert words in page


def test_without_cover_nobody_is_promised(now):
    assert "nobody of our team is on call" in _text(for_person.answer(lambda: None, now=now))


def test_the_page_is_shown_even_where_nothing_could_be_kept(now, caplog):
    def fails():
        raise DatabaseError("disk full")

    response = for_person.answer(fails, now=now)
    assert response.status_code == 200
    assert "was not kept, and nobody here has read it" in _text(response)
    assert 'href="tel:988"' in _text(response)
    assert "could not be kept" in caplog.text


def test_a_clinic_elsewhere_shows_its_own_numbers_or_says_where_to_go(settings, client_as, now):
    settings.COUNTRY = "XX"
    assert not crisis_text.crisis_text().is_known
    assert "nearest emergency room" in _text(for_person.answer(lambda: None, now=now))
    assert "988" not in _text(client_as(None).get("/request/"))
    settings.EMERGENCY_NUMBER, settings.CRISIS_LINE, settings.CRISIS_LINE_NAME = "112", "0800 111 0 111", "Seelsorge"
    assert 'href="tel:112"' in _text(for_person.answer(lambda: None, now=now))
    assert "Seelsorge" in _text(client_as(None).get("/request/"))
