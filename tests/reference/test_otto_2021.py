"""Otto 2021 on Fanta 2015: the venous levels of the standard infusion, as the dossier computed them independently."""

import numpy as np
import pytest
from tests.figures import clearance_l_per_h, seen_by_an_assay, steady_volume_l, terminal_half_life_h

from leeward.pharmacology import Regimen
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import OTTO

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


def test_the_level_at_the_end_of_the_standard_infusion():
    assert simulate(OTTO, STANDARD, [40], weight_kg=70).ketamine_ng_per_ml.item() == pytest.approx(160.2, abs=0.1)


def test_the_levels_after_it():
    levels = simulate(OTTO, STANDARD, [80, 110, 230], weight_kg=70).ketamine_ng_per_ml[0]
    assert levels == pytest.approx([82, 63, 29], abs=0.5)


def test_norketamine_peaks_after_the_infusion():
    levels = simulate(OTTO, STANDARD, [40, 80, 110, 230], weight_kg=70).norketamine_ng_per_ml
    assert levels is not None
    assert levels[0] == pytest.approx([44, 71, 70, 50], abs=0.5)


@pytest.mark.parametrize(("weight_kg", "expected"), [(50, 143), (70, 160), (90, 172), (120, 183)])
def test_heavy_people_get_higher_levels_from_the_same_mg_per_kg(weight_kg, expected):
    regimen = Regimen.infusion(dose_mg=0.5 * weight_kg, minutes=40)
    level = simulate(OTTO, regimen, [40], weight_kg=weight_kg).ketamine_ng_per_ml.item()
    assert level == pytest.approx(expected, abs=0.6)


def test_ten_mg_give_the_area_that_nine_people_had():
    bolus = Regimen.infusion(dose_mg=10, minutes=1)
    times = np.concatenate([np.linspace(0, 60, 601), np.linspace(61, 20000, 20000)])
    area_ug_h_per_l = np.trapezoid(simulate(OTTO, bolus, times, weight_kg=70).ketamine_ng_per_ml[0], times) / 60
    assert area_ug_h_per_l == pytest.approx(113.6, abs=0.3)


@pytest.mark.parametrize(("analyte", "minute", "mean", "sd"), [("ketamine", 40, 160, 47), ("norketamine", 110, 69, 17)])
def test_the_spread_that_an_assay_would_see(analyte, minute, mean, sd):
    seen = seen_by_an_assay(OTTO, analyte, minute)
    assert seen == (pytest.approx(mean, abs=3), pytest.approx(sd, abs=2))


def test_what_its_parameters_come_to():
    assert terminal_half_life_h(OTTO) == pytest.approx(7.4, abs=0.05)
    assert clearance_l_per_h(OTTO) == pytest.approx(95, abs=0.3)
    assert steady_volume_l(OTTO) == pytest.approx(133 + 187 + 98.8)


def test_only_central_volumes_and_clearances_grow_with_weight():
    bodies = (OTTO.parent, OTTO.metabolite.body)
    assert {body.central_l.weight_power for body in bodies} == {1}
    assert {body.cl_l_per_min.weight_power for body in bodies} == {0.75}
    assert {one.weight_power for body in bodies for side in body.sides for one in side} == {0}


def test_volume_and_clearance_of_a_person_go_together():
    z = np.random.default_rng(2).standard_normal((200_000, 4))
    etas = OTTO.etas_from(z)
    assert OTTO.eta_names == tuple(etas) == ("v1", "cl", "nk_v1", "nk_cl")
    printed = {("v1", "v1"): 0.084, ("v1", "cl"): 0.023, ("cl", "cl"): 0.026, ("nk_v1", "nk_cl"): 0.045}
    printed |= {("nk_v1", "nk_v1"): 0.040, ("nk_cl", "nk_cl"): 0.103, ("v1", "nk_v1"): 0.0, ("cl", "nk_cl"): 0.0}
    for (one, other), covariance in printed.items():
        assert np.cov(etas[one], etas[other])[0, 1] == pytest.approx(covariance, abs=0.001)


def test_the_residual_errors():
    errors = [OTTO.residual_of(one).proportional.to("1") for one in OTTO.analytes]
    assert errors == pytest.approx([0.236, 0.143])
