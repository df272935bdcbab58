"""What the clinic sees of a patient's pages takes as many queries however much was given out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leeward.clinic.patient import staff_pages
from leeward.clinic.people.roles import Role

from .conftest import kept

pytestmark = pytest.mark.django_db


def test_the_page_of_what_was_given_out_takes_as_many_queries_for_many_links(give, person, clock, on_call):
    def page():
        return staff_pages.staff_page(person.pk, role=Role.NURSE, now=clock)

    def answer(phone, *, send):
        assert phone.open().status_code == 302
        assert phone.send_queue(kept("gad-7_1", 1), kept("gad-7_2", 2), send=send).status_code == 200

    answer(give("gad-7", "phq-9", days_ago=0.9), send=False)
    answer(give("gad-7", days_ago=0.8), send=True)
    with CaptureQueriesContext(connection) as few:
        page()
    for number in range(5):
        answer(give("gad-7", "phq-9", days_ago=0.5 - number / 10), send=number % 2 == 1)
    with CaptureQueriesContext(connection) as many:
        found = page()
    assert len(found.links) == len(found.sittings) == 7
    assert [line.tag for line in found.sittings].count("sent") == 3
    assert {line.says.split(" answered")[0] for line in found.sittings if line.tag == "in progress"} == {"2 of 16"}
    assert len(many) == len(few)
