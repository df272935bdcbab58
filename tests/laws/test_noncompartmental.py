"""Laws of the summary without a model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.pharmacology.noncompartmental import summarize

TIMES = np.array([0, 5, 10, 20, 40, 60, 90, 120, 180, 240, 360.0])
RATES = st.floats(0.002, 0.05)


@given(rate=RATES, scale=st.floats(0.1, 1000), dose=st.floats(1, 100))
def test_twice_the_levels_are_twice_the_area_and_half_the_clearance(rate, scale, dose):
    levels = np.exp(-rate * TIMES) + np.exp(-0.3 * TIMES)
    once, scaled = summarize(TIMES, levels, dose_mg=dose), summarize(TIMES, scale * levels, dose_mg=dose)
    assert scaled.auc_ng_h_per_ml == pytest.approx(scale * once.auc_ng_h_per_ml, rel=1e-9)
    assert scaled.clearance_l_per_h == pytest.approx(once.clearance_l_per_h / scale, rel=1e-9)
    assert scaled.vss_l == pytest.approx(once.vss_l / scale, rel=1e-9)
    assert scaled.half_life_h == pytest.approx(once.half_life_h, rel=1e-9)
    assert scaled.mean_residence_min == pytest.approx(once.mean_residence_min, rel=1e-9)


@given(rate=RATES, share=st.floats(0, 3))
def test_the_area_lies_between_what_was_measured_and_more(rate, share):
    summary = summarize(TIMES, np.exp(-rate * TIMES) + share * np.exp(-0.3 * TIMES))
    assert summary.auc_to_last_ng_h_per_ml < summary.auc_ng_h_per_ml
    assert 0 < summary.extrapolated_share < 1
    assert summary.tail.adjusted_r2 <= 1


@given(rate=RATES, minutes=st.floats(5, 40))
def test_an_infusion_into_one_compartment_gives_back_its_volume_and_clearance(rate, minutes):
    times = np.unique(np.concatenate([np.linspace(0, minutes, 400), minutes + np.linspace(0, 10 / rate, 60)]))
    gain = 1e3 / minutes / rate / 50
    levels = np.where(
        times <= minutes,
        gain * -np.expm1(-rate * times),
        gain * -np.expm1(-rate * minutes) * np.exp(-rate * np.maximum(times - minutes, 0)),
    )
    summary = summarize(times, levels, dose_mg=1, infusion_min=minutes)
    assert summary.clearance_l_per_h == pytest.approx(rate * 50 * 60, rel=1e-4)
    assert summary.vss_l == pytest.approx(50, rel=1e-3)
