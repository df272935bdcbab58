"""Domino 1982: the set that pumps carry, which clears people too early."""

import pytest
from tests.figures import clearance_l_per_h, steady_volume_l, terminal_half_life_h

from leeward.pharmacology import Regimen
from leeward.pharmacology.kinetics import simulate
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


def test_what_its_constants_come_to():
    assert terminal_half_life_h(DOMINO) == pytest.approx(1.9, abs=0.05)
    assert clearance_l_per_h(DOMINO) == pytest.approx(116, abs=0.3)
    assert steady_volume_l(DOMINO) == pytest.approx(193, abs=0.3)


@pytest.mark.parametrize("weight_kg", [50, 120])
def test_weight_cancels_at_the_same_mg_per_kg(weight_kg):
    regimen = Regimen.infusion(dose_mg=0.5 * weight_kg, minutes=40)
    level = simulate(DOMINO, regimen, [40], weight_kg=weight_kg).ketamine_ng_per_ml.item()
    assert level == pytest.approx(240.3, abs=0.1)


def test_the_record_doubts_its_source_and_its_fall():
    assert any("1982 and 1984" in doubt for doubt in DOMINO.doubts)
    assert any("46 ng/mL" in doubt for doubt in DOMINO.doubts)
