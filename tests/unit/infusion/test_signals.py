"""How an alarm is told: acknowledged is quiet for a while, and never over."""

import pytest

from bedside import T0, an_event, at
from leeward.infusion.condition import Changes, Condition, as_events, changes
from leeward.infusion.events import AlarmAcknowledged, AlarmCleared, AlarmRaised
from leeward.infusion.signals import Reach, latched, signals
from leeward.protocol.alarm_limit import AlarmKind, Priority


def a_condition(key="spo2-red", priority=Priority.HIGH):
    return Condition(key=key, kind=AlarmKind.PHYSIOLOGICAL, priority=priority, says="SpO2 low.", since=T0)


def raised(when, key="spo2-red", priority=Priority.HIGH):
    return an_event(AlarmRaised, when, alarm_key=key, kind=AlarmKind.PHYSIOLOGICAL, priority=priority, says="SpO2 low.")


def acknowledged(when, key="spo2-red"):
    return an_event(AlarmAcknowledged, when, alarm_key=key, action="oxygen given")


@pytest.mark.hazard("H21 lost alarm")
@pytest.mark.parametrize(
    ("seconds", "reach"),
    [(59, Reach.BEDSIDE), (60, Reach.SECOND_DEVICE), (119, Reach.SECOND_DEVICE), (120, Reach.EVERYONE)],
)
def test_an_alarm_that_nobody_acknowledges_goes_to_others(seconds, reach):
    (found,) = signals([a_condition()], [raised(T0)], now=at(s=seconds))
    assert (found.reach, found.is_audible) == (reach, True)


def test_to_acknowledge_makes_it_quiet_for_two_minutes_and_then_it_sounds_again():
    events = [raised(T0), acknowledged(at(s=10))]
    quiet, again = (signals([a_condition()], events, now=at(s=s))[0] for s in (129, 130))
    assert (quiet.is_audible, quiet.quiet_until, quiet.acknowledged_by) == (False, at(s=130), "nurse")
    assert (again.is_audible, again.quiet_until) == (True, None)


def test_an_alarm_raised_anew_breaks_the_quiet():
    events = [raised(T0), acknowledged(at(s=10)), raised(at(s=20))]
    assert signals([a_condition()], events, now=at(s=21))[0].is_audible


def test_an_advisory_makes_no_sound_and_calls_nobody_else():
    (found,) = signals([a_condition(priority=Priority.LOW)], [], now=at(10))
    assert (found.is_audible, found.reach) == (False, Reach.BEDSIDE)


@pytest.mark.hazard("H21 lost alarm")
def test_a_high_alarm_that_ended_unseen_is_kept_until_someone_looks():
    ended = [raised(T0), an_event(AlarmCleared, at(1), alarm_key="spo2-red")]
    assert [event.alarm_key for event in latched(ended)] == ["spo2-red"]
    assert latched([*ended, acknowledged(at(2))]) == ()
    assert latched([raised(T0), acknowledged(at(s=5)), *ended[1:]]) == ()
    assert latched([raised(T0)]) == ()


def test_changes_say_what_began_and_what_ended():
    red, amber = a_condition(), a_condition("systolic-amber", Priority.MEDIUM)
    changed = changes({"spo2-amber": Priority.MEDIUM, "systolic-amber": Priority.HIGH}, [red, amber])
    assert changed == Changes(raised=(red,), cleared=("spo2-amber",))


@pytest.mark.hazard("H27 duplicate samples")
def test_two_watchers_write_the_same_entry():
    changed = changes({"spo2-amber": Priority.MEDIUM}, [a_condition()])
    infusion = an_event(AlarmCleared, T0, alarm_key="x").event_id
    first, second = (as_events(changed, infusion_id=infusion, at=at(3)) for _ in range(2))
    assert first == second
    assert [type(event) for event in first] == [AlarmRaised, AlarmCleared]
    assert len({event.event_id for event in first}) == 2
