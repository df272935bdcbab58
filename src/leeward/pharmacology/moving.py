"""Moves virtual patients to where the readings are without leaving the population they came from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leeward.pharmacology import draws
from leeward.pharmacology.model import Curve

FIRST_STEP = 0.6  # plain: size of the first proposal; 1 would be a fresh draw from the prior
SMALLEST_STEP = 0.02  # plain: below this nothing would move
LARGEST_STEP = 0.98  # plain: a fresh draw, nearly
WANTED = 0.3  # plain: share of proposals to be taken, between the optima of random walks in one and many dimensions
MOVED_ENOUGH = 0.95  # plain: share of virtual patients that must have moved before the moves stop
FEWEST = 2
MOST = 12  # plain: moves at one stage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moved:
    """Where the draws are now, each one's log-likelihoods (draws, visits), and how the moves went."""

    normals: Curve
    log_likelihoods: Curve
    moves: int
    taken: float
    """Share of the last move's proposals that were taken."""


def move(
    normals: Curve,
    log_likelihoods: Curve,
    powers: Curve,
    weigh: Callable[[Curve], Curve],
    *,
    seed: int,
    stream: str,
) -> Moved:
    """Move each draw by preconditioned Crank-Nicolson steps that leave prior times likelihood as it is.

    The prior of `normals` (draws, dimensions) is standard normal in every dimension. `weigh` returns their
    log-likelihoods (draws, visits), which count to the `powers` (visits,). Proposals sqrt(1 - b^2) z + b xi keep the
    prior, so that only likelihoods decide; b is smaller along dimensions in which the draws already lie close together.
    """
    n, width = normals.shape
    narrow = np.clip(normals.std(axis=0), SMALLEST_STEP, 1.0)
    step, count, taken = FIRST_STEP, 0, 0.0
    still = np.ones(n, dtype=bool)
    while count < FEWEST or (count < MOST and still.mean() > 1 - MOVED_ENOUGH):
        b = np.clip(step * narrow, SMALLEST_STEP, LARGEST_STEP)
        fresh = draws.normals(seed, stream=f"{stream} proposal {count}", first=0, n=n, width=width)
        chance = draws.uniforms(seed, stream=f"{stream} chance {count}", first=0, n=n, width=1)[:, 0]
        proposed = np.sqrt(1 - b**2) * normals + b * fresh
        weighed = weigh(proposed)
        better = np.nan_to_num((weighed - log_likelihoods) @ powers, nan=-np.inf)
        goes = np.log(chance) < better
        normals = np.where(goes[:, None], proposed, normals)
        log_likelihoods = np.where(goes[:, None], weighed, log_likelihoods)
        still &= ~goes
        taken, count = float(goes.mean()), count + 1
        step = float(np.clip(step * np.exp(taken - WANTED), SMALLEST_STEP, LARGEST_STEP / narrow.min()))
    return Moved(normals=normals, log_likelihoods=log_likelihoods, moves=count, taken=taken)
