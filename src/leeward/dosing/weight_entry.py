"""A weight as it is typed in, held against the last one: pounds for kilograms, and changes too large to be true."""

from dataclasses import dataclass

from leeward.evidence import Facts, assumed
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.fences import STANDARD_DOSING
from leeward.protocol.limits import Place, worst


class Pounds(Facts):
    """One kilogram is 2.2 pounds; the bands leave room for a true change beside the slip."""

    low = assumed("1.9 1", why="2.2 less a true loss of 15 %.")
    high = assumed("2.6 1", why="2.2 and a true gain of 15 %, rounded up.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightCheck:
    """Where the entry falls, and what to ask."""

    place: Place
    says: tuple[str, ...]


def check_weight(weight_kg: float, *, last_kg: float | None, limits: DosingLimits = STANDARD_DOSING) -> WeightCheck:
    """Hold a weight in kg against the fences and the last one; BEYOND_STOP means that it cannot be entered."""
    place = limits.weight_kg.place(weight_kg)
    says = [] if place is Place.USUAL else [f"{weight_kg:g} kg is outside {limits.weight_kg.soft} kg."]
    if last_kg is None or place is Place.BEYOND_STOP:
        return WeightCheck(place=place, says=tuple(says))
    ratio = weight_kg / last_kg
    if _looks_like_pounds(ratio):
        said = f"{weight_kg:g} against {last_kg:g} last time: one of them looks like pounds. Weigh again, in kg."
        return WeightCheck(place=Place.BEYOND_STOP, says=(said,))
    changed = limits.weight_change.place(abs(ratio - 1))
    if changed is not Place.USUAL:
        says.append(f"{weight_kg:g} kg against {last_kg:g} kg last time: {ratio - 1:+.0%}. Weigh again.")
    return WeightCheck(place=worst(place, changed), says=tuple(says))


def _looks_like_pounds(ratio: float) -> bool:
    low, high = Pounds.low.to("1"), Pounds.high.to("1")
    return low <= ratio <= high or low <= 1 / ratio <= high
