"""Otto 2021 on Fanta 2015: the venous levels of the standard infusion, as the dossier computed them independently."""

import numpy as np
import pytest

from leeward.pharmacology import Regimen, simulate
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


def test_the_published_spread_at_40_minutes():
    rng = np.random.default_rng(1)
    course = simulate(OTTO, STANDARD, [40], weight_kg=70, etas=OTTO.draw_etas(20_000, rng=rng))
    assayed = course.ketamine_ng_per_ml[:, 0] * (
        1 + OTTO.residual[0].proportional.to("1") * rng.standard_normal(20_000)
    )
    assert assayed.mean() == pytest.approx(160, abs=4)
    assert assayed.std() == pytest.approx(47, abs=3)
