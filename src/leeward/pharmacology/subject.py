"""The person for whom a forecast is made: size, age, resting vital signs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the forecast knows of a person; the resting values are averages of readings taken before the infusion."""

    weight_kg: float
    age_y: float
    resting_systolic_mmhg: float
    resting_diastolic_mmhg: float
    resting_heart_rate_per_min: float
    height_cm: float | None = None
    sex: str = "unknown"
    session: int = 1
