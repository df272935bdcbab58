"""Individual estimates of people drawn from the published models: is the truth where the estimate says it is?"""

from functools import cache

import numpy as np
import pytest
from scipy.stats import chi2, norm

from leeward.pharmacology import Regimen
from leeward.pharmacology.concentrations import Sample
from leeward.pharmacology.draws import normals
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.map_cohort import Member, cohort_of, estimate_cohort
from leeward.pharmacology.models import OTTO, SIMONS

PEOPLE = 400
TIMES = (20, 40, 60, 90, 150, 240)
STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


@cache
def _estimated(model):
    """Return (truth, estimate) of people who follow the model to the letter, residual error included."""
    names = model.eta_names
    etas = model.etas_from(normals(1, stream="map reference", first=0, n=PEOPLE, width=len(names)))
    levels = simulate(model, STANDARD, TIMES, weight_kg=70, etas=etas).ketamine_ng_per_ml
    noise = normals(1, stream="map reference: residual", first=0, n=PEOPLE, width=len(TIMES))
    seen = levels + model.residual_of("ketamine").sd_ng_per_ml(levels) * noise
    members = [
        Member(
            regimen=STANDARD,
            weight_kg=70,
            samples=[
                Sample(time_min=t, value_ng_per_ml=max(float(v), 1.0), site=model.site)
                for t, v in zip(TIMES, row, strict=True)
            ],
        )
        for row in seen
    ]
    found = estimate_cohort(cohort_of(model, members))
    assert found.converged.all()
    return np.stack([etas[name] for name in found.eta_names], axis=1), found


@pytest.mark.parametrize("model", [OTTO, SIMONS], ids=lambda model: model.key)
@pytest.mark.parametrize("level", [0.5, 0.9])
def test_the_bands_hold_the_truth_as_often_as_they_claim(model, level):
    truth, found = _estimated(model)
    errors = np.sqrt(np.diagonal(found.covariance, axis1=1, axis2=2))
    inside = np.abs(found.etas - truth) < norm.ppf((1 + level) / 2) * errors
    assert inside.mean(axis=0) == pytest.approx(np.full(truth.shape[1], level), abs=0.06)


@pytest.mark.parametrize("model", [OTTO, SIMONS], ids=lambda model: model.key)
def test_the_whole_ellipsoid_holds_the_truth_too(model):
    truth, found = _estimated(model)
    away = found.etas - truth
    distance = np.einsum("ni,nij,nj->n", away, np.linalg.inv(found.covariance), away)
    assert np.mean(distance < chi2.ppf(0.9, truth.shape[1])) == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize("model", [OTTO, SIMONS], ids=lambda model: model.key)
def test_estimates_are_pulled_in_by_the_shrinkage_that_is_told(model):
    _, found = _estimated(model)
    told = (found.sd_ratios**2).mean(axis=0)
    assert 1 - found.etas.var(axis=0) / np.diag(found.omega) == pytest.approx(told, abs=0.12)


def test_clearance_is_learned_from_six_levels_and_the_arterial_volume_is_not():
    _, found = _estimated(SIMONS)
    ratio = dict(zip(found.eta_names, found.sd_ratios.mean(axis=0), strict=True))
    assert ratio["cl"] < 0.5
    assert ratio["v1"] > 0.85
