"""Domino 1982: the set that pumps carry, which clears people too early."""

import pytest

from leeward.pharmacology import Regimen, simulate
from leeward.pharmacology.models import DOMINO, OTTO

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


def test_the_level_at_the_end_of_the_standard_infusion():
    assert simulate(DOMINO, STANDARD, [40], weight_kg=70).ketamine_ng_per_ml.item() == pytest.approx(240.3, abs=0.1)


def test_clearance_is_27_6_ml_per_min_per_kg():
    assert DOMINO.parent.cl_l_per_min.typical * 1000 / 70 == pytest.approx(27.6, abs=0.05)


def test_it_falls_faster_than_the_venous_model_after_the_stop():
    domino, otto = (simulate(model, STANDARD, [80], weight_kg=70).ketamine_ng_per_ml.item() for model in (DOMINO, OTTO))
    assert domino == pytest.approx(46, abs=0.5)
    assert domino < otto
