"""The engine against a numerical integrator that knows nothing of it: the published models as flows, solved by scipy.

Every example goes through the path of one person (NumPy) and, as one of a crowd, through the compiled kernels.
"""

import math
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.pharmacology import Drug, Regimen, Segment, compiled
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import EVERY
from published import second_copy, solve

CLOSE = 1e-8  # of the highest level of the series
ROUNDED_MASS_RATIO = 5e-6  # of norketamine in Simons 2022: 223.70/237.73 stands as 0.94098 in src
CROWD = compiled.FEW + 8

models = st.sampled_from(EVERY)
weights = st.floats(40, 160)
ages = st.floats(18, 90)
running = st.builds(
    Segment,
    rate_mg_per_min=st.floats(0.05, 4),
    minutes=st.floats(0.5, 60),
    bolus_mg=st.one_of(st.just(0.0), st.floats(0.1, 20)),
)
pauses = st.floats(0.5, 60).map(Segment.pause)
pushes = st.floats(0.1, 20).map(Segment.push)
sessions = st.lists(st.one_of(running, running, pauses, pushes), min_size=1, max_size=6).map(
    lambda parts: Regimen(segments=tuple(parts))
)
courses = st.lists(st.tuples(st.integers(1, 9), sessions), min_size=1, max_size=4).map(
    lambda told: Regimen.sessions(
        zip(np.cumsum([days for days, _ in told]).tolist(), [one for _, one in told], strict=True)
    )
)


@st.composite
def persons(draw):
    """A model, a weight, an age and personal deviations of up to half or double."""
    model = draw(models)
    etas = {name: draw(st.floats(-math.log(2), math.log(2))) for name in model.eta_names}
    return model, draw(weights), draw(ages), etas


def times_of(regimen):
    edges = np.unique(regimen.edges_min)
    return np.unique(np.concatenate([edges, edges + 3.3, edges[-1] + np.array([30.0, 120, 480])]))


def agree(person, regimen, *, people, drug=Drug.ESKETAMINE, method=None):
    """Compare ketamine, norketamine and effect site of the first of `people` equal persons."""
    model, weight_kg, age_y, etas = person
    times = times_of(regimen)
    crowd = {name: np.full(people, value) for name, value in etas.items()}
    weight = np.full(people, weight_kg)
    ages_y = np.full(people, age_y)
    with patch.object(compiled, "wanted", lambda people: people > 1):  # whether or not kernels are loaded already
        course = simulate(model, regimen, times, weight_kg=weight, age_y=ages_y, etas=crowd, drug=drug)
    copy = second_copy(model)(weight_kg, etas=etas, age_y=age_y)
    ketamine, norketamine, effect = copy.readouts(solve(copy, regimen, times, method=method))
    assert course.ketamine_s_ng_per_ml.shape[0] == people
    for row in (0, people - 1):
        assert apart(course.ketamine_s_ng_per_ml[row], ketamine) < CLOSE
        assert apart(course.ketamine_s_effect_site_ng_per_ml[row], effect) < CLOSE
        if norketamine is not None:
            close = ROUNDED_MASS_RATIO if model.key == "simons_2022" else CLOSE
            assert apart(course.norketamine_ng_per_ml[row], norketamine) < close


def apart(ours, theirs):
    highest = theirs.max()
    return np.abs(ours - theirs).max() / highest if highest > 0 else np.abs(ours).max()


@given(persons(), sessions)
def test_one_person_through_one_session(person, regimen):
    agree(person, regimen, people=1)


@given(persons(), sessions)
def test_one_of_a_crowd_through_one_session(person, regimen):
    agree(person, regimen, people=CROWD)


@given(persons(), courses)
@settings(max_examples=20)
def test_one_person_through_weeks_of_sessions(person, regimen):
    agree(person, regimen, people=1)


@given(persons(), courses)
@settings(max_examples=20)
def test_one_of_a_crowd_through_weeks_of_sessions(person, regimen):
    agree(person, regimen, people=CROWD)


@pytest.mark.hazard("H15 engine error: unit, NaN, bad covariate")
@pytest.mark.parametrize("method", ["DOP853", "Radau", "LSODA"])
@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.key)
def test_three_integrators_say_the_same(model, method):
    """0.5 mg/kg over 40 min with a pause, a push and a change of rate."""
    regimen = Regimen(
        segments=(
            Segment(rate_mg_per_min=0.875, minutes=25),
            Segment.pause(10),
            Segment.push(5),
            Segment(rate_mg_per_min=1.2, minutes=15),
        )
    )
    agree((model, 82.0, 44.0, {}), regimen, people=1, method=method)
