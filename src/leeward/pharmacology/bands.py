"""Quantiles over people: exact ones of a population in memory, counted ones of any number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology import compiled
from leeward.pharmacology.model import Curve


def quantiles(values: Curve, probabilities: Sequence[float], *, threads: int | None = None) -> Curve:
    """Return quantiles over people of values (people, times), shape (probabilities, times): those of `numpy.quantile`.

    The compiled way puts each column into cells and searches one of them, instead of ordering whole columns. Raises
    ValueError for nobody, and for a probability outside 0 to 1.
    """
    if not values.shape[0]:
        raise ValueError("There is nobody to take quantiles of: give one row or more.")
    wrong = [probability for probability in probabilities if not 0 <= probability <= 1]
    if wrong:
        raise ValueError(f"A probability of {wrong[0]:g} is none: write 0 to 1.")
    if not compiled.wanted(values.shape[0]):
        few: Curve = np.quantile(values, np.asarray(probabilities), axis=0)
        return few
    from leeward.pharmacology import kernels

    found = np.empty((values.shape[1], len(probabilities)))
    table, places = np.ascontiguousarray(values), np.asarray(probabilities, dtype=np.float64)
    compiled.share_out(
        kernels.quantiles, values.shape[1], table, places, found, weight=values.shape[0], threads=threads
    )
    many: Curve = found.T
    return many


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """How many people fell into each narrow bin of each column: whole numbers, so that the order never matters.

    Bins follow the number's own bits, 128 to every doubling: a quantile read from them lies within 0.8 % of the exact
    one (`RELATIVE_ERROR`) between a millionth and a million ng/mL. Tallies of blocks add up to the tally of all,
    identical however the people were shared out. Memory does not grow with their number.
    """

    counts: NDArray[np.int32]
    """(planes, times, bins)."""

    @classmethod
    def empty(cls, planes: int, times: int) -> "Tally":
        """Return a tally of nobody."""
        from leeward.pharmacology import kernels

        return cls(counts=np.zeros((planes, times, kernels.BINS), np.int32))

    def add(self, levels: Curve, *, threads: int | None = None) -> None:
        """Count more people, levels (planes, people, times), into this tally."""
        from leeward.pharmacology import kernels

        for values, counts in zip(levels, self.counts, strict=True):
            people, times = values.shape
            compiled.share_out(
                kernels.tally, times, np.ascontiguousarray(values), counts, weight=people, threads=threads
            )

    def merge(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(counts=self.counts + other.counts)

    @property
    def people(self) -> int:
        """How many have been counted."""
        return int(self.counts[0, 0].sum())

    def quantiles(self, probabilities: Sequence[float]) -> Curve:
        """Return quantiles over people, (probabilities, planes, times); NaN of nobody.

        Raises ValueError for a probability outside 0 to 1.
        """
        wrong = [probability for probability in probabilities if not 0 <= probability <= 1]
        if wrong:
            raise ValueError(f"A probability of {wrong[0]:g} is none: write 0 to 1.")
        reached = np.cumsum(self.counts, axis=2, dtype=np.int64)
        edges = _edges()
        found = np.full((len(probabilities), *self.counts.shape[:2]), np.nan)
        if self.people == 0:
            return found
        for p, probability in enumerate(probabilities):
            rank = probability * (self.people - 1) + 1 / 2
            bin_ = (reached > rank).argmax(axis=2)
            inside = np.take_along_axis(self.counts, bin_[..., None], axis=2)[..., 0]
            before = np.take_along_axis(reached, bin_[..., None], axis=2)[..., 0] - inside
            share = (rank - before) / inside
            found[p] = edges[bin_] + share * (edges[bin_ + 1] - edges[bin_])
        return found


def _edges() -> Curve:
    """Return the bounds of the bins; below the first and above the last no width is known, and none is made up."""
    from leeward.pharmacology import kernels

    per_doubling = 1 << kernels.MANTISSA
    powers = 2.0 ** np.arange(kernels.TINIEST, kernels.TINIEST + kernels.DOUBLINGS)
    bounds = (powers[:, None] * (1 + np.arange(per_doubling) / per_doubling)).ravel()
    top = 2 * powers[-1]
    return np.concatenate([[0.0, bounds[0]], bounds[1:], [top, top]])


RELATIVE_ERROR = 1 / 128  # plain: the widest bin, as a share of its lower bound
