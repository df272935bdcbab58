"""Visual predictive check: do the levels that were measured lie where the model says such people's levels lie?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.evidence import Facts, assumed
from leeward.pharmacology import draws
from leeward.pharmacology.concentrations import CannotUse, levels_of
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Body, Curve, Drug, Model
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.study import deviations

FEW_TIMES = 12  # plain: up to so many distinct times, each is a bin of its own
BINS = 8  # plain: otherwise bins of about equal counts


class Percentiles(Facts):
    """Which percentiles are compared, and how sure the simulated ones are said to be."""

    band = assumed("90 %", why="5th to 95th percentile, the usual band of a visual predictive check")
    confidence = assumed("95 %", why="the usual band around each simulated percentile")
    replicates = assumed("500 1", why="enough that a percentile's band no longer moves in print")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observed:
    """Measured levels, one entry per sample in each array."""

    times_min: Curve
    values_ng_per_ml: Curve
    person: NDArray[np.int64]
    """Whose sample it is, numbered from 0."""
    weight_kg: Curve
    dose_mg: Curve | None
    """What that person was given in all; None where everybody got the regimen as it stands."""

    @classmethod
    def of(
        cls,
        times_min: ArrayLike,
        values_ng_per_ml: ArrayLike,
        *,
        person: Sequence[object] | None = None,
        weight_kg: ArrayLike | None = None,
        dose_mg: ArrayLike | None = None,
    ) -> "Observed":
        """Gather samples; without `person` each is somebody else's, without `weight_kg` all weigh the reference."""
        times = np.asarray(times_min, dtype=np.float64).reshape(-1)
        values = np.asarray(values_ng_per_ml, dtype=np.float64).reshape(-1)
        if times.size == 0 or times.size != values.size:
            raise CannotUse(f"{times.size} times stand beside {values.size} levels. Give one level for each time.")
        if not (np.all(np.isfinite(times) & np.isfinite(values)) and np.all(times >= 0) and np.all(values >= 0)):
            raise CannotUse("Every time and level must be a number of 0 or more. Leave missing samples out.")
        people = range(times.size) if person is None else person
        if len(people) != times.size:
            raise CannotUse(f"{len(people)} names stand beside {times.size} samples. Name the person of each sample.")
        numbers = {name: number for number, name in enumerate(dict.fromkeys(people))}
        weight = Body.reference_weight.to("kg") if weight_kg is None else weight_kg
        return cls(
            times_min=times,
            values_ng_per_ml=values,
            person=np.asarray([numbers[name] for name in people], dtype=np.int64),
            weight_kg=np.broadcast_to(np.asarray(weight, dtype=np.float64), times.shape),
            dose_mg=None if dose_mg is None else np.broadcast_to(np.asarray(dose_mg, dtype=np.float64), times.shape),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPercentile:
    """One percentile of one bin: as observed, and as the replicates had it."""

    percent: float
    observed_ng_per_ml: float
    low_ng_per_ml: float
    median_ng_per_ml: float
    high_ng_per_ml: float

    @property
    def inside(self) -> bool:
        """Whether the observed percentile lies in the band of the simulated one."""
        return self.low_ng_per_ml <= self.observed_ng_per_ml <= self.high_ng_per_ml


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBin:
    """Samples drawn at about the same time."""

    from_min: float
    to_min: float
    middle_min: float
    samples: int
    percentiles: tuple[CheckedPercentile, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VisualCheck:
    """The check, ready for plotting."""

    times_min: Curve
    values_ng_per_ml: Curve
    """As drawn over the bands: corrected where the check is."""
    bins: tuple[CheckedBin, ...]
    discrepancies: Curve
    """Normalised prediction discrepancy of each sample: standard normal where the model is right."""
    corrected: bool
    replicates: int

    @property
    def share_inside(self) -> float:
        """The share of observed percentiles inside their bands; about the confidence where the model is right."""
        return float(np.mean([percentile.inside for one in self.bins for percentile in one.percentiles]))


def simulate_alike(
    model: Model,
    regimen: Regimen,
    observed: Observed,
    *,
    seed: int,
    analyte: str = "ketamine",
    replicates: int | None = None,
    drug: Drug = Drug.RACEMATE,
) -> Curve:
    """Draw the same study over and over, residual error included: (replicates, samples) in ng/mL.

    People of replicate r are subjects of one stream, so that the same seed gives the same study. Where people got
    different doses, each gets the regimen stretched to theirs. In a single session they differ by the occasion too.
    Raises CannotUse where the model's residual error or the spread between people was not obtained.
    """
    residual = model.residual_of(analyte)
    if residual is None or not model.eta_names:
        raise CannotUse(f"{model.key} has no published spread of {analyte}: a band would be made up. Take another.")
    count = int(Percentiles.replicates.to("1")) if replicates is None else replicates
    people = int(observed.person.max()) + 1
    etas = deviations(model, regimen, seed=seed, first=0, n=count * people)
    levels = _levels(model, regimen, observed, etas, count, analyte=analyte, drug=drug)
    chance = draws.normals(seed, stream="visual check: residual", first=0, n=count, width=observed.times_min.size)
    return residual.drawn(levels, chance)


def typical_levels(
    model: Model, regimen: Regimen, observed: Observed, *, analyte: str = "ketamine", drug: Drug = Drug.RACEMATE
) -> Curve:
    """Return what a typical person of each sample's weight and dose would have, (samples,), for the correction."""
    levels: Curve = _levels(model, regimen, observed, {}, 1, analyte=analyte, drug=drug)[0]
    return levels


def visual_check(
    observed: Observed,
    simulated_ng_per_ml: Curve,
    *,
    edges_min: Sequence[float] | None = None,
    typical_ng_per_ml: Curve | None = None,
) -> VisualCheck:
    """Compare the percentiles of each bin with those of the replicates (replicates, samples).

    With `typical_ng_per_ml` the check is prediction-corrected (Bergstrand 2011): every level, observed and simulated,
    is multiplied by the bin's median typical level over its own. `edges_min` are the bins' limits; without them each
    of a few distinct times is a bin. Raises CannotUse.
    """
    simulated = np.asarray(simulated_ng_per_ml, dtype=np.float64)
    if simulated.ndim != 2 or simulated.shape[1] != observed.times_min.size or simulated.shape[0] < 2:
        raise CannotUse(f"Simulated levels of shape {simulated.shape}: give (replicates, {observed.times_min.size}).")
    members = _bins(observed.times_min, edges_min)
    factor = np.ones_like(observed.times_min)
    if typical_ng_per_ml is not None:
        factor = _correction(np.asarray(typical_ng_per_ml, dtype=np.float64), members)
    values = observed.values_ng_per_ml * factor
    return VisualCheck(
        times_min=observed.times_min,
        values_ng_per_ml=values,
        bins=tuple(_checked(observed.times_min[who], values[who], (simulated * factor)[:, who]) for who in members),
        discrepancies=_discrepancies(observed.values_ng_per_ml, simulated),
        corrected=typical_ng_per_ml is not None,
        replicates=simulated.shape[0],
    )


def _levels(
    model: Model, regimen: Regimen, observed: Observed, etas: dict[str, Curve], count: int, *, analyte: str, drug: Drug
) -> Curve:
    """Return the levels without residual error of `count` replicates of the study, (count, samples)."""
    _, first_sample = np.unique(observed.person, return_index=True)
    times, at = np.unique(observed.times_min, return_inverse=True)
    weights = np.tile(observed.weight_kg[first_sample], count)
    course = simulate(model, regimen, times, weight_kg=weights, etas=etas, drug=drug)
    levels = levels_of(course, analyte, model).reshape(count, first_sample.size, times.size)
    picked: Curve = levels[:, observed.person, at]
    if observed.dose_mg is not None:
        picked = picked * (observed.dose_mg / regimen.total_mg)
    return picked


def _bins(times: Curve, edges_min: Sequence[float] | None) -> tuple[NDArray[np.intp], ...]:
    """Return the samples of each bin, in order of time; empty bins are left out."""
    distinct = np.unique(times)
    if edges_min is None and distinct.size <= FEW_TIMES:
        return tuple(np.flatnonzero(times == time) for time in distinct)
    edges = np.quantile(times, np.linspace(0, 1, BINS + 1)) if edges_min is None else np.asarray(edges_min)
    if edges.size < 2 or np.any(np.diff(edges) < 0) or times.min() < edges[0] or times.max() > edges[-1]:
        raise CannotUse("The bins' edges must rise and hold every sample. Set the first and the last further out.")
    place = np.clip(np.searchsorted(edges, times, side="right") - 1, 0, edges.size - 2)
    return tuple(np.flatnonzero(place == number) for number in np.unique(place))


def _correction(typical: Curve, members: tuple[NDArray[np.intp], ...]) -> Curve:
    if not np.all(typical > 0):
        raise CannotUse("A typical level of 0 cannot correct a sample. Leave out samples from before the first dose.")
    factor = np.ones_like(typical)
    for who in members:
        factor[who] = np.median(typical[who]) / typical[who]
    return factor


def _checked(times: Curve, values: Curve, simulated: Curve) -> CheckedBin:
    tail = (1 - Percentiles.band.to("1")) / 2
    aside = (1 - Percentiles.confidence.to("1")) / 2
    shares = (tail, 1 / 2, 1 - tail)
    observed = np.quantile(values, shares)
    bands = np.quantile(np.quantile(simulated, shares, axis=1), (aside, 1 / 2, 1 - aside), axis=1)
    percentiles = tuple(
        CheckedPercentile(
            percent=100 * share,  # plain: a share in per cent
            observed_ng_per_ml=float(seen),
            low_ng_per_ml=float(low),
            median_ng_per_ml=float(median),
            high_ng_per_ml=float(high),
        )
        for share, seen, (low, median, high) in zip(shares, observed, bands.T, strict=True)
    )
    first, middle, last = np.quantile(times, (0, 1 / 2, 1)).tolist()
    return CheckedBin(from_min=first, to_min=last, middle_min=middle, samples=times.size, percentiles=percentiles)


def _discrepancies(values: Curve, simulated: Curve) -> Curve:
    """Return the normal quantile of each sample's rank among the replicates (Mentré and Escolano 2006)."""
    from scipy.special import ndtri

    below = (simulated < values).mean(axis=0) + (simulated == values).mean(axis=0) / 2
    least = 1 / (2 * simulated.shape[0])
    normal: Curve = ndtri(np.clip(below, least, 1 - least))
    return normal
