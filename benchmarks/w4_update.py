"""W4: learning from one session: 8,000 virtual patients, 15 readings, 4 scores."""

from functools import partial

from benchmarks import engine
from benchmarks.measure import EXACT, Claim, Contestant, Sense, agreement, interleaved, ratio
from benchmarks.w1_population import CHECKED, first, our_levels
from benchmarks.workload import DOSE_MG, MINUTES, PATIENTS, TIMES, WEIGHT_KG, oracle, parameters, uniform_min
from leeward.pharmacology.population import virtual_patients
from leeward.pharmacology.readings import Readings
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.update import update

DRAWS = 8_000
SUBJECT = Subject(
    weight_kg=WEIGHT_KG,
    age_y=44.0,
    resting_systolic_mmhg=124.0,
    resting_diastolic_mmhg=78.0,
    resting_heart_rate_per_min=70.0,
)
CUFF = (10.0, 20.0, 30.0, 40.0)
READINGS = Readings(
    systolic=(CUFF, (131.0, 137.0, 139.0, 141.0)),
    diastolic=(CUFF, (82.0, 85.0, 88.0, 87.0)),
    heart_rate=(CUFF, (71.0, 74.0, 73.0, 75.0)),
    resting_systolic=(124.0, 126.0, 122.0),
    resting_diastolic=(78.0, 79.0, 77.0),
    resting_heart_rate=(70.0, 69.0, 72.0),
    cadss=((20.0, 40.0, 80.0), (9.0, 14.0, 3.0)),
    scores=((0.0, 52), (1.0, 40), (2.0, 37), (7.0, 35)),
)
"""An invented session: 4 cuff readings of three signals and 3 CADSS totals, 15 in all, and 4 PCL-5 totals."""


def measure(rounds: int) -> Claim:
    """Time one update beside the population simulation of W1."""
    times, people = uniform_min(), engine.people(PATIENTS)
    out = engine.buffer(PATIENTS, TIMES)
    checked = agreement(
        "leeward, W1", our_levels(CHECKED, times), oracle(first(parameters(), CHECKED), times), allowed=EXACT
    )
    patients = virtual_patients(SUBJECT, DRAWS, seed=1)
    given = Regimen.infusion(dose_mg=DOSE_MG, minutes=MINUTES)
    learned = update(patients, given=given, readings=READINGS)
    timed = interleaved(
        [
            Contestant(name="leeward, W1 on the uniform grid", call=partial(engine.levels, people, times, out)),
            Contestant(name="update", call=partial(update, patients, given=given, readings=READINGS)),
        ],
        rounds=rounds,
    )
    return Claim(
        name="w4",
        title="update of one patient after a session: 8,000 draws, 15 readings, 4 scores",
        agreements=(checked,),
        timed=tuple(timed.values()),
        comparisons=(
            ratio(
                "update over W1",
                timed["update"],
                timed["leeward, W1 on the uniform grid"],
                bar=3.0,
                sense=Sense.AT_MOST,
            ),
        ),
        notes=(
            (
                f"The 8,000 draws were made before, as the session's plan made them. The effective sample size was "
                f"{learned.effective_sample_size:.0f} after {learned.moves} moves of the draws; moving is in the time."
            ),
        ),
    )
