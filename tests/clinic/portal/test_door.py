"""Who gets in by a link, who does not, and what nobody learns from the answers."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from leeward.clinic.audit.models import Change, Read
from leeward.clinic.people import actions as people
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.portal import actions, device, limits, links, opening
from leeward.clinic.portal.links import Standing
from leeward.clinic.portal.models import IntakeEvent, IntakeLink

from .conftest import BORN, OTHER_DAY, Phone, known

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def words(response) -> str:
    """A page without what differs each time it is asked for."""
    return TOKEN.sub("", response.content.decode())


def test_a_link_and_the_date_of_birth_open_the_questions(phone):
    assert "Questions about your health" in phone.get("/intake/").content.decode()


def test_the_secret_is_kept_nowhere(make_link):
    _, token = make_link()
    row = IntakeLink.objects.get()
    assert row.token_hash == links.hash_of(token)
    assert token not in str(list(Change.objects.values_list("after", flat=True)))


def test_a_preview_of_the_link_uses_nothing_up(make_link):
    link_id, token = make_link()
    for _ in range(3):
        assert Client().get(f"/intake/open/{token}/").status_code == 200
    assert known(link_id).standing(known(link_id).link.at) is Standing.GIVEN


@pytest.mark.hazard("H34 Suicidality missed")
def test_the_door_says_whom_to_call_and_that_nobody_watches_it(make_link):
    _, token = make_link()
    page = Client().get(f"/intake/open/{token}/").content.decode()
    assert "<b>If you need help now</b>" in page
    assert "This form is not watched around the clock." in page


def test_without_a_date_of_birth_no_link_is_made(nurse, clock):
    person_id = people.add_person(family_name="Ageless", given_names="Test", born=None, at=clock)
    with pytest.raises(actions.CannotInvite, match="date of birth"):
        actions.make_link(person_id=person_id, link_id=person_id, by=nurse, at=clock)


@pytest.mark.parametrize("path", ["/intake/", "/intake/check/", "/intake/question/seizures/", "/intake/help/"])
def test_no_page_opens_without_the_device(phone, path):
    response = Client().get(path)
    assert response.status_code == 404
    assert "Open it with the link" in response.content.decode()


def test_an_expired_link_opens_nothing(make_link, clock):
    _, token = make_link(days_ago=7.01)
    response = Phone(token).open()
    assert response.status_code == 410
    assert "This link has expired." in response.content.decode()
    assert device.NAME not in response.cookies


def test_what_was_opened_closes_when_the_link_expires(phone, monkeypatch, clock):
    later = clock + limits.HOLDS_FOR + timedelta(minutes=1)
    monkeypatch.setattr("leeward.clinic.portal.views.timezone.now", lambda: later)
    assert phone.get("/intake/check/").status_code == 404


def test_a_new_link_takes_the_old_one_back(phone, make_link):
    phone.answer("seizures", "yes")
    _, token = make_link()
    assert phone.get("/intake/").status_code == 404
    response = phone.open()
    assert response.status_code == 410
    assert "made a newer one" in response.content.decode()
    assert Phone(token).open().status_code == 302


def test_a_link_that_was_taken_back_opens_nothing(phone, person, nurse, clock):
    actions.revoke(person_id=person.pk, link_id=phone.link_id, by=nurse, at=clock)
    assert phone.answer("seizures").status_code == 404
    assert phone.open().status_code == 410


def test_five_wrong_dates_lock_a_link_also_for_the_right_one(make_link):
    link_id, token = make_link()
    phone = Phone(token)
    assert [phone.open(OTHER_DAY).status_code for _ in range(limits.MOST_WRONG)] == [422] * limits.MOST_WRONG
    response = phone.open()
    assert response.status_code == 422
    assert "This link is locked" in response.content.decode()
    assert known(link_id).wrong == limits.MOST_WRONG


def test_a_locked_link_closes_the_device_that_had_opened_it(phone):
    thief = Phone(phone.token)
    for _ in range(limits.MOST_WRONG):
        thief.open(OTHER_DAY)
    assert phone.get("/intake/check/").status_code == 404


def test_no_clock_that_is_set_back_gives_more_tries(phone, clock):
    for _ in range(limits.MOST_WRONG):
        opening.open_by_token(token=phone.token, born=date(1985, 7, 15), device="", at=clock - timedelta(hours=1))
    assert known(phone.link_id).wrong == limits.MOST_WRONG
    assert phone.get("/intake/check/").status_code == 404


def test_slips_are_forgotten_once_the_link_is_opened(make_link):
    link_id, token = make_link()
    phone = Phone(token)
    for _ in range(limits.MOST_WRONG - 1):
        phone.open(OTHER_DAY)
    phone.open()
    assert known(link_id).wrong == 0


def test_a_second_device_is_told_so_and_learns_nothing(phone):
    phone.answer("seizures", "yes")
    response = Phone(phone.token).open()
    assert response.status_code == 410
    assert "opened on another device" in response.content.decode()
    assert device.NAME not in response.cookies


def test_the_same_device_goes_on_where_it_was(phone):
    phone.answer("allergies", "none")
    assert phone.get(phone.door)["Location"] == "/intake/"
    page = phone.get("/intake/").content.decode()
    assert "Welcome back" in page
    assert '"/intake/question/medicines/"' in page


def test_a_device_that_rested_is_asked_for_the_date_of_birth_again(phone, monkeypatch):
    phone.answer("allergies", "none")
    read = device.read
    monkeypatch.setattr(device, "read", lambda request, door: read(request, door=door, rests_for=timedelta(seconds=-1)))
    assert phone.get("/intake/check/")["Location"] == "/intake/again/"
    assert phone.client.post("/intake/again/", OTHER_DAY).status_code == 422
    assert phone.client.post("/intake/again/", BORN)["Location"] == "/intake/"


def test_leaving_asks_for_the_date_of_birth_before_anything_is_shown_again(phone):
    assert phone.client.post("/intake/leave/").status_code == 200
    assert phone.get("/intake/check/")["Location"] == "/intake/again/"
    assert phone.client.post("/intake/again/", BORN).status_code == 302
    assert phone.get("/intake/check/").status_code == 200


def test_a_cookie_that_somebody_wrote_opens_nothing(phone):
    phone.client.cookies[device.NAME] = phone.client.cookies[device.NAME].value[:-1] + "x"
    assert phone.get("/intake/").status_code == 404


def test_nothing_goes_on_after_sending(phone):
    cookie = phone.client.cookies[device.NAME].value
    assert phone.send()["Location"] == "/intake/sent/"
    phone.client.cookies[device.NAME] = cookie  # a copy of it, used again
    assert phone.answer("seizures").status_code == 404
    assert phone.send().status_code == 404
    assert "sent already" in phone.open().content.decode()
    assert IntakeEvent.objects.filter(kind="submitted").count() == 1


@pytest.mark.parametrize("tries", [1, 3, 8])
def test_a_wrong_date_and_a_link_that_there_is_not_cannot_be_told_apart(make_link, tries):
    _, token = make_link()
    real, none = Phone(token), Phone("x" * len(token))
    assert words(real.get(real.door)) == words(none.get(none.door))
    for _ in range(tries):
        there, nowhere = real.open(OTHER_DAY), none.open(OTHER_DAY)
    assert there.status_code == nowhere.status_code
    assert words(there) == words(nowhere)
    assert there.headers.keys() == nowhere.headers.keys()


@pytest.mark.parametrize("state", ["expired", "revoked", "sent", "opened"])
def test_a_wrong_date_tells_nothing_of_where_a_link_stands(make_link, phone, person, nurse, clock, state):
    if state == "expired":
        phone = Phone(make_link(days_ago=8)[1])
    if state == "revoked":
        actions.revoke(person_id=person.pk, link_id=phone.link_id, by=nurse, at=clock)
    if state == "sent":
        phone.send()
    stranger, nowhere = Phone(phone.token), Phone("nothing")
    assert words(stranger.open(OTHER_DAY)) == words(nowhere.open(OTHER_DAY))


def test_one_address_cannot_try_and_try(make_link):
    tries = [Phone(f"guess-{number}").open().status_code for number in range(limits.PER_HOUR + 1)]
    assert tries == [422] * limits.PER_HOUR + [429]
    assert Phone(make_link()[1]).open().status_code == 429


def test_tries_are_counted_for_an_hour_from_the_first_where_the_clinic_keeps_them(settings, monkeypatch, clock):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

    def tried(*, minute):
        with monkeypatch.context() as later:
            later.setattr("leeward.clinic.web.tries.timezone.now", lambda: clock + timedelta(minutes=minute))
            later.setattr("django.core.cache.backends.db.tz_now", lambda: clock + timedelta(minutes=minute))
            return limits.too_many("192.0.2.1")

    assert [tried(minute=0) for _ in range(limits.PER_HOUR)] == [False] * limits.PER_HOUR
    assert tried(minute=10)
    assert not tried(minute=61)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"born_month": "", "born_day": "", "born_year": ""}, "Enter your date of birth."),
        ({"born_day": "31", "born_month": "2"}, "must be a real date"),
        ({"born_year": "2190"}, "must be in the past"),
    ],
)
def test_what_is_no_date_is_not_counted(make_link, changed, says):
    link_id, token = make_link()
    response = Phone(token).open({**BORN, **changed})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert known(link_id).events == ()


def test_answers_of_one_link_are_never_shown_to_another(phone, make_link, clock):
    phone.answer("allergies", "some", names="Penicillin")
    _, token = make_link()
    second = Phone(token)
    second.open()
    assert "Penicillin" not in second.get("/intake/check/").content.decode()
    assert "Penicillin" not in second.get("/intake/question/allergies/").content.decode()


def test_two_people_never_see_each_other(phone, make_link, clock):
    phone.answer("allergies", "some", names="Penicillin")
    other_id = people.add_person(family_name="Other", given_names="Test", born=phone_born(), at=clock)
    _, token = make_link(who=Person.objects.get(pk=other_id))
    other = Phone(token)
    other.open()
    assert "Penicillin" not in other.get("/intake/check/").content.decode()
    other.client.cookies[device.NAME] = phone.client.cookies[device.NAME].value
    assert "Penicillin" in other.get("/intake/check/").content.decode()  # the device decides, nothing else


def phone_born():
    return date(1985, 7, 14)


def test_pages_are_in_no_cache_and_no_index_and_name_nobody(phone, person):
    for path in ("/intake/", "/intake/question/allergies/", "/intake/check/", phone.door, "/intake/sent/"):
        response = phone.get(path)
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "same-origin"
        assert "noindex" in response["X-Robots-Tag"]
        page = response.content.decode()
        assert person.family_name not in page
        assert not re.search(rf"\b{person.given_names}\b", page)  # a token may hold these letters


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_pages(phone, settings):
    kept = phone.client.cookies[device.NAME]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/intake/")


def test_every_access_is_recorded_under_the_link(phone, person):
    phone.get("/intake/question/allergies/")
    phone.answer("allergies", "none")
    actor = f"intake {phone.link_id}"
    pages = list(Read.objects.filter(actor=actor, person_id=person.pk).order_by("pk").values_list("page", "method"))
    assert pages == [("portal:door", "POST"), ("portal:step", "GET"), ("portal:step", "POST")]
    assert Change.objects.get(table="portal_intakeanswer").actor == actor


def test_a_wrong_date_is_recorded_too(make_link):
    link_id, token = make_link()
    Phone(token).open(OTHER_DAY)
    assert Read.objects.filter(actor=f"intake {link_id}", status=422).count() == 1


def test_the_desk_gives_out_a_link_that_is_shown_once(client_as, person):
    client = client_as(Role.FRONT_DESK)
    address = f"/people/{person.pk}/intake/"
    link_id = re.search(r'name="link_id" value="([^"]+)"', client.get(address).content.decode())[1]
    page = client.post(address, {"link_id": link_id}).content.decode()
    token = re.search(r"/intake/open/([\w-]+)/", page)[1]
    assert "data:image/svg+xml;base64," in page
    again = client.post(address, {"link_id": link_id})
    assert again.status_code == 422
    assert token not in again.content.decode()
    assert token not in client.get(address).content.decode()
    assert Phone(token).open().status_code == 302


def test_the_desk_sees_where_a_link_stands_and_no_answer(client_as, phone, person):
    client = client_as(Role.FRONT_DESK)
    address = f"/people/{person.pk}/intake/"
    assert "opened" in client.get(address).content.decode()
    phone.answer("allergies", "some", names="Penicillin")
    page = client.get(address).content.decode()
    assert "in progress (1 of" in page
    assert "Penicillin" not in page
    phone.send()
    assert "Read the answers" not in client.get(address).content.decode()
    assert "Read the answers" in client_as(Role.NURSE).get(address).content.decode()
    assert client.get(f"{address}{phone.link_id}/").status_code == 403
