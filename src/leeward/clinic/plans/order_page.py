"""An order as a page: what was approved, how it is drawn up, who checked it, and the way to the chair."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments.wording import written
from leeward.clinic.people.access import may
from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy.queries import unsettled
from leeward.clinic.plans import mapping, standing
from leeward.clinic.plans.approving import decided_with
from leeward.clinic.plans.models import Order, Preparation
from leeward.clinic.plans.order_limits import FenceLine, ceiling, fences, weight_says
from leeward.clinic.plans.plan_page import NotFound
from leeward.clinic.protocols.queries import judged_by
from leeward.clinic.web.moments import moment

CHAIR: Final = "infusions:plan"  # the chair's own page; the app above is reached by its address only


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One figure found on the way back from bag and pump, beside the order's."""

    says: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationPart:
    """How it is drawn up; `is_hidden` while the reader is the one who has to compute it independently."""

    preparation_id: UUID
    made: str
    vial: str
    lot: str
    strength: str
    drug: str
    diluent: str
    bag: str
    concentration: str
    rate: str
    vtbi: str
    rate_by_weight: str
    checks: tuple[CheckLine, ...]
    warnings: tuple[str, ...]
    checked: str
    disagreed: tuple[str, ...]
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """One order."""

    order_id: UUID
    dose: str
    minutes: str
    based_on: str
    label: str
    evidence: str
    is_studied: bool
    reason: str
    second_person: str
    weight_says: str
    ceiling: tuple[str, ...]
    fences: tuple[FenceLine, ...]
    approved: str
    withdrawn: str
    protocol: str
    blocks: str
    preparation: PreparationPart | None
    may_prepare: bool
    may_check: bool
    may_withdraw: bool
    chair_url: str
    account_url: str  # where what was drawn is accounted for; empty where nothing is to account for
    account_says: str


def order_page(person_id: UUID, order_id: UUID, *, reader: Staff, now: datetime) -> OrderPage:
    """Return one order of this person; raises NotFound."""
    rows = Order.objects.select_related("approved_by", "withdrawal__by", "proposal")
    order = rows.filter(pk=order_id, person_id=person_id).first()
    if order is None:
        raise NotFound
    option, role = mapping.option_of(order), reader.works_as
    blocks = _blocks(order, on=timezone.localdate(now))
    latest = order.preparations.select_related("by", "second_check__by").first()
    checked = latest is not None and hasattr(latest, "second_check")
    waits = latest is not None and not checked and not blocks
    drawn = next((each for each in unsettled(person_id) if each.order_id == order_id), None)
    may_check = waits and latest is not None and latest.by_id != reader.pk and may(role, "plans:check", "POST")
    may_account = drawn is not None and may(role, "plans:account", "POST")
    return OrderPage(
        order_id=order.pk,
        dose=f"{order.dose_mg:g} mg",
        minutes=f"in {order.minutes:g} min",
        based_on=f"{order.dose_mg / order.dosing_weight_kg:.3g} mg/kg, {order.dosing_weight_kind} weight "
        f"{round(order.dosing_weight_kg, 1):g} kg",
        label=option["label"],
        evidence=option["evidence"].capitalize(),
        is_studied=not option["needs_reason"],
        reason=order.reason,
        second_person=decided_with(order),
        weight_says=weight_says(order),
        ceiling=ceiling(order, latest if not may_check else None),
        fences=fences(order),
        approved=f"{order.approved_by.name}, {moment(order.approved_at)}",
        withdrawn=_withdrawn(order),
        protocol=judged_by(order.proposal.protocol_version, now=now),
        blocks=blocks,
        preparation=_preparation(latest, is_hidden=may_check) if latest else None,
        may_prepare=not blocks and drawn is None and may(role, "plans:prepare", "POST"),
        may_check=may_check,
        may_withdraw=not standing.is_withdrawn(order) and may(role, "plans:withdraw", "POST"),
        chair_url=_chair(order) if checked and drawn and not blocks and may(role, CHAIR, "POST") else "",
        account_url=drawn.url if drawn and may_account else "",
        account_says=drawn.says if drawn and not may_check else "Drug is drawn for this order" if drawn else "",
    )


def _blocks(order: Order, *, on: date) -> str:
    """Say why nothing is prepared from the order; empty where it may be given."""
    try:
        standing.order_to_give(order.person_id, order.pk, on=on)
    except standing.CannotPlan as why:
        return str(why)
    return ""


def _withdrawn(order: Order) -> str:
    if not standing.is_withdrawn(order):
        return ""
    taken = order.withdrawal
    return f"{taken.by.name}, {moment(taken.at)}: {taken.reason}"


def _preparation(stored: Preparation, *, is_hidden: bool) -> PreparationPart:
    vial, result = stored.vial, stored.result
    check = getattr(stored, "second_check", None)
    return PreparationPart(
        preparation_id=stored.pk,
        made=f"{stored.by.name}, {moment(stored.at)}",
        vial=f"{vial['strength_mg_per_ml']:g} mg/mL × {vial['volume_ml']:g} mL",
        lot=f"{vial['lot']}, expires {written(date.fromisoformat(vial['expires_on']))}",
        strength=f"{vial['strength_mg_per_ml']:g} mg/mL",
        drug=f"{result['drug_ml']:g} mL",
        diluent=f"{result['diluent_ml']:g} mL {result['diluent']}",
        bag=f"{result['final_volume_ml']:g} mL",
        concentration=f"{result['concentration_mg_per_ml']:.3g} mg/mL",
        rate=f"{result['rate_ml_per_h']:g} mL/h",
        vtbi=f"{result['vtbi_ml']:g} mL",
        rate_by_weight=f"{result['rate_mg_per_kg_per_h']:.3g} mg/kg/h",
        checks=tuple(_check(each) for each in result["checks"]),
        warnings=tuple(result["warnings"]),
        checked=f"{check.by.name}, {moment(check.at)}" if check else "",
        disagreed=tuple(
            f"{each.by.name}, {moment(each.at)}: {each.what}" for each in stored.disagreements.select_related("by")
        ),
        is_hidden=is_hidden,
    )


def _check(stored: dict[str, Any]) -> CheckLine:
    return CheckLine(
        says=stored["says"][:1].upper() + stored["says"][1:],
        found=f"{stored['found']:.4g} {stored['unit']}",
        expected=f"{stored['expected']:.4g} {stored['unit']}",
    )


def _chair(order: Order) -> str:
    return reverse(CHAIR, args=[order.person_id, order.pk])
