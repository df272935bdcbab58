"""What must hold of every comparison at the chair: less drug is never more effect, and asking changes nothing."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import T0, a_start, an_event
from leeward.infusion.account import delivered
from leeward.infusion.events import Paused, RateChanged, Resumed
from leeward.infusion.rates import as_ordered_from, here
from leeward.pharmacology import Regimen, Segment, Subject, virtual_patients
from leeward.pharmacology.from_here import Ahead, Choice, Here, foretell, regimen_of
from leeward.pharmacology.response import venous

SUBJECT = Subject(
    weight_kg=80, age_y=44, resting_systolic_mmhg=122, resting_diastolic_mmhg=78, resting_heart_rate_per_min=70
)
PEOPLE = virtual_patients(SUBJECT, 24, seed=11)
LOOK = np.arange(0.0, 121.0, 1.0)

places = st.builds(
    lambda dose, minutes, share, waited: Here(
        given=Regimen.infusion(dose_mg=dose * share, minutes=minutes * share),
        now_min=minutes * share + waited,
        rate_mg_per_min=dose / minutes,
        rest_mg=dose * (1 - share),
    ),
    dose=st.floats(10, 60),
    minutes=st.floats(20, 60),
    share=st.floats(0.05, 0.95),
    waited=st.sampled_from([0.0, 3.0]),
)


def levels(choice, place):
    """Each virtual patient's plasma from now on."""
    return venous(PEOPLE, regimen_of(choice, place), place.now_min + LOOK).ketamine_ng_per_ml


def until_end(place):
    """The minutes from now in which going on would still give drug."""
    return regimen_of(Choice.GO_ON, place).minutes - place.now_min + 1e-9 >= LOOK


@given(place=places)
@settings(deadline=None, max_examples=30)
def test_a_pause_never_raises_a_later_level_before_going_on_would_have_ended(place):
    going_on, paused = levels(Choice.GO_ON, place), levels(Choice.PAUSE, place)
    when = until_end(place)
    assert (paused[:, when] <= going_on[:, when] + 1e-6).all()
    assert (paused.max(axis=1) <= going_on.max(axis=1) + 1e-6).all()  # later, but never higher


@given(place=places)
@settings(deadline=None, max_examples=30)
def test_half_the_rate_lies_between_stopping_and_going_on(place):
    going_on, half, stopped = (levels(choice, place) for choice in (Choice.GO_ON, Choice.HALVE, Choice.STOP))
    when = until_end(place)
    assert (stopped <= half + 1e-6).all()
    assert (half[:, when] <= going_on[:, when] + 1e-6).all()


@given(place=places)
@settings(deadline=None, max_examples=30)
def test_only_a_stop_gives_less_and_nothing_gives_more_than_was_ordered(place):
    ordered = place.given.total_mg + place.rest_mg
    for choice in (Choice.GO_ON, Choice.PAUSE, Choice.HALVE):
        assert abs(regimen_of(choice, place).total_mg - ordered) < 1e-9
    assert abs(regimen_of(Choice.STOP, place).total_mg - place.given.total_mg) < 1e-9


@given(place=places)
@settings(deadline=None, max_examples=10)
def test_what_ran_is_the_same_in_every_choice(place):
    ran = place.given.given_mg(place.now_min)
    for choice in Choice:
        assert abs(regimen_of(choice, place).given_mg(place.now_min) - ran) < 1e-9


@given(place=places)
@settings(deadline=None, max_examples=10)
def test_after_a_stop_everybody_comes_down_and_the_wait_is_in_order(place):
    wait = foretell(PEOPLE, Choice.STOP, place).lower
    assert wait is not None
    known = [minutes for minutes in (wait.low, wait.median, wait.high) if minutes is not None]
    assert known == sorted(known)
    assert wait.low is not None
    assert 0 < wait.low <= Ahead.look.to("min")


changes = st.lists(
    st.tuples(st.floats(0.5, 12), st.sampled_from(["pause", "slower", "resume"])), min_size=0, max_size=6
)


@given(steps=changes, first=st.floats(0, 20), second=st.floats(0, 20))
@settings(deadline=None, max_examples=60)
def test_the_regimen_of_the_record_does_not_depend_on_when_it_is_asked_for(steps, first, second):
    events, minute, is_paused = a_start(), 0.0, False
    for gap, what in steps:
        minute += gap
        when = T0 + timedelta(minutes=minute)
        if what == "pause" and not is_paused:
            events.append(an_event(Paused, when, reason="pressure"))
        elif what == "resume" and is_paused:
            events.append(an_event(Resumed, when, rate_ml_per_h=60.0))
        elif what == "slower" and not is_paused:
            events.append(an_event(RateChanged, when, rate_ml_per_h=30.0, reason="distress"))
        else:
            continue
        is_paused = what == "pause"
    asked = [as_ordered_from(events, now=T0 + timedelta(minutes=minute + more)) for more in (first, second)]
    assert asked[0] == asked[1]


@given(minutes=st.floats(0.1, 39), paused=st.booleans())
@settings(deadline=None, max_examples=40)
def test_where_an_infusion_stands_adds_up_to_what_was_ordered(minutes, paused):
    events = a_start()
    if paused:
        events.append(an_event(Paused, T0 + timedelta(minutes=minutes / 2), reason="pressure"))
    now = T0 + timedelta(minutes=minutes)
    account = delivered(events, now=now)
    stands = here(account, now=now)
    assert stands is not None
    assert abs(stands.given.total_mg + stands.rest_mg - account.ordered_mg) < 1e-3
    assert stands.given.minutes <= stands.now_min + 1e-3


def test_the_day_is_never_asked_of_a_clock():
    """Everything above is a function of what is passed in: the same question tomorrow has the same answer."""
    now = datetime(2026, 11, 23, 14, 10, tzinfo=UTC)
    stands = here(delivered(a_start(), now=now), now=now)
    assert stands is not None
    first, again = (foretell(PEOPLE, Choice.PAUSE, stands).prediction.systolic.median for _ in range(2))
    assert (first == again).all()
    assert regimen_of(Choice.PAUSE, stands).segments[1] == Segment.pause(Ahead.pause.to("min"))
