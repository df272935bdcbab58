"""Areas, clearances and half-lives that papers printed, from the shipped models' own curves."""

import numpy as np
import pytest

from leeward.pharmacology import Drug, Regimen
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import CLEMENTS, DOMINO, KAMP, OTTO, SIMONS, by_key
from leeward.pharmacology.noncompartmental import summarize

PEREZ = by_key("perez_ruixo_2021")
PUSH = Regimen.infusion(dose_mg=10, minutes=1)
DENSE = np.concatenate([np.linspace(0, 60, 241), np.linspace(65, 600, 108), np.linspace(660, 6000, 90)])


def _summary(model, *, drug=Drug.RACEMATE):
    levels = simulate(model, PUSH, DENSE, weight_kg=70, drug=drug).ketamine_ng_per_ml[0]
    return summarize(DENSE, levels, dose_mg=10, infusion_min=1, tail_points=20)


def test_ten_mg_in_otto_give_the_area_that_nine_people_had():
    area = _summary(OTTO).auc_ng_h_per_ml
    assert area == pytest.approx(113.6, abs=0.3)
    # PMC9118341, table 6: geometric mean 113 ug h/L of nine people.
    assert area == pytest.approx(113, rel=0.01)


@pytest.mark.parametrize(
    ("model", "expected"), [(KAMP, 119), (SIMONS, 122), (CLEMENTS, 125), (DOMINO, 86), (PEREZ, 94)]
)
def test_the_other_models_areas_as_the_dossier_computed_them(model, expected):
    assert _summary(model).auc_ng_h_per_ml == pytest.approx(expected, abs=0.6)


@pytest.mark.parametrize(
    ("model", "hours"),
    [(KAMP, 3.1), (SIMONS, 3.2), (OTTO, 7.4), (DOMINO, 1.9), (CLEMENTS, 3.05), (PEREZ, 11)],
)
def test_the_half_lives_of_table_1a(model, hours):
    assert _summary(model, drug=Drug.ESKETAMINE).half_life_h == pytest.approx(hours, abs=0.06 if hours < 10 else 0.6)


@pytest.mark.parametrize("model", [KAMP, SIMONS, OTTO, DOMINO, CLEMENTS])
def test_the_area_is_dose_over_clearance(model):
    summary = _summary(model, drug=Drug.ESKETAMINE)
    typical_l_per_h = model.parent.cl_l_per_min.typical * 60
    assert summary.auc_ng_h_per_ml == pytest.approx(10 / typical_l_per_h * 1000, rel=2e-3)
    assert summary.clearance_l_per_h == pytest.approx(typical_l_per_h, rel=2e-3)
    volumes = model.parent.central_l.typical + sum(volume.typical for volume, _ in model.parent.sides)
    assert summary.vss_l == pytest.approx(volumes, rel=0.02)


def test_clements_half_life_is_the_papers_186_min():
    assert _summary(CLEMENTS).tail.half_life_min == pytest.approx(186, rel=0.02)
