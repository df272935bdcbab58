"""Accounting for what was drawn: given and wasted after an infusion, wasted or returned unopened without one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy import mapping
from leeward.clinic.pharmacy.models import Discrepancy, Drawing, DrugMovement, Vial
from leeward.clinic.pharmacy.moving import given_of, left_in, left_in_vial, move, of_vial, take_back
from leeward.dosing.drug_amounts import as_ml, drug_in, share
from leeward.dosing.ledger import Kind, Place
from leeward.protocol.drug_stock import Counting


class CannotSettle(ValueError):
    """What was drawn cannot be accounted for in this way; the sentence says what to do."""


@transaction.atomic
def settle(
    *,
    preparation_id: UUID,
    delivered_ul: int,
    left_ul: int,
    by: Staff,
    witness: Staff,
    at: datetime,
    reason: str = "",
) -> None:
    """Account for a preparation after the infusion: what went in was given, the rest of bag and vial is wasted.

    `delivered_ul` is the infusion's own account, `left_ul` what the two persons read from the bag. Where they are
    further apart than a pump may be, a discrepancy is opened; what is not there to waste stays unsettled until it is
    resolved, and is not wasted by reading the bag another time. Raises CannotSettle or CannotMove.
    """
    drawing = Drawing.objects.select_related("vial__receipt").filter(pk=preparation_id).first()
    if drawing is None:
        raise CannotSettle("Nothing was drawn from the stock for this preparation: look at the order.")
    in_bag_ug = left_in(drawing)
    if not in_bag_ug:
        raise CannotSettle("This preparation is accounted for already.")
    if _was_given_from_another(drawing):
        delivered_ul = 0
    drawn_ug = drug_in(drawing.drawn_ul, drawing.vial.receipt.strength_ug_per_ml)
    went_in_ug = share(drawn_ug, part_ul=delivered_ul, whole_ul=drawing.bag_ul)
    given_ug = min(in_bag_ug, max(went_in_ug - given_of(drawing), 0))  # some may stand from before a correction
    if not given_ug and Discrepancy.objects.filter(drawing=drawing, resolution=None).exists():
        raise CannotSettle("This bag was read before, and its record says otherwise: resolve that in the stock.")
    if given_ug:
        _of_bag(Kind.GIVEN, Place.PATIENT, drawing, given_ug, by=by, at=at)
    short_ug = _look(drawing, delivered_ul=delivered_ul, left_ul=left_ul, drawn_ug=drawn_ug, by=by, at=at)
    wasted_ug = in_bag_ug - given_ug - short_ug
    if wasted_ug > 0:
        _of_bag(Kind.WASTED, Place.WASTE, drawing, wasted_ug, by=by, at=at, witness=witness, reason=reason)
    _waste_rest(drawing.vial, by=by, witness=witness, at=at, reason=reason)


def _was_given_from_another(drawing: Drawing) -> bool:
    """Is what went in booked from another preparation of the order? It went in once, and this one did not."""
    others = Drawing.objects.filter(order_id=drawing.order_id).exclude(pk=drawing.pk)
    return any(given_of(each) for each in others)


def _look(drawing: Drawing, *, delivered_ul: int, left_ul: int, drawn_ug: int, by: Staff, at: datetime) -> int:
    """Open a discrepancy where bag and account disagree; return what is short in the bag, micrograms."""
    expected_ul = max(drawing.bag_ul - delivered_ul, 0)
    if abs(left_ul - expected_ul) <= Counting.left_in_bag.to("1") * drawing.bag_ul:
        return 0
    Discrepancy.objects.create(
        says=f"The bag of {drawing.vial} held {as_ml(left_ul)} mL after the infusion; by its record "
        f"{as_ml(expected_ul)} mL of {as_ml(drawing.bag_ul)} mL were left.",
        drawing=drawing,
        at=at,
        by=by,
    )
    return share(drawn_ug, part_ul=max(expected_ul - left_ul, 0), whole_ul=drawing.bag_ul)


def _of_bag(
    kind: Kind, target: Place, drawing: Drawing, amount_ug: int, *, by: Staff, at: datetime,
    witness: Staff | None = None, reason: str = "",
) -> None:  # fmt: skip
    move(
        kind, Place.PREPARATION, target,
        vial=drawing.vial, amount_ug=amount_ug, by=by, at=at, witness=witness, reason=reason,
        preparation_id=drawing.preparation_id,
    )  # fmt: skip


def _waste_rest(vial: Vial, *, by: Staff, witness: Staff, at: datetime, reason: str) -> None:
    """An opened vial serves one patient: what is left in it goes."""
    left_ug = left_in_vial(vial)
    if left_ug:
        move(
            Kind.WASTED, Place.VIAL, Place.WASTE,
            vial=vial, amount_ug=left_ug, by=by, at=at, witness=witness, reason=reason,
        )  # fmt: skip


@transaction.atomic
def waste_unused(
    *, preparation_id: UUID, reason: str, keeps_vial: bool, by: Staff, witness: Staff, at: datetime
) -> None:
    """Waste the whole of a preparation that was not given, and the rest of its vial unless the same order is drawn
    from it again. Raises CannotSettle.
    """
    drawing = _not_settled(preparation_id)
    _of_bag(
        Kind.WASTED, Place.WASTE, drawing, left_in(drawing), by=by, at=at, witness=witness, reason=reason
    )  # fmt: skip
    if not keeps_vial:
        _waste_rest(drawing.vial, by=by, witness=witness, at=at, reason=reason)


@transaction.atomic
def return_unopened(*, preparation_id: UUID, reason: str, by: Staff, witness: Staff, at: datetime) -> None:
    """Nothing was drawn after all: both saw the seal whole, and the vial is back on the shelf. Raises CannotSettle."""
    drawing = _not_settled(preparation_id)
    drawn = DrugMovement.objects.select_related("by", "witness").get(
        preparation_id=preparation_id, kind=Kind.DRAWN.value
    )
    earlier = [each for each in drawing.vial.drawings.all() if each.at < drawing.at]
    if left_in(drawing) != drawn.amount_ug or mapping.standing(of_vial(drawing.vial_id), earlier):
        raise CannotSettle("This vial was drawn from before: its seal is not whole. Waste what was drawn.")
    take_back(drawn, by=by, witness=witness, reason=f"Returned unopened: {reason.strip()}", at=at)


def _not_settled(preparation_id: UUID) -> Drawing:
    drawing = Drawing.objects.select_related("vial__receipt").filter(pk=preparation_id).first()
    if drawing is None or not left_in(drawing):
        raise CannotSettle("This preparation is accounted for already.")
    return drawing
