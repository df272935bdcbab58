"""What a nurse reads when she asks "what if": one infusion of 35 mg over 40 min, looked at in minute 18."""

from datetime import timedelta

import pytest

from bedside import a_start, an_event, at
from leeward.infusion.account import delivered
from leeward.infusion.events import Completed, Paused, RateChanged, Stopped
from leeward.infusion.rates import here
from leeward.pharmacology import CannotSimulate, Subject, virtual_patients
from leeward.pharmacology.from_here import Choice, compare

START = {"rate_ml_per_h": 75.0, "concentration_mg_per_ml": 0.7, "dose_mg": 35.0, "weight_kg": 70.0, "vtbi_ml": 50.0}
WOMAN_OF_41 = Subject(
    weight_kg=70, age_y=41, resting_systolic_mmhg=121, resting_diastolic_mmhg=78, resting_heart_rate_per_min=70
)
PEOPLE = virtual_patients(WOMAN_OF_41, 200, seed=3)


def looked_at(events, minute):
    now = at(minute)
    return here(delivered(events, now=now), now=now)


def in_15_min(one, name):
    return float(one.prediction.bands[name].median[15])


#       choice          mg in all  runs until minute
GIVEN = (
    (Choice.GO_ON,      35.0,      40),
    (Choice.PAUSE,      35.0,      50),
    (Choice.HALVE,      35.0,      62),
    (Choice.STOP,       15.75,     18),
)  # fmt: skip


@pytest.mark.parametrize(("choice", "mg", "until"), GIVEN, ids=lambda value: getattr(value, "value", ""))
def test_what_would_be_given_and_until_when(choice, mg, until):
    one = compare(PEOPLE, looked_at(a_start(**START), 18))[choice]
    assert one.mg == pytest.approx(mg, abs=0.01)
    assert one.ends_min == pytest.approx(until, abs=0.01)


def test_the_less_is_given_in_the_next_minutes_the_less_of_everything_there_is():
    found = compare(PEOPLE, looked_at(a_start(**START), 18))
    order = (Choice.GO_ON, Choice.HALVE, Choice.PAUSE, Choice.STOP)
    for name in ("venous_ketamine", "cadss", "systolic"):
        values = [in_15_min(found[choice], name) for choice in order]
        assert values == sorted(values, reverse=True), name


def test_in_a_pause_the_choices_are_ways_to_resume():
    events = [*a_start(**START), an_event(Paused, at(18), reason="pressure")]
    stands = looked_at(events, 24)
    assert stands.rest_mg == pytest.approx(19.25)
    found = compare(PEOPLE, stands)
    assert found[Choice.GO_ON].ends_min == pytest.approx(46)  # six minutes later than it would have been
    assert found[Choice.STOP].mg == pytest.approx(15.75)


def test_after_another_rate_half_means_half_of_that():
    events = [*a_start(**START), an_event(RateChanged, at(10), rate_ml_per_h=60.0, reason="distress")]
    half = compare(PEOPLE, looked_at(events, 20))[Choice.HALVE]
    assert half.regimen.segments[-1].rate_mg_per_min == pytest.approx(60.0 * 0.7 / 60 / 2)


@pytest.mark.parametrize("end", [Stopped, Completed])
def test_after_the_end_there_is_nothing_to_choose(end):
    own = {"reason": "patient asks"} if end is Stopped else {}
    assert looked_at([*a_start(**START), an_event(end, at(18), **own)], 20) is None


def test_when_all_is_in_there_is_nothing_to_choose():
    assert looked_at(a_start(**START), 41) is None


def test_a_choice_that_runs_longer_than_was_studied_is_refused_alone_and_in_words():
    slow = START | {"rate_ml_per_h": 30.0}  # 100 min as ordered; half of what is left would take it beyond
    found = compare(PEOPLE, looked_at(a_start(**slow), 30))
    assert isinstance(found[Choice.HALVE], CannotSimulate)
    assert "An infusion of 170 min lies outside 20-100 min" in str(found[Choice.HALVE])
    assert not isinstance(found[Choice.GO_ON], CannotSimulate)


def test_a_stop_brings_plasma_to_half_within_the_hour_for_nearly_everybody():
    wait = compare(PEOPLE, looked_at(a_start(**START), 18))[Choice.STOP].lower
    assert 10 < wait.low < wait.median < wait.high < 90
    assert timedelta(minutes=wait.median) < timedelta(hours=1)
