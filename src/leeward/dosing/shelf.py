"""A vial on the shelf: whether it may be drawn from, for whom, and what to do where it may not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from leeward.dosing.drug_amounts import as_mg
from leeward.protocol.drug_stock import OpenedVial


class CannotDraw(ValueError):
    """This vial is not drawn from; the sentence says what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfVial:
    """What the ledger knows of one vial now."""

    label: str
    strength_ug_per_ml: int
    volume_ul: int
    lot: str
    expires_on: date
    received_ug: int
    in_vial_ug: int
    opened_at: datetime | None = None
    opened_for: UUID | None = None  # the order that it was first drawn for

    @property
    def is_sealed(self) -> bool:
        """Was nothing drawn from it?"""
        return self.received_ug > 0 and self.in_vial_ug == self.received_ug and self.opened_at is None


def refuse_to_draw(vial: ShelfVial, *, amount_ug: int, order: UUID, on: date, at: datetime) -> None:
    """Raise CannotDraw where this much is not drawn from the vial for this order, on this day, at this time."""
    if vial.in_vial_ug <= 0:
        raise CannotDraw(f"Nothing is left in {vial.label}: choose another vial.")
    if vial.expires_on < on:
        raise CannotDraw(
            f"{vial.label}, lot {vial.lot}, expired on {vial.expires_on:%d-%b-%Y}: take another vial. "
            "Put this one aside, and destroy or return it with a witness."
        )
    _refuse_opened(vial, order=order, at=at)
    if vial.in_vial_ug < amount_ug:
        raise CannotDraw(
            f"{vial.label} holds {as_mg(vial.in_vial_ug)} mg, the order takes {as_mg(amount_ug)} mg: "
            "choose a vial that holds enough. One preparation is drawn from one vial."
        )


def _refuse_opened(vial: ShelfVial, *, order: UUID, at: datetime) -> None:
    """One vial, one patient, and not for long: what was opened serves the order that it was opened for."""
    if vial.opened_at is None:
        return
    if vial.opened_for != order:
        raise CannotDraw(
            f"{vial.label} was opened for another order: one vial serves one patient. "
            "Take a sealed vial, and waste the rest of this one with a witness."
        )
    if at - vial.opened_at > timedelta(minutes=OpenedVial.good_for.to("min")):
        raise CannotDraw(
            f"{vial.label} was opened more than {OpenedVial.good_for.quantity} ago: waste the rest with a witness, "
            "and take a sealed vial."
        )
