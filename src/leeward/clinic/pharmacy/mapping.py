"""Between the rows of the stock and the records of the core."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Final
from uuid import UUID

from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy.models import CountLine, Drawing, DrugMovement, Vial, VialReceipt
from leeward.dosing import FORMULARY_VIALS
from leeward.dosing import Vial as FormularyVial
from leeward.dosing.drug_amounts import UG_PER_MG, UL_PER_ML, as_mg, as_ml, drug_in, micrograms, microlitres
from leeward.dosing.ledger import Kind, Movement, Place, vial_account
from leeward.dosing.ledger_chain import Sealed
from leeward.dosing.shelf import ShelfVial


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Batch:
    """Vials that are alike: same strength, volume, lot and expiry. The first to expire stands first."""

    expires_on: date
    strength_ug_per_ml: int
    volume_ul: int
    lot: str

    @property
    def content_ug(self) -> int:
        """What one full vial holds."""
        return drug_in(self.volume_ul, self.strength_ug_per_ml)

    @property
    def says(self) -> str:
        """50 mg/mL, 10 mL."""
        return f"{as_mg(self.strength_ug_per_ml)} mg/mL, {as_ml(self.volume_ul)} mL"

    def __str__(self) -> str:
        return f"{self.says}, lot {self.lot}, expires {self.expires_on:%d-%b-%Y}"


# What may be received: the formulary's vials, by the key that a form sends.
FORMULARY: Final = {
    f"{strength:g}x{volume:g}": (micrograms(strength), microlitres(volume)) for strength, volume in FORMULARY_VIALS
}


def batch_of(row: VialReceipt | CountLine) -> Batch:
    """Return the batch of a receipt or of a line of a count."""
    return Batch(
        expires_on=row.expires_on, strength_ug_per_ml=row.strength_ug_per_ml, volume_ul=row.volume_ul, lot=row.lot
    )


def movement_of(row: DrugMovement) -> Movement:
    """Return the movement of a row."""
    return Movement(
        movement_id=row.pk,
        kind=Kind(row.kind),
        vial=row.vial_id,
        source=Place(row.source),
        target=Place(row.target),
        amount_ug=row.amount_ug,
        at=row.at.astimezone(UTC),
        by=row.by.key,
        witness=row.witness.key if row.witness else "",
        preparation=row.preparation_id,
        reason=row.reason,
        reverses=row.reverses_id,
    )


def sealed_of(row: DrugMovement) -> Sealed:
    """Return the movement of a row in its place of the chain."""
    return Sealed(seq=row.seq, movement=movement_of(row), previous_hash=row.previous_hash, hash=row.hash)


def row_of(sealed: Sealed, *, by: Staff, witness: Staff | None) -> DrugMovement:
    """Return the unsaved row of a sealed movement."""
    movement = sealed.movement
    return DrugMovement(
        id=movement.movement_id,
        seq=sealed.seq,
        vial_id=movement.vial,
        preparation_id=movement.preparation,
        kind=movement.kind.value,
        source=movement.source.value,
        target=movement.target.value,
        amount_ug=movement.amount_ug,
        at=movement.at,
        by=by,
        witness=witness,
        reason=movement.reason,
        reverses_id=movement.reverses,
        previous_hash=sealed.previous_hash,
        hash=sealed.hash,
    )


def ledger_of(rows: Iterable[DrugMovement]) -> tuple[Movement, ...]:
    """Return the movements in the order in which they were recorded."""
    return tuple(movement_of(row) for row in sorted(rows, key=lambda row: row.seq))


def shelf_vial(vial: Vial, ledger: Iterable[Movement], drawings: Iterable[Drawing]) -> ShelfVial:
    """Return the vial as the core judges it; a drawing that was taken back left it sealed."""
    known = tuple(ledger)
    account, receipt = vial_account(known, vial.pk), vial.receipt
    opened = min(standing(known, drawings), key=lambda each: each.at, default=None)
    return ShelfVial(
        label=str(vial),
        strength_ug_per_ml=receipt.strength_ug_per_ml,
        volume_ul=receipt.volume_ul,
        lot=receipt.lot,
        expires_on=receipt.expires_on,
        received_ug=account.received,
        in_vial_ug=account.in_vial,
        opened_at=opened.at if opened else None,
        opened_for=opened.order_id if opened else None,
    )


def standing(ledger: tuple[Movement, ...], drawings: Iterable[Drawing]) -> list[Drawing]:
    """Return the drawings that were not taken back."""
    back = {movement.reverses for movement in ledger}
    drawn: set[UUID | None] = {
        movement.preparation for movement in ledger if movement.kind is Kind.DRAWN and movement.movement_id not in back
    }
    return [drawing for drawing in drawings if drawing.preparation_id in drawn]


def formulary_vial(vial: Vial) -> FormularyVial:
    """Return the vial as `dosing.prepare` takes it."""
    receipt = vial.receipt
    return FormularyVial(
        strength_mg_per_ml=receipt.strength_ug_per_ml / UG_PER_MG,
        volume_ml=receipt.volume_ul / UL_PER_ML,
        lot=receipt.lot,
        expires_on=receipt.expires_on,
    )
