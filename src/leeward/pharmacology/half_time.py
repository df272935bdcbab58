"""Context-sensitive half-time: how long a level takes to fall after a stop, by how long it had been held."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from leeward.pharmacology.compartments import NG_PER_ML, layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.exponential import exponentials
from leeward.pharmacology.kinetics import ke0_per_min
from leeward.pharmacology.model import Body, Curve, Drug, Model

EXACT_TO_MIN = 1e-9  # plain: how closely the root is found
DOUBLINGS = 40  # plain: from a minute to two million years: a level that has not fallen by then never will


class CannotFall(ValueError):
    """No time answers the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfTime:
    """How long plasma and effect site take to fall by a share, after both were held level for some minutes."""

    held_min: float
    fall: float
    plasma_min: float
    effect_site_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _System:
    """x' = A x + rate b, with the levels in plasma and at the effect site read from x; isomers side by side."""

    matrix: Curve
    input: Curve
    equilibrium: Curve
    """What the effect site holds beside `input` when it is level with plasma."""
    plasma: Curve
    effect_site: Curve


def half_times(
    model: Model,
    held_min: Iterable[float],
    *,
    weight_kg: float,
    age_y: float | None = None,
    etas: Mapping[str, float] | None = None,
    fall: float = 1 / 2,
    drug: Drug = Drug.RACEMATE,
) -> tuple[HalfTime, ...]:
    """Return, for each duration, the minutes in which plasma and effect site fall by `fall` (0 to 1) once it stops.

    Plasma (both isomers together for the racemate) is held exactly level from minute 0 on with the effect site in
    equilibrium, as decrement times of both are stated. Roots of the exact solution, no step. Raises CannotFall, and
    CannotSimulate for a person beyond the model.
    """
    model.reach.check(weight_kg=weight_kg, age_y=age_y)
    if not 0 < fall < 1:
        raise CannotFall(f"A fall by {fall:g} of the level is never reached or at once; write a share between 0 and 1.")
    system = _system(model, weight_kg=weight_kg, age_y=age_y, etas=etas, drug=drug)
    return tuple(_half_time(system, held, fall) for held in held_min)


def _half_time(system: _System, held_min: float, fall: float) -> HalfTime:
    if not (np.isfinite(held_min) and held_min > 0):
        raise CannotFall(f"A level cannot be held for {held_min:g} min; write more than 0.")
    state = _held(system, held_min)
    return HalfTime(
        held_min=held_min,
        fall=fall,
        plasma_min=_time_to(1 - fall, state, system.matrix, system.plasma),
        effect_site_min=_time_to(1 - fall, state, system.matrix, system.effect_site),
    )


def _held(system: _System, minutes: float) -> Curve:
    """Return the state after plasma and effect site were held at 1 ng/mL.

    The rate that holds p x level is u = -(p A x) / (p b), so that x' = (1 - b p / (p b)) A x: linear again.
    """
    gain = system.plasma @ system.input
    holding = system.matrix - np.outer(system.input, system.plasma @ system.matrix) / gain
    start = (system.input + system.equilibrium) / gain
    state: Curve = exponentials(holding[None] * minutes)[0] @ start
    return state


def _time_to(left: float, state: Curve, matrix: Curve, seen: Curve) -> float:
    """Return the minute at which the level that is seen has come down to the share `left` of what it was."""
    from scipy.optimize import brentq

    level = float(seen @ state)

    def above(minute: float) -> float:
        return float(seen @ (exponentials(matrix[None] * minute)[0] @ state)) / level - left

    return float(brentq(above, 0.0, _below(above), xtol=EXACT_TO_MIN, rtol=EXACT_TO_MIN))


def _below(above: Callable[[float], float]) -> float:
    minute = 1.0
    for _ in range(DOUBLINGS):
        if above(minute) < 0:
            return minute
        minute *= 2
    raise CannotFall("The level does not fall that far: nothing is cleared. Check the clearance.")


def _system(
    model: Model, *, weight_kg: float, age_y: float | None, etas: Mapping[str, float] | None, drug: Drug
) -> _System:
    """Set the isomers side by side: half of the drug each, R with its own clearance, unless the model tells no R."""
    who = Covariates.of(weight_kg=weight_kg, age_y=age_y)
    own = {name: np.atleast_1d(np.asarray(value, dtype=np.float64)) for name, value in (etas or {}).items()}
    apart = drug is Drug.RACEMATE and model.fitted_to is Drug.ESKETAMINE
    factors = (1.0, Body.r_clearance.to("1")) if apart else (1.0,)
    blocks = [
        rates(model, covariates=who, etas=own, clearance_factor=factor, ke0_per_min=ke0_per_min())[0]
        for factor in factors
    ]
    size, count, effect = blocks[0].shape[0], len(blocks), layout(model).effect
    matrix = np.zeros((count * size, count * size))
    central = float(model.parent.central_l.of(covariates=who, etas=own)[0])
    given, level, plasma, effect_site = np.zeros((4, count * size))  # plain: four vectors of one length
    for i, block in enumerate(blocks):
        matrix[i * size : (i + 1) * size, i * size : (i + 1) * size] = block
        given[i * size] = 1 / count
        plasma[i * size] = NG_PER_ML / central
        effect_site[i * size + effect] = NG_PER_ML / central
        level[i * size + effect] = 1 / count
    return _System(matrix=matrix, input=given, equilibrium=level, plasma=plasma, effect_site=effect_site)
