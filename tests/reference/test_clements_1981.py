"""Clements 1981: two compartments in volunteers."""

import numpy as np
import pytest

from leeward.pharmacology import Regimen, simulate
from leeward.pharmacology.models import CLEMENTS

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


def test_the_level_at_the_end_of_the_standard_infusion():
    assert simulate(CLEMENTS, STANDARD, [40], weight_kg=70).ketamine_ng_per_ml.item() == pytest.approx(177.3, abs=0.1)


def test_the_terminal_half_life_is_three_hours():
    late = simulate(CLEMENTS, STANDARD, [1000, 1060], weight_kg=70).ketamine_ng_per_ml[0]
    assert np.log(2) / np.log(late[0] / late[1]) == pytest.approx(3.05, abs=0.01)
