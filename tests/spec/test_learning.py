"""What the clinic may learn of a patient from one infusion, and what it must not claim to have learned.

The patient: 80 kg, 45 years, usually 130/74 mmHg and 70 a minute at rest. 0.5 mg/kg over 40 min. The nurse takes three
resting readings, a cuff every 5 min and four CADSS totals; nobody measures the drug in the blood.
"""

from dataclasses import replace

import pytest

from learning import STANDARD, parameter, people, some_readings
from leeward.pharmacology import CannotLearn, Readings, Regimen, calibration, predict, update
from leeward.pharmacology.calibration import Placed

EVERY_5_MIN = tuple(range(5, 75, 5))
REACTS_STRONGLY = Readings(
    resting_systolic=(131, 129, 132),
    resting_diastolic=(75, 73, 76),
    resting_heart_rate=(69, 71, 70),
    systolic=(EVERY_5_MIN, (135, 139, 146, 147, 152, 150, 156, 153, 151, 147, 145, 140, 141, 138)),
    diastolic=(EVERY_5_MIN, (77, 82, 83, 88, 87, 92, 91, 93, 89, 88, 84, 83, 80, 81)),
    heart_rate=(EVERY_5_MIN, (72, 70, 75, 73, 77, 74, 78, 76, 73, 75, 72, 74, 70, 72)),
    cadss=((20, 40, 60, 80), (6, 14, 5, 1)),
)


@pytest.fixture(scope="module")
def crowd():
    return people(6000)


@pytest.fixture(scope="module")
def learned(crowd):
    return update(crowd, given=STANDARD, readings=REACTS_STRONGLY)


def test_the_resting_level_of_the_day_is_known_to_a_few_mmhg(learned):
    resting = parameter(learned, "Resting systolic pressure")
    assert resting.learned
    assert resting.posterior.median == pytest.approx(131, abs=3)
    assert resting.posterior.high - resting.posterior.low < 10


def test_the_patient_is_seen_to_react_more_strongly_than_most(learned):
    rise = parameter(learned, "Rise of systolic pressure")
    assert rise.learned
    assert rise.posterior.median > 1.5 * rise.prior.median
    assert rise.posterior.low > rise.prior.median
    assert rise.unit == "mmHg"


def test_clearance_and_volume_are_said_not_to_be_learned(learned):
    said = " ".join(learned.not_learned)
    assert "Clearance of S-ketamine: not learned without a measured drug level" in said
    assert "Central volume: not learned without a measured drug level" in said
    assert not parameter(learned, "Clearance").learned


def test_after_one_dose_only_the_sensitivity_to_dissociation_is_told_and_not_its_two_parts(learned):
    assert parameter(learned, "Dissociation sensitivity").learned
    assert not any(one.name == "Half-effect level of dissociation" for one in learned.parameters)
    lower = update(
        learned, given=Regimen.infusion(dose_mg=24, minutes=40), readings=some_readings(cadss=((20, 40), (3, 6))), day=3
    )
    assert any(one.name == "Half-effect level of dissociation" for one in lower.parameters)


def test_nothing_is_said_of_symptoms_until_they_have_been_asked_about(learned):
    assert "PCL-5: no total since the first infusion, so nothing is learned of symptoms." in learned.left_out
    assert not any("ymptoms" in one.name for one in learned.parameters)


def test_the_forecast_for_the_patient_stands_beside_the_populations(crowd, learned):
    today = (131.0, 75.0, 70.0)
    own = learned.predict(STANDARD, range(0, 91, 10), resting=today)
    of_all = predict(crowd, STANDARD, range(0, 91, 10))
    assert own.chance(systolic_above=150) > 2 * of_all.chance(systolic_above=150)
    assert own.highest_systolic.median > of_all.highest_systolic.median + 5


def test_the_same_dose_more_slowly_is_foretold_to_raise_the_pressure_less(learned):
    slower = Regimen.infusion(dose_mg=40, minutes=80)
    chances = [
        learned.predict(plan, [0.0], resting=(131.0, 75.0, 70.0)).chance(systolic_above=155)
        for plan in (STANDARD, slower)
    ]
    assert chances[1] < chances[0]


def test_every_sentence_can_be_shown_as_it_stands(learned):
    for sentence in (*learned.used, *learned.left_out, *learned.not_learned, *map(str, learned.parameters)):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "nan" not in sentence


def test_a_mistyped_reading_is_refused_by_name():
    with pytest.raises(CannotLearn, match=r"^Systolic pressure, at 20 min: 1470 mmHg lies outside 40-300 mmHg"):
        replace(REACTS_STRONGLY, systolic=((15, 20), (146, 1470)))


def test_a_possible_but_unlikely_reading_is_asked_about_and_still_used(crowd):
    odd = replace(REACTS_STRONGLY, systolic=(EVERY_5_MIN, (*REACTS_STRONGLY.systolic[1][:-1], 190)))
    found = update(crowd, given=STANDARD, readings=odd)
    assert any(one.startswith("Systolic pressure at 70 min is higher") for one in found.warnings)


def test_when_forecasts_keep_missing_learning_stops_and_says_why(crowd):
    missing = [tuple(Placed(name="CADSS", at=40.0, share=share) for share in (0.5, 0.99))] * 30
    registry = calibration(missing)
    with pytest.raises(CannotLearn) as refused:
        update(crowd, given=STANDARD, readings=REACTS_STRONGLY, registry=registry)
    assert str(refused.value) == (
        "Of the readings of the last 30 sessions 50% lay within their 90 % bands, fewer than 75 %: learning from "
        "readings is frozen. Use the population's forecast until somebody has found out why."
    )
