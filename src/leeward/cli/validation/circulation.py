"""Blood pressure and dissociation of virtual patients: mean curves, means of individual maxima, mean scores."""

from functools import cache

import numpy as np

from leeward.pharmacology import Population, Regimen, Segment, Subject, virtual_patients
from leeward.pharmacology.model import Curve
from leeward.pharmacology.response import Response, reading_noise, respond

SEED = 20261123
PEOPLE = 6000
SUBJECT = Subject(
    weight_kg=70,
    age_y=40,
    resting_systolic_mmhg=125,
    resting_diastolic_mmhg=80,
    resting_heart_rate_per_min=70,
)
STANDARD = Regimen.infusion(dose_mg=35, minutes=40)
BOLUS_FIRST = Regimen(
    segments=(Segment(rate_mg_per_min=0.4 * 70 / 10, minutes=10), Segment(rate_mg_per_min=0.4 * 70 / 60, minutes=50))
)
MINUTES = np.arange(0.0, 121.0)
CUFF_MINUTES = np.arange(0.0, 71.0, 10.0)
"""The rule of the pooled papers as the dossier reproduced it: readings every 10 min to 70 min, from one baseline."""


@cache
def people() -> Population:
    """Return the virtual patients of the report; always the same."""
    return virtual_patients(SUBJECT, PEOPLE, seed=SEED)


@cache
def response() -> Response:
    """Follow the standard infusion minute by minute."""
    return respond(people(), STANDARD, MINUTES)


def mean_rise_mmhg() -> Curve:
    """Return the mean systolic rise at each of MINUTES."""
    rise: Curve = response().systolic_mmhg.mean(axis=0) - SUBJECT.resting_systolic_mmhg
    return rise


def mean_rises() -> dict[str, Curve]:
    """Return the mean rise of each vital sign at each of MINUTES."""
    told = response()
    return {
        "systolic": mean_rise_mmhg(),
        "diastolic": told.diastolic_mmhg.mean(axis=0) - SUBJECT.resting_diastolic_mmhg,
        "heart rate": told.heart_rate_per_min.mean(axis=0) - SUBJECT.resting_heart_rate_per_min,
    }


@cache
def maxima() -> dict[str, Curve]:
    """Return each person's highest rise over one noisy reading before the start, readings as the cuff's."""
    truth = respond(people(), STANDARD, CUFF_MINUTES)
    values = {
        "systolic": truth.systolic_mmhg,
        "diastolic": truth.diastolic_mmhg,
        "heart rate": truth.heart_rate_per_min,
    }
    found = {}
    for (name, curve), noise in zip(values.items(), reading_noise(people(), truth.times_min), strict=True):
        readings = curve + noise
        found[name] = (readings[:, 1:] - readings[:, :1]).max(axis=1)
    return found


def cadss_at_end() -> Curve:
    """Return each person's CADSS at the end of the standard infusion."""
    return response().cadss[:, 40]


def cadss_after_bolus() -> Curve:
    """Return each person's CADSS at 20 min of the regimen that begins with 0.4 mg/kg in 10 min."""
    return respond(people(), BOLUS_FIRST, [20.0]).cadss[:, 0]
