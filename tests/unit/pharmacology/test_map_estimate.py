"""The likeliest kinetics of one person from measured levels: what it finds, how sure it is, what it refuses."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from leeward.pharmacology import Drug, Regimen
from leeward.pharmacology.concentrations import CannotUse, Sample
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.map_estimate import CannotEstimate, _objective, map_estimate, prior_covariance
from leeward.pharmacology.model import Site
from leeward.pharmacology.models import CLEMENTS, DOMINO, KAMP, OTTO, SIMONS
from leeward.pharmacology.validity import CannotSimulate

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)
TIMES = (20, 40, 60, 90, 150, 240)
WHO = Covariates.of(weight_kg=70)


def _samples(model, *, seed, factor=1.0, analytes=("ketamine", "norketamine"), times=TIMES):
    rng = np.random.default_rng(seed)
    etas = model.etas_from(rng.standard_normal((1, len(model.eta_names))))
    course = simulate(model, STANDARD, times, weight_kg=70, etas=etas)
    levels = {"ketamine": course.ketamine_ng_per_ml[0], "norketamine": course.norketamine_ng_per_ml[0]}
    return [
        Sample(
            time_min=time,
            value_ng_per_ml=float(factor * level * (1 + 0.15 * rng.standard_normal())),
            analyte=analyte,
            site=model.site,
        )
        for analyte in analytes
        for time, level in zip(times, levels[analyte], strict=True)
    ]


def _asked(model, samples, **more):
    return _objective(model, STANDARD, samples, WHO, drug=Drug.RACEMATE, **({"assay_sd_ng_per_ml": 0.0} | more))


@pytest.mark.parametrize("model", [OTTO, SIMONS], ids=lambda model: model.key)
@pytest.mark.parametrize("seed", range(5))
def test_nothing_else_finds_a_likelier_person(model, seed):
    samples = _samples(model, seed=seed)
    found = map_estimate(model, STANDARD, samples, weight_kg=70)
    objective = _asked(model, samples)
    start = np.zeros(len(model.eta_names))
    other = minimize(lambda eta: objective(eta[None])[0], start, method="BFGS", tol=1e-6)
    assert found.converged
    assert found.objective <= other.fun + 1e-9
    assert found.objective == pytest.approx(other.fun, abs=1e-6)
    assert found.eta == pytest.approx(other.x, abs=2e-3)
    assert found.objective == pytest.approx(objective(found.eta[None])[0], abs=1e-9)


def test_the_objective_is_the_one_that_is_written_down():
    samples = _samples(OTTO, seed=1)
    eta = np.array([0.1, -0.05, 0.02, 0.2])
    own = {name: np.array([value]) for name, value in zip(OTTO.eta_names, eta, strict=True)}
    course = simulate(OTTO, STANDARD, TIMES, weight_kg=70, etas=own)
    f = np.concatenate([course.ketamine_ng_per_ml[0], course.norketamine_ng_per_ml[0]])
    y = np.array([sample.value_ng_per_ml for sample in samples])
    v = np.concatenate([np.full(6, 0.236**2), np.full(6, 0.143**2)]) * f**2 + 1.5**2
    omega = np.array([[0.084, 0.023, 0, 0], [0.023, 0.026, 0, 0], [0, 0, 0.040, 0.045], [0, 0, 0.045, 0.103]])
    expected = np.sum((y - f) ** 2 / v + np.log(v)) + eta @ np.linalg.inv(omega) @ eta
    assert _asked(OTTO, samples, assay_sd_ng_per_ml=1.5)(eta[None])[0] == pytest.approx(expected, rel=1e-10)


def test_the_uncertainty_is_the_curvature_at_the_estimate():
    samples = _samples(OTTO, seed=2)
    found = map_estimate(OTTO, STANDARD, samples, weight_kg=70)
    objective = _asked(OTTO, samples)
    # An independent second derivative: differences of gradients, each by differences of its own.
    size, h = 4, 2e-3
    steps = [sign * h * np.eye(size)[i] for i in range(size) for sign in (1, -1)]
    gradients = [objective.local(found.eta + step)[1] for step in steps]
    hessian = (np.array(gradients[::2]) - np.array(gradients[1::2])) / (2 * h)
    assert found.covariance == pytest.approx(np.linalg.inv(hessian), rel=1e-3, abs=1e-6)
    assert found.standard_errors == pytest.approx(np.sqrt(np.diag(np.linalg.inv(hessian))), rel=1e-3)


def test_the_uncertainty_is_near_that_of_the_whole_posterior():
    samples = _samples(OTTO, seed=3, analytes=("ketamine",))
    found = map_estimate(OTTO, STANDARD, samples, weight_kg=70)
    objective = _asked(OTTO, samples)
    # Deviations of norketamine are untouched by these levels: integrate v1 and cl on a grid, the rest at 0.
    side = np.linspace(-4, 4, 81)
    v1, cl = (found.eta[i] + side * found.standard_errors[i] for i in (0, 1))
    grid = np.array([[a, b, 0.0, 0.0] for a in v1 for b in cl])
    weight = np.exp(-(objective(grid) - found.objective) / 2)
    weight /= weight.sum()
    for i in (0, 1):
        mean = weight @ grid[:, i]
        assert mean == pytest.approx(found.eta[i], abs=0.2 * found.standard_errors[i])
        assert np.sqrt(weight @ (grid[:, i] - mean) ** 2) == pytest.approx(found.standard_errors[i], rel=0.1)


def test_what_the_levels_do_not_touch_is_not_learned():
    found = map_estimate(OTTO, STANDARD, _samples(OTTO, seed=3, analytes=("ketamine",)), weight_kg=70)
    assert found.sd_ratios[2:] == pytest.approx([1, 1], rel=1e-6)
    assert found.eta[2:] == pytest.approx([0, 0], abs=1e-9)
    assert [text.split(":")[0] for text in found.not_learned] == [
        "norketamine central volume",
        "norketamine clearance",
    ]
    assert all("not learned" in text for text in found.not_learned)
    assert found.shrinkage[2] == pytest.approx(1)
    assert np.all(found.sd_ratios[:2] < 0.9)


def test_the_parameters_are_told_in_their_units():
    found = map_estimate(OTTO, STANDARD, _samples(OTTO, seed=4), weight_kg=70)
    volume = found.parameters[0]
    assert (volume.name, volume.unit) == ("ketamine central volume", "L")
    assert volume.prior.median == pytest.approx(133)
    assert volume.posterior.median == pytest.approx(133 * np.exp(found.etas["v1"]))
    assert volume.prior.high == pytest.approx(133 * np.exp(1.6448536 * np.sqrt(0.084)))
    assert np.diag(found.correlation) == pytest.approx(1)


def test_simons_shares_its_volume_and_adds_the_sessions_own_spread():
    found = map_estimate(SIMONS, STANDARD, _samples(SIMONS, seed=4), weight_kg=70)
    assert len(found.parameters) == len(SIMONS.eta_names)
    place = SIMONS.eta_names.index("transit")
    assert prior_covariance(SIMONS)[place, place] == pytest.approx(0.021 + 0.751)


def test_the_middle_of_many_estimates_is_the_truth():
    """Twenty people of the model: squared deviations from the truth, in units of the stated uncertainty."""
    distance = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        truth = np.array([*OTTO.etas_from(rng.standard_normal((1, 4))).values()])[:, 0]
        samples = _samples(OTTO, seed=seed)
        found = map_estimate(OTTO, STANDARD, samples, weight_kg=70)
        away = found.eta - truth
        distance.append(away @ np.linalg.solve(found.covariance, away))
    # Chi-squared with 4 degrees of freedom: mean 4, SD of the mean of twenty 0.63; the noise drawn here is smaller.
    assert 1.5 < np.mean(distance) < 5.5


def test_a_level_below_the_limit_pulls_towards_faster_kinetics():
    seen = _samples(OTTO, seed=5, analytes=("ketamine",))
    late = Sample(time_min=1440, value_ng_per_ml=0.5, below=True, site=Site.VENOUS)
    without, with_late = (map_estimate(OTTO, STANDARD, some, weight_kg=70) for some in (seen, [*seen, late]))
    assert (
        with_late.individual_ng_per_ml[-1]
        < simulate(OTTO, STANDARD, [1440], weight_kg=70, etas=without.etas).ketamine_ng_per_ml.item()
    )
    assert np.isnan(with_late.weighted_residuals[-1])
    assert np.all(np.isfinite(with_late.weighted_residuals[:-1]))


def test_a_level_below_a_limit_far_above_tells_nothing():
    seen = _samples(OTTO, seed=5, analytes=("ketamine",))
    vague = Sample(time_min=1440, value_ng_per_ml=5000, below=True, site=Site.VENOUS)
    without, with_vague = (map_estimate(OTTO, STANDARD, some, weight_kg=70) for some in (seen, [*seen, vague]))
    assert with_vague.eta == pytest.approx(without.eta, abs=1e-9)
    assert with_vague.objective == pytest.approx(without.objective, abs=1e-9)


def test_draws_from_the_estimate_have_its_covariance():
    found = map_estimate(OTTO, STANDARD, _samples(OTTO, seed=6), weight_kg=70)
    drawn = found.etas_from(np.random.default_rng(1).standard_normal((40_000, 4)))
    assert list(drawn) == list(OTTO.eta_names)
    assert np.cov(np.array(list(drawn.values()))) == pytest.approx(found.covariance, abs=5e-4)


def test_esketamine_alone_is_one_isomer():
    levels = simulate(SIMONS, STANDARD, TIMES, weight_kg=70, drug=Drug.ESKETAMINE).ketamine_ng_per_ml[0]
    samples = [Sample(time_min=t, value_ng_per_ml=v, site=Site.ARTERIAL) for t, v in zip(TIMES, levels, strict=True)]
    right = map_estimate(SIMONS, STANDARD, samples, weight_kg=70, drug=Drug.ESKETAMINE)
    assert np.abs(right.eta).max() < 0.03
    wrong = map_estimate(SIMONS, STANDARD, samples, weight_kg=70)
    assert wrong.etas["cl"] > right.etas["cl"] + 0.03


def _one(**changes):
    return [Sample(**({"time_min": 60, "value_ng_per_ml": 100, "site": Site.VENOUS} | changes))]


@pytest.mark.parametrize(
    ("model", "samples", "says"),
    [
        (OTTO, [], "No level was given"),
        (SIMONS, _one(), "drawn from venous plasma, and simons_2022 describes arterial plasma"),
        (OTTO, _one(site=Site.ARTERIAL), "drawn from arterial plasma, and otto_2021 describes venous plasma"),
        (OTTO, _one(site=Site.NOT_SEEN), "site of sampling not seen"),
        (DOMINO, _one(site=Site.NOT_SEEN), "site of sampling not seen"),
        (KAMP, _one(site=Site.ARTERIAL, analyte="norketamine"), "describes ketamine only"),
        (OTTO, _one(time_min=0), "before any drug was given"),
        (OTTO, _one(time_min=-5), "before any drug was given"),
        (OTTO, _one(value_ng_per_ml=0), "reads 0 ng/mL"),
        (OTTO, _one(value_ng_per_ml=np.nan), "reads nan ng/mL"),
        (OTTO, _one(time_min=30, from_infusion_arm=True), "it shows the syringe"),
        (OTTO, [*_one(), *_one(value_ng_per_ml=90)], "Two samples of one analyte have the same time"),
        (CLEMENTS, _one(site=CLEMENTS.site), "."),
    ],
)
def test_samples_that_the_model_cannot_explain_are_refused_in_words(model, samples, says):
    with pytest.raises(CannotUse, match=says):
        map_estimate(model, STANDARD, samples, weight_kg=70)


def test_a_sample_from_that_arm_is_taken_once_nothing_runs():
    found = map_estimate(OTTO, STANDARD, _one(time_min=60, from_infusion_arm=True), weight_kg=70)
    assert found.converged


def test_a_spread_that_was_assumed_is_no_prior():
    with pytest.raises(CannotEstimate, match="How people differ was not obtained for kamp_2020"):
        map_estimate(KAMP, STANDARD, _one(site=Site.ARTERIAL), weight_kg=70)


def test_a_residual_error_that_was_not_obtained_is_not_made_up():
    with pytest.raises(CannotEstimate, match="residual error of ketamine was not obtained"):
        map_estimate(replace(OTTO, residual=()), STANDARD, _one(), weight_kg=70)


def test_sessions_are_taken_one_by_one_where_a_person_differs_between_them():
    twice = Regimen.sessions([(0, STANDARD), (2, STANDARD)])
    with pytest.raises(CannotEstimate, match="Estimate one session alone"):
        map_estimate(SIMONS, twice, _one(site=Site.ARTERIAL), weight_kg=70)
    assert map_estimate(OTTO, twice, _one(time_min=2 * 1440 + 60), weight_kg=70).converged


def test_a_person_beyond_the_model_is_refused():
    with pytest.raises(CannotSimulate, match="weight"):
        map_estimate(OTTO, STANDARD, _one(), weight_kg=300)


def test_levels_that_fit_badly_are_told():
    plain, off = (map_estimate(OTTO, STANDARD, _samples(OTTO, seed=1, factor=f), weight_kg=70) for f in (1.0, 3.0))
    assert plain.doubts == ()
    assert plain.chance > 0.05
    assert off.chance < 1e-6
    assert "time, unit or site is wrong" in off.doubts[0]


def test_levels_that_no_kinetics_explain_are_refused():
    with pytest.raises(CannotEstimate, match="time, unit or site is wrong"):
        map_estimate(SIMONS, STANDARD, _samples(SIMONS, seed=1, factor=1000.0), weight_kg=70)
