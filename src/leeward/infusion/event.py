"""What every event says of itself: which one it is, when it happened, who did it and what reported it."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from leeward.infusion.body import number, utc

_POSITIVE: Final = ("rate_ml_per_h", "concentration_mg_per_ml", "dose_mg", "weight_kg", "vtbi_ml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that a person did or a device reported; `at` is when it happened, not when it was written down."""

    verb: ClassVar[str] = "happen"

    event_id: UUID
    at: datetime
    by: str
    source: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", utc(self.at))
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float):
                number(value)
            if field.name in _POSITIVE and value is not None and not value > 0:
                raise ValueError(f"{type(self).__name__}: {field.name} must be above zero; got {value}.")
