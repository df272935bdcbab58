"""Each treatment of a course: its plan, its preparation and its infusion, put together from what was kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from leeward.clinic.courses import kept, sections
from leeward.clinic.courses.records import InfusionSection, Treatment
from leeward.clinic.infusions import bedside
from leeward.clinic.infusions.gates import home_gate
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes import queries as outcomes
from leeward.clinic.outcomes.notes import Notebook
from leeward.clinic.plans import mapping as plans
from leeward.clinic.plans.models import Order, Preparation
from leeward.clinic.plans.standing import is_withdrawn
from leeward.dosing import Preparation as DrawnUp
from leeward.dosing import verify


def treatments_of(person_id: UUID, notes: Notebook, *, now: datetime) -> tuple[Treatment, ...]:
    """Return every infusion with the order it was planned from, and the last order that was not given yet."""
    infusions = list(Infusion.objects.filter(person_id=person_id).order_by("number"))
    orders = {
        order.pk: order
        for order in Order.objects.filter(person_id=person_id).select_related("approved_by", "withdrawal")
    }
    found = [treatment_of(each, orders.get(each.order_id or each.pk), notes, now=now) for each in infusions]
    given = {each.order_id for each in infusions}
    waiting = [order for order in orders.values() if order.pk not in given and not is_withdrawn(order)]
    if waiting:
        latest = max(waiting, key=lambda order: order.approved_at)
        number = infusions[-1].number + 1 if infusions else 1
        found.append(_planned(number, latest, notes, missing=("approved, and not given.",)))
    return tuple(found)


def treatment_of(infusion: Infusion, order: Order | None, notes: Notebook, *, now: datetime) -> Treatment:
    """Return one infusion with its plan and its preparation, and what of them is missing."""
    if order is None:
        missing = ("no stored proposal stands behind it; the order is the one printed in the infusion.",)
        return Treatment(number=infusion.number, infusion=_infusion(infusion, {}, now=now), missing=missing)
    planned = _planned(infusion.number, order, notes)
    return Treatment(
        number=planned.number,
        plan=planned.plan,
        preparation=planned.preparation,
        infusion=_infusion(infusion, sections.highest_of(planned.plan) if planned.plan else {}, now=now),
        missing=planned.missing,
    )


def _planned(number: int, order: Order, notes: Notebook, missing: tuple[str, ...] = ()) -> Treatment:
    zone = timezone.get_current_timezone()
    row = Preparation.objects.filter(order=order).select_related("by", "second_check__by").first()
    plan = sections.plan_section(kept.proposal(order.proposal.result), plans.order(order), notes=notes, zone=zone)
    if row is None:
        return Treatment(number=number, plan=plan, missing=(*missing, "no preparation is recorded."))
    check = getattr(row, "second_check", None)
    drawn_up = sections.preparation_section(
        _drawn_up(row),
        prepared=f"{row.by.name}, {outcomes.written(row.at)}",
        checked=f"{check.by.name}, {outcomes.written(check.at)}" if check else "none recorded",
    )
    return Treatment(number=number, plan=plan, preparation=drawn_up, missing=missing)


def _drawn_up(row: Preparation) -> DrawnUp:
    """Return the preparation as it was kept, checked again by the second route."""
    stored: dict[str, Any] = {k: v for k, v in row.result.items() if k not in {"checks", "warnings"}}
    return verify(plans.order(row.order), DrawnUp(**stored, vial=plans.vial_from(row.vial)))


def _infusion(infusion: Infusion, highest: Mapping[str, str], *, now: datetime) -> InfusionSection:
    found = bedside.as_it_ended(infusion, now=now)
    return sections.infusion_section(found, home_gate(found) if found.given else None, highest=highest)
