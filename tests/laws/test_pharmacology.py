"""Laws of the drug's course: nothing is lost, more is never less, and the future never changes the past."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from leeward.pharmacology import Regimen, Segment
from leeward.pharmacology.compartments import rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.kinetics import ke0_per_min, masses, simulate
from leeward.pharmacology.models import EVERY
from leeward.pharmacology.propagation import propagate

models = st.sampled_from(EVERY)
weights = st.floats(40, 160)
stretches = st.builds(Segment, rate_mg_per_min=st.one_of(st.just(0.0), st.floats(0.05, 4)), minutes=st.floats(0.5, 60))
regimens = st.builds(
    Regimen, segments=st.lists(stretches, min_size=1, max_size=12).map(tuple)
)  # fmt: skip
TIMES = np.linspace(0, 600, 25)


def levels(model, regimen, times, weight_kg):
    return simulate(model, regimen, times, weight_kg=weight_kg).ketamine_ng_per_ml[0]


@given(models, regimens, weights)
def test_what_went_in_is_held_or_has_left(model, regimen, weight_kg):
    held_mg, eliminated_mg = masses(model, regimen, TIMES, weight_kg=weight_kg)
    given_mg = [regimen.given_mg(minute) for minute in TIMES]
    assert held_mg[0] + eliminated_mg[0] == pytest.approx(given_mg, rel=1e-9, abs=1e-9)


@given(models, regimens, weights, st.floats(1.01, 3))
def test_levels_are_linear_in_dose_so_more_is_never_less(model, regimen, weight_kg, factor):
    more = Regimen(
        segments=tuple(
            Segment(rate_mg_per_min=one.rate_mg_per_min * factor, minutes=one.minutes) for one in regimen.segments
        )
    )
    low, high = levels(model, regimen, TIMES, weight_kg), levels(model, more, TIMES, weight_kg)
    assert high == pytest.approx(low * factor, rel=1e-9, abs=1e-9)
    assert (high >= low - 1e-9).all()


@given(models, regimens, stretches, weights)
def test_another_stretch_is_never_less_exposure(model, regimen, more, weight_kg):
    before, after = levels(model, regimen, TIMES, weight_kg), levels(model, regimen.then(more), TIMES, weight_kg)
    assert (after >= before - 1e-9).all()


@given(models, weights, st.floats(20, 100), st.floats(1.05, 3))
def test_the_same_dose_given_more_slowly_never_peaks_higher(model, weight_kg, minutes, slower):
    quick = Regimen.infusion(dose_mg=weight_kg / 2, minutes=minutes)
    slow = Regimen.infusion(dose_mg=weight_kg / 2, minutes=minutes * slower)
    peak = levels(model, quick, [minutes], weight_kg).max()
    assert levels(model, slow, [minutes * slower], weight_kg).max() <= peak + 1e-9


@given(models, regimens, weights, st.floats(0.1, 30))
def test_a_pause_changes_nothing_before_it(model, regimen, weight_kg, pause_min):
    half = regimen.minutes / 2
    times = np.linspace(0, half, 7)
    paused = regimen.until(half).then(Segment.pause(pause_min))
    assert levels(model, paused, times, weight_kg) == pytest.approx(
        levels(model, regimen, times, weight_kg), rel=1e-9, abs=1e-9
    )


@given(models, regimens, weights)
def test_asking_more_often_changes_no_answer(model, regimen, weight_kg):
    often = np.union1d(TIMES, np.linspace(0, 600, 301))
    rarely, frequent = levels(model, regimen, TIMES, weight_kg), levels(model, regimen, often, weight_kg)
    assert frequent[np.searchsorted(often, TIMES)] == pytest.approx(rarely, rel=1e-9, abs=1e-9)


@given(models, regimens, weights)
@settings(max_examples=8)
def test_it_agrees_with_a_numerical_integrator(model, regimen, weight_kg):
    """LSODA restarted at every change of rate."""
    matrix = rates(
        model, covariates=Covariates.of(weight_kg=weight_kg), etas={}, clearance_factor=1.0, ke0_per_min=ke0_per_min()
    )
    state = np.zeros(matrix.shape[1])
    ends = np.array(regimen.edges_min[1:])
    exact = propagate(matrix, regimen, ends)[0]
    for segment, expected in zip(regimen.segments, exact, strict=True):
        entering = np.zeros_like(state)
        entering[0] = segment.rate_mg_per_min
        solved = solve_ivp(
            lambda _, x, u=entering: matrix[0] @ x + u,
            (0, segment.minutes),
            state,
            method="LSODA",
            rtol=1e-11,
            atol=1e-13,
        )
        state = solved.y[:, -1]
        assert state == pytest.approx(expected, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.key)
@pytest.mark.parametrize("weight_kg", [40, 70, 160])
def test_the_area_under_the_curve_is_dose_over_clearance(model, weight_kg):
    """Gauss-Legendre panels over twenty days; a racemate through S and R halves has two clearances."""
    regimen = Regimen.infusion(dose_mg=35, minutes=40)
    edges = np.concatenate([np.linspace(0, 40, 9), 40 + np.geomspace(0.1, 28_800, 60)])
    nodes, shares = np.polynomial.legendre.leggauss(12)
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    times = (middle[:, None] + half[:, None] * nodes).ravel()
    course = simulate(model, regimen, times, weight_kg=weight_kg)
    clearance = model.parent.clearance_l_per_min(covariates=Covariates.of(weight_kg=weight_kg), etas={})[0]
    area_s = (course.ketamine_s_ng_per_ml[0].reshape(-1, 12) * half[:, None] @ shares).sum()
    assert area_s == pytest.approx(1000 * 17.5 / clearance, rel=1e-8)


@given(models, regimens, weights)
def test_it_agrees_with_the_sum_of_exponentials(model, regimen, weight_kg):
    """The closed form of a pulse, superposed over the schedule; no matrix exponential in it."""
    size = 1 + len(model.parent.sides) + (model.parent.liver is not None)
    full = rates(
        model, covariates=Covariates.of(weight_kg=weight_kg), etas={}, clearance_factor=1.0, ke0_per_min=ke0_per_min()
    )
    values, vectors = np.linalg.eig(full[0, :size, :size])
    share = vectors[0] * np.linalg.inv(vectors)[:, 0]
    expected = np.zeros_like(TIMES)
    for segment, start in zip(regimen.segments, regimen.edges_min, strict=False):
        on = np.clip(TIMES - start, 0, segment.minutes)[:, None]
        off = np.maximum(TIMES - start - segment.minutes, 0)[:, None]
        expected += segment.rate_mg_per_min * (share / values * np.expm1(values * on) * np.exp(values * off)).sum(
            axis=1
        )
    assert propagate(full, regimen, TIMES)[0, :, 0] == pytest.approx(expected, rel=1e-9, abs=1e-11)
