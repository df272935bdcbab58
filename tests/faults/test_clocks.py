"""Clocks that jump while an infusion is watched: a device's, and our own. Nothing is lost, nothing passes for fresh."""

from datetime import timedelta

import pytest

from bedside import BASELINE, T0, a_reading, an_event
from leeward.infusion.alarms import watch
from leeward.infusion.condition import as_events, changes
from leeward.infusion.events import AlarmAcknowledged, AlarmCleared, AlarmRaised, AudioPaused
from leeward.infusion.signals import Presence, audio_paused_until, calls, signals
from leeward.infusion.vitals import VitalKind
from leeward.protocol.alarms import LIMITS

INFUSION = an_event(AlarmCleared, T0, alarm_key="x").event_id
DESATURATED = 78.0


def second(n):
    return T0 + timedelta(seconds=n)


class Watched:
    """A chair that is looked at every second: readings come in, the journal grows."""

    def __init__(self):
        self.readings, self.events, self.active = [], [], {}

    def look(self, now):
        found = watch(self.readings, BASELINE, LIMITS, now=now, running=True, active=self.active)
        self.events += as_events(changes(self.active, found), infusion_id=INFUSION, at=now)
        self.active = {one.key: one.priority for one in found}
        return {one.condition.key: one for one in signals(found, self.events, now=now)}

    def hear(self, value, *, measured, received):
        for kind, shown in ((VitalKind.SPO2, value), (VitalKind.HEART_RATE, 70.0 + received.second % 3)):
            self.readings.append(a_reading(kind, shown, measured, received_at=received))


JUMPS = [-1800, -60, -6, 6, 60, 1800]


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("jump_s", JUMPS)
def test_a_devices_clock_that_jumps_is_told_and_its_readings_never_pass_for_fresh(jump_s):
    chair = Watched()
    for n in range(95):
        chair.hear(97.0, measured=second(n + (jump_s if n >= 30 else 0)), received=second(n))
        told = chair.look(second(n))
    keys = set(told)
    assert keys & {"clock-ahead", "clock-behind", "clock-jump"}
    if abs(jump_s) >= 60:
        # The values that were measured at a wrong time hide neither the silence nor what comes when it is set right.
        assert keys & {"spo2-no-signal", "spo2-stale", "disconnected"}


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("jump_s", JUMPS)
def test_a_desaturation_after_the_clock_was_set_right_calls_at_once(jump_s):
    chair = Watched()
    for n in range(60):
        chair.hear(97.0, measured=second(n + jump_s), received=second(n))
        chair.look(second(n))
    chair.hear(DESATURATED, measured=second(60), received=second(60))
    assert chair.look(second(60))["spo2-desaturation"].is_audible


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("back_s", [1, 30, 600])
def test_our_own_clock_set_back_loses_no_alarm_and_makes_none_quiet(back_s):
    chair = Watched()
    for n in range(30):
        chair.hear(97.0, measured=second(n), received=second(n))
        chair.look(second(n))
    chair.hear(DESATURATED, measured=second(30), received=second(30))
    chair.look(second(30))
    chair.events.append(an_event(AlarmAcknowledged, second(31), alarm_key="spo2-desaturation", action="treated"))
    chair.events.append(an_event(AudioPaused, second(31), lasting_s=120.0))
    now = second(31 - back_s)
    told = chair.look(now)
    raised = [e for e in chair.events if isinstance(e, AlarmRaised) and e.alarm_key == "spo2-desaturation"]
    assert raised
    assert "spo2-desaturation" in calls(chair.events)
    if back_s > 5:  # readings from the future are not used: that is said, and what was on stays told or is told anew
        assert "clock-ahead" in told
    assert audio_paused_until(chair.events, now=now) is None
    for one in told.values():
        assert one.presence is not Presence.ACKNOWLEDGED or one.quiet_until is None


@pytest.mark.hazard("H19 clock skew")
def test_our_own_clock_set_forward_wakes_everybody_rather_than_nobody():
    chair = Watched()
    chair.hear(DESATURATED, measured=second(0), received=second(0))
    chair.look(second(0))
    told = chair.look(second(7200))
    assert told["spo2-desaturation"].reach.name == "EVERYONE"


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_a_backlog_after_a_gap_is_no_wrong_clock():
    chair = Watched()
    for n in range(20):
        chair.hear(97.0, measured=second(n), received=second(n))
    for n in range(20, 60):
        chair.hear(97.0, measured=second(n), received=second(60))
    for n in range(60, 65):
        chair.hear(97.0, measured=second(n), received=second(n))
    told = chair.look(second(65))
    assert not set(told) & {"clock-behind", "clock-jump", "clock-ahead"}
