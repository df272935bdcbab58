"""The signed order: one dose, its duration, the weight it is based on, and who approved it."""

import math
from dataclasses import dataclass
from datetime import datetime


class CannotOrder(ValueError):
    """The order is not a dose that can be prepared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a prescriber signed; `weight_kg` is the weight that the dose is based on, and its kind is printed."""

    dose_mg: float
    minutes: float
    weight_kg: float
    weight_kind: str = "actual"
    approved_by: str
    approved_at: datetime
    reason: str = ""
    second_person: str | None = None
    option_key: str = ""

    def __post_init__(self) -> None:
        for name, number in (("dose", self.dose_mg), ("duration", self.minutes), ("weight", self.weight_kg)):
            if not (math.isfinite(number) and number > 0):
                raise CannotOrder(f"The {name} of the order is {number}: chart a number above zero.")
        if not self.approved_by.strip():
            raise CannotOrder("An order names the prescriber who approved it.")
        if self.approved_at.tzinfo is None:
            raise CannotOrder("An order's time of approval carries its time zone.")

    @property
    def dose_mg_per_kg(self) -> float:
        """The dose per kilogram of dosing weight."""
        return self.dose_mg / self.weight_kg

    @property
    def rate_mg_per_kg_per_h(self) -> float:
        """The rate as some pumps show it."""
        return self.dose_mg_per_kg * _MIN_PER_H / self.minutes


_MIN_PER_H = 60  # plain: minutes in an hour
