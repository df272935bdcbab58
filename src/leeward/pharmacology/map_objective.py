"""How unlikely a person's measured levels are under given deviations, and the deviations that make them likeliest.

The objective is -2 log of likelihood times prior, without constants: for each level (y - f)^2 / v + ln v, where the
variance v = (proportional f)^2 + additive^2 moves with the individual prediction f (eta-epsilon interaction); for a
level below the limit of quantification L, -2 ln Phi((L - f) / sqrt v) (Beal's method M3); and eta' Omega^-1 eta.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology.compiled import FEW
from leeward.pharmacology.model import Curve

MOST_STEPS = 200  # plain: steps of one descent
ENOUGH = 1e-13  # plain: what one more step would gain, in half the objective, when the descent stops
NUDGE = 1e-4  # plain: step of the differences that give the slopes of the levels
SECOND_NUDGE = 1e-3  # plain: step of the second differences that give the curvature
FARTHEST = 2.0  # plain: longest step, in SD of the prior
WELL, POORLY = 0.5, 0.1  # plain: shares of the promised gain above which a step is trusted, below which it is not
GENTLER, BOLDER = 4.0, 0.1  # plain: how the damping moves after a poor step, and after a good one
LEAST_DAMPING, FIRST_DAMPING, HOPELESS = 1e-6, 1e-3, 1e12  # plain: none below, first after a failure, no way down
FLAT = 1e-8  # plain: below this cosine a step shows nothing of the missing curvature
ROUNDING = 1e-12  # plain: relative rounding of the objective


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Objective:
    """The objective of one person; `levels` turns deviations (k, etas) into predictions (k, samples) in ng/mL."""

    levels: Callable[[Curve], Curve]
    values_ng_per_ml: Curve
    below: NDArray[np.bool_]
    proportional: Curve
    additive_ng_per_ml: Curve
    log: NDArray[np.bool_]
    """Where the residual error is normal on the log scale: `proportional` is then its SD there."""
    omega: Curve

    def __call__(self, etas: Curve) -> Curve:
        """Return the objective at each row of deviations (k, etas); infinite where the model breaks down."""
        loss, _, _ = self._terms(self.levels(etas))
        value: Curve = 2 * loss.sum(axis=1) + np.sum(etas * np.linalg.solve(self.omega, etas.T).T, axis=1)
        return np.where(np.isfinite(value), value, np.inf)

    def sd_ng_per_ml(self, levels: Curve) -> Curve:
        """Return the SD of the residual error around each prediction, first order on the log scale."""
        spread: Curve = np.hypot(self.proportional * levels, self.additive_ng_per_ml)
        return spread

    def local(self, eta: Curve) -> tuple[float, Curve, Curve]:
        """Return the objective, its gradient, and its curvature as if the logarithms of the levels were straight lines
        in the deviations, each halved.
        """
        nudges = NUDGE * np.eye(eta.size)
        levels = self.levels(np.concatenate([[eta], eta + nudges, eta - nudges]))
        ahead, behind = levels[1 : eta.size + 1], levels[eta.size + 1 :]
        slopes = (ahead - behind) / (2 * NUDGE)
        loss, slope, curvature = (row[0] for row in self._terms(levels[:1]))
        pull = np.linalg.solve(self.omega, eta)
        value = float(loss.sum() + eta @ pull / 2)
        bend: Curve = (slopes * curvature) @ slopes.T + np.linalg.inv(self.omega)
        return (value if np.isfinite(value) else np.inf), slopes @ slope + pull, bend

    def curvature(self, eta: Curve) -> Curve:
        """Return half the matrix of second derivatives, by central differences: what Laplace's approximation takes."""
        size = eta.size
        steps = SECOND_NUDGE * np.eye(size)
        pairs = [(i, j) for i in range(size) for j in range(i)]
        corners = [a * steps[i] + b * steps[j] for i, j in pairs for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
        places = np.array([eta, *(eta + steps), *(eta - steps), *(eta + corner for corner in corners)])
        # A few at a time: so few people never load the compiled kernels, which cost more than they save here.
        at = np.concatenate([self(places[i : i + FEW]) for i in range(0, len(places), FEW)]) / 2
        center, ahead, behind, mixed = at[0], at[1 : size + 1], at[size + 1 : 2 * size + 1], at[2 * size + 1 :]
        matrix = np.diag((ahead - 2 * center + behind) / SECOND_NUDGE**2)
        for number, (i, j) in enumerate(pairs):
            both, left, right, neither = mixed[4 * number : 4 * number + 4]  # plain: four corners
            matrix[i, j] = matrix[j, i] = (both - left - right + neither) / (2 * SECOND_NUDGE) ** 2
        return matrix

    def _terms(self, levels: Curve) -> tuple[Curve, Curve, Curve]:
        """Return each sample's half objective, its slope and its curvature in the level, (k, samples)."""
        with np.errstate(all="ignore"):
            seen = np.where(self.log, np.log(levels), levels)
            at = np.where(self.log, np.log(self.values_ng_per_ml), self.values_ng_per_ml)
            variance = np.where(self.log, self.proportional**2, self.sd_ng_per_ml(levels) ** 2)
            growth = np.where(self.log, 0.0, 2 * self.proportional**2 * levels)
            measured = _measured(at - seen, variance, growth, np.where(self.log, np.inf, levels))
            censored = _censored(at - seen, variance, growth)
            loss, slope, curvature = (np.where(self.below, c, m) for c, m in zip(censored, measured, strict=True))
            inner = np.where(self.log, 1 / levels, 1.0)
            return loss, slope * inner, curvature * inner**2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Descent:
    """Where a descent ended."""

    eta: Curve
    half_objective: float
    iterations: int
    converged: bool


def likeliest(objective: Objective, starts: Iterable[Curve]) -> Descent:
    """Descend from the first start, and from the others only until one converges; return the lowest converged end."""
    ends: list[Descent] = []
    for start in starts:
        ends.append(_descend(objective, start))
        if ends[-1].converged:
            break
    best = min(ends, key=lambda end: (not end.converged, end.half_objective))
    return Descent(
        eta=best.eta,
        half_objective=best.half_objective,
        iterations=sum(end.iterations for end in ends),
        converged=best.converged,
    )


def _descend(objective: Objective, start: Curve) -> Descent:
    """Newton's method with the curvature that the levels' slopes give, and what that misses learned step by step.

    The missing part (second derivatives of the levels) is kept by symmetric rank-one updates; steps are damped and
    shortened until they lead down.
    """
    spread = np.sqrt(np.diag(objective.omega))
    eta, damping = start, 0.0
    here, gradient, known = objective.local(eta)
    missing = np.zeros_like(known)
    for iteration in range(1, MOST_STEPS + 1):
        if np.linalg.eigvalsh(known + missing)[0] <= 0:
            missing = np.zeros_like(known)
        bend = known + missing
        step: Curve = np.asarray(-np.linalg.solve(bend + damping * np.diag(np.diag(bend)), gradient), dtype=np.float64)
        if damping <= FIRST_DAMPING and -gradient @ step < ENOUGH:
            return Descent(eta=eta, half_objective=here, iterations=iteration, converged=True)
        step *= min(1.0, FARTHEST / np.abs(step / spread).max())
        there, its_gradient, its_known = objective.local(eta + step)
        promised = float(-step @ (gradient + bend @ step / 2))
        if np.isfinite(there):
            missing = _corrected(missing, step, its_gradient - gradient - (its_known + missing) @ step)
        damping = _damping(damping, kept=(here - there) / promised if promised > 0 else 1.0)
        if there <= here + ROUNDING * (1 + abs(here)):
            eta, here, gradient, known = eta + step, there, its_gradient, its_known
        elif damping > HOPELESS:
            break
        else:
            damping = max(GENTLER * damping, FIRST_DAMPING)
    return Descent(eta=eta, half_objective=here, iterations=iteration, converged=False)


def _corrected(missing: Curve, step: Curve, unexplained: Curve) -> Curve:
    """Add what the last step's change of gradient shows to be missing."""
    along = unexplained @ step
    if abs(along) <= FLAT * np.linalg.norm(unexplained) * np.linalg.norm(step):
        return missing
    more: Curve = missing + np.outer(unexplained, unexplained) / along
    return more


def _damping(damping: float, *, kept: float) -> float:
    """Trust the curvature more where a step kept what it promised, less where it kept little."""
    if kept > WELL:
        return damping * BOLDER if damping > LEAST_DAMPING else 0.0
    return max(GENTLER * damping, FIRST_DAMPING) if kept < POORLY else damping


def _measured(residual: Curve, variance: Curve, growth: Curve, level: Curve) -> tuple[Curve, Curve, Curve]:
    """Half objective and slope of a normal density whose variance grows with its mean, and its curvature.

    The curvature is that along the logarithm of the level, in which the model is nearest to a straight line, and at
    least half of Fisher's information.
    """
    square, relative = residual**2 / variance, growth / variance
    slope = -residual / variance + relative / 2 * (1 - square)
    bend = np.where(np.isinf(level), 0.0, relative / level)  # of the variance: its second derivative over itself
    expected = 1 / variance + relative**2 / 2
    observed = (1 + 2 * residual * relative) / variance + (square - 1 / 2) * relative**2 + bend / 2 * (1 - square)
    return (square + np.log(variance)) / 2, slope, np.maximum(observed + slope / level, expected / 2)


def _censored(room: Curve, variance: Curve, growth: Curve) -> tuple[Curve, Curve, Curve]:
    """Half objective of a level below the limit, `room` above its prediction; its curvature is kept above 0."""
    from scipy.special import log_ndtr

    z = room / np.sqrt(variance)
    slope_z = -1 / np.sqrt(variance) - z * growth / (2 * variance)
    chance = log_ndtr(z)
    hazard = np.exp(-(z**2) / 2 - chance) / np.sqrt(2 * np.pi)
    return -chance, -hazard * slope_z, np.maximum(hazard * (hazard + z), 0.0) * slope_z**2
