"""The closed form in plain vectorised NumPy: sums of exponentials, three ways of writing the same."""

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.workload import MIN_PER_H, NG_PER_ML, Curve, Parameters, Stretch, stretches

BLOCK = 250
"""Patients at once, where the arrays are to stay in the cache."""


def simulate(patients: Parameters, times_min: Curve, given: Sequence[Stretch] = ()) -> Curve:
    """Return the levels (patients, times, 3) in ng/mL at any times: six exponentials for each.

    `given` is the schedule, by default the six sessions of W1.
    """
    times = times_min / MIN_PER_H
    modes, weights = modes_of(patients)
    state = np.zeros_like(modes)
    levels = np.empty((modes.shape[0], times.size, 3))
    for stretch in given or stretches(float(times[-1]) + 1.0):
        within = (times >= stretch.start_h) & (times < stretch.end_h)
        tau = times[within] - stretch.start_h
        steady = stretch.rate_mg_per_h / modes
        # (patients, modes, times): each mode falls from its state to what the rate holds up.
        paths = steady[:, :, None] + (state - steady)[:, :, None] * np.exp(-modes[:, :, None] * tau)
        levels[:, within] = (weights @ paths).transpose(0, 2, 1)
        length = stretch.end_h - stretch.start_h
        state = steady + (state - steady) * np.exp(-modes * length)
    return levels


def in_blocks(patients: Parameters, times_min: Curve) -> Curve:
    """Return the same, a few hundred patients at a time, so that what is between stays in the cache."""
    n = patients["cl"].size
    levels = np.empty((n, times_min.size, 3))
    for first in range(0, n, BLOCK):
        block = {name: values[first : first + BLOCK] for name, values in patients.items()}
        levels[first : first + BLOCK] = simulate(block, times_min)
    return levels


def on_uniform_grid(patients: Parameters, times_min: Curve) -> Curve:
    """Return the same on a uniform grid that holds every edge: one multiplication for each mode and step, no exp."""
    modes, weights = modes_of(patients)
    times = times_min / MIN_PER_H
    step = float(times[1] - times[0])
    fall = np.exp(-modes * step)
    rise = -np.expm1(-modes * step) / modes
    given = stretches(float(times[-1]) + 1.0)
    rate_at = {round(stretch.start_h / step): stretch.rate_mg_per_h for stretch in given}
    levels = np.empty((modes.shape[0], times.size, 3))
    state, rate = np.zeros_like(modes), 0.0
    for i in range(times.size):
        levels[:, i] = (weights @ state[:, :, None])[:, :, 0]
        rate = rate_at.get(i, rate)
        state *= fall
        if rate:
            state += rate * rise
    return levels


def modes_of(p: Mapping[str, Curve]) -> tuple[Curve, Curve]:
    """Return the six rates of decay (patients, 6), per hour, and what each gives to each level (patients, 3, 6)."""
    k21, k31 = p["q2"] / p["v2"], p["q3"] / p["v3"]
    parent = _parent_modes(p, k21, k31)
    metabolite, km21 = _metabolite_modes(p)
    ke0 = p["ke0"]
    # Parent: residues of (s + k21)(s + k31) / prod(s + l).
    residues = np.stack(
        [(k21 - li) * (k31 - li) / np.prod(np.delete(parent, i, axis=1) - li[:, None], axis=1) / p["v1"]
         for i, li in enumerate(parent.T)], axis=1
    )  # fmt: skip
    weights = np.zeros((parent.shape[0], 3, 6))
    weights[:, 0, :3] = residues
    formed = p["fm"] * p["cl"] / p["v1m"]
    chain = (km21[:, None] - parent) / ((metabolite[:, :1] - parent) * (metabolite[:, 1:] - parent))
    weights[:, 1, :3] = formed[:, None] * residues * chain
    for j in (0, 1):
        mine, other = metabolite[:, j], metabolite[:, 1 - j]
        fed = np.sum(residues / (parent - mine[:, None]), axis=1)
        weights[:, 1, 3 + j] = formed * fed * (km21 - mine) / (other - mine)
    weights[:, 2, :3] = residues * ke0[:, None] / (ke0[:, None] - parent)
    weights[:, 2, 5] = -np.sum(weights[:, 2, :3], axis=1)
    return np.concatenate([parent, metabolite, ke0[:, None]], axis=1), weights * NG_PER_ML


def _parent_modes(p: Mapping[str, Curve], k21: Curve, k31: Curve) -> Curve:
    """Solve the cubic of three compartments by its trigonometric form."""
    k10, k12, k13 = (p[name] / p["v1"] for name in ("cl", "q2", "q3"))
    a2 = k10 + k12 + k13 + k21 + k31
    a1 = k21 * k31 + k10 * (k21 + k31) + k12 * k31 + k13 * k21
    a0 = k10 * k21 * k31
    shift = a2 / 3
    q = shift**2 - a1 / 3
    r = shift**3 - a2 * a1 / 6 + a0 / 2
    angle = np.arccos(np.clip(r / q**1.5, -1, 1))
    fast, middle = (shift + 2 * np.sqrt(q) * np.cos((angle + turn) / 3) for turn in (0.0, -2 * np.pi))
    return np.stack([fast, middle, a0 / (fast * middle)], axis=1)


def _metabolite_modes(p: Mapping[str, Curve]) -> tuple[Curve, Curve]:
    km10, km12, km21 = p["clm"] / p["v1m"], p["qm"] / p["v1m"], p["qm"] / p["v2m"]
    total, product = km10 + km12 + km21, km10 * km21
    fast = (total + np.sqrt(total**2 - 4 * product)) / 2
    return np.stack([fast, product / fast], axis=1), km21
