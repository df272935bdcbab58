"""Draws the traits that readings speak of most where the readings are, so that most virtual patients still count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from leeward.pharmacology import draws
from leeward.pharmacology.effects import (
    Circulation,
    Dissociation,
    around,
    dissociation,
    share_around,
    slopes,
    tolerated,
)
from leeward.pharmacology.likelihood import ScoreNoise, Trend
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import DIMENSIONS, Population
from leeward.pharmacology.visits import Levels, Occasion, Visit, trends_of

WIDER: Final = 1.15  # plain: proposals are wider than what they approximate, so that weights stay small
KEPT: Final = 0.1  # plain: share of draws that keep their place; no weight grows beyond ten times what it was
GRID: Final = np.linspace(-3.5, 3.5, 29)  # plain: standard normals that cover the prior
COARSE: Final = np.linspace(-3.0, 3.0, 9)  # plain: the same, for a slope that is averaged over
STEPS: Final = 5  # plain: Gauss-Newton steps to the middle of a proposal
FLAT: Final = (
    12.0  # plain: the variance of a score that is anywhere between two bounds is their distance squared over 12
)
GUIDED: Final = ("autocorrelation", "pressure_slope", "heart_slope", "cadss_scale")
MEAN: Final = {
    "systolic": Circulation.systolic.to("mmHg/(ng/mL)"),
    "diastolic": Circulation.diastolic.to("mmHg/(ng/mL)"),
    "heart_rate": Circulation.heart_rate.to("/min/(ng/mL)"),
}
SPREAD: Final = float(np.sqrt(np.log1p(Circulation.slope_cv.to("1") ** 2)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guided:
    """Virtual patients with some traits drawn near the readings, and what makes their weights right."""

    people: Population
    log_ratio: Curve
    """Logarithm of prior over proposal: added to log-weights, it makes the draws stand for the prior again."""
    lines: dict[str, Trend]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parabola:
    """A log-likelihood as a parabola of a positive number x of each person: x cross - x^2 level / 2."""

    cross: Curve
    level: Curve


def guide(people: Population, occasion: Curve, visit: Visit, followed: Levels, *, seed: int) -> Guided:
    """Redraw drift, slopes and the scale of dissociation of people drawn from the prior, given all their other traits.

    None of these moves the drug, so what was simulated stays. Each is drawn from a normal approximation to its
    posterior given the rest, mixed with its prior; the ratio of the two densities keeps the weights exact.
    """
    normals = people.normals.copy()
    fresh = draws.normals(seed, stream="guided", first=0, n=people.size, width=len(GUIDED))
    stays = draws.uniforms(seed, stream="guided stays", first=0, n=people.size, width=len(GUIDED)) < KEPT
    log_ratio = np.zeros(people.size)
    lines: dict[str, Trend] = {}
    for number, name in enumerate(GUIDED):
        proposal = _proposal(name, people, occasion, visit, followed, lines)
        if proposal is None:
            continue
        middle, sd = proposal
        z = np.where(stays[:, number], normals[:, DIMENSIONS.index(name)], middle + sd * fresh[:, number])
        normals[:, DIMENSIONS.index(name)] = z
        narrow = np.exp((z**2 - ((z - middle) / sd) ** 2) / 2) / sd
        log_ratio -= np.log(KEPT + (1 - KEPT) * narrow)
        if name == "autocorrelation":
            lines |= trends_of(_autocorrelation(z), visit, followed)
    return Guided(people=_with(people, normals), log_ratio=log_ratio, lines=lines)


def _proposal(
    name: str,
    people: Population,
    occasion: Curve,
    visit: Visit,
    followed: Levels,
    lines: Mapping[str, Trend],
) -> tuple[Curve, Curve] | None:
    """Return middle and SD of a trait's standard normal near the readings; None where they say nothing of it."""
    if name == "autocorrelation":
        return _drift(visit, followed)
    if name == "cadss_scale":
        return _scale(people, occasion, visit, followed) if visit.readings.cadss[0] else None
    signals = [one for one in (("heart_rate",) if name == "heart_slope" else ("systolic", "diastolic")) if one in lines]
    if not signals:
        return None
    parabola = _together({one: lines[one] for one in signals})
    return _near(parabola, median=np.exp(-(SPREAD**2) / 2), spread=SPREAD)


def _together(lines: Mapping[str, Trend]) -> Parabola:
    """Add the parabolas of signals that rise together, as multiples of their mean slopes."""
    return Parabola(
        cross=np.sum([MEAN[name] * line.cross for name, line in lines.items()], axis=0),
        level=np.sum([MEAN[name] ** 2 * line.level for name, line in lines.items()], axis=0),
    )


def _near(parabola: Parabola, *, median: Curve | float, spread: float) -> tuple[Curve, Curve]:
    """Return middle and SD of z where x = median exp(spread z) meets both its prior and the parabola."""
    z = np.zeros_like(parabola.cross)
    curvature = np.ones_like(z)
    for _ in range(STEPS):
        x = median * np.exp(spread * z)
        slope = spread * x * (parabola.cross - x * parabola.level) - z
        curvature = 1 + (spread * x) ** 2 * parabola.level
        z = z + np.clip(slope / curvature, -1.0, 1.0)
    return z, WIDER / np.sqrt(curvature)


def _drift(visit: Visit, followed: Levels) -> tuple[Curve, Curve] | None:
    """Return middle and SD of the drift's normal, the same for all: from the mean level, each slope averaged over."""
    mean = Levels(
        times_min=followed.times_min,
        s_ng_per_ml=np.repeat(followed.s_ng_per_ml.mean(axis=0)[None, :], GRID.size, axis=0),
        equivalents_ng_per_ml=np.zeros((GRID.size, followed.times_min.size)),
    )
    lines = trends_of(_autocorrelation(GRID), visit, mean)
    if not lines:
        return None
    log_weight = -(GRID**2) / 2
    multiples = np.exp(SPREAD * COARSE - SPREAD**2 / 2)[:, None]
    for signals in (("systolic", "diastolic"), ("heart_rate",)):
        seen = [lines[name].log_likelihood(MEAN[name] * multiples) for name in signals if name in lines]
        if seen:
            log_weight = log_weight + np.logaddexp.reduce(np.sum(seen, axis=0) - COARSE[:, None] ** 2 / 2, axis=0)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    middle = weight @ GRID
    return middle, WIDER * np.sqrt(weight @ (GRID - middle) ** 2)


def _scale(people: Population, occasion: Curve, visit: Visit, followed: Levels) -> tuple[Curve, Curve]:
    """Return middle and SD of the scale's normal: its root is what totals are normal around, on the root scale."""
    minutes, totals = visit.readings.cadss
    above = np.maximum(np.asarray(totals) - visit.readings.cadss_before, 0.0)
    low, high = np.sqrt(np.maximum(above - 1 / 2, 0.0)), np.sqrt(above + 1 / 2)
    precision = 1 / (ScoreNoise.cadss.to("1") ** 2 + (high - low) ** 2 / FLAT)
    one = tolerated(np.ones(people.size), people.cadss_tolerance, session=visit.session)
    share = np.sqrt(
        dissociation(
            followed.equivalents_at(minutes),
            scale=one * np.exp(Occasion.dissociation.to("1") * occasion),
            c50_ng_per_ml=people.cadss_c50_ng_per_ml,
            hill=people.cadss_hill,
        )
    )
    parabola = Parabola(cross=share @ (precision * (low + high) / 2), level=share**2 @ precision)
    root = np.sqrt(Dissociation.scale.to("points"))
    return _near(parabola, median=root, spread=Dissociation.scale_spread.to("1") / 2)


def _autocorrelation(z: Curve) -> Curve:
    return share_around(Circulation.autocorrelation.to("1"), Circulation.autocorrelation_spread.to("1"), z)


def _with(people: Population, normals: Curve) -> Population:
    """Return the people whose normals differ in the GUIDED columns alone; nothing else is worked out again."""
    z = {name: normals[:, DIMENSIONS.index(name)] for name in GUIDED}
    pressure, heart = slopes(z["pressure_slope"]), slopes(z["heart_slope"])
    scale, spread = Dissociation.scale.to("points"), Dissociation.scale_spread.to("1")
    return replace(
        people,
        normals=normals,
        autocorrelation=_autocorrelation(z["autocorrelation"]),
        systolic_slope=MEAN["systolic"] * pressure,
        diastolic_slope=MEAN["diastolic"] * pressure,
        heart_rate_slope=MEAN["heart_rate"] * heart,
        cadss_scale=around(scale, spread, z["cadss_scale"]),
    )
