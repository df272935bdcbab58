"""Clements 1981: two compartments in volunteers."""

import numpy as np
import pytest
from tests.figures import clearance_l_per_h, terminal_half_life_h

from leeward.pharmacology import Regimen, Segment
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import CLEMENTS

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


def test_the_level_at_the_end_of_the_standard_infusion():
    assert simulate(CLEMENTS, STANDARD, [40], weight_kg=70).ketamine_ng_per_ml.item() == pytest.approx(177.3, abs=0.1)


def test_the_terminal_half_life_is_three_hours():
    late = simulate(CLEMENTS, STANDARD, [1000, 1060], weight_kg=70).ketamine_ng_per_ml[0]
    assert np.log(2) / np.log(late[0] / late[1]) == pytest.approx(3.05, abs=0.01)


def test_what_its_constants_come_to():
    assert clearance_l_per_h(CLEMENTS) * 1000 / 60 / 70 == pytest.approx(19.1, abs=0.05)
    assert clearance_l_per_h(CLEMENTS) == pytest.approx(80, abs=0.3)
    assert terminal_half_life_h(CLEMENTS) * 60 == pytest.approx(183, abs=0.5)


def test_the_levels_after_the_standard_infusion():
    levels = simulate(CLEMENTS, STANDARD, [80, 110, 230], weight_kg=70).ketamine_ng_per_ml[0]
    assert levels == pytest.approx([85, 63, 36], abs=0.6)


def test_a_push_is_within_its_reach():
    CLEMENTS.reach.check_regimen(Regimen(segments=(Segment.push(17.5),)), weight_kg=70)
