"""Laws of the compiled kernels: both ways through time agree with an exponential in extended precision."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.linalg import expm

import exact
from leeward.pharmacology import Regimen, Segment
from leeward.pharmacology.compartments import PLACES
from leeward.pharmacology.compiled import by_modes, by_steps, matrices_of, plan

CLOSE = 1e-10  # of the highest level of the series
READS = (0, 3, 5)  # parent, metabolite, effect site

per_min = st.floats(-9, 1.1).map(np.exp)  # 0.0001 to 3 per min
or_nothing = st.one_of(per_min, per_min, per_min, st.just(0.0))
volumes = st.floats(1, 300).map(lambda litres: 1000 / litres)
people = st.tuples(*[per_min] * 10, volumes, volumes)
people_with_zeros = st.tuples(*[or_nothing] * 10, volumes, volumes)
stretches = st.builds(
    Segment,
    rate_mg_per_min=st.one_of(st.just(0.0), st.floats(0.05, 4)),
    minutes=st.floats(0.5, 90),
    bolus_mg=st.one_of(st.just(0.0), st.floats(0.1, 20)),
)
pauses = st.floats(600, 20_160).map(Segment.pause)
pushes = st.floats(0.1, 20).map(Segment.push)
regimens = st.lists(st.one_of(stretches, stretches, pauses, pushes), min_size=1, max_size=8).map(
    lambda parts: Regimen(segments=tuple(parts))
)


def times_of(regimen):
    """The edges themselves, soon after each (where a push is felt), and up to a day beyond the end."""
    edges = np.unique(regimen.edges_min)
    return np.unique(np.concatenate([edges, edges + 3, edges + 30, edges[-1] + np.geomspace(1, 1440, 5)]))


def expected(constants, regimen, times):
    """Parent, metabolite and effect site in ng/mL from the oracle, (3, times)."""
    states = exact.levels(exact.rates_matrix(constants), regimen, times)
    return np.array([states[:, 0] * constants[10], states[:, 3] * constants[11], states[:, 5]])


def modal(constants, regimen, times):
    return by_modes(np.array([constants]), plan(regimen, times))[:, 0]


def stepped(constants, regimen, times):
    scale = np.array([[constants[10], constants[11], constants[10]]])
    return by_steps(matrices_of(np.array([constants])), plan(regimen, times), READS, scale)[:, 0]


def apart(ours, theirs):
    """The largest difference in each series, as a share of its highest level."""
    highest = np.maximum(theirs.max(axis=1), 1e-300)
    return (np.abs(ours - theirs).max(axis=1) / highest).max()


@given(people, regimens)
def test_the_oracle_agrees_with_scipy(constants, regimen):
    """scipy's expm, from one edge to the next: exact to a share of what went in, not of the little that is left."""
    matrix, state, states = exact.rates_matrix(constants), np.zeros(7), []
    wide = np.zeros((7, 7))
    wide[:6, :6], wide[0, 6] = matrix, 1.0
    for segment in regimen.segments:
        assume(segment.minutes < 600)
        state[0] += segment.bolus_mg
        state[6] = segment.rate_mg_per_min
        state = expm(wide * segment.minutes) @ state
        states.append(state[:6].copy())
    ends = np.array(regimen.edges_min[1:])
    keep = np.append(np.diff(ends) > 0, True) & ~np.isin(ends, _pushed_at(regimen))
    assume(keep.any())
    oracle = exact.levels(matrix, regimen, ends)[keep]
    went_in = regimen.total_mg * max(constants[10], 1.0)  # mg, and ng/mL were it all in the first volume
    assert np.abs(oracle - np.array(states)[keep]).max() <= CLOSE / 100 * max(went_in, 1e-300)


def _pushed_at(regimen):
    """The minutes at which something is pushed: the level there is the one after the push."""
    return [edge for edge, segment in zip(regimen.edges_min, regimen.segments, strict=False) if segment.bolus_mg]


@given(people, regimens)
def test_modes_on_any_schedule(constants, regimen):
    times = times_of(regimen)
    assert apart(modal(constants, regimen, times), expected(constants, regimen, times)) < CLOSE


@given(people, regimens)
def test_steps_on_any_schedule(constants, regimen):
    times = times_of(regimen)
    assert apart(stepped(constants, regimen, times), expected(constants, regimen, times)) < CLOSE


@given(people_with_zeros, regimens)
def test_rates_of_zero(constants, regimen):
    """Side spaces that nothing enters or leaves, no clearance, no norketamine, no effect site, a stopped metabolite."""
    times = times_of(regimen)
    assert apart(modal(constants, regimen, times), expected(constants, regimen, times)) < CLOSE
    assert apart(stepped(constants, regimen, times), expected(constants, regimen, times)) < CLOSE


GAPS = (0.0, 1e-15, 1e-12, 1e-9, 1e-7, 1e-5, 9.9e-5, 1.01e-4, 1e-3)
at_a_gap = st.sampled_from(GAPS)


def rates_of(constants):
    """The parent's three decay rates, and the metabolite's two."""
    matrix = exact.rates_matrix(constants)
    return (np.sort(-np.linalg.eigvals(matrix[part, part]).real) for part in (slice(0, 3), slice(3, 5)))


@given(people, regimens, at_a_gap, st.integers(0, 2))
def test_an_effect_site_as_fast_as_one_of_the_parents_modes(constants, regimen, gap, which):
    parent, _ = rates_of(constants)
    near = put(constants, ke0=parent[which] * (1 + gap))
    times = times_of(regimen)
    assert apart(modal(near, regimen, times), expected(near, regimen, times)) < CLOSE


@given(people, regimens, at_a_gap, st.integers(0, 2), st.integers(0, 1))
def test_a_metabolite_that_leaves_as_fast_as_the_parent(constants, regimen, gap, which, own):
    """All three metabolite rates scaled until one of its modes meets one of the parent's."""
    parent, metabolite = rates_of(constants)
    factor = parent[which] * (1 + gap) / metabolite[own]
    told = dict(zip(PLACES, constants, strict=True))
    assume(factor * max(told["m10"], told["m12"], told["m21"]) < 10)  # a space that empties in seconds is no body's
    near = put(constants, **{name: told[name] * factor for name in ("m10", "m12", "m21")})
    times = times_of(regimen)
    assert apart(modal(near, regimen, times), expected(near, regimen, times)) < CLOSE


@given(people, regimens, at_a_gap)
def test_two_side_spaces_that_empty_equally_fast(constants, regimen, gap):
    near = put(constants, k31=constants[2] * (1 + gap))
    times = times_of(regimen)
    assert apart(modal(near, regimen, times), expected(near, regimen, times)) < CLOSE


@given(people, regimens, at_a_gap, at_a_gap, st.floats(-30, 0).map(np.exp))
def test_everything_leaves_at_nearly_one_rate(constants, regimen, gap, wider, coupling):
    """Parent, sides, metabolite and effect site share a rate; the spaces are coupled from hardly to well."""
    rate = constants[0]
    near = put(
        constants,
        k12=coupling * rate,
        k21=rate * (1 + gap),
        k13=coupling * rate / 2,
        k31=rate * (1 + wider),
        m10=rate * (1 - gap),
        m12=coupling * rate / 3,
        m21=rate * (1 - wider),
        ke0=rate * (1 + gap + wider),
    )
    times = times_of(regimen)
    assert apart(modal(near, regimen, times), expected(near, regimen, times)) < CLOSE


def put(constants, **changed):
    """Return the constants with some of them changed."""
    return tuple({**dict(zip(PLACES, constants, strict=True)), **changed}.values())


YEAR_MIN = 525_600.0
TWO_DAYS_A_YEAR_APART = Regimen(
    segments=(
        Segment(rate_mg_per_min=0.875, minutes=40),
        Segment.pause(YEAR_MIN),
        Segment(rate_mg_per_min=0.5, minutes=20, bolus_mg=5),
    )
)


@given(people)
def test_a_gap_of_a_year(constants):
    times = np.array([0, 40, 1000, YEAR_MIN, YEAR_MIN + 40, YEAR_MIN + 60, YEAR_MIN + 200])
    theirs = expected(constants, TWO_DAYS_A_YEAR_APART, times)
    assert apart(modal(constants, TWO_DAYS_A_YEAR_APART, times), theirs) < CLOSE
    assert apart(stepped(constants, TWO_DAYS_A_YEAR_APART, times), theirs) < 1e-9


@given(people)
def test_two_hundred_changes_of_rate(constants):
    parts = tuple(Segment(rate_mg_per_min=(7 * n % 11) / 5, minutes=0.5 + (3 * n % 7)) for n in range(200))
    regimen = Regimen(segments=parts)
    times = np.linspace(0, regimen.minutes + 100, 40)
    theirs = expected(constants, regimen, times)
    assert apart(modal(constants, regimen, times), theirs) < CLOSE
    assert apart(stepped(constants, regimen, times), theirs) < CLOSE


@pytest.mark.parametrize("way", [modal, stepped])
def test_times_that_all_but_coincide(way):
    """A nanosecond, and the smallest step a double can take, before and after a change of rate."""
    constants = (0.1, 0.2, 0.05, 0.1, 0.01, 0.08, 0.02, 0.03, 0.015, 0.11, 10.0, 20.0)
    regimen = Regimen(segments=(Segment(rate_mg_per_min=1, minutes=40), Segment(rate_mg_per_min=2, minutes=10)))
    times = np.unique([0, 1e-300, 1e-12, np.nextafter(40, 0), 40, np.nextafter(40, 41), 40 + 1e-9, 50, 60])
    assert apart(way(constants, regimen, times), expected(constants, regimen, times)) < CLOSE
