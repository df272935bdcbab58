"""What is likely to happen: bands that nine in ten virtual patients stay within, and chances."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from leeward.evidence import Cited, Reference

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The middle and the bounds of the virtual patients: arrays over time, or arrays of one number for a maximum."""

    median: Curve
    low: Curve
    high: Curve
    unit: str
    site: str
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One regimen foretold for one person; drug levels are without the error of an assay."""

    times_min: Curve
    venous_ketamine: Band
    venous_norketamine: Band
    effect_site_ketamine: Band
    cadss: Band
    systolic: Band
    diastolic: Band
    heart_rate: Band
    highest_systolic: Band
    highest_diastolic: Band
    highest_heart_rate: Band
    highest_cadss: Band
    cites: tuple[Cited | Reference, ...]
    not_learned: tuple[str, ...]
    highest: dict[str, Curve] = field(repr=False, compare=False)

    def chance(
        self,
        *,
        systolic_above: float | None = None,
        diastolic_above: float | None = None,
        heart_rate_above: float | None = None,
        cadss_above: float | None = None,
    ) -> float:
        """Return the share of virtual patients (0 to 1) whose highest reading passes any of the limits given."""
        asked = {
            "systolic": systolic_above,
            "diastolic": diastolic_above,
            "heart_rate": heart_rate_above,
            "cadss": cadss_above,
        }
        passed = [self.highest[name] > limit for name, limit in asked.items() if limit is not None]
        if not passed:
            raise ValueError("Name at least one limit, as in chance(systolic_above=160).")
        return float(np.any(passed, axis=0).mean())
