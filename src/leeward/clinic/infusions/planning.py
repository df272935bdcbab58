"""From an approved order, drawn up and checked by another person, to a planned infusion."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions.actions import CannotPlan, plan_infusion
from leeward.clinic.infusions.snapshot import BandCurve, OrderSnapshot
from leeward.clinic.people.models import Staff
from leeward.clinic.plans.models import Order, Preparation


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An approved order without an infusion; `blocks` says what is missing before one can be planned."""

    title: str
    says: str
    blocks: str
    url: str


def open_orders(person_id: UUID) -> tuple[OrderLine, ...]:
    """Return the approved orders of a person that have no infusion yet."""
    found = Order.objects.filter(person_id=person_id, infusion=None)
    return tuple(
        OrderLine(
            title=str(order),
            says=f"approved {timezone.localtime(order.approved_at):%d-%b-%Y %H:%M} by {order.approved_by.name}",
            blocks=_blocks(order),
            url=reverse("infusions:plan", args=[person_id, order.pk]),
        )
        for order in found.select_related("approved_by")
    )


def order_line(*, person_id: UUID, order_id: UUID) -> OrderLine:
    """Return one approved order; raises Order.DoesNotExist."""
    order = Order.objects.get(pk=order_id, person_id=person_id)
    address = reverse("infusions:plan", args=[person_id, order_id])
    return OrderLine(title=str(order), says=_drawn_up(order), blocks=_blocks(order), url=address)


def plan_from_order(*, person_id: UUID, order_id: UUID, chair: str, by: Staff, at: datetime) -> UUID:
    """Plan the infusion of an approved order; the order, its preparation and its forecast are copied whole."""
    order = Order.objects.select_related("proposal", "approved_by").get(pk=order_id, person_id=person_id)
    blocks = _blocks(order)
    if blocks:
        raise CannotPlan(f"Not yet: {blocks}.")
    return plan_infusion(person_id=person_id, order=snapshot_of(order), order_id=order.pk, chair=chair, by=by, at=at)


def snapshot_of(order: Order) -> OrderSnapshot:
    """Return the order as it stands, with its last preparation; raises CannotPlan where there is none."""
    preparation = _preparation(order)
    if preparation is None:
        raise CannotPlan("Not yet: nothing is drawn up.")
    drawn = preparation.result
    option = _option(order)
    check = getattr(preparation, "second_check", None)
    return OrderSnapshot(
        dose_mg=order.dose_mg,
        minutes=order.minutes,
        dosing_weight_kg=order.dosing_weight_kg,
        dosing_weight_kind=order.dosing_weight_kind,
        concentration_mg_per_ml=drawn["concentration_mg_per_ml"],
        rate_ml_per_h=drawn["rate_ml_per_h"],
        vtbi_ml=drawn["vtbi_ml"],
        drug_ml=drawn["drug_ml"],
        diluent=drawn["diluent"],
        diluent_ml=drawn["diluent_ml"],
        lot=str(preparation.vial.get("lot", "")),
        label=str(option.get("label", "")),
        evidence=str(option.get("evidence", "")),
        prescribed_by=order.approved_by.name,
        checked_by=check.by.name if check else "",
        systolic=_curve(option, "systolic"),
        cadss=_curve(option, "cadss"),
    )


def _blocks(order: Order) -> str:
    return next(_missing(order), "")


def _missing(order: Order) -> Iterator[str]:
    preparation = _preparation(order)
    if preparation is None:
        yield "the drug is not drawn up"
    elif not hasattr(preparation, "second_check"):
        yield "the second check is missing"


def _drawn_up(order: Order) -> str:
    preparation = _preparation(order)
    if preparation is None:
        return "not drawn up"
    drawn, strength = preparation.result, preparation.vial["strength_mg_per_ml"]
    return (
        f"{drawn['drug_ml']:g} mL of {strength:g} mg/mL in {drawn['final_volume_ml']:g} mL: "
        f"{drawn['concentration_mg_per_ml']:g} mg/mL, {drawn['rate_ml_per_h']:g} mL/h, VTBI {drawn['vtbi_ml']:g} mL"
    )


def _preparation(order: Order) -> Preparation | None:
    """Return how it was drawn up last: an earlier syringe is not this one."""
    return order.preparations.select_related("second_check__by").first()


def _option(order: Order) -> Mapping[str, Any]:
    options = order.proposal.result.get("options", [])
    return next((option for option in options if option.get("key") == order.option_key), {})


def _curve(option: Mapping[str, Any], name: str) -> BandCurve | None:
    prediction = option.get("prediction", {})
    if name not in prediction:
        return None
    band = prediction[name]
    curves = {side: tuple(float(v) for v in band[side]) for side in ("median", "low", "high")}
    return BandCurve(minutes=tuple(float(m) for m in prediction["minutes"]), **curves)
