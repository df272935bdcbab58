"""Laws of the visual predictive check."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from leeward.pharmacology.visual_check import Observed, visual_check

TIMES = np.repeat([10.0, 30, 60, 120], 10)
SEEDS = st.integers(0, 10_000)


def _study(seed, *, replicates=99, shift=0.0):
    rng = np.random.default_rng(seed)
    middle = 5 - TIMES / 60
    simulated = np.exp(middle + 0.4 * rng.standard_normal((replicates, TIMES.size)))
    return Observed.of(TIMES, np.exp(middle + shift + 0.4 * rng.standard_normal(TIMES.size))), simulated


@given(seed=SEEDS, factor=st.floats(0.01, 100))
def test_other_units_change_no_verdict(seed, factor):
    observed, simulated = _study(seed)
    scaled = Observed.of(TIMES, observed.values_ng_per_ml * factor)
    one, other = visual_check(observed, simulated), visual_check(scaled, simulated * factor)
    assert other.share_inside == one.share_inside
    assert other.discrepancies == pytest.approx(one.discrepancies)
    for a, b in zip(one.bins, other.bins, strict=True):
        for x, y in zip(a.percentiles, b.percentiles, strict=True):
            assert y.median_ng_per_ml == pytest.approx(factor * x.median_ng_per_ml)


@given(seed=SEEDS)
def test_percentiles_and_their_bands_stand_in_order(seed):
    observed, simulated = _study(seed)
    for one in visual_check(observed, simulated).bins:
        assert one.from_min <= one.middle_min <= one.to_min
        for percentile in one.percentiles:
            assert percentile.low_ng_per_ml <= percentile.median_ng_per_ml <= percentile.high_ng_per_ml
        medians = [percentile.median_ng_per_ml for percentile in one.percentiles]
        assert medians == sorted(medians)


@given(seed=SEEDS, level=st.floats(0.1, 3))
def test_a_constant_typical_level_corrects_nothing(seed, level):
    observed, simulated = _study(seed)
    plain = visual_check(observed, simulated)
    corrected = visual_check(observed, simulated, typical_ng_per_ml=np.full(TIMES.size, level))
    assert corrected.values_ng_per_ml == pytest.approx(plain.values_ng_per_ml)
    assert corrected.share_inside == plain.share_inside


@given(seed=SEEDS, shift=st.floats(0.5, 3))
def test_higher_levels_have_higher_discrepancies(seed, shift):
    observed, simulated = _study(seed)
    higher = Observed.of(TIMES, observed.values_ng_per_ml * np.exp(shift))
    assert np.all(visual_check(higher, simulated).discrepancies >= visual_check(observed, simulated).discrepancies)


def test_discrepancies_of_the_right_model_are_standard_normal():
    found = np.concatenate([visual_check(*_study(seed, replicates=399)).discrepancies for seed in range(50)])
    assert found.mean() == pytest.approx(0, abs=3 / np.sqrt(found.size) + 0.01)
    assert found.std() == pytest.approx(1, abs=0.03)
    assert np.mean(found < norm.ppf(0.9)) == pytest.approx(0.9, abs=0.02)


def test_the_bands_of_the_right_model_hold_about_what_they_claim():
    inside = np.mean([visual_check(*_study(seed, replicates=299)).share_inside for seed in range(80)])
    assert inside == pytest.approx(0.95, abs=0.02)
