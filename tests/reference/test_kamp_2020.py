"""Kamp 2020: the pooled arterial model, and both arterial models against the levels of the Br J Anaesth study."""

from dataclasses import replace

import numpy as np
import pytest
from tests.figures import clearance_l_per_h, steady_volume_l, terminal_half_life_h

from leeward.pharmacology import Regimen, Segment
from leeward.pharmacology.kinetics import simulate
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


def test_what_its_parameters_come_to_and_the_interval_of_18_studies():
    assert terminal_half_life_h(KAMP) == pytest.approx(3.1, abs=0.05)
    assert clearance_l_per_h(KAMP) == pytest.approx(84)
    assert steady_volume_l(KAMP) == pytest.approx(238)
    assert 69 <= clearance_l_per_h(KAMP) <= 90
    assert 200 <= steady_volume_l(KAMP) <= 304


@pytest.mark.parametrize(("weight_kg", "expected"), [(50, 240), (70, 253), (90, 263), (120, 276)])
def test_what_another_exponent_of_clearance_would_give(weight_kg, expected):
    """The dossier's doubt: with 0.75 instead of the library's 1, the heavy reach higher levels."""
    parent = replace(KAMP.parent, cl_l_per_min=replace(KAMP.parent.cl_l_per_min, weight_power=0.75))
    flows = tuple((volume, replace(flow, weight_power=0.75)) for volume, flow in parent.sides)
    doubted = replace(KAMP, parent=replace(parent, sides=flows))
    regimen = Regimen.infusion(dose_mg=0.5 * weight_kg, minutes=40)
    level = simulate(doubted, regimen, [40], weight_kg=weight_kg).ketamine_ng_per_ml.item()
    assert level == pytest.approx(expected, abs=0.6)


def test_its_borrowed_spread_says_so():
    rows = [row for spread in KAMP.spread for line in spread.rows for row in line]
    assert rows
    assert all(row.source is None and "as in Simons" in row.at for row in rows)
    assert KAMP.residual_of("ketamine") is None
