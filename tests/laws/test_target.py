"""Laws of target-controlled infusion on paper: never too fast, never past the target, held once reached."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leeward.pharmacology.holding import least_shortfall, rates_to_hold
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Drug, Site
from leeward.pharmacology.models import EVERY, KAMP, OTTO, SIMONS
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.target import CannotTarget, target_controlled

models = st.sampled_from(EVERY)
drivers = st.sampled_from([model for model in EVERY if model.site is not Site.VENOUS])
targets = st.floats(40, 180)
most = st.floats(1, 6)
weights = st.floats(45, 130)
intervals = st.sampled_from([0.25, 0.5, 1, 2, 5])


def plan(model, **asked):
    try:
        return target_controlled(model, minutes=60, **asked)
    except CannotTarget:
        assume(False)


@given(models, targets, most, weights, intervals)
def test_plasma_is_reached_held_and_never_passed(model, target, most, weight_kg, every_min):
    made = plan(model, target_ng_per_ml=target, most_mg_per_min=most, weight_kg=weight_kg, every_min=every_min)
    assert made.highest_rate_mg_per_min <= most
    assert made.overshoot_share < 1e-3
    assert made.lowest_held_share > (0.97 if every_min <= 1 else 0.9)
    assert 0.1 * weight_kg * 0.9 <= made.given_mg <= weight_kg * 1.01


@given(drivers, targets, most, weights, intervals)
def test_the_effect_site_is_reached_held_and_never_passed(model, target, most, weight_kg, every_min):
    made = plan(
        model, target_ng_per_ml=target, most_mg_per_min=most, weight_kg=weight_kg, every_min=every_min, site="effect"
    )
    assert made.highest_rate_mg_per_min <= most
    assert made.overshoot_share < 1e-3
    assert made.lowest_held_share > 0.965


@given(models, targets, weights, st.sampled_from(["plasma", "effect"]))
def test_how_often_the_rate_changes_hardly_matters(model, target, weight_kg, site):
    assume(site == "plasma" or model.site is not Site.VENOUS)
    asked = {"target_ng_per_ml": target, "most_mg_per_min": 4, "weight_kg": weight_kg, "site": site}
    often, seldom = plan(model, every_min=0.25, **asked), plan(model, every_min=1, **asked)
    assert seldom.given_mg == pytest.approx(often.given_mg, rel=0.02)
    assert seldom.reached_min <= often.reached_min + 1


@given(models, targets, most, st.floats(1.1, 3))
def test_a_higher_limit_never_makes_it_slower(model, target, most, factor):
    asked = {"target_ng_per_ml": target, "weight_kg": 70}
    slow, fast = plan(model, most_mg_per_min=most, **asked), plan(model, most_mg_per_min=most * factor, **asked)
    assert fast.reached_min <= slow.reached_min + 1


@settings(max_examples=30)
@given(drivers, targets, most, st.sampled_from([1.0, 2.0, 5.0]))
def test_all_at_once_is_never_further_from_the_target_than_step_by_step(model, target, most, every_min):
    stride, count, ahead = 8, int(40 / every_min), int(60 / every_min)
    times = np.linspace(0, (count + ahead) * every_min, (count + ahead) * stride + 1)
    course = simulate(model, Regimen.infusion(dose_mg=every_min, minutes=every_min), times, weight_kg=70)
    stretch, plasma = course.ketamine_s_effect_site_ng_per_ml[0], course.ketamine_s_ng_per_ml[0]
    asked = {"target": target / 2, "count": count, "stride": stride, "most": most, "step": 0.0}
    levels = []
    for rates in (least_shortfall(stretch, **asked), rates_to_hold(stretch, source=plasma, **asked)):
        parts = [rate * stretch[: times.size - i * stride] for i, rate in enumerate(rates)]
        levels.append(sum(np.pad(part, (times.size - part.size, 0)) for part in parts))
        assert levels[-1].max() <= target / 2 * (1 + 1e-6)
        assert ((rates >= 0) & (rates <= most)).all()
    running = slice(0, count * stride + 1)
    assert levels[0][running].mean() >= levels[1][running].mean() * (1 - 1e-6)


@settings(max_examples=20)
@given(st.sampled_from([OTTO, SIMONS, KAMP]), targets, st.sampled_from([20.0, 60.0]))
def test_in_the_long_run_the_rate_is_clearance_times_target(model, target, every_min):
    """Ten days: no crash for long end times, and the steady state of the model itself."""
    stride, count, ahead = 10, int(10 * 1440 / every_min), 12
    times = np.linspace(0, (count + ahead) * every_min, (count + ahead) * stride + 1)
    regimen = Regimen.infusion(dose_mg=every_min, minutes=every_min)
    stretch = simulate(model, regimen, times, weight_kg=70, drug=Drug.ESKETAMINE).ketamine_ng_per_ml[0]
    rates = rates_to_hold(stretch, source=stretch, target=target, count=count, stride=stride, most=5.0)
    assert rates[-1] == pytest.approx(model.parent.cl_l_per_min.typical * target / 1000, rel=0.002)
