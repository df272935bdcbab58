"""Who decided an order, and the one place that it takes on its day."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from leeward.clinic.people.models import Staff
from leeward.clinic.plans.models import Order, OrderOfDay, SecondPerson
from leeward.clinic.plans.standing import CannotPlan
from leeward.dosing import CannotApprove, Option, approve
from leeward.dosing import Order as Signed


def approved(option: Option, *, by: Staff, second: Staff | None, at: datetime, reason: str) -> Signed:
    """Return the signed order; raises CannotApprove where a reason or another person is missing."""
    if second is not None and second.pk == by.pk:
        raise CannotApprove("The second person is another one: ask a colleague to type their own name and password.")
    return approve(option, by=by.name, at=at, reason=reason, second_person=second.name if second else None)


def keep(order: Order, *, second: Staff | None, at: datetime) -> None:
    """Keep who decided with the prescriber, and take the person's one place of the day; raises CannotPlan."""
    if second is not None:
        SecondPerson.objects.create(order=order, by=second, at=at)
    day = timezone.localdate(at)
    taken_back = Order.objects.filter(
        person_id=order.person_id, approved_at__date=day, withdrawal__isnull=False
    ).count()  # fmt: skip
    try:
        with transaction.atomic():
            OrderOfDay.objects.create(order=order, person_id=order.person_id, day=day, place=taken_back + 1)
    except IntegrityError as why:
        raise CannotPlan(
            "Another order of today was approved a moment ago: a person has one at a time. Look at it first."
        ) from why


def decided_with(order: Order) -> str:
    """Say who decided with the prescriber; one of before passwords were asked is told as typed."""
    found = SecondPerson.objects.filter(order=order).select_related("by").first()
    if found is None:
        return f"{order.second_person} (name typed, not proved)" if order.second_person else ""
    return f"{found.by.name}, with their own password, {timezone.localtime(found.at):%d-%b-%Y %H:%M}"
