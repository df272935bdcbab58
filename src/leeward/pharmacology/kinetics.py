"""How much ketamine is where, at every minute: exact for any schedule of constant rates."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.evidence import Facts, Status, cite
from leeward.evidence.sources import OLOFSEN_2012
from leeward.pharmacology import compiled
from leeward.pharmacology.compartments import NG_PER_ML, constants, falls_apart, layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.model import Body, Curve, Drug, Etas, Model
from leeward.pharmacology.propagation import propagate
from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.regimen import Regimen

Occasions = Sequence[tuple[float, Etas]]
"""(minute, deviations that hold from then on), in order of time: how one person differs from session to session."""
_LARGEST_ETA = 100.0  # plain: numerical method; its exponential still squares to a number
_PLANES = ("parent", "metabolite", "effect site")


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
    shape = (len(_PLANES), who.people, times.size)

    def followed(isomer: int, factor: float) -> Curve:
        place = None if room is None else room[isomer, : math.prod(shape)].reshape(shape)
        return _at_once(model, regimen, times, who, deviations, (), factor, out=place)

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


def _by_isomer(
    model: Model, regimen: Regimen, times: Curve, who: Covariates, etas: Etas, occasions: Occasions, drug: Drug
) -> tuple[Curve, Curve]:
    """Return the levels of S and of R, each (3, people, times): parent, metabolite, effect site."""

    def followed(factor: float) -> Curve:
        carry = _by_occasion if occasions else _at_once
        return carry(model, regimen, times, who, etas, occasions, factor)

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


def _at_once(
    model: Model,
    regimen: Regimen,
    times: Curve,
    who: Covariates,
    etas: Etas,
    _: Occasions,
    factor: float,
    *,
    out: Curve | None = None,
) -> Curve:
    """Return the levels of the whole dose as if it were one isomer, (3, people, times); in `out` where that fits."""
    if not times.size:
        return np.zeros((len(_PLANES), who.people, 0))
    instants, back = np.unique(times, return_inverse=True)
    out = out if times.size == instants.size else None
    asked: dict[str, Any] = {"covariates": who, "etas": etas, "clearance_factor": factor, "ke0_per_min": ke0_per_min()}
    if not compiled.wanted(who.people):
        matrix = rates(model, **asked)
        levels = _read(model, propagate(matrix, regimen, instants), who, etas)
    elif falls_apart(model):
        norketamine = model.metabolite is not None
        steps = compiled.plan(regimen, instants)
        table = constants(model, **asked, metabolite=norketamine)
        levels = compiled.by_modes(table, steps, with_metabolite=norketamine, out=out)
    else:
        matrix, steps = rates(model, **asked), compiled.plan(regimen, instants)
        levels = compiled.by_steps(matrix, steps, _reads(model), _scale(model, who, etas), out=out)
    return levels if times.size == instants.size and (back[1:] > back[:-1]).all() else levels[:, :, back]


def _by_occasion(
    model: Model, regimen: Regimen, times: Curve, who: Covariates, etas: Etas, occasions: Occasions, factor: float
) -> Curve:
    """Return the levels where deviations change from one occasion to the next: what the body holds is handed on."""
    begins = [0.0, *(start for start, _ in occasions)]
    ends = [*begins[1:], np.inf]
    state = None
    levels = np.zeros((len(_PLANES), who.people, times.size))
    nothing, effect, before = np.zeros(who.people), layout(model).effect, etas
    for (begin, end), extra in zip(zip(begins, ends, strict=True), [{}, *(etas for _, etas in occasions)], strict=True):
        now = {name: etas.get(name, nothing) + extra.get(name, nothing) for name in {*etas, *extra}}
        matrix = rates(model, covariates=who, etas=now, clearance_factor=factor, ke0_per_min=ke0_per_min())
        here = (times >= begin) & (times < end)
        until = [] if np.isinf(end) else [end - begin]
        asked = np.concatenate([times[here] - begin, until])
        if not asked.size:
            break
        instants, back = np.unique(asked, return_inverse=True)
        if state is not None:
            state[:, effect] *= _scale(model, who, before)[:, 2] / _scale(model, who, now)[:, 2]
        states = propagate(matrix, regimen.between(begin, end), instants, start=state)
        levels[:, :, here] = _read(model, states[:, back[: here.sum()]], who, now)
        state, before = states[:, -1].copy(), now
    return levels


def _reads(model: Model) -> tuple[int, int, int]:
    """Return the compartments that hold parent, metabolite (-1: none) and effect site."""
    plan = layout(model)
    return 0, plan.metabolite or -1, plan.effect


def _scale(model: Model, who: Covariates, etas: Etas) -> Curve:
    """Return ng/mL per mg held, (people, 3)."""
    scale = np.ones((who.people, len(_PLANES)))
    scale[:, 0] = scale[:, 2] = NG_PER_ML / model.parent.central_l.of(covariates=who, etas=etas)
    if model.metabolite is not None:
        own = model.metabolite.body.central_l.of(covariates=who, etas=etas)
        scale[:, 1] = model.metabolite.molar_ratio * NG_PER_ML / own
    return scale


def _read(model: Model, states: Curve, who: Covariates, etas: Etas) -> Curve:
    """Return the levels (3, people, times) from what each compartment holds, (people, times, compartments)."""
    levels = np.zeros((len(_PLANES), *states.shape[:2]))
    for place, (held, scale) in enumerate(zip(_reads(model), _scale(model, who, etas).T, strict=True)):
        if held >= 0:
            levels[place] = states[:, :, held] * scale[:, None]
    return levels
