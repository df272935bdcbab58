"""Where a person's orders stand: one at a time, of today, not withdrawn, from a chart that still says the same."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from leeward.assessment import Outcome, assess
from leeward.clinic.assessments import charts
from leeward.clinic.assessments.mapping import chart_as_json
from leeward.clinic.people.models import Staff
from leeward.clinic.plans.models import Order, Preparation, Proposal, SecondCheck
from leeward.clinic.protocols.queries import in_force, of_version
from leeward.dosing import Before

NOT_GIVEN: Final = frozenset({"planned", "ready", "cancelled"})


class CannotPlan(Exception):
    """Why no dose is proposed, approved or prepared, and what to do."""


def orders(person_id: UUID) -> QuerySet[Order]:
    """Return the orders that were not withdrawn, the newest first."""
    return Order.objects.filter(person_id=person_id, withdrawal=None)


def before(person_id: UUID, *, at: datetime) -> Before:
    """Return what the course ordered before, with the time since; an order counts until it is withdrawn."""
    ordered = orders(person_id)
    last = ordered.first()
    if last is None:
        return Before()
    in_week = ordered.filter(approved_at__date__gt=timezone.localdate(at) - timedelta(days=7))
    return Before(
        weight_kind=last.dosing_weight_kind,
        mg_per_kg=last.dose_mg / last.dosing_weight_kg,
        hours_ago=(at - last.approved_at) / timedelta(hours=1),
        in_week=in_week.count(),
    )


def active_order(person_id: UUID, *, on: date) -> Order | None:
    """Return the order that stands today, None without one."""
    latest = orders(person_id).first()
    return latest if latest is not None and timezone.localdate(latest.approved_at) == on else None


def is_withdrawn(order: Order) -> bool:
    """Was the order taken back?"""
    return hasattr(order, "withdrawal")


def refuse_second(person_id: UUID, *, on: date) -> None:
    """Raise CannotPlan while an order of today stands: a person has one at a time."""
    standing = active_order(person_id, on=on)
    if standing is not None:
        raise CannotPlan(
            f"An order of today stands: {standing}. Give it, or withdraw it before another one is proposed or approved."
        )


def refuse_changed(stored: Proposal, *, on: date) -> None:
    """Raise CannotPlan where the chart says something else than when the options were computed."""
    chart = charts.chart_of(stored.person_id, on=on)
    if assess(chart, in_force(on)).outcome is not Outcome.ELIGIBLE:
        raise CannotPlan("The assessment has changed since these options were computed. Resolve its findings first.")
    if chart_as_json(chart) != stored.inputs["chart"]:
        raise CannotPlan("The chart has changed since these options were computed. Propose again.")


def refuse_other_protocol(stored: Proposal, *, at: datetime) -> None:
    """Raise CannotPlan where another version of the protocol came into force since the options were computed."""
    number = in_force(at).version
    if number != stored.protocol_version:
        raise CannotPlan(
            f"These options were computed under version {stored.protocol_version} of the protocol; version {number} "
            "is in force now. Propose again."
        )


def order_to_give(person_id: UUID, order_id: UUID, *, on: date) -> Order:
    """Return the order, if it may still be prepared and given today; raises CannotPlan, or Order.DoesNotExist."""
    order = Order.objects.select_related("approved_by", "withdrawal", "proposal").get(pk=order_id, person_id=person_id)
    if is_withdrawn(order):
        raise CannotPlan("This order was withdrawn: nothing is prepared from it.")
    if timezone.localdate(order.approved_at) != on:
        raise CannotPlan("This order is of another day: weight and pressure may have changed. Propose again today.")
    _refuse_overtaken(order, on=on)
    return order


def _refuse_overtaken(order: Order, *, on: date) -> None:
    """Raise CannotPlan where what was charted since speaks against the order, or the dose rests on another weight."""
    _refuse_other_fences(order, on=on)
    chart = charts.chart_of(order.person_id, on=on)
    outcome = assess(chart, in_force(on)).outcome
    if outcome is not Outcome.ELIGIBLE:
        raise CannotPlan(
            f"Since the order was approved the assessment has come to say: {outcome.value}. "
            "Resolve its findings first, or withdraw the order."
        )
    weight, based_on = (kept.get("weight") for kept in (chart_as_json(chart), order.proposal.inputs["chart"]))
    if weight is None or weight["value"] != (based_on or {}).get("value"):
        raise CannotPlan("The weight was charted anew since the dose was computed. Withdraw the order, propose again.")


def _refuse_other_fences(order: Order, *, on: date) -> None:
    """Raise CannotPlan where the fences of dosing were changed since the order: it was weighed by others."""
    judged, now = of_version(order.proposal.protocol_version), in_force(on)
    if judged.dosing != now.dosing:
        raise CannotPlan(
            f"The order was weighed under version {judged.version} of the protocol; version {now.version} has other "
            "fences of the dose. Withdraw the order, propose again."
        )


def refuse_given(order: Order) -> None:
    """Raise CannotPlan once drug went in: an order that was given counts for the days that follow."""
    infusion = getattr(order, "infusion", None)  # of the app above, by its relation; none before one is planned
    if infusion is not None and infusion.state not in NOT_GIVEN:
        raise CannotPlan(f"The infusion of this order is {infusion.state}: what was given cannot be taken back.")


def refuse_check(preparation: Preparation, *, by: Staff) -> None:
    """Raise CannotPlan where this person may not be the second one, or the check was made already."""
    if preparation.by == by:
        raise CannotPlan("The second check is another person's: ask a colleague to sign in and read the label.")
    if SecondCheck.objects.filter(preparation=preparation).exists():
        raise CannotPlan("This preparation was checked already.")
    latest = Preparation.objects.filter(order_id=preparation.order_id).first()
    if latest is not None and latest.pk != preparation.pk:
        raise CannotPlan("Another preparation was made since: check that one.")
