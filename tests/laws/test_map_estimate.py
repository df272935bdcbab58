"""Laws of the individual estimate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.pharmacology import Drug, Regimen
from leeward.pharmacology.concentrations import Sample
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.map_estimate import _objective, map_estimate
from leeward.pharmacology.models import OTTO, SIMONS

NORMALS = st.lists(st.floats(-2, 2), min_size=5, max_size=5)
NOISE = st.lists(st.floats(-0.4, 0.4), min_size=6, max_size=6)
TIMES = (30, 60, 180)


def _regimen(dose_mg):
    return Regimen.infusion(dose_mg=dose_mg, minutes=40)


def _samples(model, normals, noise, dose_mg):
    etas = model.etas_from(np.array([normals[: len(model.eta_names)]]))
    course = simulate(model, _regimen(dose_mg), TIMES, weight_kg=70, etas=etas)
    levels = np.concatenate([course.ketamine_ng_per_ml[0], course.norketamine_ng_per_ml[0]])
    return [
        Sample(time_min=time, value_ng_per_ml=level * np.exp(off), analyte=analyte, site=model.site)
        for (analyte, time), level, off in zip(
            [(analyte, time) for analyte in ("ketamine", "norketamine") for time in TIMES], levels, noise, strict=True
        )
    ]


@pytest.mark.parametrize("model", [OTTO, SIMONS], ids=lambda model: model.key)
@settings(max_examples=25)
@given(normals=NORMALS, noise=NOISE, elsewhere=st.lists(st.floats(-1, 1), min_size=5, max_size=5))
def test_nobody_nearby_is_likelier(model, normals, noise, elsewhere):
    samples = _samples(model, normals, noise, 35)
    found = map_estimate(model, _regimen(35), samples, weight_kg=70)
    objective = _objective(
        model, _regimen(35), samples, Covariates.of(weight_kg=70), drug=Drug.RACEMATE, assay_sd_ng_per_ml=0.0
    )
    aside = np.array(elsewhere[: found.eta.size])
    others = found.eta + np.outer([1.0, 0.3, 0.1, 0.01, -0.1, -1.0], aside)
    assert np.all(objective(others) >= found.objective - 1e-8)
    assert np.all(np.linalg.eigvalsh(found.covariance) > 0)


@settings(max_examples=25)
@given(normals=NORMALS, noise=NOISE, factor=st.floats(0.3, 2))
def test_twice_the_dose_and_twice_the_levels_are_the_same_person(normals, noise, factor):
    found = map_estimate(OTTO, _regimen(30), _samples(OTTO, normals, noise, 30), weight_kg=70)
    scaled = map_estimate(OTTO, _regimen(30 * factor), _samples(OTTO, normals, noise, 30 * factor), weight_kg=70)
    assert scaled.eta == pytest.approx(found.eta, abs=1e-5)
    assert scaled.objective - found.objective == pytest.approx(6 * 2 * np.log(factor), abs=1e-6)


@settings(max_examples=25)
@given(normals=NORMALS, noise=NOISE, order=st.permutations(range(6)))
def test_the_order_of_the_samples_does_not_matter(normals, noise, order):
    samples = _samples(OTTO, normals, noise, 35)
    found = map_estimate(OTTO, _regimen(35), samples, weight_kg=70)
    shuffled = map_estimate(OTTO, _regimen(35), [samples[i] for i in order], weight_kg=70)
    assert shuffled.eta == pytest.approx(found.eta, abs=1e-6)
    assert shuffled.individual_ng_per_ml == pytest.approx(found.individual_ng_per_ml[list(order)], rel=1e-5)
