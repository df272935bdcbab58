"""What must hold of alarms and of how they are told, whatever is pressed and whatever restarts."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import BASELINE, T0, a_reading, an_event
from leeward.infusion.alarms import watch
from leeward.infusion.artefact import judged
from leeward.infusion.condition import Condition, as_events, changes
from leeward.infusion.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    AudioPaused,
    from_body,
    kind_of,
    to_body,
)
from leeward.infusion.signals import AUDIO_PAUSE, ONCE_PER, Presence, Reach, audio_paused_until, calls, latched, signals
from leeward.infusion.vitals import VitalKind
from leeward.protocol.alarm_limit import AlarmKind, Look, Priority
from leeward.protocol.alarms import LIMITS

RED = {limit.key for limit in LIMITS if limit.priority is Priority.HIGH}
RAW = {limit.key for limit in LIMITS if limit.looks_at is Look.RAW}
INFUSION = UUID(int=7)
VALUES = {
    VitalKind.SPO2: st.integers(70, 100),
    VitalKind.HEART_RATE: st.integers(30, 160),
    VitalKind.RESPIRATORY_RATE: st.integers(0, 30),
    VitalKind.ETCO2: st.integers(0, 60),
    VitalKind.SYSTOLIC: st.integers(70, 220),
    VitalKind.DIASTOLIC: st.integers(40, 125),
}


@st.composite
def series(draw, *, kinds=tuple(VALUES), longest=60):
    """Readings of one kind or more as they come: some seconds apart, near the limits."""
    found, when = [], T0
    for _ in range(draw(st.integers(1, longest))):
        when += timedelta(seconds=draw(st.sampled_from([1, 1, 1, 2, 5, 12])))
        kind = draw(st.sampled_from(kinds))
        found.append(a_reading(kind, float(draw(VALUES[kind])), when))
    return found


def physiological(readings, now, **own):
    found = watch(readings, BASELINE, LIMITS, now=now, running=True, **own)
    return [one for one in found if one.kind is AlarmKind.PHYSIOLOGICAL]


# The limits


@pytest.mark.hazard("H28 artefact accepted as physiology")
@given(series(kinds=(VitalKind.SPO2, VitalKind.RESPIRATORY_RATE, VitalKind.SYSTOLIC)), st.data())
def test_no_median_and_no_leap_delays_what_must_call_at_once(readings, data):
    """Desaturation, apnoea and red pressure call with the very reading, whatever came before."""
    worst = {VitalKind.SPO2: 80.0, VitalKind.RESPIRATORY_RATE: 0.0, VitalKind.SYSTOLIC: 180.0}
    kind = data.draw(st.sampled_from(sorted(worst, key=lambda kind: kind.value)))
    now = readings[-1].at + timedelta(seconds=1)
    found = {one.key for one in physiological([*readings, a_reading(kind, worst[kind], now)], now)}
    assert {"spo2-desaturation", "apnoea", "systolic-red", "systolic-emergency"} & found
    assert found & RED & RAW


@given(series(kinds=(VitalKind.SPO2, VitalKind.HEART_RATE)))
def test_what_the_median_sees_lies_between_the_values_of_its_seconds(readings):
    for kind in (VitalKind.SPO2, VitalKind.HEART_RATE):
        rows = [r for r in readings if r.kind is kind]
        for one in judged(rows):
            last_s = [r.value for r in rows if timedelta(0) <= one.reading.at - r.at < timedelta(seconds=5)]
            assert min(last_s) <= one.low <= one.high <= max(last_s)
            assert sum(value <= one.low for value in last_s) * 2 >= len(last_s)
            assert sum(value >= one.high for value in last_s) * 2 >= len(last_s)


@pytest.mark.hazard("H21 lost alarm")
@given(series(), st.integers(1, 3600))
def test_silence_never_ends_a_condition(readings, later):
    now = readings[-1].at
    before = {one.key for one in physiological(readings, now)}
    groups = {limit.key: limit.group for limit in LIMITS}
    after = {groups[one.key] for one in physiological(readings, now + timedelta(seconds=later))}
    assert {groups[key] for key in before} <= after


# The signals

KEYS = ("spo2-red", "apnoea", "systolic-amber", "spo2-stale")
PRIORITY = {"spo2-red": Priority.HIGH, "apnoea": Priority.HIGH, "systolic-amber": Priority.MEDIUM,
            "spo2-stale": Priority.MEDIUM}  # fmt: skip
deeds = st.lists(
    st.tuples(
        st.sampled_from(["raise", "clear", "acknowledge", "pause", "wait", "set back"]),
        st.sampled_from(KEYS),
        st.integers(0, 130),
    ),
    max_size=25,
)


def raised(when, key):
    return an_event(AlarmRaised, when, alarm_key=key, kind=AlarmKind.PHYSIOLOGICAL, priority=PRIORITY[key], says="x.")


def play(steps):
    """Return what the journal holds after the steps, which conditions stand, and what the clock shows."""
    events, standing, now = [], set(), T0
    for what, key, seconds in steps:
        now += timedelta(seconds=-seconds if what == "set back" else seconds)
        if what == "raise" and key not in standing:
            standing.add(key)
            events.append(
                an_event(
                    AlarmRaised, now, alarm_key=key, kind=AlarmKind.PHYSIOLOGICAL, priority=PRIORITY[key], says="x."
                )
            )
        elif what == "clear" and key in standing:
            standing.discard(key)
            events.append(an_event(AlarmCleared, now, alarm_key=key))
        elif what == "acknowledge":
            events.append(an_event(AlarmAcknowledged, now, alarm_key=key, action="treated"))
        elif what == "pause":
            events.append(an_event(AudioPaused, now, lasting_s=float(seconds * 10)))
    return events, standing, now


def conditions_of(events, standing):
    last = {e.alarm_key: e for e in events if isinstance(e, AlarmRaised)}
    own = {"kind": AlarmKind.PHYSIOLOGICAL, "says": "x."}
    return tuple(Condition(key=key, priority=last[key].priority, since=last[key].at, **own) for key in sorted(standing))


@pytest.mark.hazard("H21 lost alarm")
@given(deeds, st.integers(0, 400))
def test_a_high_alarm_is_told_until_it_is_over_and_somebody_looked(steps, later):
    events, standing, now = play(steps)
    now += timedelta(seconds=later)
    told = {one.condition.key: one for one in signals(conditions_of(events, standing), events, now=now)}
    assert standing <= told.keys()  # whatever was pressed, what stands is told
    for key in KEYS:
        mine = [e for e in events if getattr(e, "alarm_key", None) == key]
        last_raise = max((i for i, e in enumerate(mine) if isinstance(e, AlarmRaised)), default=None)
        if last_raise is None or PRIORITY[key] is not Priority.HIGH:
            continue
        looked = any(isinstance(e, AlarmAcknowledged) for e in mine[last_raise:])
        if not looked:
            assert key in told  # nobody looked since it began: it is told, standing or latched
            assert told[key].presence is not Presence.ACKNOWLEDGED
        elif key not in standing:
            assert key not in told


@pytest.mark.hazard("H21 lost alarm")
@given(deeds)
def test_nothing_makes_an_alarm_quiet_for_longer_than_two_minutes(steps):
    events, standing, now = play(steps)
    later = max([now, *(e.at for e in events)], default=now) + AUDIO_PAUSE
    for one in signals(conditions_of(events, standing), events, now=later):
        assert one.is_audible or one.presence is Presence.LATCHED
    assert audio_paused_until(events, now=later) is None


@pytest.mark.hazard("H21 lost alarm")
@given(deeds, st.sampled_from([key for key in KEYS if PRIORITY[key] is not Priority.LOW]))
def test_a_new_alarm_breaks_every_pause(steps, key):
    events, standing, now = play([step for step in steps if step[1] != key])
    events.append(raised(now, key))
    told = {o.condition.key: o for o in signals(conditions_of(events, {*standing, key}), events, now=now)}
    assert told[key].is_audible
    assert audio_paused_until(events, now=now) is None


@pytest.mark.hazard("H25 server crash or restart")
@given(deeds, st.integers(0, 400), st.integers(0, 25))
def test_the_signals_after_a_restart_are_those_before_it(steps, later, cut):
    events, standing, now = play(steps)
    now += timedelta(seconds=later)
    stored = [from_body(kind_of(event), to_body(event)) for event in events]
    conditions = conditions_of(events, standing)
    assert signals(conditions, stored, now=now) == signals(conditions, events, now=now)
    assert calls([*stored[:cut], *stored[cut:]]) == calls(events)


@given(deeds)
def test_latched_is_what_ended_without_an_answer(steps):
    events, standing, _ = play(steps)
    for raised in latched(events):
        assert raised.priority is Priority.HIGH
        assert raised.alarm_key not in standing


@pytest.mark.hazard("H22 alarm flood")
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 20)), min_size=1, max_size=60))
def test_a_condition_that_flickers_unanswered_sounds_once_a_minute(steps):
    """However often it comes and goes, one device hears at most one burst a minute of it."""
    events, now, stands, heard = [], T0, False, {}
    for wanted, seconds in steps:
        now += timedelta(seconds=seconds)
        if wanted is not stands:
            stands = wanted
            events.append(raised(now, "apnoea") if wanted else an_event(AlarmCleared, now, alarm_key="apnoea"))
        for one in signals(conditions_of(events, {"apnoea"} if stands else set()), events, now=now):
            if one.is_audible:
                heard.setdefault(one.burst, now)
    moments = sorted(heard.values())
    assert len(moments) <= (now - T0) // ONCE_PER + 1


@given(series(longest=40))
def test_two_watchers_of_the_same_readings_write_the_same_journal(readings):
    def journal(rows):
        active, written = {}, []
        for reading in rows:
            found = watch([r for r in rows if r.at <= reading.at], BASELINE, LIMITS, now=reading.at, running=True,
                          active=active)  # fmt: skip
            written += as_events(changes(active, found), infusion_id=INFUSION, at=reading.at)
            active = {one.key: one.priority for one in found}
        return written

    again = [*readings, *readings[::3]]
    assert journal(readings) == journal(sorted(readings, key=lambda r: r.at))
    assert {e.event_id for e in journal(again)} >= {e.event_id for e in journal(readings)}


@pytest.mark.hazard("H21 lost alarm")
@given(deeds, st.integers(121, 600))
def test_what_nobody_answers_reaches_everybody(steps, later):
    events, standing, now = play([step for step in steps if step[0] in ("raise", "clear", "pause", "wait")])
    now += timedelta(seconds=later)
    for one in signals(conditions_of(events, standing), events, now=now):
        if one.condition.priority is Priority.HIGH:
            assert one.reach is Reach.EVERYONE
