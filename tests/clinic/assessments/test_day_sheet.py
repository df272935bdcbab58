"""The sheet for the infusion day, and what the medicines page asks."""

import pytest
from django.utils import timezone

from leeward.clinic.assessments import actions
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db


def url(person, rest="day/"):
    return f"/people/{person.pk}/assessment/{rest}"


def told(person, nurse, *names):
    actions.record_medicines(person_id=person.pk, names=names, by=nurse, at=timezone.now())


def test_the_sheet_counts_from_the_start_that_is_asked_for(client_as, person, nurse):
    told(person, nurse, "lisinopril 10 mg", "xanax 1 prn")
    asked = {"day_month": "11", "day_day": "24", "day_year": "2026", "time": "14:30"}
    page = client_as(Role.NURSE).get(url(person), asked).content.decode()
    assert "Tuesday 24 November 2026, 14:30" in page
    assert "No food at all from 08:30" in page
    assert page.index("Take as usual") < page.index("lisinopril 10 mg")
    assert page.index("Do not take on the infusion day") < page.index("xanax 1 prn")


def test_without_a_medication_list_it_says_so(client_as, person):
    page = client_as(Role.NURSE).get(url(person)).content.decode()
    assert "Nobody has asked for the medicines yet" in page


def test_an_unreviewed_medicine_is_named_and_not_instructed(client_as, person, nurse):
    told(person, nurse, "blorbex 5 mg")
    page = client_as(Role.NURSE).get(url(person)).content.decode()
    assert "“blorbex 5 mg” is not reviewed" in page
    assert "Your medicines on that day" not in page


def test_a_start_that_is_no_time_is_refused_with_a_sentence(client_as, person):
    asked = {"day_month": "13", "day_day": "40", "day_year": "2026", "time": "late"}
    answer = client_as(Role.NURSE).get(url(person), asked)
    assert answer.status_code == 422
    assert "No food at all" not in answer.content.decode()


def test_the_medicines_page_asks_what_the_list_leaves_open(client_as, person, nurse):
    told(person, nurse, "lisinoprl 10", "zoloft 100", "sertraline 50")
    page = client_as(Role.NURSE).get(url(person, "medicines/")).content.decode()
    assert "was taken for lisinopril. Is that right?" in page
    assert "Sertraline stands in 2 entries" in page
