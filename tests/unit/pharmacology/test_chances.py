"""Chances say how exactly they are known."""

import numpy as np
import pytest

from leeward.pharmacology.chances import Alike, chance, weighed, weighed_band
from leeward.pharmacology.population import virtual_patients
from leeward.pharmacology.subject import Subject

SUBJECT = Subject(
    weight_kg=70, age_y=40, resting_systolic_mmhg=122, resting_diastolic_mmhg=76, resting_heart_rate_per_min=70
)


def even(n):
    return np.full(n, 1 / n)


def test_a_chance_is_the_weight_of_those_who_passed():
    assert chance(np.array([True, False, True]), np.array([0.2, 0.5, 0.3]), worth=3).share == pytest.approx(0.5)


def test_its_error_is_that_of_a_share():
    passed = np.arange(10_000) < 2_000
    assert chance(passed, even(10_000), worth=10_000).error == pytest.approx(0.004, rel=0.01)


def test_fewer_patients_that_count_make_it_less_exact():
    passed = np.arange(1000) < 300
    few, many = (chance(passed, even(1000), worth=worth).error for worth in (100, 1000))
    assert few == pytest.approx(many * np.sqrt(10), rel=0.05)


def test_none_of_two_thousand_is_not_never():
    nobody = chance(np.zeros(2000, dtype=bool), even(2000), worth=2000)
    assert nobody.share == 0
    assert nobody.error > 0.0004
    assert str(nobody) == "0.0% ± 0.05%"


def test_a_population_counts_evenly_and_what_was_learned_stays():
    people = virtual_patients(SUBJECT, 5, seed=1)
    alike = weighed(people)
    assert alike.people() is people
    assert alike.weights.sum() == pytest.approx(1)
    assert alike.effective_sample_size == 5
    assert weighed(alike) is alike
    assert isinstance(alike, Alike)


def test_a_band_holds_nine_in_ten_of_the_weight():
    values = np.arange(1000.0)
    shown = weighed_band(values, np.where(values < 500, 2.0, 0.0) / 1000, unit="points", site="anywhere")
    assert shown.level == 0.9
    assert (shown.low, shown.median, shown.high) == pytest.approx((25, 250, 475), abs=2)
