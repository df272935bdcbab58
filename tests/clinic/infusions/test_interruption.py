"""The time in which nobody watched, written into the journals of those who were watched."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from leeward.clinic.infusions import actions, journaling, watchdog
from leeward.clinic.infusions.interruption import record_interruption
from leeward.infusion import journal
from leeward.infusion.events import MonitoringInterrupted

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H25 server crash or restart")]


@pytest.fixture(autouse=True)
def no_beat():
    cache.clear()


def gaps(infusion):
    found = journal.events(journaling.load(infusion))
    return [(event.since, event.at) for event in found if isinstance(event, MonitoringInterrupted)]


def test_a_start_of_the_gateway_records_since_when_nobody_watched_once(running, now):
    beat, again = now + timedelta(minutes=5), now + timedelta(minutes=5, seconds=3)
    watchdog.beat(now=beat, failed=())
    assert record_interruption(now=again, is_restart=True) == 1
    assert record_interruption(now=again + timedelta(seconds=1), is_restart=True) == 1  # fell before its first beat
    assert gaps(running) == [(beat, again)]


def test_a_gateway_that_hung_says_so_and_one_that_beats_does_not(running, now):
    watchdog.beat(now=now, failed=())
    assert record_interruption(now=now + timedelta(seconds=19), is_restart=False) == 0
    assert record_interruption(now=now + timedelta(seconds=21), is_restart=False) == 1
    assert gaps(running) == [(now, now + timedelta(seconds=21))]


def test_where_nobody_ever_watched_nothing_was_interrupted(running, now):
    assert record_interruption(now=now, is_restart=True) == 0
    assert gaps(running) == []


def test_a_gap_begins_at_the_earliest_with_the_time_out(ready, now):
    watchdog.beat(now=now - timedelta(hours=9), failed=())
    record_interruption(now=now + timedelta(minutes=1), is_restart=True)
    assert gaps(ready) == [(now, now + timedelta(minutes=1))]


def test_a_closed_infusion_hears_of_no_gap(infusion, deed, now):
    actions.cancel(deed(now), reason="not today")
    watchdog.beat(now=now, failed=())
    assert record_interruption(now=now + timedelta(minutes=9), is_restart=True) == 0
    assert gaps(infusion) == []
