"""Goldway 2025 and the mood clinics: the assumed size of dissociation stands between two cohorts that disagree."""

import numpy as np

from leeward.pharmacology import Regimen, Segment, Subject, virtual_patients
from leeward.pharmacology.effects import Dissociation
from leeward.pharmacology.response import respond

BOLUS = Regimen(
    segments=(Segment(rate_mg_per_min=0.04 * 70, minutes=10), Segment(rate_mg_per_min=0.4 * 70 / 60, minutes=50))
)


def test_the_mean_of_either_regimen_lies_between_the_two_cohorts():
    subject = Subject(
        weight_kg=70, age_y=30, resting_systolic_mmhg=120, resting_diastolic_mmhg=75, resting_heart_rate_per_min=65
    )
    people = virtual_patients(subject, 4000, seed=3)
    clinic, healthy = Dissociation.clinic_mean.to("points"), Dissociation.healthy_mean.to("points")
    after_bolus = respond(people, BOLUS, [20]).cadss.mean()
    standard = respond(people, Regimen.infusion(dose_mg=35, minutes=40), [40]).cadss
    assert clinic < after_bolus < healthy
    assert clinic < standard.mean() < healthy
    assert np.median(standard) < standard.mean()
