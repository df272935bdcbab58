"""What cannot be simulated gets a sentence, whether one person is asked for or many."""

from unittest.mock import patch

import numpy as np
import pytest

from leeward.pharmacology import CannotSimulate, Regimen, Segment, compiled
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import KAMP, OTTO, SIMONS

STUDIED = Regimen.infusion(dose_mg=35, minutes=40)
ONE, MANY = 70.0, np.full(40, 70.0)
both = pytest.mark.parametrize("weight_kg", [ONE, MANY], ids=["one", "many"])


@both
@pytest.mark.parametrize("time", [np.nan, np.inf, -np.inf])
def test_a_time_that_is_no_number_is_refused(weight_kg, time):
    with pytest.raises(CannotSimulate, match="finite numbers of minutes"):
        simulate(OTTO, STUDIED, [time, 40.0], weight_kg=weight_kg)


@both
@pytest.mark.parametrize("model", [OTTO, SIMONS, KAMP], ids=lambda model: model.key)
def test_no_times_give_no_levels(model, weight_kg):
    assert simulate(model, STUDIED, [], weight_kg=weight_kg).ketamine_ng_per_ml.shape == (np.size(weight_kg), 0)


@both
def test_a_deviation_that_the_model_does_not_have_is_named(weight_kg):
    with pytest.raises(CannotSimulate, match=r"otto_2021 has no personal deviation 'clearance'; it has: cl"):
        simulate(OTTO, STUDIED, [40.0], weight_kg=weight_kg, etas={"clearance": np.zeros(1)})


@pytest.mark.parametrize("weight_kg", [0.0, -70.0, np.nan, np.inf])
def test_a_weight_that_nobody_has_is_refused(weight_kg):
    with pytest.raises(CannotSimulate, match="kg above 0"):
        simulate(OTTO, STUDIED, [40.0], weight_kg=weight_kg)


def test_deviations_of_other_people_are_refused():
    with pytest.raises(CannotSimulate, match=r"of \[3, 40\] people"):
        simulate(OTTO, STUDIED, [40.0], weight_kg=MANY, etas={"cl": np.zeros(3)})
    with pytest.raises(CannotSimulate, match="no deviation"):
        simulate(OTTO, STUDIED, [40.0], weight_kg=MANY, etas={"cl": np.full(40, np.nan)})


@both
def test_times_come_back_in_the_order_and_number_asked_for(weight_kg):
    asked = [55.0, 40.0, 40.0, -5.0, 0.0]
    found = simulate(OTTO, STUDIED, asked, weight_kg=weight_kg).ketamine_ng_per_ml[0]
    assert found[1] == found[2] == pytest.approx(160.168, abs=1e-3)
    assert found[3] == found[4] == 0
    assert 0 < found[0] < found[1]


@both
def test_the_level_at_the_minute_of_a_push_is_the_one_just_after_it(weight_kg):
    push = Regimen(segments=(Segment.push(10),))
    found = simulate(KAMP, push, [0.0], weight_kg=weight_kg).ketamine_ng_per_ml[0, 0]
    assert found == pytest.approx(10 / 25 * 1000)


def test_an_effect_site_keeps_its_level_when_the_center_changes_size_from_one_occasion_to_the_next():
    at = [99.999, 100.001]
    for extra in ({}, {"v1": np.array([0.5])}):
        course = simulate(SIMONS, STUDIED, at, weight_kg=ONE, occasions=[(100.0, extra)])
        before, after = course.ketamine_s_effect_site_ng_per_ml[0]
        assert after == pytest.approx(before, rel=1e-3)


def test_a_plan_refuses_times_that_stand_still_or_run_back():
    for times in ([], [1.0, 1.0], [2.0, 1.0], [np.nan]):
        with pytest.raises(ValueError, match="ascending"):
            compiled.plan(STUDIED, np.array(times))


@pytest.mark.parametrize("occasions", [[(-1.0, {})], [(10.0, {}), (5.0, {})], [(float("nan"), {})]])
def test_occasions_that_run_back_in_time_are_refused(occasions):
    with pytest.raises(CannotSimulate, match="each after the one before"):
        simulate(OTTO, STUDIED, [40.0], weight_kg=ONE, occasions=occasions)


def test_a_misspelt_deviation_of_an_occasion_is_named():
    with pytest.raises(CannotSimulate, match="no personal deviation 'tranist'"):
        simulate(SIMONS, STUDIED, [40.0], weight_kg=ONE, occasions=[(10.0, {"tranist": np.zeros(1)})])


@pytest.mark.parametrize("model", [OTTO, SIMONS], ids=lambda model: model.key)
def test_a_crowd_on_several_occasions_is_each_of_its_people(model):
    course = Regimen.sessions([(0, STUDIED), (2, STUDIED)])
    at = [0.0, 40.0, 100.0, 2880.0, 2920.0, 3000.0]
    own, later = np.linspace(-0.3, 0.3, 40), np.linspace(0.2, -0.2, 40)
    crowd = simulate(model, course, at, weight_kg=MANY, etas={"cl": own}, occasions=[(2880.0, {"cl": later})])
    for i in (0, 17, 39):
        changed = [(2880.0, {"cl": later[i : i + 1]})]
        with patch.object(compiled, "wanted", lambda _: False):
            one = simulate(model, course, at, weight_kg=ONE, etas={"cl": own[i : i + 1]}, occasions=changed)
        for name in ("ketamine_r_ng_per_ml", "norketamine_ng_per_ml", "ketamine_s_effect_site_ng_per_ml"):
            assert getattr(crowd, name)[i] == pytest.approx(getattr(one, name)[0], rel=1e-9, abs=1e-9)
