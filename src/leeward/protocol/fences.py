"""The fences of dosing, built from the numbers in force: the shipped ones, or a clinic's own in their place."""

import math
from typing import Final

from leeward.evidence import Cited
from leeward.protocol.alarms import Pressure
from leeward.protocol.dosing import (
    BodySize,
    DoseMass,
    DosingLimits,
    Duration,
    FirstDose,
    LaterDose,
    Mixture,
    Rate,
    Spacing,
    StepUp,
    Studied,
    Vials,
    Weight,
    WeightChange,
)
from leeward.protocol.limits import Limits, Range
from leeward.protocol.thresholds import SHIPPED, Thresholds

_CITED: Final = (Studied, FirstDose, LaterDose, StepUp, Rate, Duration, DoseMass, Weight, Mixture, Vials)


def dosing_under(limits: Thresholds) -> DosingLimits:
    """Return the fences with the clinic's numbers where it set any; raises ValueError where they are upside down."""

    def number(row: Cited, unit: str) -> float:
        return limits.of(row).to(unit)

    return DosingLimits(
        studied_dose_mg_per_kg=Studied.dose.to("mg/kg"),
        studied_minutes=Studied.duration.to("min"),
        low_arm_mg_per_kg=Studied.low_arm.to("mg/kg"),
        gentler_minutes=BodySize.gentler_duration.to("min"),
        older_mg_per_kg=BodySize.older_dose.to("mg/kg"),
        **_dose(limits),
        **_person(limits),
        concentration_mg_per_ml=Range(Mixture.floor.to("mg/mL"), Mixture.strong.to("mg/mL")),
        formulary_mg_per_ml=(Mixture.usual.to("mg/mL"), Mixture.strong.to("mg/mL")),
        formulary_bags_ml=(Mixture.bag_small.to("mL"), Mixture.bag_usual.to("mL"), Mixture.bag_large.to("mL")),
        drawn_ml=Range(Mixture.drawn_low.to("mL"), Mixture.drawn_high.to("mL")),
        agreement=Mixture.agreement.to("1"),
        adjusts_from_kg_per_m2=BodySize.adjusts_from.to("kg/m2"),
        no_rounding_up_below_kg=BodySize.no_rounding_up_below.to("kg"),
        rounding_mg=DoseMass.rounding.to("mg"),
        foretold_systolic_mmhg=number(Pressure.systolic_red, "mmHg"),
        foretold_rise_mmhg=number(Pressure.systolic_rise, "mmHg"),
        cites=tuple(limits.of(row) for table in _CITED for row in table.rows()),
    )


def _dose(limits: Thresholds) -> dict[str, Limits]:
    """The fences of dose, step, rate and duration."""
    low_mg_per_kg = limits.of(FirstDose.stop_low).to("mg/kg")
    return {
        "first_dose_mg_per_kg": _below(_three(FirstDose, limits, "mg/kg"), low=low_mg_per_kg),
        "later_dose_mg_per_kg": _below(_three(LaterDose, limits, "mg/kg"), low=low_mg_per_kg),
        "step_up_mg_per_kg": _below(_three(StepUp, limits, "mg/kg"), low=-math.inf),
        "rate_mg_per_kg_per_h": _below(_three(Rate, limits, "mg/kg/h")),
        "dose_mg": _below(_three(DoseMass, limits, "mg"), low=limits.of(DoseMass.stop_low).to("mg")),
        "minutes": _both(
            *((limits.of(low).to("min"), limits.of(high).to("min")) for low, high in _DURATIONS),
        ),
    }


def _person(limits: Thresholds) -> dict[str, Limits]:
    """The fences of weight and spacing."""
    gaps = (Spacing.gap_soft, Spacing.gap_hard, Spacing.gap_stop)
    weeks = (Spacing.weekly_soft, Spacing.weekly_hard, Spacing.weekly_stop)
    changes = (WeightChange.soft, WeightChange.hard, WeightChange.stop)
    return {
        "weight_kg": _both(*((limits.of(low).to("kg"), limits.of(high).to("kg")) for low, high in _WEIGHTS)),
        "weight_change": _below([limits.of(row).to("1") for row in changes]),
        "infusions_per_week": _below([limits.of(row).to("infusions") for row in weeks]),
        "gap_h": _both(*((limits.of(row).to("h"), math.inf) for row in gaps)),
    }


_DURATIONS: Final = (
    (Duration.soft_low, Duration.soft_high),
    (Duration.hard_low, Duration.stop_high),
    (Duration.stop_low, Duration.stop_high),
)
_WEIGHTS: Final = (
    (Weight.soft_low, Weight.soft_high),
    (Weight.hard_low, Weight.hard_high),
    (Weight.stop_low, Weight.stop_high),
)


def _three(table: type[FirstDose | LaterDose | StepUp | Rate | DoseMass], limits: Thresholds, unit: str) -> list[float]:
    return [limits.of(row).to(unit) for row in (table.soft_high, table.hard_high, table.stop_high)]


def _below(highs: list[float], *, low: float = 0) -> Limits:
    soft, hard, stop = highs
    return _both((low, soft), (low, hard), (low, stop))


def _both(soft: tuple[float, float], hard: tuple[float, float], stop: tuple[float, float]) -> Limits:
    return Limits(soft=Range(*soft), hard=Range(*hard), stop=Range(*stop))


STANDARD_DOSING: Final = dosing_under(SHIPPED)
