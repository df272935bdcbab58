"""How much ketamine is where, at every minute: exact for any schedule of constant rates."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.evidence import Facts, Status, cite
from leeward.evidence.sources import OLOFSEN_2012
from leeward.pharmacology.compartments import NG_PER_ML, Layout, layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.exponential import exponentials
from leeward.pharmacology.model import Body, Curve, Drug, Etas, Model
from leeward.pharmacology.regimen import Regimen

SAME_STEP_DECIMALS = 10  # plain: steps equal to this many decimals share one matrix exponential


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
    held_mg: Curve
    eliminated_mg: Curve

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


def propagate(matrix: Curve, regimen: Regimen, times_min: Curve) -> Curve:
    """Carry the states over a schedule: rates (people, n, n) per min, input into the first; returns (people, times, n).

    Exact within each stretch: the exponential of the matrix with the constant rate as one more state, so that no step
    crosses a change of rate. Pauses are stretches at rate 0.
    """
    people, n, _ = matrix.shape
    grid = np.unique(np.concatenate([[0.0], regimen.edges_min, times_min]))
    grid = grid[grid <= times_min.max()]
    state = np.zeros((people, n + 1, 1))
    states = np.zeros((people, grid.size, n))
    widened = np.zeros((people, n + 1, n + 1))
    widened[:, :n, :n] = matrix
    widened[:, 0, n] = 1.0
    moves: dict[float, Curve] = {}
    for i, (start, step) in enumerate(zip(grid, np.diff(grid), strict=False), start=1):
        key = round(float(step), SAME_STEP_DECIMALS)
        if key not in moves:
            moves[key] = exponentials(widened * step)
        state[:, n, 0] = regimen.rate_at(float(start))
        state = moves[key] @ state
        states[:, i] = state[:, :n, 0]
    return states[:, np.searchsorted(grid, times_min)]


def simulate(
    model: Model,
    regimen: Regimen,
    times_min: Iterable[float] | NDArray[np.float64],
    *,
    weight_kg: ArrayLike,
    age_y: ArrayLike | None = None,
    etas: Etas | None = None,
    drug: Drug = Drug.RACEMATE,
) -> Course:
    """Follow a regimen (mg base) through a model; one row per weight or per deviation in `etas` (None: typical people).

    A model fitted to S-ketamine carries the racemate as two isomers of half the dose each, R with a smaller clearance
    and shared volumes. A model that does not tell the isomers apart gives each half of the whole.
    """
    times = np.asarray(tuple(times_min), dtype=np.float64)
    deviations = {name: np.atleast_1d(values) for name, values in (etas or {}).items()}
    people = max([np.size(weight_kg), *(values.size for values in deviations.values())])
    who = Covariates.of(weight_kg=weight_kg, age_y=age_y, people=people)
    plan = layout(model)
    pure = _follow(model, plan, regimen, times, who, deviations, r_isomer=False)
    if drug is Drug.ESKETAMINE:
        return _course(times, plan, (pure, 0 * pure))
    if model.fitted_to is Drug.RACEMATE:
        return _course(times, plan, (pure / 2, pure / 2))
    mirror = _follow(model, plan, regimen, times, who, deviations, r_isomer=True)
    return _course(times, plan, (pure / 2, mirror / 2))


def _follow(
    model: Model, plan: Layout, regimen: Regimen, times: Curve, who: Covariates, etas: Etas, *, r_isomer: bool
) -> Curve:
    """Return the readouts (people, times, 5) of the whole dose as if it were one isomer."""
    clearance = Body.r_clearance.to("1") if r_isomer else 1.0
    matrix = rates(model, covariates=who, etas=etas, clearance_factor=clearance, ke0_per_min=ke0_per_min())
    states = propagate(matrix, regimen, times)
    central = model.parent.central_l.of(covariates=who, etas=etas)[:, None]
    nk = np.zeros_like(states[:, :, 0])
    if model.metabolite is not None:
        nk_central = model.metabolite.body.central_l.of(covariates=who, etas=etas)[:, None]
        nk = states[:, :, plan.metabolite] / nk_central * model.metabolite.molar_ratio * NG_PER_ML
    held = states[:, :, : plan.eliminated].sum(axis=2)
    ketamine = states[:, :, 0] / central * NG_PER_ML
    return np.stack([ketamine, nk, states[:, :, plan.effect], held, states[:, :, plan.eliminated]], axis=2)


def _course(times: Curve, plan: Layout, isomers: tuple[Curve, Curve]) -> Course:
    s, r = isomers
    both = s + r
    return Course(
        times_min=times,
        ketamine_s_ng_per_ml=s[:, :, 0],
        ketamine_r_ng_per_ml=r[:, :, 0],
        norketamine_ng_per_ml=both[:, :, 1] if plan.metabolite else None,
        ketamine_s_effect_site_ng_per_ml=s[:, :, 2],
        ketamine_r_effect_site_ng_per_ml=r[:, :, 2],
        held_mg=both[:, :, -2],
        eliminated_mg=both[:, :, -1],
    )
