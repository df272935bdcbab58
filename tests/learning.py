"""People and readings that the tests of learning share."""

import numpy as np

from leeward.pharmacology import Readings, Regimen, Subject, virtual_patients
from leeward.pharmacology.made_up_readings import Chair

PERSON = Subject(
    weight_kg=80, age_y=45, resting_systolic_mmhg=130, resting_diastolic_mmhg=74, resting_heart_rate_per_min=70
)
STANDARD = Regimen.infusion(dose_mg=40, minutes=40)
LOWER = Regimen.infusion(dose_mg=24, minutes=40)
MINUTES = tuple(range(5, 80, 5))
SCORED = (20, 40, 60, 80)


def people(n=600, *, seed=1, subject=PERSON):
    return virtual_patients(subject, n, seed=seed)


def a_truth(number, *, seed=99, subject=PERSON):
    """One made-up person who is not among `people`."""
    return virtual_patients(subject, 1, seed=seed, first=number)


def read(person, *, given=STANDARD, seed=5, minutes=MINUTES, cadss_minutes=SCORED, **more):
    return Chair(person=person, given=given, seed=seed).read(minutes, cadss_minutes=cadss_minutes, **more)


def some_readings(**instead):
    """Plausible readings of one session, written out."""
    made = {
        "systolic": ((10, 20, 30, 40, 50, 60), (134, 139, 141, 143, 138, 135)),
        "diastolic": ((10, 20, 30, 40, 50, 60), (76, 80, 82, 81, 79, 77)),
        "heart_rate": ((10, 20, 30, 40, 50, 60), (71, 74, 73, 76, 72, 70)),
        "resting_systolic": (131, 129, 132),
        "resting_diastolic": (75, 73, 76),
        "resting_heart_rate": (69, 71, 70),
        "cadss": ((20, 40, 60, 80), (6, 12, 5, 1)),
    }
    return Readings(**{**made, **instead})


def parameter(learned, words):
    """The one parameter whose name holds these words."""
    (found,) = [one for one in learned.parameters if words in one.name]
    return found


def spread_of(values, weights):
    middle = np.dot(weights, values)
    return float(np.sqrt(np.dot(weights, (values - middle) ** 2)))
