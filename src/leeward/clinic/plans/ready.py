"""An order that is ready to be given: approved, drawn up, checked by a second person, all of it today."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from leeward.clinic.pharmacy.queries import in_hand
from leeward.clinic.plans import mapping, standing
from leeward.clinic.plans.models import Preparation
from leeward.clinic.plans.standing import CannotPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedCurve:
    """A predicted band over minutes from the start."""

    minutes: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyOrder:
    """All that an infusion is planned from: what was ordered, how it was drawn up, what is expected of it."""

    order_id: UUID
    person_id: UUID
    dose_mg: float
    minutes: float
    dosing_weight_kg: float
    dosing_weight_kind: str
    concentration_mg_per_ml: float
    rate_ml_per_h: float
    vtbi_ml: float
    drug_ml: float
    diluent: str
    diluent_ml: float
    lot: str
    label: str
    evidence: str
    prescribed_by: str
    checked_by: str
    systolic: PredictedCurve
    cadss: PredictedCurve


def ready_order(person_id: UUID, order_id: UUID, *, on: date) -> ReadyOrder:
    """Return the order, ready for the chair; raises CannotPlan with what is missing, Order.DoesNotExist elsewhere."""
    order = standing.order_to_give(person_id, order_id, on=on)
    preparation = Preparation.objects.filter(order=order).select_related("second_check__by").first()
    if preparation is None:
        raise CannotPlan("The order is not drawn up yet: prepare it.")
    if not hasattr(preparation, "second_check"):
        raise CannotPlan("The preparation waits for the second person's check.")
    if not in_hand(preparation.pk):
        raise CannotPlan("What was drawn for this order is given, wasted or returned: prepare it again.")
    option, result = mapping.option_of(order), preparation.result
    prediction = option["prediction"]
    return ReadyOrder(
        order_id=order.pk,
        person_id=order.person_id,
        dose_mg=order.dose_mg,
        minutes=order.minutes,
        dosing_weight_kg=order.dosing_weight_kg,
        dosing_weight_kind=order.dosing_weight_kind,
        concentration_mg_per_ml=result["concentration_mg_per_ml"],
        rate_ml_per_h=result["rate_ml_per_h"],
        vtbi_ml=result["vtbi_ml"],
        drug_ml=result["drug_ml"],
        diluent=result["diluent"],
        diluent_ml=result["diluent_ml"],
        lot=preparation.vial["lot"],
        label=option["label"],
        evidence=option["evidence"],
        prescribed_by=order.approved_by.name,
        checked_by=preparation.second_check.by.name,
        systolic=_curve(prediction["minutes"], prediction["systolic"]),
        cadss=_curve(prediction["minutes"], prediction["cadss"]),
    )


def _curve(minutes: list[float], band: dict[str, Any]) -> PredictedCurve:
    return PredictedCurve(
        minutes=tuple(minutes), median=tuple(band["median"]), low=tuple(band["low"]), high=tuple(band["high"])
    )
