"""How an approved order is drawn up, diluted and programmed."""

import math
from dataclasses import dataclass, replace
from datetime import date

from leeward.dosing.order import Order
from leeward.dosing.second_route import Check, check
from leeward.protocol.dosing import DosingLimits, Mixture, Vials
from leeward.protocol.fences import STANDARD_DOSING
from leeward.protocol.limits import Range

FORMULARY_VIALS = (
    (Vials.weak.to("mg/mL"), Vials.weak_volume.to("mL")),
    (Vials.middle.to("mg/mL"), Vials.middle_volume.to("mL")),
    (Vials.strong.to("mg/mL"), Vials.strong_volume.to("mL")),
)
DILUENTS = ("sodium chloride 0.9 %", "glucose 5 %")
_MIN_PER_H = 60  # plain: minutes in an hour


class CannotPrepare(Exception):
    """The order cannot be drawn up in this way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vial:
    """One opened vial: strength from the formulary, never typed freely."""

    strength_mg_per_ml: float
    volume_ml: float
    lot: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What is drawn, mixed and programmed; volumes and rate as syringe and pump show them."""

    dose_mg: float
    minutes: float
    weight_kg: float
    weight_kind: str
    vial: Vial
    drug_ml: float
    diluent: str
    diluent_ml: float
    final_volume_ml: float
    concentration_mg_per_ml: float
    rate_ml_per_h: float
    rate_mg_per_kg_per_h: float
    vtbi_ml: float
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()


def prepare(
    order: Order,
    vial: Vial,
    *,
    on: date,
    final_volume_ml: float | None = None,
    concentration_mg_per_ml: float | None = None,
    diluent: str = DILUENTS[0],
    limits: DosingLimits = STANDARD_DOSING,
) -> Preparation:
    """Return how to draw up the order: choose a bag volume or a formulary concentration, not both.

    Raises CannotPrepare with what to change.
    """
    _refuse_order(order, limits)
    _refuse_vial(order, vial, on)
    if diluent not in DILUENTS:
        raise CannotPrepare(f"Dilute with {' or '.join(DILUENTS)}, not {diluent!r}.")
    volume_ml = _final_volume(order, final_volume_ml, concentration_mg_per_ml, limits)
    mixed = _mix(order, vial, volume_ml, diluent)
    if mixed.concentration_mg_per_ml not in limits.concentration_mg_per_ml:
        raise CannotPrepare(
            f"{mixed.concentration_mg_per_ml:.3g} mg/mL is outside {limits.concentration_mg_per_ml} mg/mL: "
            "choose another bag or concentration."
        )
    if mixed.rate_ml_per_h > Mixture.pump_ceiling.to("mL/h"):
        raise CannotPrepare(f"{mixed.rate_ml_per_h:.0f} mL/h is more than a pump gives: choose a smaller bag.")
    return verify(order, mixed, limits=limits)


def verify(order: Order, preparation: Preparation, *, limits: DosingLimits = STANDARD_DOSING) -> Preparation:
    """Return the preparation with its checks, computed back from bag and pump to the order by the second route.

    Raises CannotPrepare when any of them is off by more than the protocol's agreement.
    """
    checks = check(order, preparation, preparation.vial.strength_mg_per_ml, agreement=limits.agreement)
    wrong = [f"{one.says} is {one.found:.4g} {one.unit}, expected {one.expected:.4g}" for one in checks if not one.met]
    if wrong:
        raise CannotPrepare(f"The two routes disagree: {'; '.join(wrong)}. Take another vial or bag, or ask pharmacy.")
    return replace(preparation, checks=checks, warnings=_warnings(preparation, limits))


def _refuse_order(order: Order, limits: DosingLimits) -> None:
    fences = (
        ("dose", order.dose_mg, "mg", limits.dose_mg),
        ("dose by weight", order.dose_mg_per_kg, "mg/kg", limits.later_dose_mg_per_kg),
        ("dosing weight", order.weight_kg, "kg", limits.weight_kg),
        ("duration", order.minutes, "min", limits.minutes),
        ("rate", order.rate_mg_per_kg_per_h, "mg/kg/h", limits.rate_mg_per_kg_per_h),
    )
    for name, number, unit, fence in fences:
        if not _within(fence.stop, number, slack=limits.agreement):
            raise CannotPrepare(
                f"The {name}, {number:.4g} {unit}, is outside {fence.stop} {unit}: ask for a new order."
            )


def _within(fence: Range, number: float, *, slack: float) -> bool:
    """Is the number inside? A rounded dose may sit a hair beyond the fence that the ordered one kept."""
    return fence.low * (1 - slack) <= number <= fence.high * (1 + slack)


def _refuse_vial(order: Order, vial: Vial, on: date) -> None:
    if (vial.strength_mg_per_ml, vial.volume_ml) not in FORMULARY_VIALS:
        known = ", ".join(f"{strength:g} mg/mL x {volume:g} mL" for strength, volume in FORMULARY_VIALS)
        raise CannotPrepare(
            f"A vial of {vial.strength_mg_per_ml:g} mg/mL x {vial.volume_ml:g} mL is not on the formulary ({known})."
        )
    if not vial.lot.strip():
        raise CannotPrepare("Chart the vial's lot number.")
    if vial.expires_on < on:
        raise CannotPrepare(f"Lot {vial.lot} expired on {vial.expires_on:%d-%b-%Y}: take another vial.")
    if order.dose_mg > vial.strength_mg_per_ml * vial.volume_ml:
        held_mg = vial.strength_mg_per_ml * vial.volume_ml
        raise CannotPrepare(f"One vial holds {held_mg:g} mg, the order is {order.dose_mg:g} mg: take a stronger vial.")


def _final_volume(
    order: Order, final_volume_ml: float | None, concentration_mg_per_ml: float | None, limits: DosingLimits
) -> float:
    if (final_volume_ml is None) == (concentration_mg_per_ml is None):
        raise CannotPrepare("Choose either the bag volume or the concentration.")
    if final_volume_ml is not None:
        _on_list(final_volume_ml, limits.formulary_bags_ml, "bag volume", "mL")
        return final_volume_ml
    assert concentration_mg_per_ml is not None  # noqa: S101 - the first line of this function
    _on_list(concentration_mg_per_ml, limits.formulary_mg_per_ml, "concentration", "mg/mL")
    return order.dose_mg / concentration_mg_per_ml


def _on_list(number: float, allowed: tuple[float, ...], name: str, unit: str) -> None:
    if number not in allowed:
        choices = ", ".join(f"{one:g}" for one in allowed)
        raise CannotPrepare(f"A {name} of {number:g} {unit} is not on the formulary: choose {choices} {unit}.")


def _mix(order: Order, vial: Vial, volume_ml: float, diluent: str) -> Preparation:
    """First route: from the order forward to bag and pump, each figure as syringe and pump show it."""
    drug_ml = _to_step(order.dose_mg / vial.strength_mg_per_ml, Mixture.drawn_step.to("mL"))
    rate_ml_per_h = _to_step(volume_ml * _MIN_PER_H / order.minutes, Mixture.rate_step.to("mL/h"))
    return Preparation(
        dose_mg=order.dose_mg,
        minutes=order.minutes,
        weight_kg=order.weight_kg,
        weight_kind=order.weight_kind,
        vial=vial,
        drug_ml=drug_ml,
        diluent=diluent,
        diluent_ml=_to_step(volume_ml - drug_ml, Mixture.drawn_step.to("mL")),
        final_volume_ml=volume_ml,
        concentration_mg_per_ml=order.dose_mg / volume_ml,
        rate_ml_per_h=rate_ml_per_h,
        rate_mg_per_kg_per_h=order.rate_mg_per_kg_per_h,
        vtbi_ml=volume_ml,
    )


def _to_step(number: float, step: float) -> float:
    """Round to what the instrument shows; the last digits that binary arithmetic leaves are cut."""
    return round(math.floor(number / step + 1 / 2) * step, 6)  # plain: digits far below any instrument's step


def _warnings(preparation: Preparation, limits: DosingLimits) -> tuple[str, ...]:
    said = []
    if preparation.drug_ml not in limits.drawn_ml:
        said.append(
            f"{preparation.drug_ml:g} mL of drug is outside {limits.drawn_ml} mL: "
            "read the strength on the vial again, two persons, before drawing."
        )
    if preparation.vial.strength_mg_per_ml == max(strength for strength, _ in FORMULARY_VIALS):
        said.append("The strongest vial: never give it undiluted.")
    if preparation.vial.strength_mg_per_ml == Vials.weak_undiluted.to("mg/mL"):
        said.append(
            "The 10 mg/mL vial: its label text says not to dilute it further for anesthesia. "
            "Take a 50 mg/mL vial, or ask pharmacy."
        )
    if preparation.concentration_mg_per_ml not in limits.formulary_mg_per_ml:
        said.append(
            f"{preparation.concentration_mg_per_ml:.3g} mg/mL is not a standard mixture: label the bag with it."
        )
    return tuple(said)
