"""What the course gave before today, as far as this clinic ordered it."""

from dataclasses import dataclass

from leeward.protocol.dosing import DosingLimits
from leeward.protocol.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The last infusion ordered, and how many were ordered in the six days before today; nothing by default."""

    weight_kind: str | None = None
    mg_per_kg: float | None = None
    hours_ago: float | None = None
    in_week: int = 0

    def fences(self, limits: DosingLimits, *, dose_mg_per_kg: float) -> tuple[tuple[str, float, str, Limits], ...]:
        """Return (name, number, unit, fences) of the step up and of the spacing."""
        fences = []
        if self.mg_per_kg is not None:
            step = round(dose_mg_per_kg - self.mg_per_kg, 9)  # plain: the last digits of a float
            fences.append(("step up from the last infusion", step, "mg/kg", limits.step_up_mg_per_kg))
        if self.hours_ago is not None:
            fences.append(("time since the last infusion", self.hours_ago, "h", limits.gap_h))
        fences.append(("in seven days, with this one", self.in_week + 1, "infusions", limits.infusions_per_week))
        return tuple(fences)
