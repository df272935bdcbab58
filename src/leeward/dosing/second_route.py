"""The second route of the arithmetic: from bag and pump back to the order, in exact fractions."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol as Shape

from leeward.dosing.order import Order


class Mixed(Shape):
    """What the second route reads: the figures that syringe, bag and pump show."""

    @property
    def dose_mg(self) -> float: ...
    @property
    def minutes(self) -> float: ...
    @property
    def weight_kg(self) -> float: ...
    @property
    def drug_ml(self) -> float: ...
    @property
    def diluent_ml(self) -> float: ...
    @property
    def final_volume_ml(self) -> float: ...
    @property
    def concentration_mg_per_ml(self) -> float: ...
    @property
    def rate_ml_per_h(self) -> float: ...
    @property
    def rate_mg_per_kg_per_h(self) -> float: ...
    @property
    def vtbi_ml(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One figure found on the way back, beside the order's."""

    says: str
    found: float
    expected: float
    unit: str
    met: bool


def check(order: Order, mixed: Mixed, strength_mg_per_ml: float, *, agreement: float) -> tuple[Check, ...]:
    """Work back from what is in the bag and on the pump to the order, in exact fractions."""
    drug_ml, diluent_ml, vtbi_ml = _exact(mixed.drug_ml), _exact(mixed.diluent_ml), _exact(mixed.vtbi_ml)
    rate_ml_per_h = _exact(mixed.rate_ml_per_h)
    in_bag_mg = drug_ml * _exact(strength_mg_per_ml)
    in_bag_ml = drug_ml + diluent_ml
    runs_h = vtbi_ml / rate_ml_per_h if rate_ml_per_h else Fraction(0)
    strength_of_bag = in_bag_mg / in_bag_ml if in_bag_ml else Fraction(0)
    pump_mg_per_kg_per_h = rate_ml_per_h * strength_of_bag / _exact(order.weight_kg)
    ordered_mg_per_kg_per_h = _exact(order.dose_mg) / _exact(order.weight_kg) * _MIN_PER_H / _exact(order.minutes)
    pairs = (
        ("the dose in the preparation", _exact(mixed.dose_mg), _exact(order.dose_mg), "mg"),
        ("the dosing weight", _exact(mixed.weight_kg), _exact(order.weight_kg), "kg"),
        ("the drug in the bag", in_bag_mg, _exact(order.dose_mg), "mg"),
        ("the volume in the bag", in_bag_ml, _exact(mixed.final_volume_ml), "mL"),
        ("the volume to be infused", vtbi_ml, in_bag_ml, "mL"),
        ("the strength of the bag", _exact(mixed.concentration_mg_per_ml), strength_of_bag, "mg/mL"),
        ("the time that the pump runs", runs_h * _MIN_PER_H, _exact(order.minutes), "min"),
        ("the duration in the preparation", _exact(mixed.minutes), _exact(order.minutes), "min"),
        ("the drug that the pump gives", vtbi_ml * strength_of_bag, _exact(order.dose_mg), "mg"),
        ("the rate at the pump", pump_mg_per_kg_per_h, ordered_mg_per_kg_per_h, "mg/kg/h"),
        ("the rate on the label", _exact(mixed.rate_mg_per_kg_per_h), ordered_mg_per_kg_per_h, "mg/kg/h"),
    )
    return tuple(
        Check(
            says=says, found=float(found), expected=float(expected), unit=unit, met=_agree(found, expected, agreement)
        )
        for says, found, expected, unit in pairs
    )


def _agree(found: Fraction, expected: Fraction, agreement: float) -> bool:
    return abs(found - expected) <= _exact(agreement) * abs(expected)


def _exact(number: float) -> Fraction:
    """Return the number as it is printed, so that 0.1 is one tenth; what is not a number becomes zero and fails."""
    try:
        return Fraction(str(number))
    except ValueError:
        return Fraction(0)


_MIN_PER_H = 60  # plain: minutes in an hour
