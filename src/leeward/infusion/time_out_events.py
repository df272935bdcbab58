"""What is read back and told at the time-out: it is compared, and nobody ticks that it agrees."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leeward.infusion import body as _body
from leeward.infusion.event import Event
from leeward.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityReadBack(Event):
    """Name and date of birth (ISO) as the patient or the wristband says them, and whether the record says the same."""

    verb: ClassVar[str] = "read back who it is"
    name: str
    born: str
    agrees: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class FastingTold(Event):
    """When the patient last ate, whether it was a heavy meal, and when they last drank clear fluid."""

    verb: ClassVar[str] = "tell the fasting times"
    last_food_at: datetime
    was_heavy: Truth
    last_fluid_at: datetime

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        object.__setattr__(self, "last_food_at", _body.utc(self.last_food_at))
        object.__setattr__(self, "last_fluid_at", _body.utc(self.last_fluid_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortNamed(Event):
    """Who takes the patient home, and how they are reached."""

    verb: ClassVar[str] = "name the escort"
    escort: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpReadBack(Event):
    """What the pump's display shows before the start."""

    verb: ClassVar[str] = "read back the pump"
    shown_ml_per_h: float
    shown_vtbi_ml: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckAccepted(Event):
    """A prescriber accepts what is between go and no-go; `furthest` is the worst that was accepted, in its own unit."""

    verb: ClassVar[str] = "accept what is between go and no-go"
    item: str
    furthest: float
    reason: str
