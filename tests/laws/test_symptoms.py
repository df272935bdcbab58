"""Laws of the symptom layer: no promise above 0.5 mg/kg, nothing from nothing, always on the scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.pharmacology.draws import normals
from leeward.pharmacology.exposure import session_exposure
from leeward.pharmacology.population import virtual_patients
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.symptoms import DIMENSIONS, kernel, pcl5, traits_of

SUBJECT = Subject(
    weight_kg=82, age_y=44, resting_systolic_mmhg=122, resting_diastolic_mmhg=76, resting_heart_rate_per_min=70
)
PEOPLE = virtual_patients(SUBJECT, 40, seed=8)
TRAITS = traits_of(
    dict(zip(DIMENSIONS, normals(2, stream="symptoms", first=0, n=60, width=len(DIMENSIONS)).T, strict=True))
)

minutes = st.floats(20, 100)
days = st.lists(st.floats(-30, 200), min_size=1, max_size=8)
courses = st.lists(st.tuples(st.floats(0, 60), st.floats(0, 9)), max_size=8).map(sorted)


def exposure(mg_per_kg, minutes):
    return session_exposure(PEOPLE, Regimen.infusion(dose_mg=82 * mg_per_kg, minutes=minutes))


@given(st.floats(0.5, 1.0), st.floats(1.0, 2.0), minutes)
def test_more_drug_than_the_trials_gave_never_foretells_more(mg_per_kg, factor, minutes):
    more = min(mg_per_kg * factor, 1.0)
    assert exposure(more, minutes) == pytest.approx(exposure(mg_per_kg, minutes), rel=1e-9)
    assert (exposure(more, minutes) <= exposure(0.5, 40) * (1 + 1e-12)).all()


@given(st.floats(0.1, 0.5), st.floats(0.1, 0.5), minutes)
def test_less_drug_never_counts_for_more(one, other, minutes):
    low, high = sorted((one, other))
    assert (exposure(low, minutes) <= exposure(high, minutes) * (1 + 1e-12)).all()


@given(courses, days, st.floats(0, 80), st.booleans())
def test_scores_stay_on_the_scale(course, on_days, baseline, expectancy):
    totals = pcl5(TRAITS, baseline=baseline, sessions=course, on_days=on_days, expectancy=expectancy)
    assert totals.shape == (60, len(on_days))
    assert ((totals >= 0) & (totals <= 80)).all()


@given(courses, days, st.floats(0, 80))
def test_the_drug_alone_never_raises_a_score(course, on_days, baseline):
    assert (pcl5(TRAITS, baseline=baseline, sessions=course, on_days=on_days) <= baseline + 1e-9).all()


@given(courses, days)
def test_a_day_before_the_first_session_knows_nothing_of_it(course, on_days):
    first = course[0][0] if course else np.inf
    before = [day for day in on_days if day <= first]
    if before:
        assert (pcl5(TRAITS, baseline=50, sessions=course, on_days=before, expectancy=True) == 50).all()


@given(st.floats(0.5, 400), st.floats(0.5, 400))
def test_the_kernel_peaks_at_one_and_fades(on_h, off_d):
    days = np.concatenate([[0.0], np.geomspace(1e-4, 40 * (off_d + on_h / 24), 4001)])
    present = kernel(days, on_h=on_h, off_d=off_d)
    assert present[0] == 0
    assert present.max() == pytest.approx(1.0, abs=1e-3)
    assert present.max() <= 1 + 1e-6
    assert (present >= -1e-12).all()
    assert present[-1] < 1e-3
