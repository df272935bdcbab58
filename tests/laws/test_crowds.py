"""Laws of many people at once: nobody's level depends on who else is there, in what order, or on how many threads."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.pharmacology import Regimen, Segment, compiled, draws
from leeward.pharmacology.compartments import constants, falls_apart, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.kinetics import effect_site, ke0_per_min, simulate
from leeward.pharmacology.models import EVERY

models = st.sampled_from(EVERY)
seeds = st.integers(0, 2**64)
segments = st.builds(
    Segment,
    rate_mg_per_min=st.one_of(st.just(0.0), st.floats(0.05, 4)),
    minutes=st.floats(0.5, 60),
    bolus_mg=st.one_of(st.just(0.0), st.floats(0.1, 20)),
)
regimens = st.lists(segments, min_size=1, max_size=8).map(lambda parts: Regimen(segments=tuple(parts)))
TIMES = np.linspace(0, 500, 21)
MANY = 60


def crowd(model, n, seed):
    """Deviations and weights of `n` people."""
    z = draws.normals(seed, stream="test", first=0, n=n, width=len(model.eta_names) + 1)
    return model.etas_from(z[:, 1:]), 40 + 120 * (np.arctan(z[:, 0]) / np.pi + 0.5)


def told(model, regimen, etas, weights):
    """Every level of a crowd as one array (4, people, times)."""
    course = simulate(model, regimen, TIMES, weight_kg=weights, etas=etas)
    nk = (
        np.zeros_like(course.ketamine_ng_per_ml)
        if course.norketamine_ng_per_ml is None
        else course.norketamine_ng_per_ml
    )
    effects = (course.ketamine_s_effect_site_ng_per_ml, course.ketamine_r_effect_site_ng_per_ml)
    return np.stack([course.ketamine_ng_per_ml, nk, *effects])


def chosen(etas, who):
    return {name: values[who] for name, values in etas.items()}


@given(models, regimens, seeds)
def test_each_of_a_crowd_is_as_if_alone(model, regimen, seed):
    etas, weights = crowd(model, MANY, seed)
    together = told(model, regimen, etas, weights)
    for i in (0, MANY // 2, MANY - 1):
        alone = told(model, regimen, chosen(etas, slice(i, i + 1)), weights[i : i + 1])
        assert together[:, i] == pytest.approx(alone[:, 0], rel=1e-9, abs=1e-9)


@given(models, regimens, seeds)
def test_the_order_of_people_changes_nothing_at_all(model, regimen, seed):
    etas, weights = crowd(model, MANY, seed)
    order = np.argsort(weights)
    sorted_crowd = told(model, regimen, chosen(etas, order), weights[order])
    assert np.array_equal(sorted_crowd, told(model, regimen, etas, weights)[:, order])


@given(models, regimens, seeds, st.integers(17, 40))
def test_blocks_of_people_put_together_are_the_whole(model, regimen, seed, size):
    etas, weights = crowd(model, MANY, seed)
    blocks = [slice(0, size), slice(size, MANY)]
    parts = [told(model, regimen, chosen(etas, block), weights[block]) for block in blocks]
    assert np.concatenate(parts, axis=1) == pytest.approx(told(model, regimen, etas, weights), rel=1e-9, abs=1e-9)


@given(models, regimens, seeds, st.integers(2, 7))
@settings(max_examples=20)
def test_the_number_of_threads_changes_nothing_at_all(model, regimen, seed, threads):
    n = 1200  # enough that the work is shared out
    etas, weights = crowd(model, n, seed)
    who = Covariates.of(weight_kg=weights, age_y=None, asian=None, people=n)
    asked = {"covariates": who, "etas": etas, "clearance_factor": 1.0, "ke0_per_min": ke0_per_min()}
    steps = compiled.plan(regimen, TIMES)
    assert n * TIMES.size > compiled.INLINE
    if falls_apart(model):
        table = constants(model, **asked, metabolite=True)
        alone, shared = (compiled.by_modes(table, steps, threads=count) for count in (1, threads))
        planes = slice(None) if model.metabolite is not None else [0, 2]
    else:
        matrices, scale = rates(model, **asked), np.ones((n, 3))
        alone, shared = (compiled.by_steps(matrices, steps, (0, 1, 2), scale, threads=count) for count in (1, threads))
        planes = slice(None)
    assert np.array_equal(alone[planes], shared[planes])


@given(models, regimens, regimens, st.floats(0, 200), seeds)
def test_two_regimens_at_once_are_their_sum(model, one, other, later_min, seed):
    """Superposition, the second one started later."""
    etas, weights = crowd(model, 20, seed)
    shifted = Regimen(segments=(Segment.pause(later_min + 1), *other.segments))
    both = merged(one, shifted)
    expected = told(model, one, etas, weights) + told(model, shifted, etas, weights)
    assert told(model, both, etas, weights) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def merged(one, other):
    """Run two regimens side by side: rates add, pushes stay where they are."""
    edges = np.unique([*one.edges_min, *other.edges_min])
    pushes = {}
    for regimen in (one, other):
        for start, segment in zip(regimen.edges_min, regimen.segments, strict=False):
            pushes[start] = pushes.get(start, 0.0) + segment.bolus_mg
    parts = []
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        rate = one.rate_at(middle) + other.rate_at(middle)
        parts.append(Segment(rate_mg_per_min=rate, minutes=end - start, bolus_mg=pushes.get(start, 0.0)))
    return Regimen(segments=tuple(parts))


@given(models, regimens, segments, seeds, st.floats(1, 400))
def test_what_comes_later_changes_nothing_before(model, regimen, more, seed, gap_min):
    etas, weights = crowd(model, 20, seed)
    later = regimen.then(Segment.pause(gap_min)).then(more)
    before = regimen.minutes + gap_min > TIMES
    ours, theirs = told(model, later, etas, weights), told(model, regimen, etas, weights)
    assert ours[:, :, before] == pytest.approx(theirs[:, :, before], rel=1e-9, abs=1e-9)


@given(models, regimens, seeds)
def test_the_effect_site_alone_is_the_effect_site_of_the_whole(model, regimen, seed):
    etas, weights = crowd(model, MANY, seed)
    s, r = effect_site(model, regimen, TIMES, weight_kg=weights, etas=etas)
    assert np.stack([s, r]) == pytest.approx(told(model, regimen, etas, weights)[2:], rel=1e-9, abs=1e-9)
