"""The states of an infusion, what went in, and what is due: as tables."""

from datetime import timedelta

import pytest

from bedside import BASELINE, a_reading, a_score, a_start, an_end, an_event, at
from leeward.infusion.account import delivered
from leeward.infusion.alarms import watch
from leeward.infusion.events import (
    EVERY,
    Cancelled,
    Completed,
    Discharged,
    InfusingConfirmed,
    NoteWritten,
    Paused,
    RateChanged,
    Resumed,
    Started,
    Stopped,
    TimeOutPassed,
)
from leeward.infusion.machine import CHARTING, TRANSITIONS, CannotHappen, State, follow, replay
from leeward.infusion.observations import Due, observations
from leeward.infusion.vitals import VitalKind
from leeward.protocol.alarms import LIMITS

MOVES = """
    state      | time-out | starts  | pauses | resumes | rate    | completes  | stops      | leaves     | cancels
    planned    | ready    | -       | -      | -       | -       | -          | -          | -          | cancelled
    ready      | -        | running | -      | -       | -       | -          | -          | -          | cancelled
    running    | -        | -       | paused | -       | running | recovering | recovering | -          | -
    paused     | -        | -       | -      | running | -       | -          | recovering | -          | -
    recovering | -        | -       | -      | -       | -       | -          | -          | discharged | -
    discharged | -        | -       | -      | -       | -       | -          | -          | -          | -
    cancelled  | -        | -       | -      | -       | -       | -          | -          | -          | -
"""
COLUMNS = (TimeOutPassed, Started, Paused, Resumed, RateChanged, Completed, Stopped, Discharged, Cancelled)


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def test_the_table_of_moves_is_exactly_this_one():
    written = {
        State(name): {kind: State(cell) for kind, cell in zip(COLUMNS, cells, strict=True) if cell != "-"}
        for name, *cells in rows(MOVES)
    }
    assert written == TRANSITIONS


def test_every_event_is_either_a_move_or_something_that_is_charted():
    charted = set().union(*CHARTING.values())
    assert set(COLUMNS) | charted == set(EVERY)
    assert not set(COLUMNS) & charted


@pytest.mark.hazard("H30 infusion continues after it was stopped")
def test_a_stopped_infusion_cannot_be_resumed():
    events = [*a_start(), an_event(Stopped, at(10), reason="the patient asked")]
    with pytest.raises(CannotHappen, match=r"One cannot resume .* recovering\. Possible now: discharge"):
        follow(events, an_event(Resumed, at(11), rate_ml_per_h=60.0))


def test_a_move_cannot_be_dated_before_the_last_move_but_a_note_can():
    events = [*a_start(), an_event(Paused, at(10), reason="nausea")]
    with pytest.raises(CannotHappen, match=r"already moved on at 14:10:00 UTC\. Give a later time"):
        follow(events, an_event(Resumed, at(9), rate_ml_per_h=60.0))
    assert follow(events, an_event(NoteWritten, at(5), text="calm")) is State.PAUSED


# 40 mL of 1 mg/mL at 60 mL/h for 80 kg
ACCOUNT = """
    minute | happens              | mL in | mg in | mg/kg | left mg | end at
    0      |                      | 0     | 0     | 0     | 40      | 40
    10     |                      | 10    | 10    | 0.125 | 30      | 40
    10     | pause                | 10    | 10    | 0.125 | 30      | -
    15     |                      | 10    | 10    | 0.125 | 30      | -
    15     | resume 60            | 10    | 10    | 0.125 | 30      | 45
    25     | rate 30              | 20    | 20    | 0.25  | 20      | 65
    35     |                      | 25    | 25    | 0.3125| 15      | 65
    65     |                      | 40    | 40    | 0.5   | 0       | -
    90     |                      | 40    | 40    | 0.5   | 0       | -
    95     | complete             | 40    | 40    | 0.5   | 0       | -
"""
HAPPENS = {
    "pause": lambda when: an_event(Paused, when, reason="nausea"),
    "resume 60": lambda when: an_event(Resumed, when, rate_ml_per_h=60.0),
    "rate 30": lambda when: an_event(RateChanged, when, rate_ml_per_h=30.0, reason="pressure"),
    "complete": lambda when: an_event(Completed, when, delivered_ml=40.0),
}


@pytest.mark.hazard("H30 pause or stop not recorded")
def test_what_went_in_follows_the_recorded_rates_and_stops_at_the_volume_ordered():
    events = a_start()
    for minute, happens, *numbers, end in rows(ACCOUNT):
        if happens:
            events.append(HAPPENS[happens](at(float(minute))))
        account = delivered(events, now=at(float(minute)))
        found = [account.ml, account.mg, account.mg_per_kg, account.remaining_mg]
        assert found == pytest.approx([float(n) for n in numbers]), minute
        assert account.expected_end == (None if end == "-" else at(float(end))), minute


def test_while_paused_it_says_when_the_end_would_be():
    events = [*a_start(), an_event(Paused, at(10), reason="nausea")]
    assert delivered(events, now=at(12)).expected_end_if_resumed == at(42)


def test_before_the_start_there_is_no_account():
    assert delivered(a_start()[:1], now=at(5)) is None
    assert delivered(a_start(at(5)), now=at(4)) is None


def test_a_volume_larger_than_the_dose_never_counts_as_more_drug():
    account = delivered(a_start(vtbi_ml=55.0), now=at(90))
    assert (account.ml, account.mg) == (40.0, 40.0)


@pytest.mark.hazard("H30 pump stopped while the page runs")
def test_the_pump_and_the_record_that_differ_are_put_before_a_person():
    events = [*a_start(), an_event(InfusingConfirmed, at(20), pump_delivered_ml=11.0)]
    account = delivered(events, now=at(21))
    assert account.disagreement == (
        "The pump showed 11 mL infused, the recorded rates give 20.0 mL. "
        "Check the pump's history and chart what happened."
    )
    near = [*a_start(), an_event(InfusingConfirmed, at(20), pump_delivered_ml=19.5)]
    assert delivered(near, now=at(21)).disagreement is None


def test_the_rate_segments_tell_the_pauses_too():
    events = [
        *a_start(),
        an_event(Paused, at(10), reason="nausea"),
        an_event(Resumed, at(15), rate_ml_per_h=30.0),
    ]
    segments = delivered(events, now=at(20)).segments
    assert [(s.minutes, s.rate_mg_per_min) for s in segments] == [(10, 1.0), (5, 0.0), (5, 0.5)]


DUE = """
    minute | done at 0                  | next                                       | state
    4      | nibp                       | nibp 5                                     | later
    5      | nibp                       | nibp 5                                     | due
    7      | nibp                       | nibp 5                                     | due
    7.1    | nibp                       | nibp 5                                     | overdue
    4      | nibp                       | still-infusing 5                           | later
    8      | nibp                       | still-infusing 5                           | overdue
    13     | moaa-s                     | moaa-s 10                                  | due
    13.1   | moaa-s                     | moaa-s 10                                  | overdue
    40     |                            | cadss-6 40                                 | due
    44     |                            | cadss-6 40                                 | overdue
"""


@pytest.mark.hazard("H29 missed NIBP")
@pytest.mark.parametrize("row", rows(DUE), ids=" ".join)
def test_observations_are_due_and_then_overdue(row):
    minute, done, following, state = row
    events = a_start()
    readings = [a_reading(VitalKind.SYSTOLIC, 120, at())] if done == "nibp" else []
    if done == "moaa-s":
        events.append(a_score("moaa-s", 5, at()))
    key, due = following.split()
    found = {one.key: one for one in observations(events, readings, now=at(float(minute)))}
    assert (found[key].due_at, found[key].state) == (at(float(due)), Due(state))


def test_in_recovery_the_cuff_slows_down_and_the_pump_is_no_longer_asked_for():
    events = [*a_start(), an_end(at(40))]
    readings = [a_reading(VitalKind.SYSTOLIC, 120, at(45))]
    early = {one.key: one for one in observations(events, readings, now=at(50))}
    assert early["nibp"].due_at == at(60)
    assert "still-infusing" not in early
    late = [a_reading(VitalKind.SYSTOLIC, 120, at(105))]
    assert {one.key: one for one in observations(events, late, now=at(106))}["nibp"].due_at == at(135)


def test_a_scale_mark_is_done_by_a_score_around_its_time():
    events = [*a_start(), a_score("cadss-6", 8, at(37))]
    found = {one.key: one for one in observations(events, [], now=at(41))}
    assert found["cadss-6"].due_at == at(60)


def test_after_discharge_nothing_is_due():
    leaving = an_event(Discharged, at(160), escort="A. Doe", escort_phone="555", checks=())
    events = [*a_start(), an_end(at(40)), leaving]
    assert replay(events) is State.DISCHARGED
    assert observations(events, [], now=at(160) + timedelta(minutes=5)) == ()


def test_a_record_dated_before_the_one_it_follows_counts_from_that_ones_time():
    late = [
        *a_start(),
        an_event(Paused, at(10), reason="nausea"),
        an_event(Resumed, at(5), rate_ml_per_h=60.0),
    ]
    assert delivered(late, now=at(12)).ml == pytest.approx(12)


@pytest.mark.parametrize(("systolic", "minute"), [(165, 2), (185, 2), (145, 5), (125, 5)])
def test_a_pressure_beyond_a_limit_is_measured_again_after_two_minutes(systolic, minute):
    readings = [a_reading(VitalKind.SYSTOLIC, systolic, at())]
    conditions = watch(readings, BASELINE, LIMITS, now=at(1), running=True)
    found = {one.key: one for one in observations(a_start(), readings, now=at(1), conditions=conditions)}
    assert found["nibp"].due_at == at(minute)
