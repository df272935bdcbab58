"""What a session teaches, and that it is always the same."""

from dataclasses import replace

import numpy as np
import pytest

from learning import LOWER, PERSON, STANDARD, a_truth, parameter, people, read, some_readings, spread_of
from leeward.pharmacology import CannotLearn, CannotSimulate, Readings, Regimen, calibration, predict, update
from leeward.pharmacology.calibration import Placed
from leeward.pharmacology.learned import nothing_learned
from leeward.pharmacology.parameters import EVERY, dose_levels


@pytest.fixture(scope="module")
def learned():
    return update(people(2000), given=STANDARD, readings=some_readings(), seed=3)


def test_without_a_reading_nothing_changes():
    before = people(300)
    after = update(before, given=STANDARD, readings=Readings())
    assert np.array_equal(after.population.normals, before.normals)
    assert after.weights == pytest.approx(np.full(300, 1 / 300))
    assert after.effective_sample_size == pytest.approx(300)
    assert all(one.sd_ratio == pytest.approx(1.0) for one in after.parameters)
    assert not any(one.learned for one in after.parameters)
    assert after.checks == ((),)
    assert len(after.not_learned) == len(after.parameters)


def test_the_same_readings_and_seed_teach_the_same_and_another_seed_nearly_so(learned):
    again = update(people(2000), given=STANDARD, readings=some_readings(), seed=3)
    other = update(people(2000), given=STANDARD, readings=some_readings(), seed=4)
    assert np.array_equal(again.weights, learned.weights)
    assert again.parameters == learned.parameters
    for one, two in zip(learned.parameters, other.parameters, strict=True):
        assert two.sd_ratio == pytest.approx(one.sd_ratio, abs=0.12)


def test_readings_may_be_arrays_lists_or_tuples(learned):
    readings = some_readings()
    arrays = replace(
        readings, systolic=tuple(np.array(part) for part in readings.systolic), resting_systolic=[131, 129, 132]
    )
    assert arrays == readings
    assert update(people(2000), given=STANDARD, readings=arrays, seed=3).parameters == learned.parameters


def test_what_was_used_and_what_was_missing_is_said(learned):
    assert "Systolic pressure: 6 readings and 3 resting readings." in learned.used
    assert "CADSS: 4 totals." in learned.used
    assert learned.left_out == ("PCL-5: no total since the first infusion, so nothing is learned of symptoms.",)
    bare = update(people(200), given=STANDARD, readings=some_readings(resting_systolic=(131,), heart_rate=((), ())))
    assert any(one.startswith("Systolic pressure: 1 resting reading where 3 are asked for") for one in bare.left_out)
    assert any(one.startswith("Heart rate: no reading after the start") for one in bare.left_out)


def test_fewer_resting_readings_leave_the_resting_level_wider(learned):
    fewer = update(people(2000), given=STANDARD, readings=some_readings(resting_systolic=()), seed=3)
    words = "Resting systolic"
    assert parameter(fewer, words).sd_ratio > parameter(learned, words).sd_ratio
    assert parameter(fewer, "Rise of systolic").sd_ratio > parameter(learned, "Rise of systolic").sd_ratio


def test_scale_and_half_effect_level_are_told_apart_only_after_two_dose_levels(learned):
    def told(what):
        return {one.name for one in what.parameters}

    same = update(learned, given=STANDARD, readings=some_readings(), day=2)
    other = update(learned, given=LOWER, readings=some_readings(), day=2)
    for one_level in (learned, same):
        assert "Dissociation sensitivity (scale over half-effect level)" in told(one_level)
        assert "Scale of dissociation" not in told(one_level)
    assert {"Scale of dissociation", "Half-effect level of dissociation"} <= told(other)


def test_doses_nearly_alike_are_one_level():
    assert dose_levels([40.0, 41.0, 44.0]) == 1
    assert dose_levels([24.0, 40.0, 40.5]) == 2
    assert dose_levels([]) == 0


def test_a_second_session_narrows_what_is_the_persons_own(learned):
    second = update(learned, given=STANDARD, readings=some_readings(), day=3, seed=3)
    assert len(second.visits) == 2
    assert second.visits[1].session == 2
    assert second.log_likelihoods.shape == (2000, 2)
    for words in ("Rise of systolic", "Dissociation sensitivity"):
        assert parameter(second, words).sd_ratio < parameter(learned, words).sd_ratio
        assert parameter(second, words).prior == parameter(learned, words).prior


def test_what_was_seen_long_ago_counts_less(learned):
    soon, late = (update(learned, given=STANDARD, readings=Readings(), day=day, seed=3) for day in (1, 140))
    for words in ("Autocorrelation", "Dissociation sensitivity"):
        assert parameter(soon, words).sd_ratio < parameter(late, words).sd_ratio
    words = "Rise of systolic"
    assert parameter(learned, words).sd_ratio <= parameter(soon, words).sd_ratio + 0.02
    assert parameter(soon, words).sd_ratio < parameter(late, words).sd_ratio < 1.0


def test_the_next_resting_level_is_expected_where_the_last_was_but_wider(learned):
    first, then = nothing_learned(people(50)).expected_rest()[0], learned.expected_rest()[0]
    assert first.expected == PERSON.resting_systolic_mmhg
    assert then.expected == pytest.approx(131, abs=3)
    assert parameter(learned, "Resting systolic").sd_ratio * first.sd < then.sd < first.sd


def test_scores_teach_whether_the_drug_does_anything():
    def after(*totals):
        scores = ((0, 50), *zip((1, 7, 14), totals, strict=True))
        found = update(people(4000), given=STANDARD, readings=Readings(scores=scores), seed=2)
        return parameter(found, "Chance that ketamine")

    better, same = after(24, 22, 27), after(50, 52, 49)
    assert better.prior.median == 0.5
    assert better.posterior.median > 0.75
    assert same.posterior.median < 0.45
    assert better.sd_ratio < 1


def test_symptoms_are_not_spoken_of_without_a_score(learned):
    assert not any("ymptoms" in one.name for one in learned.parameters)


def test_readings_that_nobody_would_give_are_settled_by_moves_and_asked_about():
    soaring = some_readings(systolic=((10, 20, 30, 40, 50, 60), (150, 176, 190, 205, 189, 170)))
    found = update(people(600), given=STANDARD, readings=soaring, seed=1)
    assert found.moves > 0
    assert 150 < found.effective_sample_size < 600
    assert parameter(found, "Rise of systolic").posterior.low > parameter(found, "Rise of systolic").prior.high
    assert any("Systolic pressure at 40 min is higher than nearly all" in one for one in found.warnings)


def test_moved_draws_say_what_many_weighed_draws_say():
    """One sharp session, two ways: few draws moved, and many that need no move."""
    made = read(a_truth(7), baseline_pcl5=50, score_days=(1, 7, 14)).readings
    moved = update(people(1200), given=STANDARD, readings=made, seed=1)
    weighed = update(people(30_000, seed=2), given=STANDARD, readings=made, seed=2)
    assert moved.moves > 0
    assert weighed.moves == 0
    for trait in EVERY:
        sd = spread_of(trait.of(weighed.population), weighed.weights)
        middles = [one.weights @ trait.of(one.population) for one in (moved, weighed)]
        assert middles[0] == pytest.approx(middles[1], abs=0.25 * sd), trait.name


def test_weights_that_come_with_the_population_are_kept():
    before = people(2000)
    favored = np.where(before.normals[:, 0] > 0, 3.0, 1.0)
    after = update(before, given=STANDARD, readings=Readings(), weights=favored)
    assert after.weights == pytest.approx(favored / favored.sum())


def test_a_forecast_for_the_person_lies_beside_that_of_the_population(learned):
    times = range(0, 91, 15)
    own, of_all = learned.predict(STANDARD, times), predict(learned.population, STANDARD, times)
    assert own.times_min == pytest.approx(of_all.times_min)
    assert own.systolic.median[0] == pytest.approx(131, abs=2.5)
    assert own.not_learned[: len(learned.not_learned)] == learned.not_learned
    assert 0 <= own.chance(systolic_above=160) <= own.chance(systolic_above=140) <= 1


def test_like_for_like_the_population_shares_the_resting_levels_and_nothing_else(learned):
    today = (131.0, 75.0, 70.0)
    of_all = learned.predict_population(STANDARD, [0.0, 40.0], resting=today)
    plain = predict(learned.people().on_occasion(1), STANDARD, [0.0, 40.0])
    assert of_all.systolic.median[0] == pytest.approx(131, abs=1)
    assert of_all.not_learned == plain.not_learned
    unread = nothing_learned(people(800))
    one, two = unread.predict(STANDARD, [40.0]), unread.predict_population(STANDARD, [40.0])
    assert one.systolic.median == pytest.approx(two.systolic.median)


def test_a_forecast_takes_the_resting_levels_of_the_day_where_they_are_known(learned):
    today = learned.predict(STANDARD, [0.0], resting=(150.0, 90.0, 80.0))
    assert today.systolic.median[0] == pytest.approx(150, abs=1)
    assert today.heart_rate.median[0] == pytest.approx(80, abs=1)
    unknown = learned.predict(STANDARD, [0.0])
    assert today.systolic.high[0] - today.systolic.low[0] < unknown.systolic.high[0] - unknown.systolic.low[0]


def test_the_next_session_has_the_tolerance_of_its_number(learned):
    assert learned.people().subject.session == 2
    assert nothing_learned(people(50)).people().subject.session == 1


@pytest.mark.parametrize(("dose_mg", "minutes"), [(4, 40), (120, 40), (40, 10), (40, 160)])
def test_what_was_learned_is_not_carried_beyond_the_trials(learned, dose_mg, minutes):
    with pytest.raises(CannotSimulate):
        learned.predict(Regimen.infusion(dose_mg=dose_mg, minutes=minutes), [10.0])


def test_a_frozen_registry_teaches_nothing():
    missed = [[Placed(name="CADSS", at=20.0, share=0.999)]] * 30
    with pytest.raises(CannotLearn, match="learning from readings is frozen"):
        update(people(50), given=STANDARD, readings=some_readings(), registry=calibration(missed))
    held = calibration([[Placed(name="CADSS", at=20.0, share=0.4)]] * 30)
    assert update(people(50), given=STANDARD, readings=some_readings(), registry=held).visits
