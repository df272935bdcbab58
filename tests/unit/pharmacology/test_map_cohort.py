"""Many people estimated at once: the same answers as one by one, whatever the threads."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from leeward.pharmacology import Drug, Regimen, Segment, kernels
from leeward.pharmacology.concentrations import CannotUse, Sample
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.map_cohort import Cohort, Member, cohort_of, estimate_cohort
from leeward.pharmacology.map_estimate import CannotEstimate, map_estimate
from leeward.pharmacology.model import Site
from leeward.pharmacology.models import CLEMENTS, KAMP, OTTO, SIMONS, by_key
from leeward.pharmacology.validity import CannotSimulate

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)
PAUSED = STANDARD.until(20).then(Segment.pause(10)).then(Segment(rate_mg_per_min=1.0, minutes=15, bolus_mg=4))


def _member(model, *, seed, regimen=STANDARD, times=(20, 40, 60, 120, 240), drug=Drug.RACEMATE, late=False):
    rng = np.random.default_rng(seed)
    etas = model.etas_from(rng.standard_normal((1, len(model.eta_names))))
    weight = float(rng.uniform(50, 110))
    levels = simulate(model, regimen, times, weight_kg=weight, etas=etas, drug=drug).ketamine_ng_per_ml[0]
    levels = levels * np.exp(0.15 * rng.standard_normal(len(times)))
    samples = [Sample(time_min=t, value_ng_per_ml=v, site=model.site) for t, v in zip(times, levels, strict=True)]
    if late:
        samples.append(Sample(time_min=1200, value_ng_per_ml=4.0, below=True, site=model.site))
    return Member(regimen=regimen, samples=samples, weight_kg=weight)


@pytest.mark.parametrize("drug", list(Drug))
@pytest.mark.parametrize("model", [OTTO, SIMONS], ids=lambda model: model.key)
def test_together_is_as_one_by_one(model, drug):
    members = [
        _member(model, seed=1, drug=drug),
        _member(model, seed=2, drug=drug, regimen=PAUSED, late=True),
        _member(model, seed=3, drug=drug, times=(40,)),
        _member(model, seed=4, drug=drug, times=(5, 10, 20, 21, 40, 45, 50, 90, 150, 200, 400), late=True),
    ]
    together = estimate_cohort(cohort_of(model, members, drug=drug, assay_sd_ng_per_ml=2.0))
    places = [model.eta_names.index(name) for name in together.eta_names]
    assert together.converged.all()
    for row, member in enumerate(members):
        alone = map_estimate(
            model, member.regimen, member.samples, weight_kg=member.weight_kg, drug=drug, assay_sd_ng_per_ml=2.0
        )
        assert together.objective[row] == pytest.approx(alone.objective, abs=1e-8)
        assert together.etas[row] == pytest.approx(alone.eta[places], abs=1e-5)
        assert together.covariance[row] == pytest.approx(alone.covariance[np.ix_(places, places)], rel=1e-3, abs=1e-7)
        assert together.sd_ratios[row] == pytest.approx(alone.sd_ratios[places], rel=1e-3)


def test_threads_change_nothing():
    cohort = cohort_of(OTTO, [_member(OTTO, seed=seed) for seed in range(30)])
    one, three = estimate_cohort(cohort, threads=1), estimate_cohort(cohort, threads=3)
    for name in ("etas", "objective", "covariance", "iterations", "converged"):
        assert np.array_equal(getattr(one, name), getattr(three, name))


def _six_deviations(people, seed):
    """The six-deviation cohort of the benchmark: three compartments, 15 % error, eight levels to 24 h."""
    rng = np.random.default_rng(seed)
    typical = np.tile([20, 85 / 60, 110 / 60, 70, 1.0, 160], (people, 1))
    times = np.array([20, 40, 60, 90, 150, 300, 720, 1440.0])
    omega = 0.09 * np.eye(6)
    blank = Cohort(
        eta_names=("v1", "cl", "q2", "v2", "q3", "v3"),
        typical=typical,
        moves=np.arange(6),
        omega=omega,
        isomers=np.ones((1, 2)),
        schedules=np.tile([0.0, 40.0, 35.0], (people, 1, 1)),
        samples=np.stack([np.stack([times, np.full(8, np.nan), np.zeros(8)], axis=1)] * people),
        error=np.array([0.15, 0.0]),
    )
    true = 0.3 * rng.standard_normal((people, 6))
    samples = blank.samples.copy()
    for row in range(people):
        samples[row, :, 1] = _levels(typical[row] * np.exp(true[row]), times) * (1 + 0.15 * rng.standard_normal(8))
    return replace(blank, samples=samples), true


def _levels(parameters, times_min):
    """The same levels from the matrix of rates and numpy's eigenvalues, for an independent objective."""
    v1, cl, q2, v2, q3, v3 = parameters
    a = np.array([[-(cl + q2 + q3) / v1, q2 / v2, q3 / v3], [q2 / v1, -q2 / v2, 0], [q3 / v1, 0, -q3 / v3]])
    rates, modes = np.linalg.eig(a)
    shares = modes[0] * np.linalg.solve(modes, [1.0, 0, 0]) * 35 / 40 * 1000 / v1
    on, off = np.minimum(times_min, 40)[:, None], np.maximum(times_min - 40, 0)[:, None]
    return (shares * np.expm1(rates * on) / rates * np.exp(rates * off)).sum(axis=1)


def _objective(cohort, row, eta):
    f = _levels(cohort.typical[row] * np.exp(eta), cohort.samples[row, :, 0])
    v = (0.15 * f) ** 2
    return np.sum((cohort.samples[row, :, 1] - f) ** 2 / v + np.log(v)) + eta @ eta / 0.09


def test_six_deviations_end_where_scipy_ends_and_no_higher():
    cohort, _ = _six_deviations(8, seed=5)
    found = estimate_cohort(cohort)
    assert found.converged.all()
    for row in range(8):
        assert found.objective[row] == pytest.approx(_objective(cohort, row, found.etas[row]), abs=1e-9)
        other = minimize(
            lambda eta, row=row: _objective(cohort, row, eta), found.etas[row] + 0.05, method="BFGS", tol=1e-7
        )
        assert found.objective[row] <= other.fun + 1e-9
        assert found.objective[row] == pytest.approx(other.fun, abs=1e-6)


def test_six_deviations_of_a_hundred_people_all_converge_around_the_truth():
    cohort, true = _six_deviations(100, seed=6)
    found = estimate_cohort(cohort)
    assert found.converged.all()
    away = found.etas - true
    distance = np.einsum("ni,nij,nj->n", away, np.linalg.inv(found.covariance), away)
    # Chi-squared with 6 degrees of freedom: mean 6, SD of the mean of a hundred 0.35.
    assert distance.mean() == pytest.approx(6, abs=1.2)


def test_the_gradient_is_that_of_the_objective():
    cohort, _ = _six_deviations(1, seed=7)
    asked = (cohort.typical[0], cohort.moves, np.linalg.inv(cohort.omega), cohort.isomers)
    rest = (cohort.schedules[0], cohort.samples[0], cohort.error)
    eta, gradient, unused = np.linspace(-0.3, 0.3, 6), np.empty(6), np.empty(6)
    kernels.half_objective(eta, *asked, *rest, gradient)
    for a in range(6):
        step = 1e-5 * np.eye(6)[a]
        ahead, behind = (kernels.half_objective(eta + s, *asked, *rest, unused) for s in (step, -step))
        assert gradient[a] == pytest.approx((ahead - behind) / 2e-5, rel=1e-6, abs=1e-6)
    assert 2 * kernels.half_objective(eta, *asked, *rest, gradient) == pytest.approx(_objective(cohort, 0, eta))


def test_one_side_compartment_is_enough():
    cohort, _ = _six_deviations(3, seed=8)
    typical = cohort.typical.copy()
    typical[:, 4] = 0.0
    small = replace(cohort, typical=typical, moves=np.array([0, 1, 2, 3]), omega=0.09 * np.eye(4))
    found = estimate_cohort(small)
    assert found.converged.all()
    tiny = replace(small, typical=np.where(np.arange(6) == 4, 1e-9, typical))
    assert found.objective == pytest.approx(estimate_cohort(tiny).objective, abs=1e-5)


@pytest.mark.parametrize("apart", [0, 1e-12, 1e-9, 1e-6])
def test_side_compartments_that_empty_alike_are_no_trouble(apart):
    cohort, _ = _six_deviations(2, seed=9)
    typical = cohort.typical.copy()
    typical[:, 4] = typical[:, 2] / typical[:, 3] * typical[:, 5] * (1 + apart)
    alike = replace(cohort, typical=typical, moves=np.array([0, 1]), omega=0.09 * np.eye(2))
    found = estimate_cohort(alike)
    assert found.converged.all()
    wide = replace(alike, typical=typical * np.where(np.arange(6) == 4, 1 + 1e-5, 1))
    assert found.objective == pytest.approx(estimate_cohort(wide).objective, rel=1e-4)


def test_the_covariance_is_only_made_when_asked_for():
    cohort = cohort_of(OTTO, [_member(OTTO, seed=1)])
    assert np.isnan(estimate_cohort(cohort, with_covariance=False).covariance).all()


@pytest.mark.parametrize(
    ("model", "changes", "refusal", "says"),
    [
        (OTTO, {"samples": []}, CannotUse, "Person 2: No level was given"),
        (OTTO, {"weight_kg": 300.0}, CannotSimulate, "Person 2: .*weight"),
        (
            OTTO,
            {"samples": [Sample(time_min=60, value_ng_per_ml=50, site=Site.VENOUS, analyte="norketamine")]},
            CannotUse,
            "Person 2: Only ketamine levels",
        ),
        (
            OTTO,
            {"regimen": STANDARD.until(30), "samples": [Sample(time_min=0, value_ng_per_ml=5, site=Site.VENOUS)]},
            CannotUse,
            "Person 2: Sample 1",
        ),
        (KAMP, {}, CannotEstimate, "was not obtained"),
        (CLEMENTS, {}, CannotEstimate, "was not obtained"),
        (by_key("perez_ruixo_2021"), {}, CannotEstimate, "one by one"),
        (replace(OTTO, residual=()), {}, CannotEstimate, "no residual error"),
    ],
)
def test_who_cannot_be_estimated_is_refused_by_number(model, changes, refusal, says):
    member = _member(OTTO, seed=1)
    with pytest.raises(refusal, match=says):
        cohort_of(model, [member, replace(member, **changes)])
