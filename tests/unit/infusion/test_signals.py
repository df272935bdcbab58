"""How an alarm is told: acknowledged is quiet for a while, and never over."""

import pytest

from bedside import T0, an_event, at
from leeward.infusion.condition import Changes, Condition, as_events, changes
from leeward.infusion.events import AlarmAcknowledged, AlarmCleared, AlarmRaised, AudioPaused
from leeward.infusion.signals import Presence, Reach, audio_paused_until, latched, signals
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
    assert (quiet.is_audible, quiet.quiet_until, quiet.answer and quiet.answer.by) == (False, at(s=130), "nurse")
    assert (again.is_audible, again.quiet_until) == (True, None)


def test_an_alarm_raised_anew_breaks_the_quiet():
    events = [raised(T0), acknowledged(at(s=10)), raised(at(s=20))]
    assert signals([a_condition()], events, now=at(s=21))[0].is_audible


# What happened, second by second, and how the high alarm is told afterwards.
TOLD = """
    what happened                        | at  | presence     | sounds | reach
    0 raised                             | 5   | ON           | yes    | BEDSIDE
    0 raised, 10 acknowledged            | 20  | ACKNOWLEDGED | no     | BEDSIDE
    0 raised, 10 acknowledged            | 131 | ACKNOWLEDGED | yes    | BEDSIDE
    0 raised, 10 acknowledged            | 190 | ACKNOWLEDGED | yes    | SECOND_DEVICE
    0 raised, 10 acknowledged            | 250 | ACKNOWLEDGED | yes    | EVERYONE
    0 raised, 10 paused                  | 20  | ON           | no     | BEDSIDE
    0 raised, 10 paused                  | 129 | ON           | no     | EVERYONE
    0 raised, 10 paused                  | 130 | ON           | yes    | EVERYONE
    0 raised, 10 paused, 20 paused       | 139 | ON           | no     | EVERYONE
    0 raised, 10 paused, 20 raised other | 21  | ON           | yes    | BEDSIDE
    0 raised, 10 paused, 20 raised low   | 21  | ON           | no     | BEDSIDE
    0 raised, 9 ended                    | 70  | LATCHED      | no     | SECOND_DEVICE
    0 raised, 9 ended, 30 raised         | 61  | ON           | yes    | SECOND_DEVICE
    0 raised, 5 acknowledged, 9 ended    | 70  | -            |        |
    0 raised, 9 ended, 30 acknowledged   | 70  | -            |        |
    0 raised, 5 acknowledged, 9 ended, 30 raised | 61 | ON    | yes    | BEDSIDE
"""


def journal(text):
    events, standing = [], set()
    for part in text.split(", "):
        second, what = part.split(" ", 1)
        when = at(s=int(second))
        if what.startswith("raised"):
            key = {"raised": "spo2-red", "raised other": "systolic-amber", "raised low": "spo2-advisory"}[what]
            priority = {"raised": Priority.HIGH, "raised other": Priority.MEDIUM, "raised low": Priority.LOW}[what]
            events.append(raised(when, key, priority))
            standing.add((key, priority))
        elif what == "ended":
            events.append(an_event(AlarmCleared, when, alarm_key="spo2-red"))
            standing.discard(("spo2-red", Priority.HIGH))
        else:
            events.append(
                acknowledged(when) if what == "acknowledged" else an_event(AudioPaused, when, lasting_s=120.0)
            )
    return events, [a_condition(key, priority) for key, priority in sorted(standing, key=str)]


@pytest.mark.hazard("H21 lost alarm")
@pytest.mark.parametrize("row", [[c.strip() for c in line.split("|")] for line in TOLD.strip().splitlines()[1:]],
                         ids=" ".join)  # fmt: skip
def test_how_a_high_alarm_is_told(row):
    what, second, presence, sounds, reach = row
    events, conditions = journal(what)
    told = {one.condition.key: one for one in signals(conditions, events, now=at(s=int(second)))}
    if presence == "-":
        assert "spo2-red" not in told
        return
    one = told["spo2-red"]
    assert (one.presence.name, "yes" if one.is_audible else "no", one.reach.name) == (presence, sounds, reach)


@pytest.mark.hazard("H21 lost alarm")
def test_a_pause_of_an_hour_is_one_of_two_minutes():
    paused = an_event(AudioPaused, T0, lasting_s=3600.0)
    assert audio_paused_until([paused], now=at(1)) == at(2)
    assert audio_paused_until([paused], now=at(2)) is None


@pytest.mark.hazard("H19 clock skew")
def test_a_clock_that_was_set_back_makes_nothing_quiet_and_answers_nothing_new():
    events = [raised(at(10)), acknowledged(at(10, s=5)), an_event(AlarmCleared, at(10, s=9), alarm_key="spo2-red")]
    events.append(raised(at(3)))  # later in the journal, earlier by the clock
    (told,) = signals([a_condition()], events, now=at(3, s=1))
    assert (told.presence, told.is_audible, told.answer) == (Presence.ON, True, None)
    (quiet,) = signals([a_condition()], events[:2], now=at(3))
    assert quiet.is_audible


def test_a_condition_that_becomes_more_urgent_is_raised_anew():
    changed = changes({"spo2-stale": Priority.MEDIUM}, [a_condition("spo2-stale", Priority.HIGH)])
    assert [one.priority for one in changed.raised] == [Priority.HIGH]
    assert changes({"spo2-stale": Priority.HIGH}, [a_condition("spo2-stale", Priority.MEDIUM)]).raised == ()
    events = [
        raised(T0, "spo2-stale", Priority.MEDIUM),
        acknowledged(at(s=5), "spo2-stale"),
        raised(at(1), "spo2-stale"),
    ]
    assert signals([a_condition("spo2-stale")], events, now=at(1, s=1))[0].is_audible


@pytest.mark.hazard("H22 alarm flood")
def test_an_unanswered_alarm_sounds_once_a_minute():
    events = [raised(T0)]
    bursts = [signals([a_condition()], events, now=at(s=s))[0].burst for s in range(0, 180, 2)]
    assert len(set(bursts)) == 3


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
