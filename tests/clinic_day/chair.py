"""One chair of the simulated clinic: who sits there, what was ordered, mixed and set, and what really went in."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from clinic_day.monitors import Monitor
from clinic_day.pump import Pump
from leeward.dosing.order import Order
from leeward.dosing.preparation import Preparation
from leeward.infusion.vitals import Baseline


@dataclass
class Chair:
    """What the people at the chair know; the records are on the disk."""

    number: int
    infusion_id: UUID
    order: Order
    preparation: Preparation
    pump: Pump
    monitor: Monitor
    baseline: Baseline = field(default_factory=dict)
    begun_s: float | None = None
    ended_s: float | None = None
    is_plain: bool = True  # nobody charted late and no clock was set: the record must follow the pump closely

    seen: Any = None  # what whoever looks on remembers of it

    def __post_init__(self) -> None:
        self.silent_s = -1.0  # until then no kind of its values can be older than its limit
        self.most_ml = self.preparation.vtbi_ml * 1.01 + 1e-6

    def given(self) -> str:
        """Say what really went in."""
        return f"chair {self.number}: the pump gave {self.pump.given_ml:g} mL"
