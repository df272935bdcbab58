"""Drug that was drawn for an order and is not given: which page accounts for it, and what must be done first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy import actions as pharmacy
from leeward.clinic.pharmacy.queries import unsettled
from leeward.clinic.plans.models import Order
from leeward.clinic.plans.standing import NOT_GIVEN, CannotPlan

WAITS: Final = frozenset({"planned", "ready"})
SETTLE: Final = "infusions:settle"  # of the app above, reached by its address only


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """What is to account for; `settle_url` leads to the infusion's own page where drug went in."""

    order_id: UUID
    preparation_id: UUID
    dose: str
    says: str
    settle_url: str


def account_page(person_id: UUID, order_id: UUID, preparation_id: UUID) -> AccountPage:
    """Return what was drawn for this order; raises Order.DoesNotExist where nothing of it is to account for."""
    order = Order.objects.get(pk=order_id, person_id=person_id)
    drawn = next((each for each in unsettled(person_id) if each.preparation_id == preparation_id), None)
    if drawn is None or drawn.order_id != order_id:
        raise Order.DoesNotExist
    infusion = getattr(order, "infusion", None)
    was_given = infusion is not None and infusion.state not in NOT_GIVEN
    return AccountPage(
        order_id=order_id,
        preparation_id=preparation_id,
        dose=str(order),
        says=drawn.says,
        settle_url=reverse(SETTLE, args=[person_id, infusion.pk]) if infusion is not None and was_given else "",
    )


@transaction.atomic
def account_for(
    *,
    person_id: UUID,
    order_id: UUID,
    preparation_id: UUID,
    is_wasted: bool,
    keeps_vial: bool,
    reason: str,
    by: Staff,
    witness: Staff,
    at: datetime,
) -> None:
    """Waste what was drawn for an order that is not given, or return its vial unopened.

    Raises CannotSettle or CannotMove; CannotPlan while an infusion waits for it or had some of it.
    """
    order = Order.objects.get(pk=order_id, person_id=person_id)
    infusion = getattr(order, "infusion", None)
    if infusion is not None and infusion.state in WAITS:
        raise CannotPlan(f"An infusion at chair {infusion.chair} waits for it: cancel that one first.")
    if infusion is not None and infusion.state not in NOT_GIVEN:
        raise CannotPlan("Some of it went in: account for it at its infusion.")
    if is_wasted:
        pharmacy.waste_unused(
            preparation_id=preparation_id, reason=reason, keeps_vial=keeps_vial, by=by, witness=witness, at=at
        )
    else:
        pharmacy.return_unopened(preparation_id=preparation_id, reason=reason, by=by, witness=witness, at=at)
