"""Models that nobody published: any spaces, delays and flows, by the engine and by flows written apart from it."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exact
from leeward.pharmacology import Drug, Regimen, Segment, compiled
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Liver, Mammillary, Metabolite, Parameter
from leeward.pharmacology.models import SIMONS
from published import Chain, Published, Spaces, solve

CROWD = compiled.FEW + 1

litres = st.floats(1.6, 6.2).map(np.exp)  # 5 to 500 L
l_per_min = st.floats(-5, 1.6).map(np.exp)  # 0.007 to 5 L/min
per_min = st.floats(-6, 0).map(np.exp)
sides = st.lists(st.tuples(litres, l_per_min), max_size=4).map(tuple)
livers = st.one_of(st.none(), st.tuples(litres, l_per_min, per_min, per_min))
parents = st.builds(Spaces, volume=litres, clearance=st.one_of(st.just(0.0), l_per_min), sides=sides, liver=livers)
metabolites = st.builds(
    Spaces, volume=litres, clearance=st.one_of(st.just(0.0), l_per_min), sides=sides.map(lambda all_: all_[:2])
)
chains = st.one_of(
    st.none(),
    st.builds(
        Chain,
        share=st.floats(0, 1),
        steps=st.integers(0, 5),
        delay_min=st.floats(1, 90),
        mass_ratio=st.just(1.0),
        spaces=metabolites,
    ),
)
copies = st.builds(Published, parent=parents, chain=chains)
segments = st.builds(
    Segment,
    rate_mg_per_min=st.one_of(st.just(0.0), st.floats(0.05, 4)),
    minutes=st.floats(0.5, 60),
    bolus_mg=st.one_of(st.just(0.0), st.floats(0.1, 20)),
)
regimens = st.lists(segments, min_size=1, max_size=6).map(lambda parts: Regimen(segments=tuple(parts)))
many_times = st.lists(st.floats(0, 900), min_size=1, max_size=20)


def the_same_in_leeward(copy):
    """Build the engine's model of the same spaces and flows."""
    chain = copy.chain
    return replace(
        SIMONS,
        parent=_mammillary(copy.parent),
        metabolite=None
        if chain is None
        else Metabolite(
            body=_mammillary(chain.spaces),
            fraction=chain.share,
            molar_ratio=chain.mass_ratio,
            transits=chain.steps,
            mean_transit_min=Parameter(typical=chain.delay_min) if chain.steps else None,
        ),
        spread=(),
        occasion=(),
    )


def _mammillary(spaces):
    liver = None
    if spaces.liver is not None:
        volume, flow, making, otherwise = (Parameter(typical=value) for value in spaces.liver)
        liver = Liver(volume_l=volume, flow_l_per_min=flow, to_metabolite_per_min=making, elsewhere_per_min=otherwise)
    return Mammillary(
        central_l=Parameter(typical=spaces.volume),
        cl_l_per_min=Parameter(typical=spaces.clearance),
        sides=tuple((Parameter(typical=volume), Parameter(typical=flow)) for volume, flow in spaces.sides),
        liver=liver,
    )


def plain(copy):
    """Leave out what only one copy can say: norketamine from the center and from a liver at once."""
    if copy.parent.liver is None:
        return copy
    chain = None if copy.chain is None else replace(copy.chain, share=1.0)
    return replace(copy, parent=replace(copy.parent, clearance=0.0), chain=chain)


def followed(copy, regimen, times, *, people):
    """Ketamine, norketamine (or None) and effect site of the last of so many equal people, by one path or the other."""
    with patch.object(compiled, "wanted", lambda people: people > 1):
        course = simulate(
            the_same_in_leeward(copy), regimen, times, weight_kg=np.full(people, 70.0), drug=Drug.ESKETAMINE
        )
    levels = (course.ketamine_s_ng_per_ml, course.norketamine_ng_per_ml, course.ketamine_s_effect_site_ng_per_ml)
    return [None if one is None else one[-1] for one in levels]


def apart(copy, ours, states):
    """The largest difference of any series, as a share of its highest level."""
    found = 0.0
    for mine, theirs in zip(ours, copy.readouts(states), strict=True):
        assert (mine is None) is (theirs is None)
        if mine is not None and theirs.max() > 0:
            found = max(found, np.abs(mine - theirs).max() / theirs.max())
    return found


def times_of(regimen):
    edges = np.unique(regimen.edges_min)
    return np.unique(np.concatenate([edges, edges + 3, edges + 30, edges[-1] + np.array([120.0, 480, 1440])]))


@pytest.mark.parametrize("people", [1, CROWD], ids=["one person", "one of a crowd"])
@given(copies.map(plain), regimens)
def test_against_the_exponential_in_extended_precision(people, copy, regimen):
    times = times_of(regimen)
    states = exact.levels(copy.matrix(), regimen, times)
    assert apart(copy, followed(copy, regimen, times, people=people), states) < 1e-10


@pytest.mark.parametrize("people", [1, CROWD], ids=["one person", "one of a crowd"])
@given(copies.map(plain), regimens)
@settings(max_examples=30)
def test_against_a_numerical_integrator(people, copy, regimen):
    times = times_of(regimen)
    assert apart(copy, followed(copy, regimen, times, people=people), solve(copy, regimen, times)) < 1e-8


@pytest.mark.parametrize("people", [1, CROWD], ids=["one person", "one of a crowd"])
@given(copies.map(plain), regimens, many_times)
def test_times_in_any_order_and_more_than_once(people, copy, regimen, asked):
    """What is asked beside a time, before it or twice, changes its answer by rounding only."""
    mixed = np.array([*asked, *asked[::-1], 0.0, *regimen.edges_min])
    together = followed(copy, regimen, mixed, people=people)
    alone = followed(copy, regimen, np.unique(mixed), people=people)
    for all_, each in zip(together, alone, strict=True):
        if all_ is not None:
            assert all_ == pytest.approx(each[np.searchsorted(np.unique(mixed), mixed)], rel=1e-12, abs=1e-300)
