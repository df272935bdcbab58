"""The limits that a regimen is weighed against: the clinic's own, none is assumed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology.model import Curve

WORDS: Final = {
    "systolic_mmhg": ("systolic", "pass {:g} mmHg systolic"),
    "diastolic_mmhg": ("diastolic", "pass {:g} mmHg diastolic"),
    "heart_rate_per_min": ("heart_rate", "pass a heart rate of {:g} /min"),
    "cadss_points": ("cadss", "pass {:g} CADSS points above their own baseline"),
    "effect_high_ng_per_ml": ("effect_site", "peak above {:g} ng/mL at the effect site"),
    "effect_low_ng_per_ml": ("effect_site", "peak below {:g} ng/mL at the effect site"),
}


class CannotWeigh(ValueError):
    """The limits say nothing, or contradict each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the highest readings and the effect site's peak (S-ketamine, R at its potency) should stay within.

    Raises CannotWeigh where none is given, one is not above 0, or the effect site's range is empty.
    """

    systolic_mmhg: float | None = None
    diastolic_mmhg: float | None = None
    heart_rate_per_min: float | None = None
    cadss_points: float | None = None
    effect_low_ng_per_ml: float | None = None
    effect_high_ng_per_ml: float | None = None

    def __post_init__(self) -> None:
        given = self.given
        if not given:
            raise CannotWeigh("No limit is given. Name at least one, such as systolic_mmhg=160.")
        for name, limit in given.items():
            if not (math.isfinite(limit) and limit > 0):
                raise CannotWeigh(f"{name} of {limit:g} is no limit; write more than 0, or leave it out.")
        low, high = self.effect_low_ng_per_ml, self.effect_high_ng_per_ml
        if low is not None and high is not None and not low < high:
            raise CannotWeigh(f"No level lies above {low:g} and below {high:g} ng/mL. Exchange the two.")

    @property
    def given(self) -> dict[str, float]:
        """The limits that were given, by name."""
        limits = ((name, getattr(self, name)) for name in WORDS)
        return {name: float(limit) for name, limit in limits if limit is not None}

    def passed(self, highest: Mapping[str, Curve]) -> dict[str, NDArray[np.bool_]]:
        """Return for each limit, in words, which virtual patients passed it.

        `highest` holds systolic, diastolic, heart_rate, cadss and effect_site, each (people,).
        """
        told = {}
        for name, limit in self.given.items():
            of, words = WORDS[name]
            beyond = highest[of] < limit if name == "effect_low_ng_per_ml" else highest[of] > limit
            told[words.format(limit)] = beyond
        return told
