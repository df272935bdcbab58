"""What an order may not exceed: the most that may be given in all, the highest rate, and the fences around it."""

from dataclasses import dataclass
from typing import Final

from leeward.clinic.plans import mapping
from leeward.clinic.plans.models import Order, Preparation
from leeward.clinic.protocols.queries import of_version
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.limits import Limits, Place, Range

TAGS: Final = {
    Place.USUAL: ("ok", "usual"),
    Place.BEYOND_SOFT: ("warn", "past soft"),
    Place.BEYOND_HARD: ("high", "past hard"),
    Place.BEYOND_STOP: ("high", "refused"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceLine:
    """One figure of the order with its three fences."""

    name: str
    found: str
    soft: str
    hard: str
    stop: str
    tag_kind: str
    tag: str


def ceiling(order: Order, latest: Preparation | None) -> tuple[str, ...]:
    """Say the most that may be given in all and the highest rate; more than either takes a new order."""
    of_weight = mapping.order(order)
    in_all = f"At most {order.dose_mg:g} mg in all ({of_weight.dose_mg_per_kg:.3g} mg/kg)"
    by_weight = f"{of_weight.rate_mg_per_kg_per_h:.3g} mg/kg/h"
    if latest is None:
        return (f"{in_all}; never faster than {by_weight}.", "In mL and mL/h once it is drawn up.")
    result = latest.result
    mg_per_h = result["rate_ml_per_h"] * result["concentration_mg_per_ml"]
    return (
        f"{in_all}: {result['vtbi_ml']:g} mL.",
        f"Never faster than {result['rate_ml_per_h']:g} mL/h: {mg_per_h:.3g} mg/h, {by_weight}.",
    )


def fences(order: Order) -> tuple[FenceLine, ...]:
    """Return each figure of the order beside the fences of the protocol that weighed it."""
    limits = of_version(order.proposal.protocol_version).dosing
    signed = mapping.order(order)
    rows = (
        ("Dose by weight", signed.dose_mg_per_kg, "mg/kg", _dose(order, limits)),
        ("Whole dose", order.dose_mg, "mg", limits.dose_mg),
        ("Duration", order.minutes, "min", limits.minutes),
        ("Rate", signed.rate_mg_per_kg_per_h, "mg/kg/h", limits.rate_mg_per_kg_per_h),
        ("Dosing weight", order.dosing_weight_kg, "kg", limits.weight_kg),
    )
    return tuple(_line(*row) for row in rows)


def weight_says(order: Order) -> str:
    """Say which weight the dose is based on, and why this one."""
    option = mapping.option_of(order)
    default = next((each["kind"] for each in order.proposal.result["weights"] if each["is_default"]), "actual")
    kind = order.dosing_weight_kind
    why = {
        "actual": "as in the trials",
        "adjusted": "this clinic's rule for a BMI of 30 and more",
    }.get(kind, "chosen by the prescriber")
    other = "" if kind == default else f"; the usual one here would be the {default} weight"
    return f"{kind.capitalize()} weight {order.dosing_weight_kg:.4g} kg, {why}{other}. {option['label']}."


def _dose(order: Order, limits: DosingLimits) -> Limits:
    is_first = order.proposal.inputs["subject"]["session"] <= 1
    return limits.first_dose_mg_per_kg if is_first else limits.later_dose_mg_per_kg


def _line(name: str, number: float, unit: str, limits: Limits) -> FenceLine:
    kind, tag = TAGS[limits.place(round(number, 6))]
    soft, hard, stop = (_range(each) for each in (limits.soft, limits.hard, limits.stop))
    return FenceLine(
        name=name, found=f"{number:.4g} {unit}", soft=soft, hard=hard, stop=stop, tag_kind=kind, tag=tag
    )  # fmt: skip


def _range(fence: Range) -> str:
    return f"{fence.low:g} to {fence.high:g}"
