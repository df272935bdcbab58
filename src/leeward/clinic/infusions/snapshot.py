"""The order as it stood when the infusion was planned: kept whole, so that the record shows what it was made from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


class CannotReadOrder(ValueError):
    """The stored order is not one that this version knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandCurve:
    """A predicted band over minutes from the start."""

    minutes: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        if not len(self.minutes) == len(self.median) == len(self.low) == len(self.high):
            raise CannotReadOrder("A predicted band must have as many values as minutes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSnapshot:
    """What was ordered, how it was drawn up, and what was expected of it."""

    dose_mg: float
    minutes: float
    dosing_weight_kg: float
    dosing_weight_kind: str
    concentration_mg_per_ml: float
    rate_ml_per_h: float
    vtbi_ml: float
    drug_ml: float | None = None
    diluent: str = ""
    diluent_ml: float | None = None
    lot: str = ""
    label: str = ""
    evidence: str = ""
    prescribed_by: str = ""
    checked_by: str = ""
    systolic: BandCurve | None = None
    cadss: BandCurve | None = None
    planned_infusions: int | None = None

    @property
    def dose_mg_per_kg(self) -> float:
        """The dose by the weight it was computed from."""
        return self.dose_mg / self.dosing_weight_kg

    def to_json(self) -> dict[str, Any]:
        """Return the order as JSON values."""
        return asdict(self)


def order_from(stored: Mapping[str, Any]) -> OrderSnapshot:
    """Read a stored order, or raise `CannotReadOrder` with the field that is missing or strange."""
    known = {field.name for field in fields(OrderSnapshot)}
    strange = stored.keys() - known
    if strange:
        raise CannotReadOrder(f"The stored order has fields that this version does not know: {', '.join(strange)}.")
    bands = {name: _curve(stored.get(name)) for name in ("systolic", "cadss")}
    try:
        return OrderSnapshot(**{**stored, **bands})
    except TypeError as why:
        raise CannotReadOrder(f"The stored order is incomplete: {why}.") from why


def _curve(stored: Mapping[str, Any] | None) -> BandCurve | None:
    if stored is None:
        return None
    return BandCurve(**{name: tuple(float(v) for v in values) for name, values in stored.items()})
