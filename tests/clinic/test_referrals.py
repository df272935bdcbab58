"""From a consultation request to a record."""

import pytest

from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.referrals import actions, queries
from leeward.clinic.referrals.limits import PER_HOUR
from leeward.clinic.referrals.models import Decision, Referral

pytestmark = pytest.mark.django_db

TOLD = {
    "given_names": "Carla",
    "family_name": "Trial",
    "born_month": "1",
    "born_day": "30",
    "born_year": "1990",
    "phone": "555 0100",
    "email": "",
    "reason": "Nightmares.",
    "preferred_times": "",
    "heard": "clinician",
    "consent_to_contact": "on",
    "website": "",
}


@pytest.fixture(autouse=True)
def quiet_hour(settings):
    """Each test begins with nothing counted."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "referrals"}}
    from django.core.cache import cache

    cache.clear()


def send(client, **changed):
    return client.post("/request/", {**TOLD, **changed})


def a_request(now, **changed):
    from datetime import date

    told = {
        "family_name": "Trial",
        "given_names": "Carla",
        "born": date(1990, 1, 30),
        "phone": "555 0100",
        "email": "",
        "reason": "Nightmares.",
        "preferred_times": "",
        "heard": "",
        "consent_to_contact": True,
    }
    return actions.request_consultation(**{**told, **changed}, at=now)


def test_a_request_is_kept_and_thanked(client_as):
    response = send(client_as(None))
    assert (response.status_code, response["Location"]) == (302, "/request/thanks/")
    assert Referral.objects.get().born.isoformat() == "1990-01-30"


def test_crisis_help_stands_on_the_request_and_on_the_thanks(client_as):
    for address in ("/request/", "/request/thanks/"):
        page = client_as(None).get(address).content.decode()
        assert "tel:988" in page
        assert "tel:911" in page


@pytest.mark.parametrize(
    ("changed", "says", "field"),
    [
        ({"given_names": ""}, "Enter your given names.", "id_given_names"),
        ({"phone": ""}, "Enter a phone number or an email address, so that we can answer.", "id_phone"),
        ({"consent_to_contact": ""}, "Tick that we may contact you", "id_consent_to_contact"),
        ({"born_month": "", "born_day": "", "born_year": ""}, "Enter your date of birth.", "id_born_0"),
        ({"born_month": "2", "born_day": "30"}, "Date of birth must be a real date: month, day, year.", "id_born_0"),
        ({"born_year": "90"}, "Date of birth needs a year with four figures.", "id_born_0"),
        ({"born_day": ""}, "Date of birth needs a day, in figures.", "id_born_0"),
        ({"born_day": "²"}, "Date of birth needs a day, in figures.", "id_born_0"),
        ({"born_year": "2190"}, "Date of birth must be in the past.", "id_born_0"),
        ({"reason": ""}, "Say in a few words what brings you here.", "id_reason"),
    ],
)
def test_what_is_wrong_is_said_and_leads_to_its_field(client_as, changed, says, field):
    response = send(client_as(None), **changed)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#{field}">{says}' in page
    assert not Referral.objects.exists()


def test_what_was_typed_is_kept_when_something_is_wrong(client_as):
    page = send(client_as(None), phone="").content.decode()
    assert 'value="Carla"' in page
    assert "Nightmares." in page
    assert 'value="1990"' in page


def test_a_machine_that_fills_the_hidden_field_is_thanked_and_forgotten(client_as):
    assert send(client_as(None), website="http://spam.example").status_code == 302
    assert not Referral.objects.exists()


def test_one_address_cannot_flood_the_desk(client_as):
    statuses = [send(client_as(None)).status_code for _ in range(PER_HOUR + 1)]
    assert statuses == [302] * PER_HOUR + [429]
    assert Referral.objects.count() == PER_HOUR


def test_a_new_request_waits_on_the_first_page(client_as, now):
    a_request(now)
    assert "Consultation requests" in client_as(Role.FRONT_DESK).get("/").content.decode()
    assert "Consultation requests" not in client_as(Role.RESEARCHER).get("/").content.decode()


def test_accepting_opens_a_record(client_as, now):
    referral_id = a_request(now)
    response = client_as(Role.NURSE).post(f"/referrals/{referral_id}/", {"kind": "accepted", "note": ""})
    person = Person.objects.get()
    assert response["Location"] == f"/people/{person.pk}/"
    assert (person.family_name, person.phone) == ("Trial", "555 0100")
    assert queries.waiting(now=now) == ()


def test_somebody_who_may_have_a_record_is_shown_and_can_be_chosen(client_as, now, person):
    referral_id = a_request(now, family_name="SAMPLE", given_names="Ada", born=person.born)
    client = client_as(Role.FRONT_DESK)
    assert "This may be somebody who already has a record" in client.get(f"/referrals/{referral_id}/").content.decode()
    client.post(f"/referrals/{referral_id}/", {"kind": "accepted", "same_as": str(person.pk)})
    assert Person.objects.get() == person
    assert Decision.objects.get().person == person


def test_a_second_record_is_opened_only_when_somebody_says_so(client_as, now, person):
    referral_id = a_request(now, family_name="SAMPLE", given_names="Ada", born=person.born)
    client, address = client_as(Role.FRONT_DESK), f"/referrals/{referral_id}/"
    assert 'id="id_same_as" checked' not in client.get(address).content.decode()
    response = client.post(address, {"kind": "accepted"})
    assert response.status_code == 422
    assert "Say whose record it is, or that it is somebody else." in response.content.decode()
    assert client.post(address, {"kind": "accepted", "same_as": str(referral_id)}).status_code == 422
    assert client.post(address, {"kind": "accepted", "same_as": "new"}).status_code == 302
    assert Person.objects.count() == 2


def test_a_request_is_accepted_once(nurse, now):
    referral_id = a_request(now)
    actions.accept(referral_id=referral_id, by=nurse, at=now)
    with pytest.raises(actions.CannotDecide, match="accepted already"):
        actions.accept(referral_id=referral_id, by=nurse, at=now)
    assert Person.objects.count() == 1


def test_declining_says_why(client_as, nurse, now):
    referral_id = a_request(now)
    response = client_as(Role.NURSE).post(f"/referrals/{referral_id}/", {"kind": "declined", "note": " "})
    assert response.status_code == 422
    assert "Say why, or what to ask." in response.content.decode()
    with pytest.raises(actions.CannotDecide, match="Say why"):
        actions.decline(referral_id=referral_id, note="", by=nurse, at=now)


def test_a_question_is_asked_back_before_the_decision(nurse, now):
    referral_id = a_request(now)
    actions.ask_back(referral_id=referral_id, note="Which medicines?", by=nurse, at=now)
    assert [line.tag for line in queries.referrals_page().waiting] == ["asked back"]
    actions.decline(referral_id=referral_id, note="Lives too far away.", by=nurse, at=now)
    page = queries.referrals_page()
    assert (page.waiting, [line.tag for line in page.decided]) == ((), ["declined"])


def test_a_request_that_is_not_there_is_not_found(client_as):
    response = client_as(Role.NURSE).get("/referrals/00000000-0000-4000-8000-000000000000/")
    assert response.status_code == 404
