"""The work that is timed: 10,000 virtual patients, six infusions in twelve days, three levels at 500 times each.

The parameters are illustrative, between those of the published models; no patient is foretold from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from leeward.pharmacology.draws import normals

Curve = NDArray[np.float64]
Parameters = Mapping[str, Curve]

PATIENTS: Final = 10_000
TIMES: Final = 500
LEVELS: Final = ("ketamine", "norketamine", "effect site")
SEED: Final = 1
WEIGHT_KG: Final = 70.0
DOSE_MG: Final = 35.0
MINUTES: Final = 40.0
DAYS: Final = (0, 2, 4, 7, 9, 11)
SPREAD: Final = 0.3
TYPICAL: Final = {"cl": 85.0, "v1": 20.0, "q2": 110.0, "v2": 70.0, "q3": 60.0, "v3": 160.0, "clm": 75.0}
"""Clearances in L/h, volumes in L, that differ between people: log-normally, with SD `SPREAD` of the logarithm."""
FIXED: Final = {"v1m": 40.0, "qm": 60.0, "v2m": 110.0, "fm": 0.8, "ke0": 8.0}
NG_PER_ML: Final = 1000.0
MIN_PER_H: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Hours with one rate of infusion."""

    start_h: float
    end_h: float
    rate_mg_per_h: float


def etas(n: int = PATIENTS, *, first: int = 0) -> Curve:
    """Return the personal deviations, (n, 7), in the order of `TYPICAL`."""
    deviations: Curve = SPREAD * normals(SEED, stream="w1", first=first, n=n, width=len(TYPICAL))
    return deviations


def parameters(n: int = PATIENTS) -> dict[str, Curve]:
    """Return every parameter of the first `n` patients, each (n,), in L/h, L and 1/h."""
    deviations = etas(n)
    differing = {name: value * np.exp(deviations[:, i]) for i, (name, value) in enumerate(TYPICAL.items())}
    return differing | {name: np.full(n, value) for name, value in FIXED.items()}


def stretches(end_h: float, days: Sequence[int] = DAYS) -> tuple[Stretch, ...]:
    """Return the infusions and the pauses between them, until `end_h`."""
    starts = [24.0 * day for day in days]
    length, rate = MINUTES / MIN_PER_H, DOSE_MG / (MINUTES / MIN_PER_H)
    found: list[Stretch] = []
    for start, following in zip(starts, [*starts[1:], end_h], strict=True):
        found.append(Stretch(start_h=start, end_h=start + length, rate_mg_per_h=rate))
        found.append(Stretch(start_h=start + length, end_h=following, rate_mg_per_h=0.0))
    return tuple(found)


def uniform_min() -> Curve:
    """Return the times of grid A in minutes: every 40 min, on which every infusion starts and stops."""
    return MINUTES * np.arange(TIMES, dtype=np.float64)


def clinical_min() -> Curve:
    """Return the times of grid B in minutes: every 2 min for 80 min after each start, then ever farther apart."""
    close = np.arange(0.0, 81.0, 2.0)
    starts = [24.0 * MIN_PER_H * day for day in DAYS]
    end = float(uniform_min()[-1])
    left = TIMES - len(starts) * close.size
    times: list[Curve] = []
    for i, (start, following) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
        last = i == len(starts) - 1
        far = (left * (i + 1)) // len(starts) - (left * i) // len(starts)
        spread = np.geomspace(close[-1], following - start, far + (1 if last else 2))[1:]
        times += [start + close, start + (spread if last else spread[:-1])]
    return np.concatenate(times)


GRIDS: Final = {"uniform": uniform_min, "clinical": clinical_min}


def oracle(patients: Parameters, times_min: Curve, days: Sequence[int] = DAYS) -> Curve:
    """Return the levels (patients, times, 3) in ng/mL by a matrix exponential for each step (scipy's expm)."""
    times = times_min / MIN_PER_H
    given = stretches(float(times[-1]) + 1.0, days)
    edges = [stretch.start_h for stretch in given]
    grid = np.unique(np.concatenate([times, edges]))
    grid = grid[grid <= times[-1]]
    matrices = rates(patients)
    state = np.zeros((matrices.shape[0], 7, 1))
    states = np.zeros((matrices.shape[0], grid.size, 7))
    kept: dict[float, Curve] = {}
    for i, (here, step) in enumerate(zip(grid, np.diff(grid), strict=False), start=1):
        if step not in kept:
            kept[step] = expm(matrices * step)
        state[:, 6, 0] = next(s.rate_mg_per_h for s in reversed(given) if s.start_h <= here)
        state = kept[step] @ state
        states[:, i] = state[:, :, 0]
    found = states[:, np.searchsorted(grid, times)]
    scale = np.stack([1 / patients["v1"], 1 / patients["v1m"], np.ones_like(patients["v1"])], axis=1)
    levels: Curve = found[:, :, (0, 3, 5)] * scale[:, None, :] * NG_PER_ML
    return levels


def rates(p: Parameters) -> Curve:
    """Return the matrices (patients, 7, 7) per hour: parent 3, metabolite 2, effect site, and the rate as a state."""
    a = np.zeros((p["cl"].size, 7, 7))
    a[:, 0, 0] = -(p["cl"] + p["q2"] + p["q3"]) / p["v1"]
    a[:, 0, 1], a[:, 0, 2] = p["q2"] / p["v2"], p["q3"] / p["v3"]
    a[:, 1, 0], a[:, 1, 1] = p["q2"] / p["v1"], -p["q2"] / p["v2"]
    a[:, 2, 0], a[:, 2, 2] = p["q3"] / p["v1"], -p["q3"] / p["v3"]
    a[:, 3, 0] = p["fm"] * p["cl"] / p["v1"]
    a[:, 3, 3], a[:, 3, 4] = -(p["clm"] + p["qm"]) / p["v1m"], p["qm"] / p["v2m"]
    a[:, 4, 3], a[:, 4, 4] = p["qm"] / p["v1m"], -p["qm"] / p["v2m"]
    a[:, 5, 0], a[:, 5, 5] = p["ke0"] / p["v1"], -p["ke0"]
    a[:, 0, 6] = 1.0
    return a
