"""What is due: by time point around each infusion, in the person's own zone, and missing where nobody answered."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leeward.clinic.outcomes import due_page, due_views, followed, worklist
from leeward.clinic.patient import dues
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(person, now):
    """The page, so many days from now, as a role sees it."""

    def of(*, days=0.0, role=Role.NURSE):
        return due_page.due_page(person.pk, role=role, now=now + timedelta(days=days))

    return of


@pytest.fixture
def booked(monkeypatch, person, now):
    """An infusion that is booked so many days from now."""

    def book(*days):
        starts = tuple(now + timedelta(days=day) for day in days)
        monkeypatch.setattr(followed, "infusions_ahead", lambda **_: {person.pk: starts} if starts else {})

    return book


def lines(cards):
    return {(card.title, line.name): line for card in cards for line in card.lines}


def test_without_an_infusion_nothing_is_due(page):
    assert page().says == "No infusion is booked or was given: nothing is due."
    assert not page().now


def test_on_the_eve_of_a_booked_infusion_its_questionnaires_are_due_with_a_way_to_enter_and_to_send(booked, page):
    booked(0.9)
    card = next(card for card in page().now if card.title == "Before infusion 1")
    found = {line.name: line for line in card.lines}
    assert found["PHQ-9"].tag == "due"
    assert found["PHQ-9"].url.endswith("/outcomes/enter/phq-9/")
    assert "phq-9" in card.sends
    assert not any("c-ssrs" in key for key in card.sends)


def test_the_patients_page_tells_how_much_is_due_and_that_it_is_late(give, person, now, monkeypatch):
    give(days=0)
    monkeypatch.setattr(due_page.timezone, "now", lambda: now + timedelta(days=1.2))
    told = due_page.summary(person.pk)
    assert told.tag == "overdue"
    assert "overdue" in told.says
    monkeypatch.setattr(due_page.timezone, "now", lambda: now + timedelta(hours=1))
    assert due_page.summary(person.pk).tag == ""


def test_who_may_not_enter_is_shown_no_way_to(booked, page):
    booked(0.5)
    card = next(card for card in page(role=Role.FRONT_DESK).now if card.title == "Before infusion 1")
    assert not any(line.url for line in card.lines)


def test_a_score_in_its_window_makes_it_done_and_one_with_gaps_is_incomplete(give, enter, page):
    enter("phq-9", days=-0.1, each=0)
    enter("pcl-5-week", days=-0.1, answers=[None, *[2] * 19])
    give(days=0)
    found = lines(page(days=0.1).past)
    assert found["Before infusion 1", "PHQ-9"].tag == "done"
    week = next(line for (title, name), line in found.items() if title == "Before infusion 1" and "PCL-5" in name)
    assert week.tag == "incomplete"
    assert "1 items left out" in week.says
    assert "1 with items left out" in page(days=0.1).says


def test_one_with_gaps_stays_open_to_staff_and_is_not_put_to_the_patient_again(booked, enter, page, person, now):
    booked(0.5)
    enter("pcl-5-week", days=-0.1, answers=[None, *[2] * 19])
    week = next(
        line for (title, name), line in lines(page().now).items() if title == "Before infusion 1" and "week" in name
    )
    assert week.tag == "incomplete"
    assert week.url
    asked = [each.scale_key for each in dues.of_person(person.pk, now=now)]
    assert "phq-9" in asked
    assert "pcl-5-week" not in asked


def test_what_nobody_answered_in_time_is_missing_and_nothing_stands_for_it(give, page):
    give(days=0)
    found = lines(page(days=5).past)
    line = next(line for (title, _), line in found.items() if title == "The day after infusion 1")
    assert line.tag == "missing"
    assert "nothing stands for it" in line.says
    assert not line.url


def test_times_are_the_persons_own(give, person, page):
    give(days=0)
    here = page(days=0.1)
    Person.objects.filter(pk=person.pk).update(zone="Asia/Tokyo")
    there = page(days=0.1)
    assert there.zone == "Asia/Tokyo" != here.zone
    assert [card.title for card in there.soon] == [card.title for card in here.soon]
    assert [card.window for card in there.soon] != [card.window for card in here.soon]


def test_a_booking_that_its_start_kept_is_not_counted_twice(give, booked, page):
    give(days=0)
    booked(0.01)
    assert "1 infusions given. " in page(days=0.1).says


def test_the_worklist_names_who_is_overdue_and_home_says_so_once(give, person, now):
    give(days=0)
    late = now + timedelta(days=1.2)
    found = worklist.worklist(now=late)
    assert [line.name for line in found.overdue] == [str(person)]
    assert "The day after infusion 1" in found.overdue[0].says
    (told,) = worklist.waiting(now=late)
    assert told.url == reverse("outcomes:worklist")
    assert worklist.waiting(now=now + timedelta(minutes=1)) == ()


def test_one_unreadable_score_hides_nobody_else(give, enter, person, now, monkeypatch):
    give(days=0)
    enter("phq-9", days=0.1)

    def cannot(rows):
        if list(rows):
            raise followed.mapping.CannotRead("Entry 1 does not add up.")
        return ()

    monkeypatch.setattr(followed.mapping, "dated", cannot)
    (line,) = worklist.worklist(now=now + timedelta(days=1.2)).overdue
    assert line.tag == worklist.UNREADABLE
    assert "does not add up" in line.says


def test_the_pages_open_and_cost_as_many_queries_however_much_there_is(
    give, enter, person, client_as, now, monkeypatch, django_assert_max_num_queries
):
    for day in (-8, -6, -4, -1):
        give(days=day)
        enter("phq-9", days=day - 0.2, each=0)
    client = client_as(Role.NURSE)
    monkeypatch.setattr(due_views.timezone, "now", lambda: now)
    with django_assert_max_num_queries(30):
        text = client.get(reverse("outcomes:due", args=[person.pk])).content.decode()
    assert "missing" in text
    assert "Make a link" in text
    with django_assert_max_num_queries(30):
        assert client.get(reverse("outcomes:worklist")).status_code == 200
