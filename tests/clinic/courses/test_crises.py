"""A crisis in the timeline and in the report: its steps, without what was said, for those who may see it."""

from datetime import timedelta

import pytest

from leeward.clinic.courses import queries
from leeward.clinic.crises import actions
from leeward.clinic.crises.models import Crisis
from leeward.clinic.people.queries import banner
from leeward.clinic.people.roles import Role
from leeward.outcomes.crisis_triggers import by_hand

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H34 Suicidality missed")]
SAID = "He wrote a farewell letter."


@pytest.fixture
def crisis(person, nurse, now):
    trigger = by_hand(says=SAID, is_imminent=False, source="seen:1")
    return actions.open_crisis(person_id=person.pk, trigger=trigger, by=nurse, at=now)


@pytest.fixture
def closed(crisis, person, nurse, prescriber, now):
    which = {"person_id": person.pk, "crisis_id": crisis}
    minutes = (now + timedelta(minutes=passed) for passed in range(1, 6))
    actions.acknowledge(**which, by=prescriber, at=next(minutes))
    actions.record_contact(**which, was_reached=True, says="On the phone.", by=prescriber, at=next(minutes))
    actions.assess(**which, says="No intent.", by=prescriber, at=next(minutes))
    actions.plan_safety(**which, says="Brother stays.", by=prescriber, at=next(minutes))
    actions.close(**which, outcome="safe, with a plan", says="Seen tomorrow.", by=prescriber, at=next(minutes))
    return crisis


def moments(person, role=Role.NURSE):
    days = queries.timeline_page(banner(person.pk), role=role).days
    return [moment for day in reversed(days) for moment in day.moments if moment.kind == "Crisis"]


def test_the_timeline_tells_what_turned_a_crisis_and_leads_to_its_page(closed, person, prescriber):
    found = moments(person)
    assert [moment.says for moment in found] == [
        "Positive answer, Said or seen: raised risk.",
        f"Acknowledged by {prescriber.name}.",
        f"Assessed by {prescriber.name}.",
        "Closed: safe, with a plan.",
    ]
    assert found[0].tag == "crisis"
    assert found[0].url == f"/people/{person.pk}/crises/{closed}/"


def test_who_may_not_see_a_crisis_is_not_led_to_it(crisis, person):
    assert [moment.url for moment in moments(person, Role.RESEARCHER)] == [""]


def test_the_report_says_that_one_is_open(crisis, person, client_as):
    page = client_as(Role.THERAPIST).get(f"/people/{person.pk}/report/").content.decode()
    part = page[page.index('id="crises"') : page.index('id="outcome"')]
    assert "Nobody has acknowledged it." in part


def test_the_report_tells_one_that_was_closed_and_quotes_nobody(closed, person, prescriber, now):
    (line,) = queries.report(banner(person.pk), by=prescriber, now=now).crises
    assert line.tag == "closed"
    assert "Closed: safe, with a plan, " in line.says
    assert not any(words in line.says for words in (SAID, "Brother", "No intent"))


def test_a_report_without_a_crisis_says_so_and_no_more(person, client_as):
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/report/").content.decode()
    assert "None was opened. That says nothing of what was not asked." in page
    assert Crisis.objects.count() == 0
