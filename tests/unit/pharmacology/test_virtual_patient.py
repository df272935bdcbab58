"""A virtual patient has vital signs at any minute, for a plan or for what the pump recorded."""

import numpy as np
import pytest

from leeward.pharmacology import Regimen, Subject, VirtualPatient, VitalName, one, virtual_patients

PERSON = Subject(
    weight_kg=70, age_y=40, resting_systolic_mmhg=125, resting_diastolic_mmhg=80, resting_heart_rate_per_min=70
)
STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


@pytest.fixture(scope="module")
def people():
    return virtual_patients(PERSON, 40, seed=5)


@pytest.fixture(scope="module")
def patient(people):
    return VirtualPatient(person=one(people, 7), regimen=STANDARD)


def mean_systolic(patient, minutes):
    rng = np.random.default_rng(0)
    return np.mean([patient.vitals_at(minutes, rng)[VitalName.SYSTOLIC] for _ in range(300)])


def test_the_monitor_shows_all_five_signs(patient):
    vitals = patient.vitals_at(30, np.random.default_rng(1))
    assert set(vitals) == set(VitalName)
    assert vitals["systolic"] > vitals["diastolic"]
    assert 90 < vitals["spo2"] <= 100
    assert 6 <= vitals["respiratory_rate"] < 25


def test_pressure_is_at_rest_before_and_raised_at_the_end(patient):
    assert mean_systolic(patient, -10) == pytest.approx(125, abs=1)
    assert mean_systolic(patient, 40) > 126


def test_the_same_generator_gives_the_same_reading(patient):
    first, second = (patient.vitals_at(20, np.random.default_rng(9)) for _ in range(2))
    assert first == second


def test_dissociation_rises_and_leaves(patient):
    assert patient.cadss_at(0) == 0
    assert patient.cadss_at(40) > patient.cadss_at(120)


def test_a_stop_leaves_the_past_alone_and_lowers_what_follows(patient):
    stopped = patient.given(Regimen.recorded([(0, 20, 0.875)]))
    assert stopped.vitals_at(20, np.random.default_rng(2)) == pytest.approx(
        patient.vitals_at(20, np.random.default_rng(2))
    )
    assert mean_systolic(stopped, 40) < mean_systolic(patient, 40)


def test_a_crowd_is_not_a_patient(people):
    with pytest.raises(ValueError, match="one person, not 40"):
        VirtualPatient(person=people, regimen=STANDARD)


@pytest.mark.parametrize("index", [-1, 40])
def test_a_patient_who_was_not_drawn_cannot_be_taken(people, index):
    with pytest.raises(IndexError, match="numbered 0 to 39"):
        one(people, index)
