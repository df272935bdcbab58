"""Everything that a person does to an infusion: one function, one entry in its journal."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from leeward.clinic.assessments.consenting import taken_back
from leeward.clinic.home import nearly_full
from leeward.clinic.infusions import bedside, journaling, time_out_gate
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.snapshot import OrderSnapshot, order_from
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.plans.standing import CannotPlan, order_to_give
from leeward.infusion import events as happened
from leeward.infusion.events import Event
from leeward.infusion.machine import State
from leeward.infusion.pump import must_show_rate, must_show_volume
from leeward.infusion.time_out import CannotStart
from leeward.truth import YES


class CannotUseChair(Exception):
    """Another infusion is at this chair."""


@transaction.atomic
def plan_infusion(
    *, person_id: UUID, order: OrderSnapshot, chair: str, by: Staff, at: datetime, order_id: UUID | None = None
) -> UUID:
    """Plan an infusion from an approved order; a synthetic person's is a simulated one and nobody else's is."""
    person = Person.objects.get(pk=person_id)
    if order_id is not None and Infusion.objects.filter(order_id=order_id).exists():
        raise CannotPlan("This order already has an infusion. Ask the prescriber for a new order.")
    before = Infusion.objects.filter(person=person).aggregate(last=Max("number"))["last"] or 0
    infusion = Infusion.objects.create(
        person=person,
        number=before + 1,
        order_id=order_id,
        order_snapshot=order.to_json(),
        chair=chair.strip(),
        mode=Infusion.Mode.DEMO if person.is_synthetic else Infusion.Mode.REAL,
        created_at=at,
        created_by=by.key,
    )
    return infusion.pk


@transaction.atomic
def record(deed: Deed, *events: Event) -> State:
    """Append the events to the journal and return the state that follows."""
    infusion = journaling.locked(person_id=deed.person_id, infusion_id=deed.infusion_id)
    try:
        with transaction.atomic():
            return journaling.record(infusion, events, now=deed.recorded_at)
    except IntegrityError as why:
        broken = str(why)  # SQLite names the column, PostgreSQL the constraint
        if "infusions_infusion.person_id" in broken or "one_infusion_of_a_person_at_a_time" in broken:
            raise CannotUseChair(
                f"Another infusion of {infusion.person} is not closed yet. Discharge or cancel that one first: "
                "one person has one infusion at a time."
            ) from why
        if "chair" not in broken:
            raise
        raise CannotUseChair(
            f"Another infusion is at chair {infusion.chair}. Discharge it, or cancel this one."
        ) from why


@transaction.atomic  # or what is asked here could be withdrawn before it is written down
def start(deed: Deed, *, shown_ml_per_h: float, shown_vtbi_ml: float) -> State:
    """The pump was started and shows what the order says; an order that was taken back is not given.

    What the time-out found must still be so: a no or an older pressure since then holds the start back.
    """
    _refuse_full()
    _refuse_withdrawn(deed)
    _refuse_overtaken(deed)
    order = _order(deed)
    must_show_rate(shown_ml_per_h=shown_ml_per_h, expected_ml_per_h=order.rate_ml_per_h)
    must_show_volume(shown_ml=shown_vtbi_ml, expected_ml=order.vtbi_ml)
    return record(
        deed,
        happened.Started(
            **deed.stamp,
            rate_ml_per_h=shown_ml_per_h,
            concentration_mg_per_ml=order.concentration_mg_per_ml,
            dose_mg=order.dose_mg,
            weight_kg=order.dosing_weight_kg,
            vtbi_ml=shown_vtbi_ml,
        ),
    )


def pause(deed: Deed, *, reason: str) -> State:
    """The pump was paused."""
    return record(deed, happened.Paused(**deed.stamp, reason=reason))


def resume(deed: Deed, *, rate_ml_per_h: float, shown_ml_per_h: float) -> State:
    """The pump runs again and shows the rate that it is meant to run at; not for who took the consent back."""
    _refuse_taken_back(deed)
    _refuse_beyond_order(deed, rate_ml_per_h)
    must_show_rate(shown_ml_per_h=shown_ml_per_h, expected_ml_per_h=rate_ml_per_h)
    return record(deed, happened.Resumed(**deed.stamp, rate_ml_per_h=shown_ml_per_h))


def change_rate(deed: Deed, *, rate_ml_per_h: float, shown_ml_per_h: float, reason: str) -> State:
    """The pump was set to another rate, at most the one ordered, and shows it."""
    _refuse_beyond_order(deed, rate_ml_per_h)
    must_show_rate(shown_ml_per_h=shown_ml_per_h, expected_ml_per_h=rate_ml_per_h)
    return record(deed, happened.RateChanged(**deed.stamp, rate_ml_per_h=shown_ml_per_h, reason=reason))


def stop(deed: Deed, *, reason: str) -> State:
    """The infusion was stopped before its end: the patient goes to recovery."""
    return record(deed, happened.Stopped(**deed.stamp, reason=reason))


def complete(deed: Deed, *, delivered_ml: float | None) -> State:
    """The pump reported the end."""
    return record(deed, happened.Completed(**deed.stamp, delivered_ml=delivered_ml))


def cancel(deed: Deed, *, reason: str) -> State:
    """The infusion will not take place."""
    return record(deed, happened.Cancelled(**deed.stamp, reason=reason))


class CannotSetRate(Exception):
    """The rate is not one that the order allows."""


def _order(deed: Deed) -> OrderSnapshot:
    infusion = Infusion.objects.get(pk=deed.infusion_id, person_id=deed.person_id)
    return order_from(infusion.order_snapshot)


def _refuse_full() -> None:
    """Raise CannotStart where the disk could fill up while the infusion runs (H26)."""
    full = nearly_full(settings.HOME, least_free=settings.LEAST_FREE)
    if full:
        raise CannotStart(f"{full} Do not start the pump.")


def _refuse_withdrawn(deed: Deed) -> None:
    """Raise CannotStart where the order was taken back, is of another day, or the chart speaks against it by now."""
    order_id = Infusion.objects.get(pk=deed.infusion_id, person_id=deed.person_id).order_id
    if order_id is None:
        return
    try:
        order_to_give(deed.person_id, order_id, on=timezone.localdate(deed.at))
    except CannotPlan as why:
        raise CannotStart(f"{why} Do not start the pump; cancel this infusion if that stands.") from why


def _refuse_overtaken(deed: Deed) -> None:
    """Raise CannotStart where something of the time-out is no longer so; a start that is on record is left alone."""
    infusion = bedside.find(person_id=deed.person_id, infusion_id=deed.infusion_id)
    if infusion.state == State.READY.value:
        gate = time_out_gate.start_gate(bedside.load(infusion, now=deed.at))
        if gate.is_open is not YES:
            raise CannotStart(
                f"Since the time-out: {' '.join(gate.blocks)} Chart what is missing on the time-out page, then start."
            )


def _refuse_taken_back(deed: Deed) -> None:
    """Raise CannotStart where the patient took the consent back by then."""
    found = taken_back(deed.person_id, at=deed.at)
    if found is not None:
        raise CannotStart(f"There is no consent any more: {found.says} Leave the pump off, and stop the infusion.")


def _refuse_beyond_order(deed: Deed, rate_ml_per_h: float) -> None:
    order = _order(deed)
    if rate_ml_per_h > order.rate_ml_per_h:
        raise CannotSetRate(
            f"{rate_ml_per_h:g} mL/h is faster than the {order.rate_ml_per_h:g} mL/h that was ordered. "
            "Set it lower, or ask the prescriber for a new order."
        )
