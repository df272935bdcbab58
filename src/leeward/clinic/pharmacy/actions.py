"""Everything that is done to the stock: receiving, drawing, settling, wasting, disposing, correcting."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from leeward.clinic.people.models import Person, Staff
from leeward.clinic.pharmacy import mapping
from leeward.clinic.pharmacy.models import Drawing, DrugMovement, Vial, VialReceipt
from leeward.clinic.pharmacy.moving import left_in, move, of_vial, take_back
from leeward.clinic.pharmacy.settling import CannotSettle, return_unopened, settle, waste_unused
from leeward.clinic.pharmacy.shelf import one, sealed_alike
from leeward.dosing.drug_amounts import as_mg, drug_in
from leeward.dosing.ledger import Kind, Place
from leeward.dosing.shelf import CannotDraw, ShelfVial, refuse_to_draw

__all__ = [
    "CannotReceive",
    "CannotSettle",
    "correct",
    "dispose",
    "draw",
    "receive",
    "refuse_unsettled",
    "return_unopened",
    "settle",
    "stock_vial",
    "waste_unused",
]


class CannotReceive(ValueError):
    """The vials cannot be taken into the stock as entered."""


@transaction.atomic
def receive(
    *,
    receipt_id: UUID,
    vial_key: str,
    lot: str,
    expires_on: date,
    quantity: int,
    supplier: str,
    invoice: str,
    by: Staff,
    at: datetime,
    code: str = "",
) -> tuple[UUID, ...]:
    """Take vials of one lot into the stock, one row each, and return them; sent again it changes nothing.

    Raises CannotReceive, also where the same form comes again and says something else.
    """
    strength_ug_per_ml, volume_ul = _on_formulary(vial_key)
    _refuse_receipt(lot=lot, expires_on=expires_on, quantity=quantity, on=timezone.localdate(at))
    told = {
        "strength_ug_per_ml": strength_ug_per_ml,
        "volume_ul": volume_ul,
        "lot": lot.strip(),
        "expires_on": expires_on,
        "quantity": quantity,
        "supplier": supplier.strip(),
        "invoice": invoice.strip(),
        "code": code.strip(),
    }
    known = VialReceipt.objects.filter(pk=receipt_id).first()
    if known is None:
        return tuple(_vials_of(VialReceipt.objects.create(id=receipt_id, **told, at=at, by=by), by=by, at=at))
    if any(getattr(known, name) != value for name, value in told.items()):
        raise CannotReceive(
            f"This page took {known.quantity} vials of lot {known.lot} into the stock already. Open it anew for "
            "another delivery; what was entered wrongly is taken back at the vial, before a witness."
        )
    return tuple(known.vials.values_list("pk", flat=True))


def _vials_of(receipt: VialReceipt, *, by: Staff, at: datetime) -> Iterator[UUID]:
    """Number each vial of a delivery, book what it holds, and yield it."""
    content_ug = drug_in(receipt.volume_ul, receipt.strength_ug_per_ml)
    last = Vial.objects.aggregate(last=Max("number"))["last"] or 0
    for place in range(1, receipt.quantity + 1):
        vial = Vial.objects.create(id=uuid5(receipt.pk, f"vial {place}"), receipt=receipt, number=last + place)
        move(Kind.RECEIVED, Place.OUTSIDE, Place.VIAL, vial=vial, amount_ug=content_ug, by=by, at=at)
        yield vial.pk


def _on_formulary(vial_key: str) -> tuple[int, int]:
    try:
        return mapping.FORMULARY[vial_key]
    except KeyError:
        raise CannotReceive("This vial is not on the formulary: choose one that is, or ask pharmacy.") from None


def _refuse_receipt(*, lot: str, expires_on: date, quantity: int, on: date) -> None:
    if not lot.strip():
        raise CannotReceive("Enter the lot number on the box.")
    if quantity < 1:
        raise CannotReceive("Enter how many vials came in.")
    if expires_on < on:
        raise CannotReceive(f"This lot expired on {expires_on:%d-%b-%Y}: send it back, it is not taken into the stock.")


@transaction.atomic
def draw(
    *,
    preparation_id: UUID,
    order_id: UUID,
    person_id: UUID,
    vial_id: UUID,
    drawn_ul: int,
    bag_ul: int,
    by: Staff,
    at: datetime,
) -> None:
    """Record what is drawn for a preparation, in the transaction that makes it. Raises CannotDraw or CannotSettle."""
    vial = stock_vial(vial_id)
    refuse_unsettled(order_id)
    amount_ug = drug_in(drawn_ul, vial.receipt.strength_ug_per_ml)
    shelf = mapping.shelf_vial(vial, of_vial(vial.pk), vial.drawings.all())
    refuse_to_draw(shelf, amount_ug=amount_ug, order=order_id, on=timezone.localdate(at), at=at)
    Drawing.objects.create(
        preparation_id=preparation_id,
        order_id=order_id,
        person=Person.objects.get(pk=person_id),
        vial=vial,
        drawn_ul=drawn_ul,
        bag_ul=bag_ul,
        at=at,
        by=by,
    )
    move(
        Kind.DRAWN, Place.VIAL, Place.PREPARATION,
        vial=vial, amount_ug=amount_ug, by=by, at=at, preparation_id=preparation_id,
    )  # fmt: skip


def stock_vial(vial_id: UUID) -> Vial:
    """Return a vial of the stock; raises CannotDraw for one that is not in it."""
    vial = Vial.objects.select_related("receipt").filter(pk=vial_id).first()
    if vial is None:
        raise CannotDraw("This vial is not in the stock: receive it first, or take one that is.")
    return vial


def refuse_unsettled(order_id: UUID) -> None:
    """Raise CannotSettle while an earlier preparation of the order is not accounted for."""
    for drawing in Drawing.objects.filter(order_id=order_id):
        left_ug = left_in(drawing)
        if left_ug:
            raise CannotSettle(
                f"{as_mg(left_ug)} mg were drawn from {drawing.vial} for this order and are not accounted for: "
                "waste them with a witness, or return the vial unopened. Then prepare again."
            )


@transaction.atomic
def dispose(
    *, vial_id: UUID, how: Kind, reason: str, by: Staff, witness: Staff, at: datetime, all_alike: bool = False
) -> None:
    """Waste, destroy or return all that is in a vial, or in every sealed vial of its lot, before a witness.

    Raises CannotSettle or CannotMove; then nothing was moved.
    """
    found = one(vial_id)
    _refuse_way(found.shelf, how)
    target = {Kind.WASTED: Place.WASTE, Kind.DESTROYED: Place.DESTROYED, Kind.RETURNED: Place.RETURNED}[how]
    for each in sealed_alike(found) if all_alike else (found,):
        move(
            how,
            Place.VIAL,
            target,
            vial=each.vial,
            amount_ug=each.shelf.in_vial_ug,
            by=by,
            at=at,
            witness=witness,
            reason=reason,
        )


def _refuse_way(vial: ShelfVial, how: Kind) -> None:
    if not vial.in_vial_ug:
        raise CannotSettle(f"Nothing is left in {vial.label}.")
    if how is Kind.RETURNED and not vial.is_sealed:
        raise CannotSettle(
            f"{vial.label} was opened: only sealed vials are returned to the supplier. Waste or destroy it."
        )
    if how is Kind.WASTED and vial.is_sealed:
        raise CannotSettle(
            f"{vial.label} is sealed: stock is destroyed or returned; waste is what is left after a patient."
        )


@transaction.atomic
def correct(*, movement_id: UUID, reason: str, by: Staff, witness: Staff, at: datetime) -> None:
    """Take a movement back, whole, before a witness; what is right is entered after it. Raises CannotMove."""
    row = DrugMovement.objects.select_related("by", "witness").get(pk=movement_id)
    if row.kind == Kind.DRAWN.value:
        raise CannotSettle(
            "What was drawn is wasted, given, or returned unopened, from its order: not taken back here."
        )
    take_back(row, by=by, witness=witness, reason=reason, at=at)
