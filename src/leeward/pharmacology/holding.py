"""Rates that bring a level to a target and hold it without passing it, for any linear model.

Two ways to the same end. Step by step: each rate the highest whose later peak stays at the target (Shafer and Gregg's
idea); right for short intervals, while over long ones the first burst leaves the site to fall before the next change.
All at once: of all schedules that never pass the target, the one with the least shortfall, a linear program.
"""

import math
from itertools import pairwise
from typing import Any, TypedDict

import numpy as np

from leeward.pharmacology.model import Curve
from leeward.pharmacology.regimen import Regimen, Segment

NEARLY = 0.998  # plain: numerical method; share of the target at which its peak counts as on its way
ROUNDING = 1e-9  # plain: numerical method; a whole number of steps stays whole


class Bounds(TypedDict):
    """What both ways are asked: a target, how many intervals of how many instants, and the pump's bounds."""

    target: float
    count: int
    stride: int
    most: float
    step: float


def rates_to_hold(
    stretch: Curve, *, source: Curve, target: float, count: int, stride: int, most: float, step: float = 0.0
) -> Curve:
    """Return `count` rates, one for each interval, that bring the level to the target step by step and never above.

    `stretch` is the level after one interval at rate 1, (times,), `stride` instants to an interval, reaching past the
    last interval as far as later peaks are looked for; `source` is the same of the plasma that feeds the site. Once
    the peak is on its way the plasma, too, stays at or below the target: chasing the site alone makes rates swing.
    Rates are 0 to `most`, in whole steps downwards.
    """
    rates = np.zeros(count)
    level, plasma = np.zeros_like(stretch), np.zeros_like(stretch)
    for number in range(count):
        start = number * stride
        left = stretch.size - start
        rate = min(_highest(stretch[1:left], target - level[start + 1 :]), most)
        if level[start:].max() >= NEARLY * target:
            rate = min(rate, _highest(source[1 : stride + 1], target - plasma[start + 1 : start + stride + 1]))
        rates[number] = min(math.floor(rate / step + ROUNDING) * step, rate) if step > 0 else rate
        level[start:] += rates[number] * stretch[:left]
        plasma[start:] += rates[number] * source[:left]
    return rates


def least_shortfall(stretch: Curve, *, target: float, count: int, stride: int, most: float, step: float = 0.0) -> Curve:
    """Return the `count` rates that keep the level nearest below the target on average, and never above it.

    Arguments as for `rates_to_hold`. The cost grows with the cube of `count`: for a hundred intervals, not thousands.
    """
    from scipy.optimize import linprog

    each = np.zeros((stretch.size, count))
    for number in range(count):
        each[number * stride :, number] = stretch[: stretch.size - number * stride]
    gained = each[: count * stride + 1].sum(axis=0)
    found: Any = linprog(-gained, A_ub=each, b_ub=np.full(stretch.size, target), bounds=(0.0, most))
    rates: Curve = np.clip(np.asarray(found.x, dtype=np.float64), 0.0, most)
    return np.minimum(np.floor(rates / step + ROUNDING) * step, rates) if step > 0 else rates


def as_regimen(rates: Curve, *, every_min: float, minutes: float) -> Regimen:
    """Return the rates as stretches, equal neighbors joined, cut at `minutes`."""
    edges = [0, *(np.flatnonzero(np.diff(rates)) + 1), rates.size]
    stretches = tuple(
        Segment(rate_mg_per_min=float(rates[low]), minutes=float(high - low) * every_min)
        for low, high in pairwise(edges)
    )
    return Regimen(segments=stretches).until(minutes)


def _highest(ahead: Curve, room: Curve) -> float:
    """Return the highest rate, 0 or more, at which what one unit brings at each instant fits into the room there."""
    told = ahead > 0
    return max(float(np.min(room[told] / ahead[told], initial=np.inf)), 0.0)
