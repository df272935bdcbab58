"""Pages about people show who it is, in the same words everywhere."""

import pytest

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
