"""Simons 2022: arterial levels, the effect site, and the paper's own observed peaks."""

import numpy as np
import pytest

from leeward.pharmacology import Drug, Regimen, simulate
from leeward.pharmacology.models import SIMONS

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


def test_the_level_at_the_end_of_the_standard_infusion():
    assert simulate(SIMONS, STANDARD, [40], weight_kg=70).ketamine_ng_per_ml.item() == pytest.approx(298.2, abs=0.1)


@pytest.mark.parametrize(("low", "high"), [(259, 287), (251, 269)])
def test_both_observed_peaks_of_20_mg_s_ketamine_are_met(low, high):
    regimen = Regimen.infusion(dose_mg=20, minutes=20)
    peak = simulate(SIMONS, regimen, [20], weight_kg=70, drug=Drug.ESKETAMINE).ketamine_ng_per_ml.item()
    assert low <= peak <= high


def test_the_effect_site_lags_behind():
    course = simulate(SIMONS, STANDARD, [5, 20, 40, 60, 80], weight_kg=70)
    assert course.ketamine_s_effect_site_ng_per_ml[0] == pytest.approx([24, 92, 132, 63, 38], abs=0.6)


def test_the_effect_site_falls_below_the_drug_high_c50_17_minutes_after_the_stop():
    times = np.arange(41, 80, 0.1)
    levels = simulate(SIMONS, STANDARD, times, weight_kg=70).ketamine_s_effect_site_ng_per_ml[0]
    assert times[levels < 71][0] - 40 == pytest.approx(17, abs=0.5)


@pytest.mark.parametrize(("minutes", "expected"), [(20, 481), (40, 298), (60, 225), (100, 155)])
def test_duration_is_the_strongest_lever_on_the_peak(minutes, expected):
    regimen = Regimen.infusion(dose_mg=35, minutes=minutes)
    peak = simulate(SIMONS, regimen, [minutes], weight_kg=70).ketamine_ng_per_ml.item()
    assert peak == pytest.approx(expected, abs=0.6)


def test_norketamine_after_two_transits():
    levels = simulate(SIMONS, STANDARD, [40, 80, 110, 230], weight_kg=70).norketamine_ng_per_ml
    assert levels is not None
    assert levels[0] == pytest.approx([66, 58, 46, 35], abs=0.6)
