"""741 infusions and Vankawala 2021: one set of parameters gives the mean curve and the mean of the maxima."""

import numpy as np
import pytest

from leeward.pharmacology import Regimen, Subject, virtual_patients
from leeward.pharmacology.response import reading_noise, respond

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)
RESTING = 125.0


@pytest.fixture(scope="module")
def people():
    subject = Subject(
        weight_kg=70,
        age_y=40,
        resting_systolic_mmhg=RESTING,
        resting_diastolic_mmhg=80,
        resting_heart_rate_per_min=70,
    )
    return virtual_patients(subject, 6000, seed=20261123)


def test_the_mean_curve_peaks_at_7_4_mmhg_at_30_to_45_minutes(people):
    response = respond(people, STANDARD, np.arange(0, 121))
    curve = (response.systolic_mmhg - RESTING).mean(axis=0)
    assert curve.max() == pytest.approx(7.4, abs=0.3)
    assert 30 <= curve.argmax() <= 45
    assert (response.diastolic_mmhg - 80).mean(axis=0).max() == pytest.approx(6.0, abs=0.3)
    assert (response.heart_rate_per_min - 70).mean(axis=0).max() == pytest.approx(1.9, abs=0.2)


def highest_rises(people):
    """By the source's rule: readings every 10 min to 70 min, as change from one reading before the start."""
    times = np.arange(0, 71, 10)
    response = respond(people, STANDARD, times)
    true = (response.systolic_mmhg, response.diastolic_mmhg, response.heart_rate_per_min)
    for values, noise in zip(true, reading_noise(people, response.times_min), strict=True):
        readings = values + noise
        yield (readings[:, 1:] - readings[:, :1]).max(axis=1)


def test_the_mean_of_the_maxima_lies_in_the_pooled_interval(people):
    systolic, diastolic, heart_rate = highest_rises(people)
    assert systolic.mean() == pytest.approx(12.6, abs=2.2)
    assert systolic.std() == pytest.approx(6.7, abs=0.4)
    assert 6.89 < diastolic.mean() < 10.09
    assert 0.55 < heart_rate.mean() < 7.63


def test_the_noise_of_two_readings_shares_what_the_persons_autocorrelation_says(people):
    """Over uneven gaps, and without losing its size on the way."""
    times = np.array([0.0, 5.0, 7.0, 20.0])
    systolic = reading_noise(people, times)[0]
    expected = [(people.autocorrelation ** (gap / 5)).mean() for gap in np.diff(times)]
    found = [np.corrcoef(before, after)[0, 1] for before, after in zip(systolic.T, systolic.T[1:], strict=False)]
    assert found == pytest.approx(expected, abs=4 / np.sqrt(people.size))
    assert systolic.std(axis=0) == pytest.approx(np.full(4, 5.0), rel=4 / np.sqrt(2 * people.size))
