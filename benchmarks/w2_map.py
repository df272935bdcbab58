"""W2: the likeliest kinetics of 100 people, six deviations from eight levels each, beside SciPy."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.measure import EXACT, Agreement, Claim, Contestant, Disagrees, interleaved, ratio
from benchmarks.workload import DOSE_MG, MIN_PER_H, MINUTES, NG_PER_ML, SEED, SPREAD, TYPICAL, Curve
from leeward.pharmacology import kernels
from leeward.pharmacology.draws import normals
from leeward.pharmacology.map_cohort import Cohort, CohortEstimate, estimate_cohort

PEOPLE = 100
ORDER = ("v1", "cl", "q2", "v2", "q3", "v3")
TIMES_MIN = np.array([20.0, 40.0, 60.0, 90.0, 150.0, 300.0, 720.0, 1440.0])
ERROR = 0.15
BAR = 50.0
NO_HIGHER = 1e-9
"""How far, relative, our lowest point may lie above what SciPy finds: rounding."""
SHORT = 1e-4
"""SciPy is said to have stopped short where its lowest point lies farther above ours than this."""


def measure(rounds: int) -> Claim:
    """Check the objective and where everybody ends, then time everybody."""
    with one_blas_thread():
        return _measured(rounds)


def _measured(rounds: int) -> Claim:
    people = cohort()
    found = estimate_cohort(people)
    ends = {name: scipy_ends(people, with_gradient=slopes) for name, slopes in SCIPY.items()}
    agreements = (_same_objective(people, found), *(_no_higher(name, found, end) for name, end in ends.items()))
    timed = interleaved(
        [
            Contestant(name=OURS, call=partial(estimate_cohort, people, with_covariance=False), calls=20),
            Contestant(name=f"{OURS} with the covariance", call=partial(estimate_cohort, people), calls=20),
            *(
                Contestant(name=name, call=partial(scipy_ends, people, with_gradient=slopes))
                for name, slopes in SCIPY.items()
            ),
        ],
        rounds=rounds,
    )
    by_differences, by_gradient = (timed[name] for name in SCIPY)
    return Claim(
        name="w2",
        title="The likeliest kinetics of 100 people: six deviations from eight levels",
        agreements=agreements,
        timed=tuple(timed.values()),
        comparisons=(
            ratio("SciPy L-BFGS-B over leeward", by_differences, timed[OURS], bar=BAR),
            ratio("SciPy L-BFGS-B with our gradient over leeward", by_gradient, timed[OURS]),
        ),
        notes=_notes(found, ends),
    )


OURS = "leeward"
SCIPY = {"SciPy L-BFGS-B, differences": False, "SciPy L-BFGS-B, our gradient": True}


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep OpenBLAS from waking a second thread for six numbers: on a busy machine that slows SciPy a hundredfold."""
    libraries = [ctypes.CDLL(path) for path in _loaded("openblas")]
    found = [(library, stem, end) for library in libraries for stem, end in SPELLINGS if _has(library, stem, end)]
    before = [getattr(library, f"{stem}_get_num_threads{end}")() for library, stem, end in found]
    for library, stem, end in found:
        getattr(library, f"{stem}_set_num_threads{end}")(1)
    try:
        yield
    finally:
        for (library, stem, end), threads in zip(found, before, strict=True):
            getattr(library, f"{stem}_set_num_threads{end}")(threads)


SPELLINGS = tuple((stem, end) for stem in ("scipy_openblas", "openblas") for end in ("", "64_"))


def _has(library: ctypes.CDLL, stem: str, end: str) -> bool:
    return hasattr(library, f"{stem}_get_num_threads{end}") and hasattr(library, f"{stem}_set_num_threads{end}")


def _loaded(name: str) -> list[str]:
    maps = Path("/proc/self/maps")
    lines = maps.read_text(encoding="utf-8").splitlines() if maps.exists() else []
    return sorted({line.split()[-1] for line in lines if name in line.rpartition("/")[2]})


def cohort() -> Cohort:
    """Return the people and their levels: one infusion, proportional error, no two people alike."""
    typical = np.array([TYPICAL[name] / (1.0 if name.startswith("v") else MIN_PER_H) for name in ORDER])
    truth = typical * np.exp(SPREAD * normals(SEED, stream="w2 people", first=0, n=PEOPLE, width=len(ORDER)))
    noise = normals(SEED, stream="w2 error", first=0, n=PEOPLE, width=TIMES_MIN.size)
    values = np.array([levels(person) for person in truth]) * (1 + ERROR * noise)
    times = np.broadcast_to(TIMES_MIN, values.shape)
    return Cohort(
        eta_names=ORDER,
        typical=np.tile(typical, (PEOPLE, 1)),
        moves=np.arange(len(ORDER)),
        omega=SPREAD**2 * np.eye(len(ORDER)),
        isomers=np.ones((1, 2)),
        schedules=np.tile([0.0, MINUTES, DOSE_MG], (PEOPLE, 1, 1)),
        samples=np.stack([times, values, np.zeros_like(values)], axis=2),
        error=np.array([ERROR, 0.0]),
    )


def levels(person: Curve) -> Curve:
    """Return the levels at the sampling times from the eigenvalues of the matrix of rates: nobody's fast path."""
    v1, cl, q2, v2, q3, v3 = person
    matrix = np.array([[-(cl + q2 + q3) / v1, q2 / v2, q3 / v3], [q2 / v1, -q2 / v2, 0], [q3 / v1, 0, -q3 / v3]])
    rates, modes = np.linalg.eig(matrix)
    shares = modes[0] * np.linalg.solve(modes, [1.0, 0.0, 0.0]) * DOSE_MG / MINUTES * NG_PER_ML / v1
    on, off = np.minimum(TIMES_MIN, MINUTES)[:, None], np.maximum(TIMES_MIN - MINUTES, 0.0)[:, None]
    found: Curve = (shares * np.expm1(rates * on) / rates * np.exp(rates * off)).sum(axis=1)
    return found


def scipy_ends(people: Cohort, *, with_gradient: bool) -> Curve:
    """Return the objective where SciPy ends for each person, (people,)."""
    precision = np.ascontiguousarray(np.linalg.inv(people.omega))
    gradient = np.empty(len(ORDER))
    ends = np.empty(PEOPLE)
    for row in range(PEOPLE):
        asked = (
            *(people.typical[row], people.moves, precision, people.isomers),
            *(people.schedules[row], people.samples[row], people.error, gradient),
        )

        def value(eta: Curve, asked: tuple[Curve, ...] = asked) -> float:
            return float(kernels.half_objective(eta, *asked))

        def both(eta: Curve, asked: tuple[Curve, ...] = asked) -> tuple[float, Curve]:
            return float(kernels.half_objective(eta, *asked)), gradient.copy()

        start = np.zeros(len(ORDER))
        end = minimize(both if with_gradient else value, start, jac=with_gradient, method="L-BFGS-B")
        ends[row] = 2 * end.fun
    return ends


def _same_objective(people: Cohort, found: CohortEstimate) -> Agreement:
    """Hold the compiled objective at our estimates against one written from the eigenvalues."""
    worst = 0.0
    for row, eta in enumerate(found.etas):
        level = levels(people.typical[row] * np.exp(eta))
        variance = (ERROR * level) ** 2
        terms = (people.samples[row, :, 1] - level) ** 2 / variance + np.log(variance)
        written = terms.sum() + eta @ eta / SPREAD**2
        worst = max(worst, abs(written - found.objective[row]) / abs(written))
    return _held("leeward's objective, against one from eigenvalues", worst, EXACT)


def _no_higher(name: str, found: CohortEstimate, ends: Curve) -> Agreement:
    if not found.converged.all():
        raise Disagrees(f"leeward converged for {int(found.converged.sum())} of {PEOPLE} only.")
    excess = float(np.max((found.objective - ends) / np.abs(ends)))
    return _held(f"leeward's lowest point above that of {name}", max(excess, 0.0), NO_HIGHER)


def _held(name: str, worst: float, allowed: float) -> Agreement:
    if not worst <= allowed:
        raise Disagrees(f"{name}: {worst:.1e}, allowed are {allowed:.0e}.")
    return Agreement(name=name, worst=worst, allowed=allowed, patients=PEOPLE)


def _notes(found: CohortEstimate, ends: dict[str, Curve]) -> tuple[str, ...]:
    steps = found.iterations
    short = {name: end - found.objective for name, end in ends.items()}
    return (
        (
            "SciPy starts from the typical person, as leeward does, with its default options; its objective is "
            "leeward's own compiled one, called from Python. Everybody is on one thread: so few people gain nothing "
            "from a second, and SciPy's OpenBLAS only loses by one."
        ),
        f"{found.converged.sum()} of {PEOPLE} converged: {steps.mean():.1f} steps on average, at most {steps.max()}.",
        *(
            (
                f"{name} ended more than {SHORT:g} above leeward's lowest point for {(above > SHORT).sum()} of "
                f"{PEOPLE}; {above.max():.2g} at most."
            )
            for name, above in short.items()
        ),
    )


if __name__ == "__main__":
    from benchmarks.page import printed

    print(printed(measure(9)))
