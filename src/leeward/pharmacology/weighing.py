"""Weights of virtual patients: how many still count, who is drawn again, and when the weights cannot be trusted."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology.model import Curve

Indices = NDArray[np.int64]

TAIL_SHARE = 0.2  # plain: the largest fifth of the weights at most, as Pareto-smoothed importance sampling takes
TAIL_ROOT = 3.0  # plain: and at most three square roots of their number
FEWEST_IN_TAIL = 5  # plain: fewer weights than this show no tail
GRID_START = 30  # plain: points of Zhang and Stephens' grid, plus the square root of the tail's size
PRIOR_POINTS = 10.0  # plain: weight of the weakly informative prior of 1/2 on the shape
QUARTILE = 1 / 4  # plain: where Zhang and Stephens' grid is anchored
STEEPNESS = 3.0  # plain: their scale of the grid
HALVINGS = 40  # plain: bisection to a billionth


def normalized(log_weights: Curve) -> Curve:
    """Return weights that sum to 1. Raises ZeroDivisionError if every one of them is 0."""
    highest = log_weights.max()
    if not np.isfinite(highest):
        raise ZeroDivisionError("No virtual patient could have given these readings.")
    weights: Curve = np.exp(log_weights - highest)
    weights /= weights.sum()
    return weights


def effective_size(weights: Curve) -> float:
    """Return how many equally weighted draws would be worth as much: from 1 to the number of draws (Kish)."""
    return float(weights.sum() ** 2 / np.dot(weights, weights))


def largest_step(log_weights: Callable[[float], Curve], *, least: float, reached: float) -> float:
    """Return how far from `reached` towards 1 the readings can be let in while at least `least` draws still count."""
    if effective_size(normalized(log_weights(1.0))) >= least:
        return 1.0
    low, high = reached, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = effective_size(normalized(log_weights(middle))) >= least
        low, high = (middle, high) if enough else (low, middle)
    return low


def systematic(weights: Curve, *, offset: float, n: int) -> Indices:
    """Draw `n` indices in proportion to the weights with one `offset` between 0 and 1: systematic resampling."""
    reached = np.cumsum(weights)
    marks = (np.arange(n) + offset) / n * reached[-1]
    drawn: Indices = np.minimum(np.searchsorted(reached, marks, side="right"), weights.size - 1)
    return drawn


def weighted_quantiles(values: Curve, weights: Curve, levels: Sequence[float]) -> Curve:
    """Return quantiles of weighted draws (n,) or (n, k): the value at which the weight below reaches each level."""
    flat = values.reshape(values.shape[0], -1)
    order = np.argsort(flat, axis=0)
    reached = np.cumsum(weights[order], axis=0)
    found = np.empty((len(levels), flat.shape[1]))
    for column in range(flat.shape[1]):
        places = np.searchsorted(reached[:, column], np.asarray(levels) * reached[-1, column])
        found[:, column] = flat[order[np.minimum(places, len(flat) - 1), column], column]
    return found.reshape(len(levels), *values.shape[1:])


def tail_shape(weights: Curve) -> float:
    """Return the generalized Pareto shape of the largest weights; above about 0.7 they hang on too few draws.

    The diagnostic of Pareto-smoothed importance sampling (Vehtari and others 2024), with the estimate of Zhang and
    Stephens (2009): a profile over a grid, averaged, and drawn a little towards 1/2. 0 where there is no tail to see.
    """
    n = weights.size
    size = int(min(TAIL_SHARE * n, TAIL_ROOT * np.sqrt(n)))
    if size < FEWEST_IN_TAIL:
        return 0.0
    largest = np.sort(np.partition(weights, n - size - 1)[n - size - 1 :])
    excess = largest[1:] - largest[0]
    anchor = excess[int(size * QUARTILE + 1 / 2) - 1]
    if not anchor > 0:
        return 0.0 if not excess[-1] > 0 else 1.0
    return _zhang_stephens(excess, anchor)


def _zhang_stephens(excess: Curve, anchor: float) -> float:
    size = excess.size
    count = GRID_START + int(np.sqrt(size))
    steps = 1 - np.sqrt(count / (np.arange(1, count + 1) - 1 / 2))
    rates = 1 / excess[-1] + steps / (STEEPNESS * anchor)
    shapes = np.log1p(-rates[:, None] * excess).mean(axis=1)
    profile = size * (np.log(-rates / shapes) - shapes - 1)
    rate = float(np.dot(normalized(profile), rates))
    shape = float(np.log1p(-rate * excess).mean())
    return (size * shape + PRIOR_POINTS / 2) / (size + PRIOR_POINTS)
