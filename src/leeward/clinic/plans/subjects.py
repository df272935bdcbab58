"""The person of an order as the forecast saw them: the chair and the simulated bedside speak of the same body."""

from dataclasses import dataclass
from uuid import UUID

from leeward.clinic.plans import mapping
from leeward.clinic.plans.models import Order
from leeward.pharmacology import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastBasis:
    """Whose virtual patients an order's options were foretold on: the same subject and seed give the same people."""

    subject: Subject
    seed: int
    virtual_patients: int


def subject_of(order_id: UUID) -> Subject:
    """Return the subject that the order's options were computed for; raises Order.DoesNotExist."""
    return basis_of(order_id).subject


def basis_of(order_id: UUID) -> ForecastBasis:
    """Return what the order's options were foretold from; raises Order.DoesNotExist."""
    proposal = Order.objects.select_related("proposal").get(pk=order_id).proposal
    return ForecastBasis(
        subject=Subject(**proposal.inputs["subject"]),
        seed=mapping.seed_of(proposal.pk),
        virtual_patients=proposal.result["virtual_patients"],
    )
