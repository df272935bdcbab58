"""Moves virtual patients to where the readings are without leaving the population they came from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology import draws
from leeward.pharmacology.model import Curve

FIRST_STEP = 0.8  # plain: size of the first proposal; 1 would be a draw that forgets where it came from
SMALLEST_STEP = 0.02  # plain: below this nothing would move
LARGEST_STEP = 0.99  # plain: a draw that forgets, nearly
WANTED = 0.3  # plain: share of proposals to be taken, between the optima of random walks in one and many dimensions
MOVED_ENOUGH = 0.95  # plain: share of virtual patients that must have moved before the moves stop
FEWEST = 2
MOST = 12  # plain: moves at one stage
WIDER = 1.1  # plain: a cloud wider than the draws lets those in its tails come back
NARROWEST = 1e-3  # plain: least variance along any direction of the draws, for the decomposition


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moved:
    """Where the draws are now, each one's log-likelihoods (draws, visits), and how the moves went."""

    normals: Curve
    log_likelihoods: Curve
    moves: int
    taken: float
    """Share of the last move's proposals that were taken."""
    likeness: float
    """Highest correlation, along any direction of the cloud, of where draws are now with where they were."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cloud:
    """The normal distribution that the draws resemble: the reference of the proposals."""

    middle: Curve
    root: Curve
    """Lower triangle whose square is the covariance."""

    @classmethod
    def of(cls, normals: Curve, *, worth: float) -> "Cloud":
        """Return the cloud of draws worth so many independent ones; fewer let correlations count for less."""
        middle = normals.mean(axis=0)
        spread = np.atleast_2d(np.cov(normals, rowvar=False)) * WIDER
        width = len(middle)
        shrunk = (1 - min(1.0, width / worth)) * spread
        shrunk[np.diag_indices(width)] = np.maximum(np.diag(spread), NARROWEST)
        return cls(middle=middle, root=np.asarray(np.linalg.cholesky(shrunk), dtype=np.float64))

    def whitened(self, normals: Curve) -> Curve:
        """Return the draws as standard normals of the cloud, (draws, dimensions)."""
        return np.asarray(np.linalg.solve(self.root, (normals - self.middle).T).T, dtype=np.float64)

    def at(self, whitened: Curve) -> Curve:
        """Return the draws that standard normals of the cloud stand for."""
        placed: Curve = self.middle + whitened @ self.root.T
        return placed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stand:
    """Where draws stand: as normals of the prior, as normals of the cloud, and how likely they are."""

    normals: Curve
    places: Curve
    log_likelihoods: Curve

    def worth(self, powers: Curve) -> Curve:
        """Return the logarithm of prior times likelihood over the cloud, but for a constant."""
        beyond = np.einsum("nk,nk->n", self.places, self.places) - np.einsum("nk,nk->n", self.normals, self.normals)
        worth: Curve = self.log_likelihoods @ powers + beyond / 2
        return worth

    def gone(self, there: "_Stand", goes: NDArray[np.bool_]) -> "_Stand":
        """Return those who go where they go, and the others where they are."""
        who = goes[:, None]
        return _Stand(
            normals=np.where(who, there.normals, self.normals),
            places=np.where(who, there.places, self.places),
            log_likelihoods=np.where(who, there.log_likelihoods, self.log_likelihoods),
        )


def move(
    normals: Curve,
    log_likelihoods: Curve,
    powers: Curve,
    weigh: Callable[[Curve], Curve],
    *,
    worth: float,
    seed: int,
    stream: str,
) -> Moved:
    """Move each draw by preconditioned Crank-Nicolson steps that leave prior times likelihood as it is.

    The prior of `normals` (draws, dimensions) is standard normal in every dimension. `weigh` returns their
    log-likelihoods (draws, visits), which count to the `powers` (visits,). Proposals m + sqrt(1 - b^2) (z - m) + b L xi
    keep the normal distribution that the draws resemble, worth `worth` independent ones, and are taken or not by how
    prior times likelihood differs from it (Metropolis and Hastings): with m = 0 and L = 1 likelihoods alone decide.
    """
    cloud = Cloud.of(normals, worth=worth)
    begun = cloud.whitened(normals)
    stand = _Stand(normals=normals, places=begun, log_likelihoods=log_likelihoods)
    step, count, taken = FIRST_STEP, 0, 0.0
    still = np.ones(len(normals), dtype=bool)
    while count < FEWEST or (count < MOST and still.mean() > 1 - MOVED_ENOUGH):
        drawn = {"first": 0, "n": len(normals)}
        fresh = draws.normals(seed, stream=f"{stream} step {count}", width=normals.shape[1], **drawn)
        chance = draws.uniforms(seed, stream=f"{stream} chance {count}", width=1, **drawn)[:, 0]
        places = np.sqrt(1 - step**2) * stand.places + step * fresh
        proposed = cloud.at(places)
        there = _Stand(normals=proposed, places=places, log_likelihoods=weigh(proposed))
        goes = np.log(chance) < np.nan_to_num(there.worth(powers) - stand.worth(powers), nan=-np.inf)
        stand = stand.gone(there, goes)
        still &= ~goes
        taken, count = float(goes.mean()), count + 1
        step = float(np.clip(step * np.exp(taken - WANTED), SMALLEST_STEP, LARGEST_STEP))
    return Moved(
        normals=stand.normals,
        log_likelihoods=stand.log_likelihoods,
        moves=count,
        taken=taken,
        likeness=_likeness(begun, stand.places),
    )


def _likeness(before: Curve, after: Curve) -> float:
    """Return the highest correlation of any column before with itself after; draws all alike are wholly like."""
    centered, moved = before - before.mean(axis=0), after - after.mean(axis=0)
    size = np.sqrt(np.sum(centered**2, axis=0) * np.sum(moved**2, axis=0))
    together = np.abs(np.sum(centered * moved, axis=0))
    return float(np.max(np.divide(together, size, out=np.ones_like(size), where=size > 0)))
