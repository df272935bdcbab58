"""How much ketamine is where, at every minute: exact for any schedule of constant rates."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.evidence import Facts, Status, cite
from leeward.evidence.sources import OLOFSEN_2012
from leeward.pharmacology.carrying import PLANES, Bodies, by_occasion
from leeward.pharmacology.compartments import layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.model import Body, Curve, Drug, Etas, Model
from leeward.pharmacology.propagation import propagate
from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.regimen import Regimen

Occasions = Sequence[tuple[float, Etas]]
"""(minute, deviations that hold from then on), in order of time: how one person differs from session to session."""
_LARGEST_ETA = 100.0  # plain: numerical method; its exponential still squares to a number


class EffectSite(Facts):
    """How far the effect lags behind the plasma."""

    half_life = cite("6.1 min", OLOFSEN_2012, at="mean of the endpoints, S-ketamine, arterial", status=Status.READ)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Levels over time, each array (people, times) in ng/mL; norketamine is None where the model has none."""

    times_min: Curve
    ketamine_s_ng_per_ml: Curve
    ketamine_r_ng_per_ml: Curve
    norketamine_ng_per_ml: Curve | None
    ketamine_s_effect_site_ng_per_ml: Curve
    ketamine_r_effect_site_ng_per_ml: Curve

    @property
    def ketamine_ng_per_ml(self) -> Curve:
        """Both isomers together, as an ordinary assay shows them."""
        return self.ketamine_s_ng_per_ml + self.ketamine_r_ng_per_ml

    def s_equivalents_ng_per_ml(self, r_potency: ArrayLike) -> Curve:
        """Return the effect-site level as S-ketamine of the same strength; `r_potency` is one number per person."""
        potency = np.reshape(np.asarray(r_potency, dtype=np.float64), (-1, 1))
        equivalents: Curve = self.ketamine_s_effect_site_ng_per_ml + potency * self.ketamine_r_effect_site_ng_per_ml
        return equivalents


def ke0_per_min() -> float:
    """The rate at which the effect site follows the plasma."""
    return float(np.log(2)) / EffectSite.half_life.to("min")


def simulate(
    model: Model,
    regimen: Regimen,
    times_min: Iterable[float] | NDArray[np.float64],
    *,
    weight_kg: ArrayLike,
    age_y: ArrayLike | None = None,
    asian: ArrayLike | None = None,
    etas: Etas | None = None,
    occasions: Occasions = (),
    drug: Drug = Drug.RACEMATE,
) -> Course:
    """Follow a regimen (mg base) through a model; one row per weight or per deviation in `etas` (None: typical people).

    Exact for any schedule. At the minute of a push, the level just after it. A model fitted to S-ketamine carries the
    racemate as two isomers of half the dose each, R with a smaller clearance and shared volumes; a model that does not
    tell the isomers apart gives each half of the whole. `occasions` adds deviations that hold from a minute on.
    How far the model reaches is not asked here: `model.reach.check_regimen` refuses what lies beyond. Raises
    CannotSimulate for times, people or deviations that are none.
    """
    times = _times(times_min)
    who, deviations = _people(model, weight_kg, age_y, asian, etas)
    _check_occasions(model, occasions, who.people)
    s, r = _by_isomer(model, regimen, times, who, deviations, occasions, drug)
    return Course(
        times_min=times,
        ketamine_s_ng_per_ml=s[0],
        ketamine_r_ng_per_ml=r[0],
        norketamine_ng_per_ml=None if model.metabolite is None else s[1] + r[1],
        ketamine_s_effect_site_ng_per_ml=s[2],
        ketamine_r_effect_site_ng_per_ml=r[2],
    )


def together(
    model: Model,
    regimen: Regimen,
    times_min: Iterable[float] | NDArray[np.float64],
    *,
    weight_kg: ArrayLike,
    age_y: ArrayLike | None = None,
    asian: ArrayLike | None = None,
    etas: Etas | None = None,
    drug: Drug = Drug.RACEMATE,
    room: Curve | None = None,
) -> Curve:
    """Return S and R together, (3, people, times) in ng/mL: ketamine, norketamine, effect site.

    `simulate` for many people, without keeping the isomers apart; norketamine means nothing where the model has none.
    `room` (2, numbers or more) is memory to work in and to answer from, for callers that ask again and again.
    """
    times = _times(times_min)
    who, deviations = _people(model, weight_kg, age_y, asian, etas)
    shape = (len(PLANES), who.people, times.size)

    def followed(isomer: int, factor: float) -> Curve:
        place = None if room is None else room[isomer, : math.prod(shape)].reshape(shape)
        return _bodies(model, who, deviations, factor).levels(regimen, times, out=place)

    levels = followed(0, 1.0)
    if drug is Drug.RACEMATE and model.fitted_to is not Drug.RACEMATE:
        levels += followed(1, Body.r_clearance.to("1"))
        levels /= 2
    return levels


def effect_site(
    model: Model,
    regimen: Regimen,
    times_min: Iterable[float] | NDArray[np.float64],
    *,
    weight_kg: ArrayLike,
    age_y: ArrayLike | None = None,
    asian: ArrayLike | None = None,
    etas: Etas | None = None,
    drug: Drug = Drug.RACEMATE,
) -> tuple[Curve, Curve]:
    """Return S- and R-ketamine at the effect site, each (people, times) in ng/mL: `simulate` without the metabolite."""
    times = _times(times_min)
    who, deviations = _people(model, weight_kg, age_y, asian, etas)
    bare = replace(model, metabolite=None)
    s, r = _by_isomer(bare, regimen, times, who, deviations, (), drug)
    return s[2], r[2]


def masses(
    model: Model, regimen: Regimen, times_min: Iterable[float], *, weight_kg: ArrayLike, etas: Etas | None = None
) -> tuple[Curve, Curve]:
    """Return the drug that the body holds and that has left it, each (people, times) in mg of ketamine base."""
    who, deviations = _people(model, weight_kg, None, None, etas)
    plan = layout(model)
    matrix = rates(model, covariates=who, etas=deviations, clearance_factor=1.0, ke0_per_min=ke0_per_min())
    states = propagate(matrix, regimen, _times(times_min))
    return states[:, :, : plan.eliminated].sum(axis=2), states[:, :, plan.eliminated]


def _times(times_min: Iterable[float] | NDArray[np.float64]) -> Curve:
    given = times_min if isinstance(times_min, np.ndarray) else tuple(times_min)
    times = np.asarray(given, dtype=np.float64)
    if times.ndim != 1 or not np.isfinite(times).all():
        raise CannotSimulate("The times must be finite numbers of minutes in one row; one of them is not.")
    return times


def _people(
    model: Model, weight_kg: ArrayLike, age_y: ArrayLike | None, asian: ArrayLike | None, etas: Etas | None
) -> tuple[Covariates, Etas]:
    weights = np.asarray(weight_kg, dtype=np.float64)
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise CannotSimulate("Every weight must be a number of kg above 0; one of them is not.")
    deviations = {name: np.atleast_1d(np.asarray(values, dtype=np.float64)) for name, values in (etas or {}).items()}
    _check_deviations(model, deviations, weights.size)
    people = max([1, *(values.size for values in deviations.values())])
    return Covariates.of(weight_kg=weights, age_y=age_y, asian=asian, people=people), deviations


def _check_deviations(model: Model, deviations: Etas, weights: int) -> None:
    """Refuse deviations that the model does not have, that are no numbers, or that are of other people."""
    for name, values in deviations.items():
        if name not in model.deviations:
            has = ", ".join(sorted(model.deviations)) or "none"
            raise CannotSimulate(f"{model.key} has no personal deviation {name!r}; it has: {has}.")
        if not (np.abs(values) <= _LARGEST_ETA).all():
            raise CannotSimulate(f"The deviation {name!r} holds what is no deviation: write logarithms of factors.")
    sizes = {size for size in (weights, *(values.size for values in deviations.values())) if size != 1}
    if len(sizes) > 1:
        raise CannotSimulate(f"Weights and deviations are of {sorted(sizes)} people: give one each, or one for all.")


def _check_occasions(model: Model, occasions: Occasions, people: int) -> None:
    """Refuse occasions that run back in time or whose deviations are none."""
    starts = np.array([0.0, *(start for start, _ in occasions)])
    if not np.isfinite(starts).all() or (np.diff(starts) < 0).any():
        raise CannotSimulate("Occasions begin at finite minutes, 0 or later, each after the one before.")
    for _, extra in occasions:
        own = {name: np.atleast_1d(np.asarray(values, dtype=np.float64)) for name, values in extra.items()}
        _check_deviations(model, own, people)


def _by_isomer(
    model: Model, regimen: Regimen, times: Curve, who: Covariates, etas: Etas, occasions: Occasions, drug: Drug
) -> tuple[Curve, Curve]:
    """Return the levels of S and of R, each (3, people, times): parent, metabolite, effect site."""

    def followed(factor: float) -> Curve:
        bodies = _bodies(model, who, etas, factor)
        return by_occasion(bodies, tuple(occasions), regimen, times) if occasions else bodies.levels(regimen, times)

    whole = followed(1.0)
    if drug is Drug.ESKETAMINE:
        return whole, np.zeros_like(whole)
    # Halved in place: these arrays are large, and nobody else holds them yet.
    whole /= 2
    if model.fitted_to is Drug.RACEMATE:
        return whole, whole.copy()
    mirror = followed(Body.r_clearance.to("1"))
    mirror /= 2
    return whole, mirror


def _bodies(model: Model, who: Covariates, etas: Etas, clearance_factor: float) -> Bodies:
    return Bodies(model=model, people=who, etas=etas, clearance_factor=clearance_factor, ke0_per_min=ke0_per_min())
