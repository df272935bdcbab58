"""Pages about people show who it is, in the same words everywhere."""

from datetime import UTC, datetime, timedelta

import pytest

from leeward.clinic.people import actions, queries
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db


def test_the_banner_says_who_it_is_and_what_was_not_asked(client_as, person):
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/").content.decode()
    assert "SAMPLE, Ada (Ms)" in page
    assert "14-Jul-1985" in page
    assert "Not yet asked" in page
    assert "not weighed today" in page


def test_the_first_page_leads_to_sign_in(client_as):
    response = client_as(None).get("/")
    assert response.status_code == 302
    page = client_as(None).get(response["Location"])
    assert page.status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page(client_as, role):
    assert client_as(role).get("/").status_code == 200


@pytest.mark.parametrize(
    ("role", "says"), [(Role.ADMINISTRATOR, "leeward staff"), (Role.RESEARCHER, "Research has no pages yet")]
)
def test_a_role_without_pages_is_told_so(client_as, role, says):
    page = client_as(role).get("/").content.decode()
    assert says in page
    assert "That is on purpose." in page


@pytest.mark.parametrize(("role", "offered"), [(Role.FRONT_DESK, True), (Role.THERAPIST, False)])
def test_adding_a_person_is_offered_to_those_who_may(client_as, role, offered):
    assert ("Add a person" in client_as(role).get("/people/").content.decode()) is offered


def test_allergies_have_three_states(client_as, person):
    client, address = client_as(Role.NURSE), f"/people/{person.pk}/allergies/"
    assert "Not yet asked" in client.get(address).content.decode()
    client.post(address, {"state": "none", "substances": ""})
    assert "No known allergies (asked " in client.get(address).content.decode()
    client.post(address, {"state": "some", "substances": "Penicillin, rash\nLatex"})
    assert "Penicillin, rash, Latex" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"state": "some", "substances": " "}, "Name at least one substance"),
        ({"state": "none", "substances": "Latex"}, "Keep one of the two"),
        ({}, "it stays “not yet asked”"),
    ],
)
def test_an_answer_about_allergies_that_contradicts_itself_is_asked_again(client_as, person, told, says):
    response = client_as(Role.NURSE).post(f"/people/{person.pk}/allergies/", told)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert queries.allergies(person.pk) is None


@pytest.mark.parametrize("search", ["samp", "Ada", "1985-07-14", "14-Jul-1985", "14-jul-1985", "ada sample"])
def test_a_person_is_found_by_name_or_birth_date(person, search):
    assert [line.name for line in queries.people_page(search=search).people] == ["SAMPLE, Ada (Ms)"]


def test_a_search_that_finds_nobody_says_how_to_go_on(client_as, person):
    assert "Try fewer letters" in client_as(Role.NURSE).get("/people/?q=zzz").content.decode()


def test_somebody_with_the_same_name_is_shown_before_a_second_record_is_opened(client_as, person):
    client = client_as(Role.FRONT_DESK)
    told = {"family_name": "sample", "given_names": "ADA", "sex": "unknown"}
    page = client.post("/people/add/", told)
    assert page.status_code == 422
    assert "This may be somebody who already has a record" in page.content.decode()
    assert client.post("/people/add/", {**told, "new": "yes"}).status_code == 302


def test_a_record_number_belongs_to_one_person(client_as, person, now):
    actions.add_person(family_name="Other", given_names="One", born=None, record_number="A-1", at=now)
    told = {"family_name": "Sample", "given_names": "Ada", "sex": "female", "record_number": "A-1"}
    page = client_as(Role.FRONT_DESK).post(f"/people/{person.pk}/identity/", told)
    assert page.status_code == 422
    assert "belongs to another person" in page.content.decode()


def test_the_age_turns_on_the_birthday(person):
    before = datetime(2026, 7, 13, 12, tzinfo=UTC)
    assert queries.banner(person.pk, now=before).born == "14-Jul-1985 (40)"
    assert queries.banner(person.pk, now=before + timedelta(days=1)).born == "14-Jul-1985 (41)"


def test_a_person_who_is_not_there_is_not_found(client_as):
    response = client_as(Role.NURSE).get("/people/00000000-0000-4000-8000-000000000000/")
    assert response.status_code == 404
