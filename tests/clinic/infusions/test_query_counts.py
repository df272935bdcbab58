"""The pages that a chair asks for every few seconds: how often each asks the database, and that it stays so."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cleared import clear
from leeward.clinic.infusions import actions, ingest
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people import actions as people
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.infusion.vitals import VitalKind

from .conftest import message

pytestmark = pytest.mark.django_db
SPO2 = {VitalKind.SPO2: 97.0, VitalKind.HEART_RATE: 72.0}


def asked(client, address):
    """How many queries the second look at an address takes: the first writes down that it was read."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def measure(*, until, of_minutes, every_s):
    for seconds in range(0, of_minutes * 60, every_s):
        at = until - timedelta(seconds=seconds)
        assert ingest.record_readings(message(at, SPO2), now=until).new == len(SPO2)


@pytest.fixture
def clock(monkeypatch, now):
    """Half an hour after the start, for the pages too."""
    later = now + timedelta(minutes=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    return later


def test_the_live_part_asks_no_more_often_the_more_was_measured(running, paired, client_as, clock):
    client, address = client_as(Role.NURSE), reverse("infusions:live", args=[running.person_id, running.pk])
    measure(until=clock, of_minutes=1, every_s=60)
    few = asked(client, address)
    measure(until=clock - timedelta(seconds=1), of_minutes=20, every_s=20)
    assert asked(client, address) == few <= 10


def test_the_room_asks_as_often_for_the_eighth_chair_as_for_the_second(running, paired, client_as, nurse, order, clock):
    client, address = client_as(Role.NURSE), reverse("infusions:chairs_live")
    taken = [asked(client, address)]
    for number in range(2, 9):
        person_id = people.add_person(
            family_name=f"Sample {number}", given_names="Ada", title="Ms", born=clock.date() - timedelta(days=15000),
            sex=Person.Sex.FEMALE, is_synthetic=True, at=clock,
        )  # fmt: skip
        clear(Person.objects.get(pk=person_id), by=nurse, at=clock)
        actions.plan_infusion(person_id=person_id, order=order, chair=f"{number}x", by=nurse, at=clock)
        taken.append(asked(client, address))
    (a_chair_more,) = {after - before for before, after in pairwise(taken)}
    assert a_chair_more <= 7
    measure(until=clock, of_minutes=20, every_s=20)
    assert asked(client, address) <= taken[-1]


def test_a_kind_that_fell_silent_keeps_its_last_reading(running, paired, now):
    for minutes, temperature in ((1, 36.5), (2, 36.9)):
        at = now + timedelta(minutes=minutes)
        ingest.record_readings(message(at, {VitalKind.TEMPERATURE: temperature}), now=at)
    later = now + timedelta(hours=1)
    ingest.record_readings(message(later, SPO2), now=later)
    found = standing.load(Infusion.objects.get(pk=running.pk), now=later).readings
    assert [one.value for one in found if one.kind is VitalKind.TEMPERATURE and one.source == "monitor"] == [36.9]
    assert [one.value for one in found if one.kind is VitalKind.SPO2 and one.source == "monitor"] == [97.0]
