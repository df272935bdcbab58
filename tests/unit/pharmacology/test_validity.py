"""Outside the reach of the models there is a refusal that names the bound."""

from dataclasses import replace

import pytest

from leeward.pharmacology import CannotSimulate, Regimen, Subject, predict, virtual_patients

PERSON = Subject(
    weight_kg=80, age_y=45, resting_systolic_mmhg=124, resting_diastolic_mmhg=78, resting_heart_rate_per_min=68
)


@pytest.fixture(scope="module")
def people():
    return virtual_patients(PERSON, 20, seed=0)


@pytest.mark.parametrize("weight_kg", [39.9, 160.1, 0, -70, float("nan")])
def test_a_weight_that_no_model_covers_is_refused(weight_kg):
    with pytest.raises(CannotSimulate, match="40-160 kg"):
        virtual_patients(replace(PERSON, weight_kg=weight_kg), 20, seed=0)


@pytest.mark.parametrize("age_y", [17.9, float("nan")])
def test_children_are_refused(age_y):
    with pytest.raises(CannotSimulate, match="18 or more"):
        virtual_patients(replace(PERSON, age_y=age_y), 20, seed=0)


@pytest.mark.parametrize(("systolic", "diastolic"), [(0, 78), (78, 124), (float("nan"), 78)])
def test_a_resting_pressure_that_cannot_be_is_refused(systolic, diastolic):
    wrong = replace(PERSON, resting_systolic_mmhg=systolic, resting_diastolic_mmhg=diastolic)
    with pytest.raises(CannotSimulate, match="Measure again"):
        virtual_patients(wrong, 20, seed=0)


@pytest.mark.parametrize("mg_per_kg", [0.05, 1.1, 5.0])
def test_a_dose_beyond_the_trials_is_refused(people, mg_per_kg):
    with pytest.raises(CannotSimulate, match=r"0\.1-1 mg/kg"):
        predict(people, Regimen.infusion(dose_mg=mg_per_kg * 80, minutes=40), [0, 40])


@pytest.mark.parametrize("minutes", [10, 120])
def test_a_duration_beyond_the_models_is_refused(people, minutes):
    with pytest.raises(CannotSimulate, match="20-100 min"):
        predict(people, Regimen.infusion(dose_mg=40, minutes=minutes), [0, 40])


@pytest.mark.parametrize("mg_per_kg", [0.1, 1.0])
def test_the_bounds_themselves_are_allowed_with_the_syringes_rounding(people, mg_per_kg):
    dose_mg = mg_per_kg * 80 + 0.25 * (1 if mg_per_kg == 1.0 else -1)
    assert predict(people, Regimen.infusion(dose_mg=dose_mg, minutes=40), [0, 40]).cadss.median[1] > 0
