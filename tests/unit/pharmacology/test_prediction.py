"""A forecast is a set of bands and chances, always the same for the same virtual patients."""

from dataclasses import replace

import numpy as np
import pytest

from leeward.evidence import bibliography
from leeward.evidence.sources import KAMP_2020, OTTO_2021, SIMONS_2022
from leeward.pharmacology import CannotSimulate, Regimen, Segment, Subject, follow, predict, virtual_patients
from leeward.pharmacology.population import Doubt

PERSON = Subject(
    weight_kg=80, age_y=45, resting_systolic_mmhg=124, resting_diastolic_mmhg=78, resting_heart_rate_per_min=68
)
STANDARD = Regimen.infusion(dose_mg=40, minutes=40)
TIMES = np.arange(0, 181, 5)


def people(seed=1, n=400, subject=PERSON):
    return virtual_patients(subject, n, seed=seed)


@pytest.fixture(scope="module")
def forecast():
    return predict(people(), STANDARD, TIMES)


def test_every_band_has_a_unit_a_site_and_its_order(forecast):
    assert set(forecast.bands) == {
        "venous_ketamine", "venous_norketamine", "effect_site_ketamine", "nmda_occupancy", "cadss", "systolic",
        "diastolic", "heart_rate",
    }  # fmt: skip
    for band in forecast.bands.values():
        assert band.low.shape == band.median.shape == band.high.shape == TIMES.shape
        assert (band.low <= band.median).all()
        assert (band.median <= band.high).all()
        assert band.unit
        assert band.site
        assert band.level == pytest.approx(0.9)


def test_vein_and_effect_site_are_told_apart(forecast):
    assert "venous" in forecast.venous_ketamine.site
    assert "arterial" in forecast.effect_site_ketamine.site
    assert "S-ketamine" in forecast.effect_site_ketamine.site


def test_before_the_start_there_is_no_drug_and_the_pressure_is_at_rest(forecast):
    assert forecast.venous_ketamine.high[0] == 0
    assert forecast.cadss.high[0] == 0
    assert forecast.systolic.median[0] == pytest.approx(124, abs=1.5)


def test_the_same_seed_gives_the_same_forecast_and_another_does_not(forecast):
    again, other = predict(people(), STANDARD, TIMES), predict(people(seed=2), STANDARD, TIMES)
    assert np.array_equal(again.systolic.high, forecast.systolic.high)
    assert not np.array_equal(other.systolic.high, forecast.systolic.high)


def test_predicting_twice_uses_no_hidden_chance():
    drawn = people()
    first, second = (predict(drawn, STANDARD, TIMES) for _ in range(2))
    assert np.array_equal(first.highest["cadss"], second.highest["cadss"])


def test_a_higher_limit_is_passed_by_fewer(forecast):
    chances = [forecast.chance(systolic_above=limit) for limit in (100, 135, 145, 300)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1
    assert chances[-1] == 0


def test_either_limit_counts(forecast):
    either = forecast.chance(systolic_above=140, cadss_above=20)
    assert either >= max(forecast.chance(systolic_above=140), forecast.chance(cadss_above=20))


def test_a_chance_of_nothing_is_not_a_question(forecast):
    with pytest.raises(ValueError, match="Name at least one limit"):
        forecast.chance()


def test_the_highest_reading_lies_above_the_highest_of_the_middle_curve(forecast):
    assert forecast.highest_systolic.median > forecast.systolic.median.max()
    assert forecast.highest_systolic.median.shape == ()


def test_a_slower_infusion_dissociates_less(forecast):
    slow = predict(people(), Regimen.infusion(dose_mg=40, minutes=100), TIMES)
    assert slow.highest_cadss.median < forecast.highest_cadss.median


def test_the_second_session_dissociates_less(forecast):
    second = predict(people(subject=replace(PERSON, session=2)), STANDARD, TIMES)
    assert second.highest_cadss.median < forecast.highest_cadss.median
    assert second.systolic.median == pytest.approx(forecast.systolic.median)


def test_it_says_what_it_does_not_know(forecast):
    text = " ".join(forecast.not_learned)
    assert "Clearance" in text
    assert "thin" in text
    assert "PTSD" in text
    assert "250" not in text


def test_it_says_when_pressure_leaves_the_straight_line():
    high = predict(people(), Regimen.infusion(dose_mg=80, minutes=20), TIMES)
    assert "pass 250 ng/mL" in " ".join(high.not_learned)


def test_it_carries_its_sources(forecast):
    assert {OTTO_2021, SIMONS_2022, KAMP_2020} <= set(bibliography(forecast.cites))


def test_what_was_given_may_be_less_than_any_plan():
    stopped = follow(people(), STANDARD.until(3), TIMES)
    assert stopped.venous_ketamine.median.max() < 40


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Regimen.infusion(dose_mg=400, minutes=40), "dose of 5 mg/kg lies outside"),
        (Regimen.infusion(dose_mg=60, minutes=150), "infusion of 150 min lies outside"),
        (Regimen.infusion(dose_mg=40, minutes=2), "faster than 1(.0)? mg/kg over 20 min"),
        (Regimen(segments=(Segment.push(20),)), "push of 20 mg is no infusion"),
        (Regimen.sessions([(0, STANDARD), (2, STANDARD)]), "holds 2 sessions"),
    ],
)
def test_more_longer_or_faster_than_any_trial_gave_is_refused_even_when_it_was_given(given, says):
    with pytest.raises(CannotSimulate, match=f"{says}.*Check the dose"):
        follow(people(n=2), given, TIMES)


def test_an_infusion_stopped_before_any_drug_ran_is_foretold_at_rest():
    assert not follow(people(n=20), Regimen(segments=(Segment.pause(40),)), TIMES).venous_ketamine.high.any()


def test_a_pause_is_seen_in_the_levels(forecast):
    paused = follow(people(), STANDARD.until(20).then(Segment.pause(15)), TIMES)
    at_20, at_35 = np.searchsorted(TIMES, (20, 35))
    assert paused.venous_ketamine.median[at_20] == pytest.approx(forecast.venous_ketamine.median[at_20])
    assert paused.venous_ketamine.median[at_35] < forecast.venous_ketamine.median[at_35]


def test_about_half_follow_each_arterial_model():
    """Within five binomial standard errors of the assumed share."""
    drawn = people(n=4000)
    assert drawn.arterial.mean() == pytest.approx(1 - Doubt.simons_share.to("1"), abs=5 * 0.5 / np.sqrt(4000))


def test_one_virtual_patient_makes_no_band():
    with pytest.raises(ValueError, match="2 or more"):
        predict(people(n=1), STANDARD, TIMES)


def test_nobody_cannot_be_drawn():
    with pytest.raises(ValueError, match="1 or more"):
        people(n=0)
