"""Kamp 2020: the pooled arterial model, and both arterial models against the levels of the Br J Anaesth study."""

import numpy as np
import pytest

from leeward.pharmacology import Regimen, Segment, simulate
from leeward.pharmacology.models import KAMP, SIMONS

# Racemate, 0.28, 0.57 and 1.14 mg/kg/h for an hour each; 20 people, arterial, nmol/mL, read from a figure.
STEPS = Regimen(segments=tuple(Segment(rate_mg_per_min=rate * 70 / 60, minutes=60) for rate in (0.28, 0.57, 1.14)))
AT_MIN = (60, 120, 180, 190, 210, 240, 300)
S_KETAMINE = np.array([0.270, 0.524, 1.046, 0.616, 0.410, 0.333, 0.247]) * 237.73
R_KETAMINE = np.array([0.396, 0.597, 1.149, 0.572, 0.461, 0.364, 0.270]) * 237.73


def test_the_level_at_the_end_of_the_standard_infusion():
    standard = Regimen.infusion(dose_mg=35, minutes=40)
    assert simulate(KAMP, standard, [40], weight_kg=70).ketamine_ng_per_ml.item() == pytest.approx(253.1, abs=0.1)


@pytest.mark.parametrize("weight_kg", [50, 70, 90, 120])
def test_weight_cancels_at_the_same_mg_per_kg(weight_kg):
    regimen = Regimen.infusion(dose_mg=0.5 * weight_kg, minutes=40)
    level = simulate(KAMP, regimen, [40], weight_kg=weight_kg).ketamine_ng_per_ml.item()
    assert level == pytest.approx(253.05, abs=0.1)


@pytest.mark.parametrize(("model", "expected"), [(KAMP, 1.06), (SIMONS, 0.97)])
def test_s_ketamine_of_the_three_steps(model, expected):
    levels = simulate(model, STEPS, AT_MIN, weight_kg=70).ketamine_s_ng_per_ml[0]
    ratio = np.exp(np.log(levels / S_KETAMINE).mean())
    assert 0.85 <= ratio <= 1.15
    assert ratio == pytest.approx(expected, abs=0.02)


def test_r_ketamine_of_the_three_steps():
    levels = simulate(KAMP, STEPS, AT_MIN, weight_kg=70).ketamine_r_ng_per_ml[0]
    assert np.exp(np.log(levels / R_KETAMINE).mean()) == pytest.approx(0.94, abs=0.02)
