"""Laws of the context-sensitive half-time."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.half_time import half_times
from leeward.pharmacology.kinetics import ke0_per_min
from leeward.pharmacology.model import Drug, Mammillary, Parameter
from leeward.pharmacology.models import EVERY, OTTO

VOLUMES = st.floats(5, 400)
CLEARANCES = st.floats(0.2, 3)


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.key)
@given(weight_kg=st.floats(40, 160), fall=st.floats(0.1, 0.9))
def test_a_longer_hold_never_shortens_the_fall(model, weight_kg, fall):
    rows = half_times(model, [1, 10, 40, 100, 400, 2000], weight_kg=weight_kg, fall=fall)
    for site in ("plasma_min", "effect_site_min"):
        minutes = [getattr(row, site) for row in rows]
        assert all(later >= earlier * (1 - 1e-9) for earlier, later in pairwise(minutes))


@given(volume_l=VOLUMES, cl_l_per_min=CLEARANCES, held_min=st.floats(0.5, 5000), fall=st.floats(0.05, 0.95))
def test_one_compartment_takes_ln_2_over_k_however_long_it_was_held(volume_l, cl_l_per_min, held_min, fall):
    row = half_times(_body(volume_l, cl_l_per_min), [held_min], weight_kg=70, fall=fall, drug=Drug.ESKETAMINE)[0]
    assert row.plasma_min == pytest.approx(-np.log(1 - fall) * volume_l / cl_l_per_min, rel=1e-7)


@given(volume_l=VOLUMES, cl_l_per_min=CLEARANCES)
def test_the_effect_site_of_one_compartment_solves_its_own_equation(volume_l, cl_l_per_min):
    row = half_times(_body(volume_l, cl_l_per_min), [60], weight_kg=70, drug=Drug.ESKETAMINE)[0]
    k, ke0, t = cl_l_per_min / volume_l, ke0_per_min(), row.effect_site_min
    # Ce = (ke0 e^-kt - k e^-ke0 t) / (ke0 - k) from Ce = Cp = 1; left as a product to stay whole where k nears ke0.
    assert ke0 * np.exp(-k * t) - k * np.exp(-ke0 * t) == pytest.approx((ke0 - k) / 2, abs=1e-7)


@given(volume_l=VOLUMES, q_l_per_min=CLEARANCES, v2_l=VOLUMES, cl_l_per_min=CLEARANCES)
def test_held_for_ever_it_falls_from_the_steady_state(volume_l, q_l_per_min, v2_l, cl_l_per_min):
    model = _body(volume_l, cl_l_per_min, (Parameter(typical=v2_l), Parameter(typical=q_l_per_min)))
    minutes = half_times(model, [1e6], weight_kg=70, drug=Drug.ESKETAMINE)[0].plasma_min
    k10, k12, k21 = cl_l_per_min / volume_l, q_l_per_min / volume_l, q_l_per_min / v2_l
    root = np.sqrt((k10 + k12 + k21) ** 2 - 4 * k10 * k21)
    fast, slow = (k10 + k12 + k21 + root) / 2, 2 * k10 * k21 / (k10 + k12 + k21 + root)
    share = (k10 - slow) / (fast - slow)
    level = share * np.exp(-fast * minutes) + (1 - share) * np.exp(-slow * minutes)
    assert level == pytest.approx(0.5, rel=1e-6)


def _body(volume_l, cl_l_per_min, *sides):
    parent = Mammillary(
        central_l=Parameter(typical=volume_l), cl_l_per_min=Parameter(typical=cl_l_per_min), sides=tuple(sides)
    )
    who = Covariates.of(weight_kg=70)
    assert parent.central_l.of(covariates=who, etas={})[0] == volume_l
    return replace(OTTO, parent=parent, metabolite=None)
