"""Laws of learning from infusions, for any readings: nothing that is learned decides, and only real readings teach."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import a_reading, a_start, an_end, at
from learning import PERSON, STANDARD, people
from leeward.dosing import propose
from leeward.infusion.lesson import lesson_record
from leeward.infusion.vitals import GenerationMode, VitalKind
from leeward.pharmacology import Readings
from leeward.pharmacology.lessons import Lessons, Taught
from leeward.protocol import STANDARD as PROTOCOL
from leeward.protocol import Place

REAL = GenerationMode.REAL
EVENTS = [*a_start(), an_end(at(40))]
DECIDES = (
    "key",
    "dose_mg",
    "dose_mg_per_kg",
    "minutes",
    "place",
    "fences_passed",
    "reasons",
    "flags",
    "chances",
    "needs_reason",
)
NOW = at(0) + timedelta(days=1)

pressures = st.lists(st.integers(95, 230), min_size=1, max_size=6)


def read(values):
    minutes = tuple(range(10, 10 + 10 * len(values), 10))
    return Readings(systolic=(minutes, values), resting_systolic=(128, 131, 130))


def after(*taught, n=120):
    lessons = Lessons(people=people(n), seed=1)
    for number, values in enumerate(taught):
        each = Taught(day=3.0 * number, session=number + 1, given=STANDARD, readings=read(values))
        lessons = lessons.then(each)
    return lessons


def shown(option):
    highest = np.round(option.prediction.highest["systolic"], 6).tolist()  # the last digits hang on the memory's layout
    return {name: getattr(option, name) for name in DECIDES} | {"highest": highest}


@pytest.mark.hazard("H41 adaptive learning drift")
@pytest.mark.hazard("H14 dose beyond fence")
@given(taught=st.lists(pressures, min_size=1, max_size=2), weight=st.floats(45, 150), session=st.integers(2, 8))
@settings(max_examples=10)
def test_whatever_was_learned_the_same_is_offered_inside_the_same_fences(taught, weight, session):
    subject = replace(PERSON, weight_kg=weight, session=session)
    plain = propose(subject, PROTOCOL, seed=3, n=8)
    learned = propose(subject, PROTOCOL, seed=3, n=8, learned=after(*taught))
    assert [shown(one) for one in learned.options] == [shown(one) for one in plain.options]
    assert learned.refused == plain.refused
    assert [one.needs_second_person for one in learned.options] == [one.needs_second_person for one in plain.options]
    assert all(one.place is not Place.BEYOND_STOP for one in learned.options)


@given(taught=pressures)
@settings(max_examples=4)
def test_the_same_infusion_teaches_the_same(taught):
    one, other = after(taught), after(taught)
    assert np.allclose(one.learned.weights, other.learned.weights)
    assert np.allclose(one.learned.population.normals, other.learned.population.normals)
    assert [str(each) for each in one.learned.parameters] == [str(each) for each in other.learned.parameters]


def test_without_a_reading_nothing_is_learned_and_the_options_are_the_same():
    nothing = Lessons(people=people(60), seed=1).then(Taught(day=0, session=1, given=STANDARD, readings=Readings()))
    assert nothing.learned is None
    plain = propose(PERSON, PROTOCOL, seed=3, n=40)
    proposal = propose(PERSON, PROTOCOL, seed=3, n=40, learned=nothing)
    assert [shown(one) for one in proposal.options] == [shown(one) for one in plain.options]
    assert all(one.learned is None for one in proposal.options)
    assert proposal.learned.why_not


def the_chair(values, **own):
    found = []
    for number, value in enumerate(values):
        when = at(5 * number - 15)
        found.append(a_reading(VitalKind.SYSTOLIC, float(value), when, **own))
        found.append(a_reading(VitalKind.DIASTOLIC, 60.0, when, **own))
        found.append(a_reading(VitalKind.HEART_RATE, 70.0, when, **own))
    return found


chairs = st.lists(st.integers(95, 230), min_size=1, max_size=24).map(the_chair)


@given(readings=chairs, data=st.data())
def test_a_reading_that_is_marked_as_artefact_teaches_as_if_it_had_never_been_taken(readings, data):
    marked = data.draw(st.sets(st.sampled_from(range(len(readings)))))
    left = [reading for number, reading in enumerate(readings) if number not in marked]
    judged = [
        replace(reading, artefact_reason="arm moved") if number in marked else reading
        for number, reading in enumerate(readings)
    ]
    record = lesson_record(EVENTS, judged, now=NOW, mode=REAL)
    assert record.readings == lesson_record(EVENTS, left, now=NOW, mode=REAL).readings
    assert any("marked as artefact" in each for each in record.left_out) is bool(marked)


@given(readings=chairs, others=st.lists(st.integers(95, 230), max_size=24))
def test_readings_of_another_mode_teach_nothing(readings, others):
    demo = the_chair(others, mode=GenerationMode.DEMO)
    assert (
        lesson_record(EVENTS, [*readings, *demo], now=NOW, mode=REAL).readings
        == lesson_record(EVENTS, readings, now=NOW, mode=REAL).readings
    )


@given(readings=chairs, order=st.randoms(use_true_random=False))
def test_in_which_order_readings_came_does_not_matter(readings, order):
    mixed = list(readings)
    order.shuffle(mixed)
    twice = [*mixed, *mixed[:3]]
    assert lesson_record(EVENTS, twice, now=NOW, mode=REAL) == lesson_record(EVENTS, readings, now=NOW, mode=REAL)


@given(readings=chairs)
def test_what_is_learned_from_is_in_order_of_time_and_of_the_infusion(readings):
    found = lesson_record(EVENTS, readings, now=NOW, mode=REAL).readings
    for name in ("systolic", "diastolic", "heart_rate"):
        minutes, _ = found.of(name)
        assert list(minutes) == sorted(set(minutes))
        assert all(0 <= minute <= 70 for minute in minutes)
        assert len(found.resting(name)) <= 3
