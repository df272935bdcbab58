"""Target-controlled infusion on paper: what the schedule says, and what is refused."""

import numpy as np
import pytest

from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Drug
from leeward.pharmacology.models import KAMP, OTTO, SIMONS
from leeward.pharmacology.target import CannotTarget, target_controlled

USUAL = {"target_ng_per_ml": 100, "weight_kg": 70, "minutes": 40, "most_mg_per_min": 3}


def test_the_plan_says_that_it_drives_no_pump():
    assert "drives no pump" in target_controlled(SIMONS, **USUAL).says[0]


def test_plasma_means_both_isomers_together():
    plan = target_controlled(KAMP, **USUAL)
    course = simulate(KAMP, plan.regimen, [40.0], weight_kg=70)
    assert course.ketamine_ng_per_ml[0, 0] == pytest.approx(100, rel=0.005)
    assert plan.site == "arterial plasma, ketamine, both isomers"


def test_the_effect_site_counts_s_and_r_at_its_potency():
    plan = target_controlled(SIMONS, site="effect", **USUAL)
    course = simulate(SIMONS, plan.regimen, [30.0], weight_kg=70)
    assert course.s_equivalents_ng_per_ml(0.3)[0, 0] == pytest.approx(100, rel=0.01)
    assert "R counted at 0.3" in plan.site


def test_esketamine_has_its_own_words():
    assert target_controlled(OTTO, drug=Drug.ESKETAMINE, **USUAL).site == "venous plasma, esketamine"


def test_reaching_the_effect_site_takes_longer_and_more_drug():
    plasma, effect = (target_controlled(KAMP, site=site, **USUAL) for site in ("plasma", "effect"))
    assert plasma.reached_min < 2 < effect.reached_min < 10
    assert plasma.given_mg < effect.given_mg


def test_it_begins_with_the_highest_rate_and_falls_from_there():
    rates = [segment.rate_mg_per_min for segment in target_controlled(OTTO, **USUAL).regimen.segments]
    assert rates[0] == pytest.approx(3, abs=0.002)
    assert rates[-1] < rates[1] < rates[0]


@pytest.mark.parametrize("concentration", [1.0, 2.0, 0.4])
def test_rates_are_whole_steps_of_the_pump(concentration):
    plan = target_controlled(SIMONS, concentration_mg_per_ml=concentration, **USUAL)
    tenths_of_ml_per_h = np.array([one.rate_mg_per_min for one in plan.regimen.segments]) * 600 / concentration
    assert tenths_of_ml_per_h == pytest.approx(tenths_of_ml_per_h.round(), abs=1e-6)


def test_the_schedule_ends_when_asked_even_within_an_interval():
    assert target_controlled(KAMP, every_min=3, **USUAL).regimen.minutes == pytest.approx(40)


def test_every_second_is_no_trouble():
    plan = target_controlled(KAMP, site="effect", every_min=1 / 60, **USUAL)
    assert plan.overshoot_share < 1e-4
    assert plan.lowest_held_share > 0.975


def test_what_coarse_changes_cost_is_said():
    plan = target_controlled(SIMONS, every_min=10, **USUAL)
    assert plan.lowest_held_share < 0.96
    assert "change the rate more often" in plan.says[-1]


def test_the_effect_site_is_held_even_where_a_nurse_changes_the_rate_every_five_minutes():
    """Step by step, the first burst would leave the site to fall to 85 % before the next change."""
    plan = target_controlled(SIMONS, site="effect", every_min=5, **USUAL)
    assert plan.lowest_held_share > 0.975
    assert len(plan.regimen.segments) == 8
    assert "more often" not in plan.says[-1]


def test_people_differ_at_the_end():
    plan = target_controlled(OTTO, **USUAL)
    assert plan.at_end.low < 85 < 95 < plan.at_end.median < 105 < 115 < plan.at_end.high


@pytest.mark.parametrize(
    ("model", "changed", "why"),
    [
        (SIMONS, {"most_mg_per_min": 0.2}, "is not reached within 40 min at 0.2 mg/min or less: the level gets to 68"),
        (SIMONS, {"target_ng_per_ml": 2}, "lies outside 0.1-1 mg/kg"),
        (OTTO, {"target_ng_per_ml": 420, "most_mg_per_min": 15}, "lies outside 0.1-1 mg/kg"),
        (SIMONS, {"minutes": 10}, "a duration of 10 min lies outside 20-100 min"),
        (SIMONS, {"minutes": 600}, "a duration of 600 min lies outside 20-100 min"),
        (SIMONS, {"weight_kg": 200}, "a weight of 200 kg lies outside 40-160 kg"),
        (SIMONS, {"most_mg_per_min": 30}, "A pump gives no more than 16.65 mg/min"),
        (SIMONS, {"concentration_mg_per_ml": 0}, "cannot be pumped"),
        (OTTO, {"site": "effect"}, "Choose an arterial model"),
        (SIMONS, {"site": "brain"}, "write plasma or effect"),
        (SIMONS, {"target_ng_per_ml": -5}, "aims at nothing"),
        (SIMONS, {"target_ng_per_ml": float("nan")}, "aims at nothing"),
        (SIMONS, {"every_min": 0}, "aims at nothing"),
        (SIMONS, {"every_min": 1e-6}, "No pump changes its rate"),
        (SIMONS, {"every_min": 60}, "Change them more often"),
    ],
)
def test_what_is_refused_and_why(model, changed, why):
    with pytest.raises(CannotTarget, match=why):
        target_controlled(model, **(USUAL | changed))
