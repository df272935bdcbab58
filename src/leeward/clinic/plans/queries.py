"""Reading plans: options, orders, what is ready for the chair, and what the patient's page tells."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.pharmacy.queries import vials_to_draw
from leeward.clinic.plans import standing
from leeward.clinic.plans.models import Order, Proposal
from leeward.clinic.plans.option_card import OptionCard
from leeward.clinic.plans.order_page import OrderPage, order_page
from leeward.clinic.plans.plan_page import NotFound, OptionPage, PlanPage, option_page, plan_page
from leeward.clinic.plans.ready import PredictedCurve, ReadyOrder, ready_order
from leeward.clinic.plans.subjects import subject_of

__all__ = [
    "NotFound",
    "OptionCard",
    "OptionPage",
    "OrderPage",
    "PlanPage",
    "PredictedCurve",
    "ReadyOrder",
    "option_page",
    "order_page",
    "plan_page",
    "ready_order",
    "subject_of",
    "summary",
    "vials_to_draw",
    "waiting",
]

NEXT = {
    "prepare": ("ask", "to prepare"),
    "check": ("warn", "second check"),
    "ready": ("ok", "ready"),
}


def summary(person_id: UUID) -> Summary:
    """The plan on the patient's page."""
    order = standing.active_order(person_id, on=timezone.localdate())
    if order is not None:
        kind, tag = NEXT[_step(order)]
        return Summary(
            title="Plan",
            says=f"Ordered today: {order}.",
            url_name="plans:order",
            url=reverse("plans:order", args=[person_id, order.pk]),
            tag=tag,
            tag_kind=kind,
        )
    latest = Proposal.objects.filter(person_id=person_id).first()
    says = f"{latest}, none approved today." if latest else "No options computed yet."
    return Summary(
        title="Plan", says=says, url_name="plans:plan", url=reverse("plans:plan", args=[person_id]), tag_kind="quiet"
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Today's orders that wait for preparation or for the second check."""
    today = timezone.localdate(now)
    recent = Order.objects.filter(withdrawal=None).select_related("person").order_by("approved_at")
    rows = (row for row in recent.filter(approved_at__date=today) if _step(row) != "ready")
    return tuple(
        Waiting(
            title=f"{row} for {row.person}",
            says="To be drawn up." if _step(row) == "prepare" else "Drawn up: another person checks.",
            url_name="plans:prepare",
            url=reverse("plans:order", args=[row.person_id, row.pk]),
            tag_kind=NEXT[_step(row)][0],
            tag=NEXT[_step(row)][1],
        )
        for row in rows
    )


def _step(order: Order) -> str:
    latest = order.preparations.select_related("second_check").first()
    if latest is None:
        return "prepare"
    return "ready" if hasattr(latest, "second_check") else "check"
