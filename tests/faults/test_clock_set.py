"""The clock of our own machine is put back or forward while infusions run: nothing that counts gets lost by it."""

from datetime import timedelta

import pytest

from bedside import BASELINE, T0, a_reading, a_start, an_event, at
from leeward.infusion.events import AlarmCleared, AlarmRaised, NoteWritten, Paused, Resumed
from leeward.infusion.following import Following
from leeward.infusion.late import LATE, happened, state_after
from leeward.infusion.machine import State
from leeward.infusion.vitals import VitalKind
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.protocol.alarms import LIMITS

pytestmark = [pytest.mark.hazard("H19 clock skew"), pytest.mark.hazard("H20 DST or time zone shift in session")]

BACK_MIN = [1, 5, 60, 600]
ALARM = {"alarm_key": "spo2-red", "kind": AlarmKind.PHYSIOLOGICAL, "priority": Priority.HIGH, "says": "low"}


@pytest.mark.parametrize("back_min", BACK_MIN)
def test_what_the_server_saw_keeps_its_order_where_its_clock_was_set_back_and_a_tablet_charted_late(back_min):
    """Else an alarm would end before it began: it would stand for ever, and be ended anew at every look."""
    raised = an_event(AlarmRaised, at(20), **ALARM)
    ended = an_event(AlarmCleared, at(20.5 - back_min), alarm_key="spo2-red")
    came_late = an_event(NoteWritten, at(10), source=LATE, text="charted without network")
    seen = [*a_start(), raised, ended]
    told = [event for event in happened([*seen, came_late]) if event is not came_late]
    assert told == seen


@pytest.mark.parametrize("back_min", BACK_MIN)
def test_a_pause_and_a_resume_on_two_sides_of_the_jump_are_one_after_the_other(back_min):
    seen = [*a_start(), an_event(NoteWritten, at(30 - back_min), text="the clock was set"),
            an_event(Paused, at(31), reason="distress")]  # fmt: skip
    late = an_event(Resumed, at(33), source=LATE, rate_ml_per_h=60.0)
    assert state_after([*seen, late]) is State.RUNNING


def followed(chair, *, minutes, value, shifted=timedelta(0)):
    """Let a monitor send every second for so long; return the last instant by our clock."""
    for n in range(int(minutes * 60)):
        now = T0 + timedelta(seconds=n) + shifted
        for kind, shown in ((VitalKind.SPO2, value), (VitalKind.HEART_RATE, 70.0 + n % 3)):
            chair.take(a_reading(kind, shown, now))
    return now


@pytest.mark.parametrize("back_min", BACK_MIN)
def test_what_comes_after_the_clock_was_set_back_is_watched_at_once(back_min):
    chair = Following(LIMITS, BASELINE, running=True)
    until = followed(chair, minutes=15, value=97.0)
    shift = until - T0 - timedelta(minutes=back_min)
    now = followed(chair, minutes=1, value=78.0, shifted=shift)
    assert "spo2-desaturation" in {one.key for one in chair.conditions(now)}


@pytest.mark.parametrize("back_min", BACK_MIN)
def test_silence_after_the_clock_was_set_back_is_told(back_min):
    chair = Following(LIMITS, BASELINE, running=True)
    until = followed(chair, minutes=15, value=97.0)
    for after_s in (20, 80, 200):  # for up to 15 s, as the old time is reached again, the last value looks new
        now = until - timedelta(minutes=back_min) + timedelta(seconds=after_s)
        told = {one.key for one in chair.conditions(now)}
        assert told & {"clock-ahead", "disconnected", "spo2-stale", "spo2-never-seen"}, told


@pytest.mark.parametrize("forward_min", BACK_MIN)
def test_a_clock_set_forward_wakes_rather_than_silences(forward_min):
    chair = Following(LIMITS, BASELINE, running=True)
    until = followed(chair, minutes=3, value=97.0)
    told = {one.key for one in chair.conditions(until + timedelta(minutes=forward_min))}
    assert told & {"disconnected", "spo2-stale"}
    shift = until - T0 + timedelta(minutes=forward_min)
    now = followed(chair, minutes=1, value=78.0, shifted=shift)
    assert "spo2-desaturation" in {one.key for one in chair.conditions(now)}
