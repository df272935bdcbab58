"""W3: one patient, one session, 500 times: from a fresh process, and over and over."""

import subprocess
import sys
from functools import partial

import numpy as np

from benchmarks import engine
from benchmarks.measure import EXACT, Claim, Comparison, Contestant, Sense, Timed, agreement, interleaved, ratio
from benchmarks.peers import numpy_closed_form
from benchmarks.workload import FIXED, MIN_PER_H, TIMES, TYPICAL, WEIGHT_KG, oracle, stretches
from leeward.pharmacology.kinetics import simulate

FIRST_DAY = (0,)
HOURS = 24.0
CALLS = 200
FRESH = """
import time
began = time.perf_counter()
import numpy
loaded = time.perf_counter()
from leeward.pharmacology import Regimen, models
from leeward.pharmacology.kinetics import simulate
course = simulate(models.by_key("otto_2021"), Regimen.infusion(dose_mg=35, minutes=40),
                  numpy.linspace(0, 1440, 500), weight_kg=numpy.full(PEOPLE, 70.0))
done = time.perf_counter()
assert course.ketamine_ng_per_ml.shape == (PEOPLE, 500)
print(done - loaded)
"""
NOTES = (
    (
        "Warm, both sides go from parameter values to levels, with the kernels loaded; leeward keeps the merged "
        "schedule between calls. simulate() also evaluates a model with its weights, ages and deviations: no bar."
    ),
    (
        "Cold is a fresh process each: the time from the end of `import numpy` to the first levels of otto_2021, with "
        "leeward's import in it. The bar is one second. The first population loads the compiled kernels too."
    ),
)


def measure(rounds: int) -> Claim:
    """Check, then time the warm and the fresh."""
    times = np.linspace(0.0, HOURS * MIN_PER_H, TIMES)
    values = TYPICAL | FIXED
    one = {name: np.array([value]) for name, value in values.items()}
    truth = oracle(one, times, FIRST_DAY)
    closed = partial(numpy_closed_form.simulate, one, times, stretches(HOURS + 1, FIRST_DAY))
    ours = partial(engine.one_patient, values, times, engine.ONE_SESSION)
    agreements = (
        agreement("leeward", ours().transpose(1, 2, 0), truth, allowed=EXACT),
        agreement("NumPy closed form", closed(), truth, allowed=EXACT),
    )
    whole = partial(simulate, engine.MODEL, engine.ONE_SESSION, times, weight_kg=WEIGHT_KG)
    timed = interleaved(
        [
            Contestant(name="leeward, warm", call=ours, calls=CALLS),
            Contestant(name="leeward simulate(), warm", call=whole, calls=CALLS),
            Contestant(name="NumPy closed form", call=closed, calls=CALLS),
        ],
        rounds=rounds,
    )
    fresh, population = (
        _fresh("fresh process, first patient", 1),
        _fresh("fresh process, first 10,000 patients", 10_000),
    )
    closed_form, mine = timed["NumPy closed form"], timed["leeward, warm"]
    return Claim(
        name="w3",
        title="one patient, one session, 500 times",
        agreements=agreements,
        timed=(*timed.values(), fresh, population),
        comparisons=(
            ratio("NumPy closed form over leeward, warm", closed_form, mine, bar=10.0),
            ratio("NumPy closed form over simulate(), warm", closed_form, timed["leeward simulate(), warm"]),
            Comparison(
                what="first simulation of a fresh process over one second",
                ratios=fresh.seconds,
                bar=1.0,
                sense=Sense.AT_MOST,
            ),
        ),
        notes=NOTES,
    )


def _fresh(name: str, people: int, *, times: int = 5) -> Timed:
    """Time the first simulation of fresh processes, one after another, after one that does not count."""
    command = [sys.executable, "-c", FRESH.replace("PEOPLE", str(people))]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True, timeout=120) for _ in range(times + 1)]
    return Timed(name=name, seconds=tuple(float(run.stdout) for run in runs[1:]))
