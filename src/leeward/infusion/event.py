"""What every event says of itself: which one it is, when it happened, who did it and what reported it."""

from collections.abc import Hashable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Final, cast
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
        for name in _names(cast(Hashable, type(self))):
            value = getattr(self, name)
            if isinstance(value, float):
                number(value)
            if name in _POSITIVE and value is not None and not value > 0:
                raise ValueError(f"{type(self).__name__}: {name} must be above zero; got {value}.")


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    """Return the names of what a kind of event says."""
    return tuple(field.name for field in fields(cast(Any, kind)))
