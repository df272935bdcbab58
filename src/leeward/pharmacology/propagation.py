"""Amounts carried through time for a few people, in NumPy: exact for any compartments and any constant rates."""

import numpy as np

from leeward.pharmacology.exponential import exponentials
from leeward.pharmacology.model import Curve
from leeward.pharmacology.regimen import Regimen

SAME_STEP_DECIMALS = 10  # plain: steps equal to this many decimals share one matrix exponential


def propagate(matrix: Curve, regimen: Regimen, times_min: Curve, *, start: Curve | None = None) -> Curve:
    """Carry the states over a schedule: rates (people, n, n) per min, input into the first; returns (people, times, n).

    Exact within each stretch: the exponential of the matrix with the constant rate as one more state, so that no step
    crosses a change of rate. Pauses are stretches at rate 0. At the minute of a push, the state just after it. `start`
    (people, n) is what is there at minute 0; nothing where it is left out.
    """
    people, n, _ = matrix.shape
    grid, pushes, running = _grid(regimen, times_min)
    steps = np.diff(grid)
    _, first, kind = np.unique(np.round(steps, SAME_STEP_DECIMALS), return_index=True, return_inverse=True)
    lengths = steps[first]
    widened = np.zeros((people, n + 1, n + 1))
    widened[:, :n, :n] = matrix
    widened[:, 0, n] = 1.0
    stack = (widened * lengths[:, None, None, None]).reshape(-1, n + 1, n + 1)
    moves = exponentials(stack).reshape(lengths.size, people, n + 1, n + 1)
    state = np.zeros((people, n + 1, 1))
    state[:, :n, 0] = 0.0 if start is None else start
    states = np.zeros((people, grid.size, n))
    for i in range(grid.size):
        if i:
            state[:, n, 0] = running[i - 1]
            state = moves[kind[i - 1]] @ state
        state[:, 0, 0] += pushes[i]
        states[:, i] = state[:, :n, 0]
    return states[:, np.searchsorted(grid, times_min)]


def _grid(regimen: Regimen, times_min: Curve) -> tuple[Curve, Curve, Curve]:
    """Return the instants that matter, what is pushed at each, and the rate that runs from each on."""
    starts, rates, boluses = np.array(regimen.stretches).T
    grid = np.unique(np.concatenate([[0.0], starts, times_min]))
    grid = grid[grid <= max(times_min.max(), 0.0)] if times_min.size else grid[:1]
    pushes = np.zeros(grid.size)
    within = starts <= grid[-1]
    np.add.at(pushes, np.searchsorted(grid, starts[within]), boluses[within])
    last = np.searchsorted(starts, grid, side="right") - 1
    return grid, pushes, np.where(last < 0, 0.0, rates[last])
