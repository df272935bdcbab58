"""PCL-5 for a person: an interval, the control arm beside it, and what it is not."""

import numpy as np
import pytest

from leeward.pharmacology.foretold import SAYS, CannotForetell, foretell_pcl5
from leeward.pharmacology.population import virtual_patients
from leeward.pharmacology.readings import Readings
from leeward.pharmacology.regimen import Regimen, Segment
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.update import update
from leeward.pharmacology.validity import CannotSimulate

SUBJECT = Subject(
    weight_kg=80, age_y=44, resting_systolic_mmhg=128, resting_diastolic_mmhg=80, resting_heart_rate_per_min=72
)
PEOPLE = virtual_patients(SUBJECT, 2000, seed=2)
USUAL = Regimen.infusion(dose_mg=40, minutes=40)
DAYS = (-3.0, 1.0, 14.0, 42.0)


def course(mg=40.0, **more):
    sessions = [(day, Regimen.infusion(dose_mg=mg, minutes=40)) for day in (0, 2, 4, 7, 9, 11)]
    return foretell_pcl5(PEOPLE, baseline=52, sessions=sessions, on_days=DAYS, **more)


def test_both_arms_are_shown_as_wide_bands():
    shown = course()
    for arm in (shown.treated, shown.control):
        assert arm.level == 0.9
        assert (arm.high - arm.low > 15).all()
        assert ((arm.low >= 0) & (arm.high <= 80)).all()


def test_the_control_arms_middle_lies_within_the_treated_band():
    shown = course()
    assert ((shown.treated.low < shown.control.median) & (shown.control.median < shown.treated.high)).all()


def test_before_the_first_session_the_arms_are_one():
    shown = course()
    assert shown.treated.median[0] == shown.control.median[0] == pytest.approx(52, abs=1)
    assert shown.difference.low[0] == shown.difference.high[0] == 0


def test_half_may_gain_nothing():
    assert course().difference.high == pytest.approx(np.zeros(4))


def test_people_change_reliably_without_the_drug_too():
    shown = course()
    without, with_drug = shown.reliable_change_control[2], shown.reliable_change_treated[2]
    assert 0.05 < without.share < with_drug.share < 0.6
    assert with_drug.error < 0.02


def test_a_double_dose_foretells_no_more():
    usual, double = course(), course(mg=80.0)
    assert double.treated.median == pytest.approx(usual.treated.median, rel=1e-9)


def test_therapy_lowers_both_arms():
    plain, beside = course(), course(therapy_from_day=0)
    assert beside.control.median[-1] < plain.control.median[-1] - 3
    assert beside.treated.median[-1] < plain.treated.median[-1] - 2


def test_it_says_what_it_is_not():
    assert course().says == SAYS
    assert "no forecast" in SAYS[0]


def test_what_is_to_be_distrusted_in_a_person_stands_before_everything_else():
    doubtful = Readings(systolic=((10,), (299,)), resting_systolic=(128,))
    learned = update(virtual_patients(SUBJECT, 200, seed=2), given=USUAL, readings=doubtful)
    assert learned.warnings
    shown = foretell_pcl5(learned, baseline=52, sessions=[(0, USUAL)], on_days=(7,))
    assert shown.says == (*learned.warnings, *SAYS)
    assert learned.predict(USUAL, [40]).doubts[: len(learned.warnings)] == learned.warnings


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Regimen.infusion(dose_mg=400, minutes=40), "dose of 5 mg/kg lies outside"),
        (Regimen(segments=(Segment.push(40),)), "infusion of 0 min lies outside"),
        (Regimen.infusion(dose_mg=2, minutes=40), "dose of 0.025 mg/kg lies outside"),
    ],
)
def test_scores_stop_where_the_forecast_of_a_session_stops(given, says):
    with pytest.raises(CannotSimulate, match=says):
        foretell_pcl5(PEOPLE, baseline=52, sessions=[(0, given)], on_days=(7,))


@pytest.mark.parametrize(
    "asked",
    [
        {"baseline": 81, "sessions": [(0, Regimen.infusion(dose_mg=40, minutes=40))], "on_days": (1,)},
        {"baseline": 50, "sessions": [], "on_days": (1,)},
        {"baseline": 50, "sessions": [(0, Regimen.infusion(dose_mg=40, minutes=40))], "on_days": ()},
    ],
)
def test_nothing_to_foretell_is_refused(asked):
    with pytest.raises(CannotForetell):
        foretell_pcl5(PEOPLE, **asked)
