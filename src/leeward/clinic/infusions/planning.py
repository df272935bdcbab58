"""From an approved order, drawn up and checked by another person, to a planned infusion."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.home import nearly_full
from leeward.clinic.infusions.actions import plan_infusion
from leeward.clinic.infusions.snapshot import OrderSnapshot, order_from
from leeward.clinic.people.models import Staff
from leeward.clinic.plans.models import Order
from leeward.clinic.plans.ready import ReadyOrder, ready_order
from leeward.clinic.plans.standing import CannotPlan as CannotPlan
from leeward.clinic.plans.standing import orders


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An approved order without an infusion; `blocks` says what is missing before one can be planned."""

    title: str
    says: str
    blocks: str
    url: str


def open_orders(*, person_id: UUID, now: datetime) -> tuple[OrderLine, ...]:
    """Return the approved orders of a person that have no infusion yet."""
    return tuple(_line(order, now=now) for order in orders(person_id).filter(infusion=None))


def order_line(*, person_id: UUID, order_id: UUID, now: datetime) -> OrderLine:
    """Return one approved order; raises Order.DoesNotExist."""
    return _line(Order.objects.get(pk=order_id, person_id=person_id), now=now)


def plan_from_order(*, person_id: UUID, order_id: UUID, chair: str, by: Staff, at: datetime) -> UUID:
    """Plan the infusion of an approved order; order, preparation and forecast are copied whole."""
    full = nearly_full(settings.HOME, least_free=settings.LEAST_FREE)
    if full:
        raise CannotPlan(full)
    ready = ready_order(person_id, order_id, on=timezone.localdate(at))
    return plan_infusion(
        person_id=person_id, order=snapshot_of(ready), order_id=ready.order_id, chair=chair, by=by, at=at
    )


def snapshot_of(ready: ReadyOrder) -> OrderSnapshot:
    """Return the copy that the infusion keeps."""
    names = {field.name for field in fields(OrderSnapshot)}
    return order_from({name: value for name, value in asdict(ready).items() if name in names})


def _line(order: Order, *, now: datetime) -> OrderLine:
    try:
        ready = ready_order(order.person_id, order.pk, on=timezone.localdate(now))
    except CannotPlan as why:
        says, blocks = f"approved {timezone.localtime(order.approved_at):%d-%b-%Y %H:%M}", str(why)
    else:
        says, blocks = _drawn_up(ready), ""
    address = reverse("infusions:plan", args=[order.person_id, order.pk])
    return OrderLine(title=str(order), says=says, blocks=blocks, url=address)


def _drawn_up(ready: ReadyOrder) -> str:
    return (
        f"{ready.concentration_mg_per_ml:g} mg/mL at {ready.rate_ml_per_h:g} mL/h, VTBI {ready.vtbi_ml:g} mL; "
        f"prescribed by {ready.prescribed_by}, checked by {ready.checked_by}"
    )
