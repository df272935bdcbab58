"""Simons 2022: arterial levels, the effect site, and the paper's own observed peaks."""

import numpy as np
import pytest
from tests.figures import clearance_l_per_h, seen_by_an_assay, steady_volume_l, terminal_half_life_h

from leeward.pharmacology import Drug, Regimen
from leeward.pharmacology.kinetics import simulate
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


def test_what_its_parameters_come_to():
    assert terminal_half_life_h(SIMONS) == pytest.approx(3.2, abs=0.05)
    assert clearance_l_per_h(SIMONS) == pytest.approx(89, abs=0.3)
    assert steady_volume_l(SIMONS) == pytest.approx(11.6 + 39 + 174)


def test_the_spread_that_an_assay_would_see():
    assert seen_by_an_assay(SIMONS, "ketamine", 40) == (pytest.approx(298, abs=3), pytest.approx(43, abs=2.5))


@pytest.mark.parametrize(("weight_kg", "expected"), [(50, 281), (70, 298), (90, 311), (120, 327)])
def test_heavy_people_get_higher_levels_from_the_same_mg_per_kg(weight_kg, expected):
    regimen = Regimen.infusion(dose_mg=0.5 * weight_kg, minutes=40)
    level = simulate(SIMONS, regimen, [40], weight_kg=weight_kg).ketamine_ng_per_ml.item()
    assert level == pytest.approx(expected, abs=0.6)


def test_its_spread_is_printed_without_covariances():
    variances = {name: spread.omega.item() for spread in SIMONS.spread for name in spread.names}
    assert variances == {"v1": 0.057, "cl": 0.029, "q3": 0.026, "nk_cl": 0.050, "transit": 0.021}


def test_between_sessions_the_transit_differs():
    assert SIMONS.occasion_names == ("transit",)
    z = np.array([[-1.0], [0.0], [2.0]])
    assert SIMONS.occasion_etas_from(z)["transit"] == pytest.approx(np.sqrt(0.751) * z[:, 0])


def test_the_residual_errors():
    ketamine, norketamine = (SIMONS.residual_of(analyte) for analyte in SIMONS.analytes)
    assert ketamine.proportional.to("1") ** 2 == pytest.approx(0.012, abs=0.0002)
    assert norketamine.proportional.to("1") == 0.102
    assert norketamine.additive.to("ng/mL") / 223.70 == pytest.approx(0.058, abs=1e-4)
    level = np.array([0.0, 100.0])
    assert norketamine.sd_ng_per_ml(level) == pytest.approx([12.97, np.hypot(10.2, 12.97)])


def test_hydroxynorketamine_is_left_out_and_the_record_says_why():
    assert SIMONS.analytes == ("ketamine", "norketamine")
    assert any("Hydroxynorketamine" in doubt and "2.3 times" in doubt for doubt in SIMONS.doubts)
