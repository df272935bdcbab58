"""Rates that bring a level to a target and hold it, for any linear model: each the highest that never passes it."""

import math

import numpy as np

from leeward.pharmacology.model import Curve

NEARLY = 0.998  # plain: numerical method; share of the target at which its peak counts as on its way
ROUNDING = 1e-9  # plain: numerical method; a whole number of steps stays whole


def rates_to_hold(
    stretch: Curve, *, source: Curve, target: float, count: int, stride: int, most: float, step: float = 0.0
) -> Curve:
    """Return `count` rates, one for each interval, that bring the level to the target and never above it.

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


def _highest(ahead: Curve, room: Curve) -> float:
    """Return the highest rate, 0 or more, at which what one unit brings at each instant fits into the room there."""
    told = ahead > 0
    return max(float(np.min(room[told] / ahead[told], initial=np.inf)), 0.0)
