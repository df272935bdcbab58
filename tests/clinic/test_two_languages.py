"""Patients' pages speak the patient's language, and nobody else's do."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation

from leeward.clinic.people import actions
from leeward.clinic.people.access import ACCESS, Circle
from leeward.clinic.people.forms import Identity
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.portal import actions as portal

pytestmark = pytest.mark.django_db
BORN = {"born_month": "7", "born_day": "14", "born_year": "1985"}
SPANISH, ENGLISH = "Ir al contenido", "Skip to the content"


@pytest.fixture(autouse=True)
def nothing_counted(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "two"}}


@pytest.fixture
def link(person, staff):
    """Return the address of a link to the questions at home."""
    token = portal.make_link(person_id=person.pk, link_id=uuid4(), by=staff(Role.NURSE), at=timezone.now())
    return f"/intake/open/{token}/"


def speaks(response, words):
    page = response.content.decode()
    return words in page and f'<html lang="{response["Content-Language"]}">' in page


def in_spanish(person):
    Person.objects.filter(pk=person.pk).update(language="es")


def test_before_the_birth_is_given_the_door_does_not_tell_what_the_record_speaks(person, link):
    in_spanish(person)
    assert speaks(Client().get(link), ENGLISH)


def test_the_door_speaks_as_the_browser_does(link):
    assert speaks(Client(headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"}).get(link), SPANISH)
    assert speaks(Client(headers={"accept-language": "de-DE,de;q=0.9"}).get(link), ENGLISH)


def test_inside_the_record_s_language_is_spoken_and_remembered_for_pages_that_read_nothing(person, link):
    in_spanish(person)
    client = Client()
    inside = client.post(link, BORN, follow=True)
    assert speaks(inside, SPANISH)
    assert client.cookies["leeward_language_recorded"].value == "es"
    assert client.cookies["leeward_language_recorded"]["path"] == "/intake/"
    assert speaks(client.get("/intake/open/none/"), SPANISH)


def test_the_switch_goes_before_the_record_and_stays_for_this_door(person, link):
    in_spanish(person)
    client = Client()
    client.post(link, BORN)
    page = client.get("/intake/")
    assert 'href="?language=en"' in page.content.decode()
    assert speaks(client.get("/intake/?language=en"), ENGLISH)
    assert speaks(client.get("/intake/"), ENGLISH)
    assert client.cookies["leeward_language"]["path"] == "/intake/"


@pytest.mark.parametrize("told", ["xx", "", "es<script>", "en-us"])
def test_a_language_that_there_is_not_chooses_nothing(link, told):
    client = Client()
    assert speaks(client.get(link, {"language": told}), ENGLISH)
    assert "leeward_language" not in client.cookies


def test_after_a_spanish_page_the_next_one_of_the_staff_is_english(link, client_as):
    Client().get(link, {"language": "es"})
    assert translation.get_language() == "en"
    page = client_as(Role.NURSE).get("/people/?language=es", headers={"accept-language": "es"})
    assert '<html lang="en">' in page.content.decode()
    assert "leeward_language" not in page.cookies


def test_every_door_of_a_patient_is_marked_so():
    own = {name for name, rule in ACCESS.items() if rule.is_read_by_patient}
    public = {name for name, rule in ACCESS.items() if rule.circle is Circle.ANYONE}
    assert {name for name in public if name.startswith(("portal:", "aftercare:", "patient:"))} <= own
    assert {"consents:sign", "consents:hand_back"} <= own


def test_the_front_desk_sets_the_language_and_the_zone(person, client_as):
    told = {"family_name": "Sample", "given_names": "Ada", "sex": "female", "language": "es", "zone": "America/Denver"}
    assert client_as(Role.FRONT_DESK).post(f"/people/{person.pk}/identity/", told).status_code == 302
    person.refresh_from_db()
    assert (person.language, person.zone) == ("es", "America/Denver")
    assert "Español" in client_as(Role.FRONT_DESK).get(f"/people/{person.pk}/").content.decode()


def test_whoever_corrects_a_name_leaves_language_and_zone_as_they_were(person):
    in_spanish(person)
    actions.correct_identity(
        person_id=person.pk, family_name="New", given_names="Ada", title="", born=person.born,
        sex=Person.Sex.FEMALE, phone="", email="", record_number="",
    )  # fmt: skip
    person.refresh_from_db()
    assert person.language == "es"


def test_a_zone_that_there_is_not_is_refused_in_a_sentence():
    form = Identity({"family_name": "A", "given_names": "B", "sex": "female", "language": "en", "zone": "Mars/North"})
    assert "Mars/North is no time zone" in form.errors["zone"][0]
