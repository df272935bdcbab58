"""W1: 10,000 virtual patients, six sessions, three levels at 500 times each, beside the memory and the peers."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from benchmarks import engine
from benchmarks.measure import (
    EXACT,
    THREADS,
    Agreement,
    Claim,
    Comparison,
    Contestant,
    Sense,
    Timed,
    agreement,
    interleaved,
    ratio,
)
from benchmarks.peers import numpy_closed_form, scipy_solver
from benchmarks.peers.diffrax import Diffrax
from benchmarks.peers.libroadrunner import LibRoadRunner
from benchmarks.workload import GRIDS, PATIENTS, TIMES, Curve, Parameters, clinical_min, oracle, parameters, uniform_min
from leeward.pharmacology.bands import quantiles

CHECKED = 20
SHARE, SCIPY_SHARE = 200, 5
TOLERANCE, LOOSE = 1e-8, 1e-6
ALLOWED = 100.0
"""How many times its tolerance a stepping solver may be off: the tolerance is a step's, the error a course's."""
BANDS = (0.05, 0.5, 0.95)
NOTES = (
    (
        "leeward goes from the seven personal deviations to the levels, in a buffer that has been written to before; "
        "the peers allocate what they return. Memory is filled by NumPy on one thread; two are shown beside."
    ),
    (
        "The bar names the plain NumPy closed form; the same in cache-sized blocks, and one that multiplies its way "
        "along a uniform grid, are shown beside it."
    ),
    "Bands are exact quantiles of the 120 MB, on the same array in the same layout for both.",
)


def measure(rounds: int) -> Claim:
    """Check everybody, then time everybody."""
    patients, uniform = parameters(), uniform_min()
    runner, loose, jax = LibRoadRunner(TOLERANCE), LibRoadRunner(LOOSE), Diffrax(TOLERANCE, uniform)
    agreements = (*_our_agreements(patients), *_peer_agreements(patients, runner, loose, jax))
    some, few = first(patients, SHARE), first(patients, SCIPY_SHARE)
    share, small = SHARE / PATIENTS, SCIPY_SHARE / PATIENTS
    timed = interleaved(
        [
            *_ours(),
            *_closed_forms(patients),
            Contestant(name="libroadrunner 1e-8", call=partial(runner.simulate, some, uniform), share=share),
            Contestant(name="libroadrunner 1e-6", call=partial(loose.simulate, some, uniform), share=share),
            Contestant(name="diffrax Tsit5 1e-8", call=partial(jax.simulate, some), share=share),
            Contestant(
                name="scipy LSODA 1e-8", call=partial(scipy_solver.simulate, few, uniform, TOLERANCE), share=small
            ),
        ],
        rounds=rounds,
    )
    return Claim(
        name="w1",
        title="10,000 virtual patients, six sessions, three levels at 500 times",
        agreements=agreements,
        timed=tuple(timed.values()),
        comparisons=_comparisons(timed),
        notes=NOTES,
    )


def first(patients: Parameters, n: int) -> dict[str, Curve]:
    """Return the parameters of the first `n` patients."""
    return {name: values[:n] for name, values in patients.items()}


def our_levels(n: int, times_min: Curve) -> Curve:
    """Return our levels of the first `n` patients as the peers return theirs, (patients, times, 3)."""
    return engine.levels(engine.people(n), times_min, engine.buffer(n, times_min.size)).transpose(1, 2, 0)


def _our_agreements(patients: Parameters) -> list[Agreement]:
    return [
        agreement(
            f"leeward, {grid} grid",
            our_levels(CHECKED, times()),
            oracle(first(patients, CHECKED), times()),
            allowed=EXACT,
        )
        for grid, times in GRIDS.items()
    ]


def _peer_agreements(
    patients: Parameters, runner: LibRoadRunner, loose: LibRoadRunner, jax: Diffrax
) -> list[Agreement]:
    some, uniform, clinical = first(patients, CHECKED), uniform_min(), clinical_min()
    truth = oracle(some, uniform)
    few = first(patients, SCIPY_SHARE)
    plain, tight = numpy_closed_form.simulate(some, uniform), ALLOWED * TOLERANCE
    return [
        agreement("NumPy closed form, uniform grid", plain, truth, allowed=EXACT),
        agreement(
            "NumPy closed form, arbitrary grid",
            numpy_closed_form.simulate(some, clinical),
            oracle(some, clinical),
            allowed=EXACT,
        ),
        agreement("NumPy by steps", numpy_closed_form.on_uniform_grid(some, uniform), truth, allowed=EXACT),
        agreement("libroadrunner 1e-8", runner.simulate(some, uniform), truth, allowed=tight),
        agreement("libroadrunner 1e-6", loose.simulate(some, uniform), truth, allowed=ALLOWED * LOOSE),
        agreement("diffrax Tsit5 1e-8", jax.simulate(some), truth, allowed=tight),
        agreement(
            "scipy LSODA 1e-8",
            scipy_solver.simulate(few, uniform, TOLERANCE),
            truth[:SCIPY_SHARE],
            allowed=tight,
        ),
    ]


def _ours() -> list[Contestant]:
    people, uniform, clinical = engine.people(PATIENTS), uniform_min(), clinical_min()
    out, filled = engine.buffer(PATIENTS, TIMES), engine.buffer(PATIENTS, TIMES)
    return [
        Contestant(name="fill 120 MB", call=partial(filled.fill, 1.0)),
        Contestant(name="fill 120 MB on two threads", call=partial(_fill, filled)),
        Contestant(name="leeward, uniform grid", call=partial(engine.levels, people, uniform, out)),
        Contestant(name="leeward, arbitrary grid", call=partial(engine.levels, people, clinical, out)),
        Contestant(name="leeward, bands", call=lambda: [quantiles(plane, BANDS) for plane in out]),
        Contestant(name="numpy.quantile", call=partial(np.quantile, out, BANDS, axis=1)),
    ]


def _fill(filled: Curve) -> None:
    halves = np.array_split(filled.reshape(-1), THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda half: half.fill(1.0), halves))


def _closed_forms(patients: Parameters) -> list[Contestant]:
    uniform, clinical = uniform_min(), clinical_min()
    return [
        Contestant(name="NumPy closed form", call=partial(numpy_closed_form.simulate, patients, uniform)),
        Contestant(
            name="NumPy closed form, arbitrary grid", call=partial(numpy_closed_form.simulate, patients, clinical)
        ),
        Contestant(name="NumPy in blocks", call=partial(numpy_closed_form.in_blocks, patients, uniform)),
        Contestant(name="NumPy by steps", call=partial(numpy_closed_form.on_uniform_grid, patients, uniform)),
    ]


def _comparisons(timed: Mapping[str, Timed]) -> tuple[Comparison, ...]:
    ours, arbitrary = timed["leeward, uniform grid"], timed["leeward, arbitrary grid"]
    fill, bands = timed["fill 120 MB"], timed["leeward, bands"]
    at_most = Sense.AT_MOST
    faster = (
        ("libroadrunner 1e-8", 1500.0),
        ("NumPy closed form", 15.0),
        ("NumPy in blocks", None),
        ("NumPy by steps", None),
        ("libroadrunner 1e-6", None),
        ("diffrax Tsit5 1e-8", None),
        ("scipy LSODA 1e-8", None),
    )
    return (
        ratio("uniform grid over filling the memory", ours, fill, bar=4.0, sense=at_most),
        ratio("arbitrary grid over filling the memory", arbitrary, fill, bar=12.0, sense=at_most),
        ratio("uniform grid over filling it on two threads", ours, timed["fill 120 MB on two threads"], sense=at_most),
        ratio("bands over numpy.quantile", bands, timed["numpy.quantile"], bar=1 / 3, sense=at_most),
        *(ratio(f"{name} over leeward", timed[name], ours, bar=bar) for name, bar in faster),
        ratio("NumPy closed form over leeward, arbitrary grid", timed["NumPy closed form, arbitrary grid"], arbitrary),
    )
