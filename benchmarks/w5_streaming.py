"""W5: the cost of a virtual patient and the memory of the process, from 100 patients to a million."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks import engine
from benchmarks.measure import EXACT, Agreement, Claim, Comparison, Sense, Timed, agreement, number
from benchmarks.workload import MIN_PER_H, WEIGHT_KG, oracle, parameters, uniform_min
from leeward.pharmacology.bands import RELATIVE_ERROR
from leeward.pharmacology.kinetics import ke0_per_min, together
from leeward.pharmacology.streaming import stream
from leeward.pharmacology.study import Study

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
TIMED = SIZES[2:]
"""Sizes whose cost per patient is compared; below them the start of a process counts most."""
ROUNDS = 3
LEAST = 200_000
"""Patients in each timing: a smaller population is simulated several times over."""
BANDS = (0.05, 0.5, 0.95)
LEAST_LEVEL = 1e-4
"""ng/mL, a ten-thousandth of what an assay sees."""
CHECKED = 20
STUDY = Study(model=engine.MODEL, regimen=engine.SIX_SESSIONS, times_min=uniform_min(), weight_kg=WEIGHT_KG)
NOTES = (
    (
        "Each size runs in a process of its own, and each round runs all sizes in turn: levels are simulated, counted "
        "in narrow bins and forgotten. Cost is the processor time of both threads, which others on the machine disturb "
        "less than they do the clock; the clock's time stands beside it. A small population is simulated several "
        "times over, so that each timing takes at least 200,000 patients. Memory is the most that the process held up "
        "to the end of its first run, Python and its libraries included."
    ),
    (
        "The work is W1 on its uniform grid, with the engine's own lag of the effect site; quantiles come from the "
        f"counts, within {RELATIVE_ERROR:.1%} of the exact ones."
    ),
)


def measure(rounds: int) -> Claim:
    """Run each size in a process of its own, in turn, and compare costs and memory."""
    agreements = (_levels_agree(), _bands_agree())
    turns = [{n: _child(n) for n in SIZES} for _ in range(min(rounds, ROUNDS))]
    costs = {n: tuple(turn[n]["processor_seconds"] / n for turn in turns) for n in TIMED}
    walls = {n: tuple(turn[n]["seconds"] / n for turn in turns) for n in TIMED}
    memory = {n: tuple(turn[n]["megabytes"] for turn in turns) for n in SIZES}
    small, large = SIZES[0], SIZES[-1]
    per_patient = (
        *(Timed(name=f"processor time, one patient of {n:,}", seconds=costs[n]) for n in TIMED),
        *(Timed(name=f"one patient of {n:,}", seconds=walls[n]) for n in TIMED),
    )
    spread = tuple(max(costs[n][i] for n in TIMED) / min(costs[n][i] for n in TIMED) for i in range(len(turns)))
    grown = tuple(b / a for a, b in zip(memory[small], memory[large], strict=True))
    held = ", ".join(f"{number(max(memory[n]))} MB at {n:,}" for n in SIZES)
    return Claim(
        name="w5",
        title="streaming, 100 to 1,000,000 patients",
        agreements=agreements,
        timed=per_patient,
        comparisons=(
            Comparison(
                what="dearest over cheapest patient, 10,000 to 1,000,000", ratios=spread, bar=1.2, sense=Sense.AT_MOST
            ),
            Comparison(
                what="memory of 1,000,000 patients over that of 100", ratios=grown, bar=1.2, sense=Sense.AT_MOST
            ),
        ),
        notes=(*NOTES, f"Memory at most: {held}."),
    )


def _levels_agree() -> Agreement:
    patients = {name: values[:CHECKED] for name, values in parameters().items()}
    patients["ke0"] = np.full(CHECKED, ke0_per_min() * MIN_PER_H)
    found = together(engine.MODEL, engine.SIX_SESSIONS, uniform_min(), weight_kg=WEIGHT_KG, etas=engine.people(CHECKED))
    return agreement("leeward", found.transpose(1, 2, 0), oracle(patients, uniform_min()), allowed=EXACT)


def _bands_agree() -> Agreement:
    """Hold counted bands against exact ones of the same people, where there is a level worth the name."""
    n = 2_000
    exact = np.quantile(STUDY.levels(seed=1, first=0, n=n), BANDS, axis=1)
    counted = np.stack(list(stream(STUDY, n, seed=1).quantiles(BANDS).values()), axis=1)
    there = exact > LEAST_LEVEL
    off = (counted[there] / exact[there]).reshape(1, -1, 1)
    return agreement("bands counted in bins", off, np.ones_like(off), allowed=1.5 * RELATIVE_ERROR)


def _child(n: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.w5_streaming", str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(n: int) -> None:
    """Stream one size, see how much memory it took, and for how long it takes again."""
    stream(STUDY, n, seed=1)
    most = _most_megabytes()
    times = max(1, LEAST // n) if n in TIMED else 1
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(times):
        stream(STUDY, n, seed=1)
    spent, processor = time.perf_counter() - began, time.process_time() - worked
    print(json.dumps({"seconds": spent / times, "processor_seconds": processor / times, "megabytes": most}))


def _most_megabytes() -> float:
    """Return the most memory that this process ever held; what the parent held does not count."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    most = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(most.split()[1]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
