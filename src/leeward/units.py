"""Quantities with units, checked where numbers enter and leave the engine."""

import math
from dataclasses import dataclass
from typing import Final

# unit -> (what it measures, how many of the first unit of its kind)
UNITS: Final = {
    "mg": ("mass", 1.0),
    "ug": ("mass", 1e-3),
    "g": ("mass", 1e3),
    "kg": ("body mass", 1.0),
    "cm": ("length", 1.0),
    "m": ("length", 100.0),
    "kg/m2": ("body mass index", 1.0),
    "mg/kg": ("dose by weight", 1.0),
    "mg/kg/h": ("dose rate by weight", 1.0),
    "mg/kg/min": ("dose rate by weight", 60.0),
    "mg/h": ("dose rate", 1.0),
    "mg/min": ("dose rate", 60.0),
    "mg/d": ("dose rate", 1 / 24),
    "mL": ("volume", 1.0),
    "L": ("volume", 1000.0),
    "mL/h": ("flow", 1.0),
    "L/h": ("clearance", 1.0),
    "L/min": ("clearance", 60.0),
    "L/h/year": ("clearance by age", 1.0),
    "L/min/year": ("clearance by age", 60.0),
    "L/kg": ("volume by weight", 1.0),
    "mL/min/kg": ("clearance by weight", 1.0),
    "mL/min": ("filtration rate", 1.0),
    "mg/mL": ("strength", 1.0),
    "s": ("time", 1 / 60),
    "min": ("time", 1.0),
    "h": ("time", 60.0),
    "d": ("time", 1440.0),
    "week": ("time", 10080.0),
    "month": ("time", 43830.0),
    "year": ("time", 525960.0),
    "/min": ("frequency", 1.0),
    "/h": ("frequency", 1 / 60),
    "mmHg": ("pressure", 1.0),
    "kPa": ("pressure", 7.50062),
    "Cel": ("temperature", 1.0),
    "ms": ("interval", 1.0),
    "ng/mL": ("concentration", 1.0),
    "ug/mL": ("concentration", 1000.0),
    "nmol/mL": ("molar concentration", 1.0),
    "g/mol": ("molar mass", 1.0),
    "mmHg/(ng/mL)": ("pressure slope", 1.0),
    "/min/(ng/mL)": ("frequency slope", 1.0),
    "%": ("proportion", 0.01),
    "1": ("proportion", 1.0),
    "points": ("score", 1.0),
    "class": ("class of a scale", 1.0),
    "infusions": ("count", 1.0),
    "sessions": ("count", 1.0),
    "people": ("count", 1.0),
    "times ULN": ("multiple of the upper limit of normal", 1.0),
}


class CannotConvert(ValueError):
    """The two units measure different things, or one of them is not known."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit, written as a clinician writes it.

    >>> Quantity.parse("40 min").to("h")
    0.6666666666666666
    """

    number: float
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise CannotConvert(f"The unit {self.unit!r} is not known; use one of {', '.join(UNITS)}.")
        if not math.isfinite(self.number):
            raise ValueError(f"{self.number} {self.unit} is not a measurement.")

    @classmethod
    def parse(cls, text: str) -> "Quantity":
        """Read `0.5 mg/kg` or `40 min`."""
        try:
            number, unit = text.split(maxsplit=1)
            return cls(float(number), unit)
        except CannotConvert:
            raise
        except ValueError:
            raise ValueError(f"Write a number, a space and a unit, as in `0.5 mg/kg`; got {text!r}.") from None

    def to(self, unit: str) -> float:
        """Return the bare number in `unit`."""
        if unit == self.unit:
            return self.number
        (mine, scale), (theirs, target) = UNITS[self.unit], UNITS[unit]
        if mine != theirs:
            raise CannotConvert(f"{self} is a {mine}, not a {theirs}.")
        return self.number * scale / target

    def __str__(self) -> str:
        return f"{self.number:g} {self.unit}"
