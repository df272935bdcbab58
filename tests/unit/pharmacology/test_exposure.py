"""What a session counts for symptoms, and where that stops."""

import numpy as np
import pytest

from leeward.pharmacology.exposure import CannotCount, exposure_h, quadrature, session_exposure
from leeward.pharmacology.population import virtual_patients
from leeward.pharmacology.regimen import Regimen, Segment
from leeward.pharmacology.response import levels
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.symptoms import Known, pcl5

SUBJECT = Subject(
    weight_kg=70, age_y=40, resting_systolic_mmhg=122, resting_diastolic_mmhg=76, resting_heart_rate_per_min=70
)
PEOPLE = virtual_patients(SUBJECT, 400, seed=3)
VETERANS = [0, 3, 7, 10, 14, 17, 21, 24]


def exposure(mg_per_kg, minutes=40):
    return session_exposure(PEOPLE, Regimen.infusion(dose_mg=70 * mg_per_kg, minutes=minutes))


def after_eight(mg_per_kg):
    sessions = [(day, exposure(mg_per_kg) if mg_per_kg else 0.0) for day in VETERANS]
    return pcl5(PEOPLE.symptoms, baseline=50, sessions=sessions, on_days=(28,), expectancy=True)[:, 0]


def test_exposure_saturates():
    minutes = np.ones(60)
    low, high, flooded = (exposure_h(minutes, np.full(60, level), half_ng_per_ml=25) for level in (25.0, 160.0, 1e9))
    assert low == pytest.approx(0.5)
    assert low < high < flooded
    assert flooded == pytest.approx(1.0)


def test_exposure_is_each_persons_own():
    people = exposure_h(np.full(2, 30.0), np.array([[30.0, 30.0], [10.0, 10.0]]), half_ng_per_ml=np.array([30, 30]))
    assert people == pytest.approx([0.5, 0.25])


@pytest.mark.parametrize("minutes", [5, 20, 40, 100])
def test_its_few_instants_are_enough(minutes):
    regimen = Regimen.infusion(dose_mg=35 * min(1, minutes / 40), minutes=minutes)
    times = np.arange(0, minutes + 1440.01, 0.25)
    half = PEOPLE.symptoms.half_exposure_ng_per_ml[:, None]
    level = levels(PEOPLE, regimen, times)[1]
    fine = np.trapezoid(level / (level + half), times, axis=1) / 60
    at, weights = quadrature(regimen)
    few = exposure_h(weights, levels(PEOPLE, regimen, at)[1], half_ng_per_ml=half[:, 0])
    assert few == pytest.approx(fine, rel=1e-3)
    assert weights.sum() == pytest.approx(minutes + 1440)


def test_nothing_given_counts_nothing():
    assert not session_exposure(PEOPLE, Regimen(segments=(Segment.pause(40),))).any()


def test_0_2_mg_per_kg_keeps_over_half_of_the_exposure_and_nine_tenths_of_the_benefit():
    """Flat above 0.2 mg/kg: stated as ratios, with the mean difference small beside the spread of scores."""
    assert np.mean(exposure(0.2) / exposure(0.5)) == pytest.approx(0.57, abs=0.02)
    control, low, usual = after_eight(0), after_eight(0.2), after_eight(0.5)
    benefit_low, benefit_usual = np.mean(control - low), np.mean(control - usual)
    assert benefit_low / benefit_usual == pytest.approx(0.91, abs=0.03)
    assert np.mean(low - usual) == pytest.approx(0.85, abs=0.3)
    assert np.mean(low - usual) < 0.1 * usual.std()


def test_the_assumed_benefit_is_near_what_trials_pool():
    assert np.mean(after_eight(0) - after_eight(0.5)) == pytest.approx(Known.pooled.to("points"), abs=2)


@pytest.mark.parametrize(("mg_per_kg", "minutes"), [(0.6, 40), (1.0, 40), (1.0, 100), (0.5, 100)])
def test_more_or_longer_than_the_trials_regimen_counts_as_it(mg_per_kg, minutes):
    assert exposure(mg_per_kg, minutes) == pytest.approx(exposure(0.5), rel=1e-12)


def test_a_shorter_infusion_gains_nothing_from_more_drug_either():
    assert exposure(1.0, 20) == pytest.approx(exposure(0.5, 20), rel=1e-3)


def test_several_sessions_are_counted_one_by_one():
    usual = Regimen.infusion(dose_mg=35, minutes=40)
    with pytest.raises(CannotCount, match="Give each with its day"):
        session_exposure(PEOPLE, Regimen.sessions([(0, usual), (2, usual)]))
