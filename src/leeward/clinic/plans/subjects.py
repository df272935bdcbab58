"""The person of an order as the forecast saw them: the simulated bedside wears the same body."""

from uuid import UUID

from leeward.clinic.plans.models import Order
from leeward.pharmacology import Subject


def subject_of(order_id: UUID) -> Subject:
    """Return the subject that the order's options were computed for; raises Order.DoesNotExist."""
    order = Order.objects.select_related("proposal").get(pk=order_id)
    return Subject(**order.proposal.inputs["subject"])
