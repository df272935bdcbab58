"""One person who differs from session to session: the drug in the body is handed on, the flows change."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.pharmacology import Drug, Regimen, Segment
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import EVERY
from published import second_copy, solve

CLOSE = 1e-8  # of the highest level of the series
ROUNDED_MASS_RATIO = 5e-6  # of norketamine in Simons 2022

deviations = st.floats(-math.log(2), math.log(2))
segments = st.builds(
    Segment,
    rate_mg_per_min=st.one_of(st.just(0.0), st.floats(0.05, 4)),
    minutes=st.floats(5, 60),
    bolus_mg=st.one_of(st.just(0.0), st.floats(0.1, 20)),
)
sessions = st.lists(segments, min_size=1, max_size=4).map(lambda parts: Regimen(segments=tuple(parts)))


@st.composite
def two_occasions(draw):
    """A model, its deviations on two days, what is given on each, and the hours between."""
    model = draw(st.sampled_from([model for model in EVERY if model.eta_names]))
    days = [{name: draw(deviations) for name in model.eta_names} for _ in range(2)]
    return model, days, draw(sessions), draw(sessions), draw(st.floats(1, 48)) * 60


@given(two_occasions(), st.floats(40, 160))
@settings(max_examples=40)
def test_each_occasion_has_its_own_flows_and_inherits_what_the_body_holds(told, weight_kg):
    model, (own, moved), first, second, gap_min = told
    change = first.minutes + gap_min
    whole = first.then(Segment.pause(gap_min)).then(second)
    later = {name: np.array([moved[name]]) for name in moved}
    before, after = np.array([3.0, first.minutes, change - 1]), np.array([0.0, 4, second.minutes, second.minutes + 300])
    course = simulate(
        model,
        whole,
        np.concatenate([before, change + after]),
        weight_kg=weight_kg,
        etas={name: np.array([own[name]]) for name in own},
        occasions=[(change, later)],
        drug=Drug.ESKETAMINE,
    )
    persons = [
        second_copy(model)(weight_kg, etas=etas) for etas in (own, {name: own[name] + moved[name] for name in own})
    ]
    states = solve(persons[0], first, np.append(before, change))
    then = solve(persons[1], second, after, start=states[-1])
    pieces = [persons[0].readouts(states[:-1]), persons[1].readouts(then)]
    ours = (course.ketamine_s_ng_per_ml, course.norketamine_ng_per_ml, course.ketamine_s_effect_site_ng_per_ml)
    for name, mine, one, other in zip(("parent", "metabolite", "effect"), ours, *pieces, strict=True):
        if mine is not None:
            theirs = np.concatenate([one, other])
            close = ROUNDED_MASS_RATIO if name == "metabolite" and model.key == "simons_2022" else CLOSE
            assert np.abs(mine[0] - theirs).max() <= close * max(theirs.max(), 1e-9), name
