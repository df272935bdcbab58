"""Laws of virtual patients: a seed and a number are one person for ever, and more drug is never less."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.pharmacology import Regimen, Segment, Subject, follow, one, virtual_patients
from leeward.pharmacology.population import DIMENSIONS, from_normals
from leeward.pharmacology.response import reading_noise, respond

TIMES = np.array([0.0, 5.0, 12.0, 20.0, 40.0, 41.0, 70.0, 180.0])
TRAITS = (
    "arterial", "r_potency", "cadss_scale", "cadss_tolerance", "cadss_c50_ng_per_ml", "cadss_hill", "systolic_slope",
    "diastolic_slope", "heart_rate_slope", "autocorrelation", "resting_spo2", "resting_respiratory_rate_per_min",
)  # fmt: skip
SIGNALS = ("cadss", "systolic_mmhg", "diastolic_mmhg", "heart_rate_per_min")

dimensions = st.sampled_from([name for name in DIMENSIONS if not name.startswith("symptom")])
seeds = st.integers(0, 2**128 - 1)
subjects = st.builds(
    Subject,
    weight_kg=st.floats(45, 120),
    age_y=st.floats(18, 80),
    resting_systolic_mmhg=st.floats(100, 150),
    resting_diastolic_mmhg=st.floats(55, 90),
    resting_heart_rate_per_min=st.floats(50, 100),
    session=st.integers(1, 8),
)
stretches = st.builds(Segment, rate_mg_per_min=st.floats(0, 1.2), minutes=st.floats(1, 30))
regimens = st.lists(stretches, min_size=1, max_size=4).map(lambda found: Regimen(segments=tuple(found)))


def assert_same(people, others, *, after):
    """The others are the people that come after the first `after` ones."""
    assert np.array_equal(people.normals[after:], others.normals)
    for name in TRAITS:
        assert np.array_equal(getattr(people, name)[after:], getattr(others, name)), name
    etas = [(*each.arterial_etas, each.venous_etas) for each in (people, others)]
    for left, right in zip(*etas, strict=True):
        assert left.keys() == right.keys()
        assert all(left[name][after:] == pytest.approx(right[name], rel=1e-12, abs=1e-12) for name in left)


@given(subjects, seeds, st.integers(1, 40), st.integers(0, 10**9), st.data())
def test_a_person_is_the_same_whatever_block_they_are_drawn_in(subject, seed, n, first, data):
    whole = virtual_patients(subject, n, seed=seed, first=first)
    cut = data.draw(st.integers(0, n - 1))
    block = virtual_patients(subject, n - cut, seed=seed, first=first + cut)
    assert_same(whole, block, after=cut)
    assert_same(one(whole, cut), virtual_patients(subject, 1, seed=seed, first=first + cut), after=0)


@given(subjects, seeds, st.integers(2, 40), st.data())
def test_their_readings_and_their_answers_are_the_same_too(subject, seed, n, data):
    cut = data.draw(st.integers(1, n - 1))
    regimen = Regimen.infusion(dose_mg=subject.weight_kg / 2, minutes=40)
    whole, block = virtual_patients(subject, n, seed=seed), virtual_patients(subject, n - cut, seed=seed, first=cut)
    for all_of_them, some in zip(reading_noise(whole, TIMES), reading_noise(block, TIMES), strict=True):
        assert np.array_equal(all_of_them[cut:], some)
    everyone, few = respond(whole, regimen, TIMES), respond(block, regimen, TIMES)
    for name in SIGNALS:
        assert getattr(everyone, name)[cut:] == pytest.approx(getattr(few, name), rel=1e-9, abs=1e-9)


@given(subjects, seeds, seeds)
def test_another_seed_is_other_people(subject, seed, other):
    drawn, again = (virtual_patients(subject, 5, seed=each) for each in (seed, other))
    assert np.array_equal(drawn.normals, again.normals) == (seed == other)


@given(subjects, seeds, st.lists(st.integers(0, 19), min_size=1, max_size=30))
def test_resampling_takes_the_people_it_names(subject, seed, indices):
    people = virtual_patients(subject, 20, seed=seed)
    taken = people.resampled(indices)
    assert taken.size == len(indices)
    for name in TRAITS:
        assert np.array_equal(getattr(taken, name), getattr(people, name)[indices]), name


@given(subjects, seeds, regimens, st.floats(1.01, 2))
def test_more_drug_never_lowers_what_is_truly_there(subject, seed, regimen, factor):
    people = virtual_patients(subject, 12, seed=seed)
    more = Regimen(
        segments=tuple(
            Segment(rate_mg_per_min=each.rate_mg_per_min * factor, minutes=each.minutes) for each in regimen.segments
        )
    )
    less, high = respond(people, regimen, TIMES), respond(people, more, TIMES)
    for name in SIGNALS:
        assert (getattr(high, name) >= getattr(less, name) - 1e-9).all(), name


@given(subjects, seeds, regimens, st.integers(2, 12))
def test_dissociation_falls_once_and_the_pressure_never_gets_used_to_it(subject, seed, regimen, session):
    people = virtual_patients(subject, 12, seed=seed)
    first, second, later = (respond(people, regimen, TIMES, session=each) for each in (1, 2, session))
    assert (second.cadss <= first.cadss + 1e-12).all()
    assert later.cadss == pytest.approx(second.cadss, rel=1e-9, abs=1e-9)
    for name in ("systolic_mmhg", "diastolic_mmhg", "heart_rate_per_min"):
        assert getattr(later, name) == pytest.approx(getattr(first, name), rel=1e-9)


@given(subjects, seeds, regimens)
@settings(max_examples=20)
def test_every_band_keeps_its_order_and_is_finite(subject, seed, regimen):
    forecast = follow(virtual_patients(subject, 30, seed=seed), regimen, TIMES)
    highest = [getattr(forecast, f"highest_{name}") for name in ("systolic", "diastolic", "heart_rate", "cadss")]
    for band in (*forecast.bands.values(), *highest):
        assert np.isfinite([band.low, band.median, band.high]).all()
        assert (band.low <= band.median).all()
        assert (band.median <= band.high).all()


@given(subjects, seeds, dimensions, st.floats(0, 3))
def test_a_small_step_among_the_normals_is_a_small_step_among_people(subject, seed, dimension, step):
    """All but the choice of the arterial model, which is a step by its nature; nothing runs off to infinity."""
    people = virtual_patients(subject, 10, seed=seed)
    there = people.normals.copy()
    there[:, DIMENSIONS.index(dimension)] += step / 1e3
    moved = from_normals(subject, there, seed=seed)
    for name in set(TRAITS) - {"arterial"}:
        before, after = getattr(people, name), getattr(moved, name)
        assert np.isfinite(after).all()
        assert after == pytest.approx(before, rel=1e-2), name
