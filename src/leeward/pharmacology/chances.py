"""Chances among virtual patients, weighed or not, each with how exactly it is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.prediction import Band, Level, Prediction, predict
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.weighing import weighted_quantiles

Passed = NDArray[np.bool_]


class Draws(Protocol):
    """Virtual patients and what each counts: what an update returns, and what `Alike` makes of a population."""

    @property
    def population(self) -> Population:
        """The virtual patients."""
        ...

    @property
    def weights(self) -> Curve:
        """What each counts, (people,), summing to 1."""
        ...

    @property
    def effective_sample_size(self) -> float:
        """How many equally weighted, independent patients would be worth as much."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to distrust in them, in sentences."""
        ...

    def people(self) -> Population:
        """Return as many, equally weighted, at the session to come."""
        ...

    def predict(self, regimen: Regimen, times_min: Iterable[float]) -> Prediction:
        """Foretell the session to come for `people()`, in their order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alike:
    """Virtual patients who all count the same: nothing of the person has been seen yet."""

    population: Population

    @property
    def weights(self) -> Curve:
        """The same for each, summing to 1."""
        return np.full(self.population.size, 1.0 / self.population.size)

    @property
    def effective_sample_size(self) -> float:
        """All of them."""
        return float(self.population.size)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Nothing was learned, so nothing in it is to be distrusted."""
        return ()

    def people(self) -> Population:
        """Return them."""
        return self.population

    def predict(self, regimen: Regimen, times_min: Iterable[float]) -> Prediction:
        """Foretell a session of theirs."""
        return predict(self.population, regimen, times_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A share of virtual patients, 0 to 1, and its Monte Carlo standard error: what other seeds would change."""

    share: float
    error: float

    def __str__(self) -> str:
        return f"{self.share:.1%} ± {self.error:.2%}"


def weighed(people: Population | Draws) -> Draws:
    """Return draws with weights: those given, or a population whose members all count the same."""
    return Alike(population=people) if isinstance(people, Population) else people


def chance(passed: Passed, weights: Curve, *, worth: float) -> Chance:
    """Return the weighed share of those who passed, (people,), with its error.

    The error is that of a share among `worth` independent patients, one of either kind added, so that "none of 2,000"
    is not taken for "never".
    """
    share = min(max(float(weights @ passed), 0.0), 1.0)
    softened = (share * worth + 1.0) / (worth + 2.0)
    return Chance(share=share, error=float(np.sqrt(softened * (1.0 - softened) / (worth + 2.0))))


def weighed_band(values: Curve, weights: Curve, *, unit: str, site: str) -> Band:
    """Return the middle and the bounds over the virtual patients, the first axis, each counting by its weight."""
    level = Level.band.to("1")
    tail = (1.0 - level) / 2
    low, median, high = weighted_quantiles(values, weights, (tail, 1 / 2, 1.0 - tail))
    return Band(median=median, low=low, high=high, unit=unit, site=site, level=level)
